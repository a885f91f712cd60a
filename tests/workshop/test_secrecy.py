"""Who must not see what: outcomes before the reveal, the presenter's notes, secrets, and what others said."""

import re
from collections.abc import Mapping
from html import unescape

import httpx2
import pytest

from sandbox.http.headers import POLICY
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.stops import Stop, stops
from tests.workshop.people import Person, Presenter, Workshop, few, part
from tests.workshop.test_route import route, shipped

PREDICT = "/scenarios/bar-token-to-baz/at-baz/predict"
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
ASKED = [(s, stop) for s in shipped().scenarios() for stop in stops(s) if stop.kind == "predict"]


def text(html: str) -> str:
    """What is read of a page: its text, without marks, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def stage(html: str) -> str:
    """The part of a page that shows the room."""
    return html[html.index('<div id="shown"') :]


def read_out(markdown: str) -> list[str]:
    """Stretches of an author's text that survive being rendered: between marks, and long enough to be no chance."""
    flat = " ".join(markdown.split())
    return [piece.strip() for piece in re.split(r"[`*_\[\]()<>]|https?://", flat) if len(piece.strip()) > 25]


async def pages(workshop: Workshop, presenter: Presenter) -> dict[str, str]:
    """What follower and projector are sent."""
    follower = await workshop.visitor(presenter.code)
    return {"room": follower.page, "screen": await presenter.look("/screen")}


async def test_these_are_many_questions() -> None:
    assert len(ASKED) > 35


async def test_before_the_reveal_no_page_tells_the_outcome(workshop: Workshop) -> None:
    """Of any question of any scenario that is shipped: neither which answer is right, nor why, nor what came."""
    presenter = await workshop.presenter("")
    for scenario, stop in ASKED:
        await presenter.to(stop.url)
        for name, page in (await pages(workshop, presenter)).items():
            assert leaks(scenario, stop, page) == [], (stop.url, name)
        await presenter.look("/present")


def leaks(scenario: Scenario, stop: Stop, page: str) -> list[str]:
    """What a page says that it must not say yet."""
    assert stop.step
    assert stop.step.predict
    told = text(stage(page))
    later = scenario.steps[stop.number - 1 :]
    secret = [piece for option in stop.step.predict.options for piece in read_out(option.because)]
    secret += [piece for step in later for piece in read_out(step.explain)]
    secret += [piece for step in later for what_if in step.what_if for piece in read_out(what_if.explain)]
    secret += read_out(scenario.takeaway)
    poll_key = text(" ".join([stop.step.predict.ask, *(option.says for option in stop.step.predict.options)]))
    known = f"{text(scenario.story)} {text(scenario.question)} {poll_key} " + " ".join(
        text(step.explain) for step in scenario.steps[: stop.number - 1]
    )
    marks = [
        "share came",
        'class="because',
        "share mine",
        'class="lamp ',
        f'data-step="{stop.url.removesuffix("/predict")}"',
    ]
    return [mark for mark in marks if mark in stage(page)] + [
        piece for piece in secret if piece in told and piece not in known
    ]


async def test_before_the_reveal_the_answer_of_baz_is_on_no_page_and_after_it_on_all(
    workshop: Workshop, presenter: Presenter
) -> None:
    await presenter.to(PREDICT)
    for page in (await pages(workshop, presenter)).values():
        assert not re.search(r"invalid_token|Invalid audience|WWW-Authenticate", page)
        assert "401" not in stage(page).replace("401. It is genuine, and not for baz.", "")
    for shown_part in ("answers", "message", "message", "checks"):
        await presenter.look("/present")
        await presenter.do("next")
        assert part(presenter.page) == shown_part
        for seen in (presenter.page, *(await pages(workshop, presenter)).values()):
            assert not re.search(r"invalid_token|WWW-Authenticate|share came|because prose|lamp (pass|fail)", seen)
            assert "401" not in stage(seen).replace("401. It is genuine, and not for baz.", "")
            assert ("Invalid audience" in seen) is (shown_part == "checks")
    await presenter.look("/present")
    await presenter.do("next")
    for seen in (await pages(workshop, presenter)).values():
        assert "share came" in seen
        assert 'class="lamp fail' in seen
    assert "invalid_token" in (await pages(workshop, presenter))["room"]


async def test_before_its_part_no_page_tells_the_outcome(workshop: Workshop) -> None:
    """Of any question of any scenario that is shipped, message by message: as before the question was closed."""
    presenter = await workshop.presenter("")
    checked = 0
    for scenario, stop in ASKED:
        await presenter.to(stop.url)
        await presenter.do("next")
        while part(presenter.page) in ("answers", "message"):
            for name, page in (await pages(workshop, presenter)).items():
                assert not re.search(r'class="seal (whole|broken)"|The seal does not fit', page), stop.url
                told = [leak for leak in leaks(scenario, stop, page) if not leak.startswith("data-step")]
                assert told == [], (stop.url, part(presenter.page), name)
                checked += 1
            await presenter.look("/present")
            await presenter.do("next")
        await presenter.look("/present")
    assert checked > 4 * len(ASKED)


async def test_how_many_chose_what_is_on_no_page_before_the_reveal(workshop: Workshop, presenter: Presenter) -> None:
    await presenter.to(PREDICT)
    people = [await workshop.visitor(presenter.code) for _ in range(7)]
    for person in people:
        await person.vote(3)
    seen = [*(await pages(workshop, presenter)).values(), await presenter.look("/present")]
    for page in seen:
        assert "tally" not in re.sub(r'data-tally="\w+"', "", stage(page))
        assert 'aria-pressed="true"' not in stage(page).partition('class="card ask ballot"')[2].partition("</form>")[0]
    assert 'data-tally="voted">7<' in seen[2]


