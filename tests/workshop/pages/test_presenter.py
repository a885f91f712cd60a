"""The presenter's pages: the panel, the projector's page, the results."""

import asyncio
import csv
import io
import re
from typing import Any

import httpx2
import pytest
from markupsafe import escape

from sandbox.replay.engine import Replayer
from tests.workshop.people import ELSEWHERE, Person, Presenter, Workshop, cookies, poll_key, said, shown, version
from tests.workshop.test_commands import BAD_PLACES

AT_BAZ = "/scenarios/bar-token-to-baz/at-baz"
PREDICT = f"{AT_BAZ}/predict"
HTMX = {"hx-request": "true"}
PAGES = ["/present", "/screen", "/results", "/results.csv", "/results.json"]


def told(answer: httpx2.Response) -> str:
    found = re.search(r'role="alert">([^<]*)<', answer.text)
    return found[1] if found else ""


async def test_the_link_with_the_secret_leads_to_an_address_without_it(
    workshop: Workshop, presenter: Presenter
) -> None:
    link = f"/room/{presenter.code}/present?secret={presenter.secret}"
    answer = await workshop.browser(ELSEWHERE).get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/room/{presenter.code}/present")
    assert answer.content == b""
    assert cookies(answer) == {
        "presenter": f"{presenter.secret}; HttpOnly; Max-Age=86400; Path=/room/{presenter.code}; SameSite=strict"
    }
    assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("secret", ["", "wrong", "%00", "%F0%9F%A6%8A", "x" * 10_000])
async def test_a_wrong_secret_opens_nothing(workshop: Workshop, presenter: Presenter, secret: str) -> None:
    answer = await workshop.browser(ELSEWHERE).get(f"/room/{presenter.code}/present?secret={secret}")
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert "Only who has the presenter’s link can open this" in answer.text
    own = await presenter.http.get(f"{presenter.url}/present?secret={secret}")
    assert own.status_code == 200


async def test_who_follows_cannot_present(workshop: Workshop, presenter: Presenter) -> None:
    follower = await workshop.visitor(presenter.code)
    device = next(iter(follower.http.cookies.jar)).value
    other = await workshop.presenter()
    stolen = [
        follower,
        Person(workshop.browser(ELSEWHERE), presenter.code),
        Person(workshop.browser(ELSEWHERE, cookie=f"presenter={device}"), presenter.code),
        Person(workshop.browser(ELSEWHERE, cookie=f"presenter={other.secret}"), presenter.code),
        Person(workshop.browser(ELSEWHERE, cookie=f"device={presenter.secret}"), presenter.code),
    ]
    for person in stolen:
        for path in PAGES:
            answer = await person.http.get(person.url + path)
            assert answer.status_code == 403, path
            assert "notes" not in answer.text
        for command in ("next", "close", "reset", "address http://evil.example"):
            answer = await person.http.post(
                f"{person.url}/present", data={"do": command, "at": version(presenter.page)}
            )
            assert answer.status_code == 403
    assert shown(await presenter.look("/present")) == "lobby"
    assert version(presenter.page) == 1


async def test_the_panel_has_what_to_say_and_what_comes_next(workshop: Workshop, presenter: Presenter) -> None:
    assert "All scenarios" not in presenter.page
    assert "A workshop of 45 minutes" in presenter.page
    await presenter.to(PREDICT)
    assert "The vote of the day." in presenter.page
    assert "Ask for the vote before you reveal" in presenter.page
    assert ">Close the question</span>" in presenter.page
    assert 'data-minutes="5"' in presenter.page
    await presenter.to(AT_BAZ)
    await presenter.do("next")
    assert ">What if baz did not look at the address?</span>" in presenter.page


async def test_what_comes_next_is_named_all_along_the_way(presenter: Presenter) -> None:
    """By pressing that button alone, as with a clicker."""
    names = []
    for _ in range(9):
        found = re.search(r'value="next" data-go="next"><span class="to">([^<]*)</span>', presenter.page)
        assert found
        names.append(found[1])
        await presenter.do("next")
    titles = ["Welcome", "A bar token at bar's door", "Alice signs in; the app asks for a token for bar"]
    parts = ["Message 2 of 3", "Message 3 of 3", "The outcome", "Why"]
    assert names == [escape(title) for title in (*titles, *parts, "The app calls bar with it", "Message 2 of 2")]
    await presenter.to("/scenarios/bar-token-to-baz/at-bar")
    await presenter.do("next")
    assert ">Ask: A genuine token for bar is sent to baz. What does baz answer?</span>" in presenter.page
    await presenter.to("/scenarios/aud-trailing-slash/takeaway")
    assert ">Talk</span>" in presenter.page
    await presenter.to("pause/11")
    assert ">The end</span>" in presenter.page


