"""The pages of those who follow: the room, their answer, their name."""

import re
import unicodedata
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.settings import LIMITS
from sandbox.workshop.identifiers import Devices
from sandbox.workshop.pages.follower import clean_nickname
from tests.running import FORM
from tests.workshop.people import (
    ELSEWHERE,
    Person,
    Presenter,
    Workshop,
    chosen,
    cookies,
    few,
    mine,
    poll_key,
    said,
    shown,
)

AT_BAZ = "/scenarios/bar-token-to-baz/at-baz"
PREDICT = f"{AT_BAZ}/predict"
HTMX = {"hx-request": "true"}
BEGUN = "/scenarios/bar-token-to-bar"


@pytest.fixture
async def asking(presenter: Presenter) -> Presenter:
    """A room that is asked what baz answers."""
    await presenter.to(PREDICT)
    return presenter


def told(answer: httpx2.Response) -> str:
    """What a page says in alarm."""
    found = re.search(r'role="alert">([^<]*)<', answer.text)
    return found[1] if found else ""


async def test_the_room_is_what_the_presenter_shows(workshop: Workshop, presenter: Presenter) -> None:
    person = await workshop.visitor(presenter.code)
    assert (shown(person.page), "You are in." in person.page) == ("lobby", True)
    for place in ("pause/1", BEGUN, PREDICT, AT_BAZ, f"{AT_BAZ}/what-if/1", "/workbench", "end"):
        await presenter.to(place)
        assert shown(await person.look()).partition("?")[0] == place
        assert f'data-version="{presenter.page.partition("data-version=")[2][1:].partition(chr(34))[0]}"' in person.page


async def test_the_page_of_a_step_is_the_real_replay(workshop: Workshop, presenter: Presenter) -> None:
    await presenter.to(AT_BAZ)
    page = (await workshop.visitor(presenter.code)).page
    assert "401" in page
    assert "invalid_token" in page
    assert workshop.replays == ["bar-token-to-baz"]


@pytest.mark.parametrize("path", ["", "?since=3"])
async def test_a_code_may_be_typed_in_small_letters(workshop: Workshop, presenter: Presenter, path: str) -> None:
    answer = await workshop.browser(ELSEWHERE).get(f"/room/{presenter.code.lower()}{path}")
    assert (answer.status_code, answer.headers["location"]) == (307, f"/room/{presenter.code}")


@pytest.mark.parametrize(
    "code", ["BCDFG", "bcdfg", "BCDFGH", "AEIOU", "<script>", "%00", "🦊" * 5, "B" * 10_000, "ß", "B CDF"]
)
async def test_a_code_that_no_room_has_leads_back_to_where_codes_are_typed(workshop: Workshop, code: str) -> None:
    for path in ("", "/present", "/screen", "/results", "/qr.svg", "/results.csv"):
        answer = await workshop.browser(ELSEWHERE).get(f"/room/{quote(code, safe='')}{path}")
        assert answer.status_code == 404
        assert "<script>alert" not in answer.text
        assert "There is no room" in answer.text
        assert 'href="/workshop"' in answer.text


async def test_an_address_below_a_room_that_is_no_page(workshop: Workshop, presenter: Presenter) -> None:
    http = workshop.browser(ELSEWHERE)
    assert (await http.get(f"/room/{presenter.code}/nothing")).status_code == 404
    assert (await http.get("/room/")).status_code == 404
    assert (await http.get(f"/room/{presenter.code}/vote")).status_code == 405
    assert (await http.post(f"/room/{presenter.code}/events")).status_code == 404
    assert (await http.head(f"/room/{presenter.code}/events")).status_code == 404
    assert (await http.head(f"/room/{presenter.code}")).status_code == 200


async def test_a_device_is_given_a_name_that_only_this_room_is_sent_and_no_script_can_read(
    workshop: Workshop, presenter: Presenter
) -> None:
    answer = await workshop.browser(ELSEWHERE).get(f"/room/{presenter.code}")
    kept = cookies(answer)
    assert list(kept) == ["device"]
    assert re.fullmatch(
        rf"[\w-]{{16}}\.[0-9a-f]{{32}}; HttpOnly; Max-Age=86400; Path=/room/{presenter.code}; SameSite=lax",
        kept["device"],
    )
    assert answer.headers["cache-control"] == "no-store"
    person = await workshop.visitor(presenter.code)
    assert "set-cookie" not in (await person.http.get(person.url)).headers