@pytest.mark.parametrize("playlist", ["workshop-45", "workshop-120"])
async def test_the_presenters_notes_are_on_the_panel_alone(workshop: Workshop, playlist: str) -> None:
    presenter = await workshop.presenter(playlist)
    noted = 0
    for entry in route(playlist).entries:
        await presenter.to(entry.places[-1])
        notes = read_out(entry.note) + read_out(entry.scenario.presenter_notes if entry.scenario else "")
        panel = text(presenter.page)
        noted += sum(note in panel for note in notes)
        for page in (await pages(workshop, presenter)).values():
            assert [note for note in notes if note in text(page)] == []
        await presenter.look("/present")
    assert noted > 10


async def everything(workshop: Workshop, presenter: Presenter) -> Mapping[str, httpx2.Response]:
    """An answer of every kind."""
    follower, stranger = await workshop.visitor(presenter.code), workshop.person(presenter.code)
    at = await presenter.look("/present")
    return {
        "lobby": await presenter.http.get("/workshop"),
        "no code": await presenter.http.get("/workshop?code=x"),
        "room": await follower.http.get(presenter.url),
        "new": await stranger.http.get(presenter.url),
        "vote": await follower.vote(2),
        "voted": await follower.vote(2, headers={"hx-request": "true"}),
        "no vote": await follower.vote(9),
        "no name": await follower.http.post(f"{presenter.url}/name"),
        "qr": await follower.http.get(f"{presenter.url}/qr.svg"),
        "screen": await presenter.http.get(f"{presenter.url}/screen"),
        "panel": await presenter.http.get(f"{presenter.url}/present"),
        "fragment": await presenter.http.post(f"{presenter.url}/present", headers={"hx-request": "true"}),
        "stale": await presenter.http.post(f"{presenter.url}/present", data={"do": "next", "at": "x"}),
        "results": await presenter.http.get(f"{presenter.url}/results"),
        "csv": await presenter.http.get(f"{presenter.url}/results.csv"),
        "json": await presenter.http.get(f"{presenter.url}/results.json"),
        "refused": await follower.http.get(f"{presenter.url}/present"),
        "no room": await follower.http.get("/room/BCDFG"),
        "nothing": await follower.http.get(f"{presenter.url}/nothing"),
        "at": await follower.http.get(f"{presenter.url}?x={len(at)}"),
    }


async def test_every_answer_has_the_strict_headers(workshop: Workshop, presenter: Presenter) -> None:
    await presenter.to(PREDICT)
    for name, answer in (await everything(workshop, presenter)).items():
        missing = {
            header: answer.headers.get(header)
            for header, value in HEADERS.items()
            if answer.headers.get(header) != value
        }
        assert missing == ({} if answer.status_code != 303 else {"cache-control": None}), name


async def test_no_page_has_anything_that_the_policy_forbids(workshop: Workshop, presenter: Presenter) -> None:
    await presenter.to(PREDICT)
    for name, answer in (await everything(workshop, presenter)).items():
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", answer.text) == [], (
                name
            )


async def test_the_secret_is_on_no_page_and_in_no_address_but_the_link(
    workshop: Workshop, presenter: Presenter
) -> None:
    await presenter.to(PREDICT)
    for name, answer in (await everything(workshop, presenter)).items():
        assert presenter.secret not in answer.text, name
        assert presenter.secret not in str(answer.headers), name
    room = await workshop.hub.room(presenter.code)
    assert room
    assert presenter.secret not in room.model_dump_json()


async def test_neither_the_seal_of_a_room_nor_a_device_of_another_is_on_any_page(
    workshop: Workshop, presenter: Presenter
) -> None:
    await presenter.to(PREDICT)
    voter = await workshop.visitor(presenter.code)
    await voter.vote(1)
    room = await workshop.hub.room(presenter.code)
    assert room
    device = str(next(iter(voter.http.cookies.jar)).value).partition(".")[0]
    for name, answer in (await everything(workshop, presenter)).items():
        for private in (room.seal, room.secret, device, "192.168.1.7"):
            assert private not in answer.text, name


async def test_what_another_said_is_on_nobodys_page(workshop: Workshop, presenter: Presenter) -> None:
    """After the reveal, too: only how many."""
    await presenter.to(PREDICT)
    voter, other = await workshop.visitor(presenter.code), await workshop.visitor(presenter.code)
    await voter.vote(1)
    await presenter.do("next")
    assert '<b class="yours">' in await other.look()
    assert not re.search(r'class="(?:share|because)[^"]* mine', other.page)
    assert re.search(r'class="share[^"]* mine', await voter.look())


async def test_what_goes_wrong_names_nothing_private(
    workshop: Workshop, presenter: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    few(monkeypatch, people_in_room=0)
    await presenter.to(PREDICT)
    person: Person = await workshop.visitor(presenter.code)
    cookie = str(next(iter(person.http.cookies.jar)).value)
    for answer in (await person.vote(1), await person.http.get(f"{presenter.url}/present?secret={presenter.secret}x")):
        assert answer.status_code in (403, 409)
        assert cookie not in answer.text
        assert presenter.secret not in answer.text