async def test_without_scripts_a_deed_leads_back_to_its_page(presenter: Presenter) -> None:
    answer = await presenter.do("next")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/room/{presenter.code}/present")
    answer = await presenter.do("next", also={"from": "screen"})
    assert answer.headers["location"] == f"/room/{presenter.code}/screen"


async def test_htmx_is_answered_with_the_panel_alone(presenter: Presenter) -> None:
    form = {"do": "next", "at": str(version(presenter.page))}
    answer = await presenter.http.post(f"{presenter.url}/present", data=form, headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.startswith('<div id="panel"')
    assert version(answer.text) == 2
    stale = await presenter.http.post(f"{presenter.url}/present", data=form, headers=HTMX)
    assert (stale.status_code, version(stale.text)) == (200, 2)
    assert told(stale) == "The room had moved on before you pressed: nothing was done."


@pytest.mark.parametrize("at", ["", "0", "2", "99999999999999999999", "-1", "x", "1.0", " 1", "\u0661"])
async def test_what_was_pressed_on_a_page_that_is_no_more_does_nothing(presenter: Presenter, at: str) -> None:
    answer = await presenter.http.post(f"{presenter.url}/present", data={"do": "next", "at": at})
    assert answer.status_code == 409
    assert told(answer) == "The room had moved on before you pressed: nothing was done."
    assert version(await presenter.look("/present")) == 1


async def test_of_two_presenters_who_press_at_once_one_is_heard(
    workshop: Workshop, presenter: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both of them see the same page, and both replays are under way before either is shown."""
    other = Presenter(workshop.browser(ELSEWHERE), presenter.code)
    await other.http.get(f"{presenter.url}/present?secret={presenter.secret}")
    await presenter.to("/scenarios/bar-token-to-baz")
    await other.look("/present")
    really, both = Replayer.replay, asyncio.Barrier(2)

    async def replay(replayer: Replayer, *what: Any, **how: Any) -> Any:
        await both.wait()
        return await really(replayer, *what, **how)

    monkeypatch.setattr(Replayer, "replay", replay)
    form = {"do": "next", "at": str(version(presenter.page))}
    pressed = (one.http.post(f"{presenter.url}/present", data=form) for one in (presenter, other))
    heard, late = sorted(await asyncio.gather(*pressed), key=lambda answer: answer.status_code)
    assert (heard.status_code, late.status_code) == (303, 409)
    assert told(late) == "The room had moved on before you pressed: nothing was done."
    assert version(late.text) == version(presenter.page) + 1
    assert shown(await presenter.look("/present")) == "/scenarios/bar-token-to-baz/sign-in"


@pytest.mark.parametrize(
    "command", ["", "dance", "next " * 2_000, "go", "again", *(f"go {place}" for place in BAD_PLACES)]
)
async def test_a_deed_that_cannot_be_done_is_told_and_changes_nothing(presenter: Presenter, command: str) -> None:
    answer = await presenter.http.post(f"{presenter.url}/present", data={"do": command, "at": "1"})
    if command.startswith("next"):  # with something that it does not need
        assert answer.status_code == 303
        return
    assert answer.status_code == 409
    assert told(answer).endswith(".")
    assert len(told(answer)) < 300
    assert version(await presenter.look("/present")) == 1


async def test_what_cannot_be_done_is_told_as_text(presenter: Presenter) -> None:
    answer = await presenter.http.post(f"{presenter.url}/present", data={"do": "<script>alert(1)</script>", "at": "1"})
    assert "A presenter cannot do `&lt;script&gt;alert(1)&lt;/script&gt;`." in answer.text
    assert "<script>alert" not in answer.text


async def test_an_address_is_typed_in_a_field_of_its_own(workshop: Workshop, presenter: Presenter) -> None:
    assert "Nobody else can reach <code>http://localhost:8000</code>" in presenter.page
    assert 'value="address http://192.168.1.5:8000"' in presenter.page
    assert (await presenter.do("address", also={"what": "http://192.168.1.5:8000"})).status_code == 303
    assert "Nobody else can reach" not in presenter.page
    assert "192.168.1.5:8000/workshop" in await presenter.look("/screen")


async def test_the_projector_shows_the_room_and_the_way_in_and_no_notes(
    workshop: Workshop, presenter: Presenter
) -> None:
    page = await presenter.look("/screen")
    assert presenter.code in page
    assert "/qr.svg" in page
    await presenter.look("/present")
    await presenter.to(PREDICT)
    page = await presenter.look("/screen")
    assert shown(page) == PREDICT
    assert "The vote of the day." not in page
    assert "Ask for the vote before you reveal" not in page


async def test_blank_the_pages_of_the_room_show_nothing_and_the_panel_all(
    workshop: Workshop, presenter: Presenter
) -> None:
    await presenter.to(AT_BAZ)
    await presenter.do("blank")
    follower = await workshop.visitor(presenter.code)
    for page in (follower.page, await presenter.look("/screen")):
        assert "The presenter paused the screen." in page
        assert "Audience</em> decides" not in page
    assert "The check <em>Audience</em> decides." in await presenter.look("/present")
    assert "The room’s pages are blank." in presenter.page


async def test_frozen_only_the_presenter_goes_ahead(workshop: Workshop, presenter: Presenter) -> None:
    await presenter.to(PREDICT)
    await presenter.do("freeze")
    await presenter.do("next")
    assert (shown(presenter.page), "Only you see this." in presenter.page) == (AT_BAZ, True)
    follower = await workshop.visitor(presenter.code)
    assert (shown(follower.page), shown(await presenter.look("/screen"))) == (PREDICT, PREDICT)
    assert (await follower.vote(2)).status_code == 303
    await presenter.look("/present")
    await presenter.do("freeze")
    assert (shown(await follower.look()), said(follower.page)) == (AT_BAZ, {1: 0, 2: 1, 3: 0})


async def test_a_room_that_is_closed_is_gone_for_everybody(workshop: Workshop, presenter: Presenter) -> None:
    follower = await workshop.visitor(presenter.code)
    answer = await presenter.http.post(f"{presenter.url}/present", data={"do": "close", "at": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/workshop")
    for path in ("", *PAGES):
        assert (await presenter.http.get(presenter.url + path)).status_code == 404
    assert (await follower.vote(1, "x")).status_code == 404


async def answered(workshop: Workshop, **form: str) -> Presenter:
    """A room that has answered two questions, one of them twice."""
    presenter = await workshop.presenter(**form)
    people = [await workshop.visitor(presenter.code, f"192.168.1.{number}") for number in range(3)]
    for person, name in zip(people, ("Ada", 'Ben, the "second"', ""), strict=True):
        await person.http.post(f"{person.url}/name", data={"name": name})
    for place, answers in (
        (PREDICT, (1, 1, 1)),
        ("again", (2, 2, 1)),
        ("/scenarios/audience-not-checked/at-careless-baz/predict", (3, 2)),
    ):
        await (presenter.do("again") if place == "again" else presenter.to(place))
        for person, answer in zip(people, answers, strict=False):
            await person.look()
            assert (await person.vote(answer)).status_code == 303
        await presenter.do("next")
        if place == PREDICT:
            assert poll_key(presenter.page) == ""
    return presenter


async def test_results_are_kept_as_a_table(workshop: Workshop) -> None:
    presenter = await answered(workshop)
    answer = await presenter.http.get(f"{presenter.url}/results.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="workshop-{presenter.code}.csv"'
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["votes"], row["percent"]) for row in rows[:3]] == [("1", "33"), ("2", "67"), ("0", "0")]
    assert {row["step"] for row in rows} == {AT_BAZ, "/scenarios/audience-not-checked/at-careless-baz"}


async def test_results_are_kept_as_data(workshop: Workshop) -> None:
    presenter = await answered(workshop, names="yes")
    answer = await presenter.http.get(f"{presenter.url}/results.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == f'attachment; filename="workshop-{presenter.code}.json"'
    assert answer.headers["cache-control"] == "no-store"
    data = answer.json()
    assert (data["room"], data["playlist"]) == (presenter.code, "workshop-45")
    assert [question["votes"] for question in data["questions"]] == [3, 2]
    careless = "/scenarios/audience-not-checked/at-careless-baz"
    assert data["people"] == [
        {"name": "Ada", "answers": {AT_BAZ: 2, careless: 3}},
        {"name": 'Ben, the "second"', "answers": {AT_BAZ: 2, careless: 2}},
    ]


async def test_results_are_shown_as_a_page(workshop: Workshop) -> None:
    presenter = await workshop.presenter()
    assert "Nothing was revealed yet." in await presenter.look("/results")
    presenter = await answered(workshop)
    page = await presenter.look("/results")
    assert "2 questions revealed so far" in page
    first, second = page.split('<section class="card tally"')[1:]
    assert (said(first), said(second)) == ({1: 1, 2: 2, 3: 0}, {1: 0, 2: 1, 3: 1})


async def test_at_the_end_everybody_sees_what_the_room_said(workshop: Workshop) -> None:
    presenter = await answered(workshop)
    await presenter.to("end")
    page = (await workshop.visitor(presenter.code)).page
    assert page.count('<section class="card tally"') == 2