async def test_a_vote_is_counted_once_and_can_be_changed_until_the_reveal(
    workshop: Workshop, asking: Presenter
) -> None:
    person, other = await workshop.visitor(asking.code), await workshop.visitor(asking.code)
    assert (poll_key(person.page), chosen(person.page)) == (f"{AT_BAZ}#1", 0)
    for answer in (1, 3, 3, 2):
        done = await person.vote(answer)
        assert (done.status_code, done.headers["location"]) == (303, person.url)
        assert chosen(await person.look()) == answer
    await other.vote(1)
    assert 'data-tally="voted">2<' in await asking.look("/present")
    await asking.do("next")
    late = await person.vote(1, f"{AT_BAZ}#1")
    assert late.status_code == 409
    assert told(late) == "This question cannot be answered any more. Your page shows what is asked now."
    assert said(await person.look()) == {1: 1, 2: 1, 3: 0}
    assert mine(person.page) == [2]
    assert mine(await other.look()) == [1]
    assert mine((await workshop.visitor(asking.code)).page) == []


async def test_each_is_told_why_their_own_answer_is_right_or_wrong(workshop: Workshop, asking: Presenter) -> None:
    person = await workshop.visitor(asking.code)
    await person.vote(1)
    await asking.reveal()
    own = re.findall(
        r'because prose mine" data-answer="(\d)"><p><b>You said: ([^<]*)</b> ([^<]*)</p>(.*?)</div>',
        await person.look(),
        re.DOTALL,
    )
    assert [found[:3] for found in own] == [("1", "200. The signature is genuine.", "That is not what came.")]
    assert "It does not make baz the addressee." in own[0][3]


@pytest.mark.parametrize(
    "answer",
    ["0", "4", "-1", "", "1.0", "+1", " 1", "01", "0019", "\u0661", "1" * 5_000, "001" + "9" * 5_000, "x", "\0", "1\n"],
)
async def test_what_is_no_answer_is_not_counted(workshop: Workshop, asking: Presenter, answer: str) -> None:
    person = await workshop.visitor(asking.code)
    assert (await person.vote(answer)).status_code == 409
    assert chosen(await person.look()) == 0
    await asking.do("next")
    assert said(await person.look()) == {1: 0, 2: 0, 3: 0}
    assert "0 answers" in person.page


@pytest.mark.parametrize(
    "key", ["", f"{AT_BAZ}#2", f"{AT_BAZ}", "/scenarios/audience-not-checked/at-baz#1", "x" * 10_000, "\0"]
)
async def test_an_answer_to_another_question_is_not_counted(workshop: Workshop, asking: Presenter, key: str) -> None:
    person = await workshop.visitor(asking.code)
    answer = await person.vote(2, key)
    assert answer.status_code == 409
    assert poll_key(answer.text) == f"{AT_BAZ}#1"
    assert 'data-tally="voted">0<' in await asking.look("/present")


async def test_where_nothing_is_asked_nothing_is_counted(workshop: Workshop, presenter: Presenter) -> None:
    person = await workshop.visitor(presenter.code)
    for place in ("lobby", BEGUN, "end"):
        await presenter.to(place)
        assert (await person.vote(1, f"{AT_BAZ}#1")).status_code == 409


async def test_asked_again_it_is_another_question(workshop: Workshop, asking: Presenter) -> None:
    person = await workshop.visitor(asking.code)
    await person.vote(1)
    await asking.do("again")
    assert (await person.vote(3)).status_code == 409
    assert (poll_key(await person.look()), chosen(person.page)) == (f"{AT_BAZ}#2", 0)
    assert (await person.vote(3)).status_code == 303
    await asking.do("next")
    assert said(await person.look()) == {1: 0, 2: 0, 3: 1}


async def test_without_a_cookie_nothing_is_counted_and_one_is_told_why(workshop: Workshop, asking: Presenter) -> None:
    stranger = workshop.person(asking.code)
    answer = await stranger.vote(2, f"{AT_BAZ}#1")
    assert answer.status_code == 409
    assert "no cookie of this room came with it" in told(answer)
    assert list(cookies(answer)) == ["device"]
    assert (await stranger.vote(2, f"{AT_BAZ}#1")).status_code == 303


async def test_a_cookie_that_was_forged_or_is_another_rooms_counts_nowhere(
    workshop: Workshop, asking: Presenter
) -> None:
    elsewhere = await workshop.visitor((await workshop.presenter()).code)
    theirs = next(iter(elsewhere.http.cookies.jar)).value
    forged = [
        theirs,
        Devices("a guess").new(),
        "x" * 16 + "." + "0" * 32,
        "",
        ".",
        "é" * 3,
        '"\\303\\251"',
        "a" * 8_000,
    ]
    form = f"key={quote(f'{AT_BAZ}#1')}&answer=2"
    for cookie in forged:
        headers = {b"content-type": FORM["content-type"].encode(), b"cookie": f"device={cookie}".encode("latin-1")}
        answer = await workshop.browser(ELSEWHERE).post(f"/room/{asking.code}/vote", content=form, headers=headers)
        assert (answer.status_code, list(cookies(answer))) == (409, ["device"]), cookie
    assert 'data-tally="voted">0<' in await asking.look("/present")


async def test_htmx_is_answered_with_the_question_and_what_was_chosen(workshop: Workshop, asking: Presenter) -> None:
    person = await workshop.visitor(asking.code)
    answer = await person.vote(2, headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.startswith('<section class="card ask ballot" id="ballot"')
    assert (chosen(answer.text), answer.headers["cache-control"]) == (2, "no-store")
    assert 'role="status" data-chosen>Answer 2 is kept.' in answer.text
    await asking.do("next")
    late = await person.vote(2, f"{AT_BAZ}#1", headers=HTMX)
    assert (late.status_code, "<!doctype html>" in late.text) == (409, True)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"answer=2", "text/plain"),
        (b"{}", "application/json"),
        (b"\xff\xfe", FORM["content-type"]),
        (b"answer=1&answer=2", FORM["content-type"]),
        (b"&".join(b"a%d=1" % number for number in range(200)), FORM["content-type"]),
        (b"key=" + b"x" * 70_000, FORM["content-type"]),
        (b"", FORM["content-type"]),
    ],
)
async def test_a_form_that_cannot_be_read_counts_as_an_empty_one(
    workshop: Workshop, asking: Presenter, body: bytes, kind: str
) -> None:
    person = await workshop.visitor(asking.code)
    for door in ("vote", "name"):
        answer = await person.http.post(f"{person.url}/{door}", content=body, headers={"content-type": kind})
        assert answer.status_code == 409


async def test_a_full_room_is_told(workshop: Workshop, asking: Presenter, monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, people_in_room=2)
    people = [await workshop.visitor(asking.code, f"192.168.1.{number}") for number in range(3)]
    answers = [await person.vote(1) for person in people]
    assert [answer.status_code for answer in answers] == [303, 303, 409]
    assert told(answers[2]) == "The room is full. You can watch, and explore on your own."
    assert (await people[0].vote(2)).status_code == 303


async def test_of_one_address_only_so_many_are_counted_and_the_presenter_is_told(
    workshop: Workshop, asking: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    few(monkeypatch, people_per_address=25)
    stuffing = [await workshop.visitor(asking.code, "192.168.1.66") for _ in range(30)]
    counted = [(await device.vote(3)).status_code for device in stuffing]
    assert counted == [303] * 25 + [409] * 5
    for number in range(10):
        assert (await (await workshop.visitor(asking.code, f"192.168.1.{number}")).vote(2)).status_code == 303
    page = await asking.look("/present")
    assert "25 of 35 answers come from the one address 192.168.1.66." in page
    assert 'data-tally="voted">35<' in page


async def test_one_device_that_votes_many_times_has_one_vote(workshop: Workshop, asking: Presenter) -> None:
    person = await workshop.visitor(asking.code)
    for number in range(60):
        await person.vote(1 + number % 3)
    await asking.do("next")
    assert said(await person.look()) == {1: 0, 2: 0, 3: 1}


async def named(workshop: Workshop, name: str) -> tuple[Presenter, Person]:
    presenter = await workshop.presenter(names="yes")
    person = await workshop.visitor(presenter.code)
    assert 'action="/room/' in person.page
    answer = await person.http.post(f"{person.url}/name", data={"name": name})
    assert (answer.status_code, answer.headers["location"]) == (303, person.url)
    await person.look()
    await presenter.look("/present")
    return presenter, person


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Ada", "Ada"),
        ("  Ada \n Lovelace\t", "Ada Lovelace"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script"),
        ('"><img src=x onerror=1>', "&#34;&gt;&lt;img src=x onerror=1&gt;"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
        ("Ada\x00\x1b[31m\x7f", "Ada [31m"),
        ("\u202egnp.exe", "gnp.exe"),
        ("A\u2066b\u2069\u200b\u2028c", "A b c"),
        ("x" * 10_000, "x" * 24),
        (" " * 10_000 + "x", None),
        ("🦊" * 24 + "🐈", "🦊" * 24),
        ("a" * 23 + "👩‍🚀", "a" * 23 + "👩"),
        ("王小明", "王小明"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("\u0645\u06cc\u200c\u0646\u0627", "\u0645\u06cc\u200c\u0646\u0627"),
        (" \u200d\u200c ", None),
    ],
)
async def test_a_name_is_shown_as_text_printable_and_short(
    workshop: Workshop, given_name: str, kept: str | None
) -> None:
    if kept is None:
        presenter = await workshop.presenter(names="yes")
        person = await workshop.visitor(presenter.code)
        answer = await person.http.post(f"{person.url}/name", data={"name": given_name})
        assert answer.status_code == 409
        assert told(answer) == "Nothing was kept: a name has letters, and is asked for."
        return
    presenter, person = await named(workshop, given_name)
    assert f'<p class="muted">{kept}</p>' in person.page
    assert f'<p class="muted">{kept}</p>' in presenter.page


@given(st.text(max_size=60))
def test_a_name_is_one_line_of_what_can_be_seen(text: str) -> None:
    name = clean_nickname(text)
    assert len(name) <= LIMITS.nickname_chars
    assert name == clean_nickname(name)
    assert name == name.strip("\u200c\u200d")
    assert not any(unicodedata.category(letter)[0] == "C" for letter in name if letter not in "\u200c\u200d")


async def test_a_name_is_asked_for_until_it_is_given_and_can_be_changed(workshop: Workshop) -> None:
    presenter, person = await named(workshop, "Ada")
    assert f"{person.url}/name" not in person.page
    await person.http.post(f"{person.url}/name", data={"name": "Grace"})
    assert "Grace" in await person.look()
    assert "Ada" not in await presenter.look("/present")


async def test_no_name_is_kept_where_none_is_asked_for(workshop: Workshop, presenter: Presenter) -> None:
    person = await workshop.visitor(presenter.code)
    assert '<form class="nickname scripted" hidden' in person.page
    assert (await person.http.post(f"{person.url}/name", data={"name": "Ada"})).status_code == 409
    assert "Ada" not in await presenter.look("/present")
    await presenter.do("names")
    assert (await person.http.post(f"{person.url}/name", data={"name": "Ada"})).status_code == 303
    stranger = workshop.person(presenter.code)
    assert (await stranger.http.post(f"{stranger.url}/name", data={"name": "Eve"})).status_code == 409


async def test_nobody_sees_the_name_of_another(workshop: Workshop) -> None:
    presenter, person = await named(workshop, "Ada")
    await presenter.to(PREDICT)
    await person.look()
    await person.vote(2)
    await presenter.do("next")
    other = await workshop.visitor(presenter.code)
    for page in (other.page, await presenter.look("/screen"), await presenter.look("/results")):
        assert "Ada" not in page


async def test_the_picture_for_cameras_is_the_address_that_people_reach(
    workshop: Workshop, presenter: Presenter
) -> None:
    first = await workshop.browser(ELSEWHERE).get(f"/room/{presenter.code}/qr.svg")
    assert (first.status_code, first.headers["content-type"]) == (200, "image/svg+xml")
    assert first.text.startswith("<?xml")
    assert "style" not in first.text
    await presenter.do("address http://192.168.1.5:8000")
    second = await workshop.browser(ELSEWHERE).get(f"/room/{presenter.code}/qr.svg")
    assert second.content != first.content
    assert second.headers["cache-control"] == "no-store"


async def test_what_is_handed_out_is_a_state_of_the_workbench_for_everybody(
    workshop: Workshop, presenter: Presenter
) -> None:
    await presenter.to(AT_BAZ)
    await presenter.do("hand /workbench?world=foo&api=baz")
    page = (await workshop.visitor(presenter.code)).page
    handed = re.search(
        r'<a class="button primary with-scripts" href="(/workbench[^"]*)">Open it in your workbench', page
    )
    assert handed
    answer = await workshop.browser(ELSEWHERE).get(handed[1].replace("&amp;", "&"))
    assert answer.status_code == 200
    await presenter.do("hand")
    assert "Open it in your workbench" not in (await workshop.visitor(presenter.code)).page
