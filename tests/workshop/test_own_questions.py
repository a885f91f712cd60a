"""Questions of the presenter's own: declared in the playlist, or typed on the panel."""

from pathlib import Path

import pytest

from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.settings import LIMITS, shipped_pack
from sandbox.workshop.hub import Hub
from sandbox.workshop.store.memory import MemoryStore
from tests.running import KEYS, PUBLIC_URL
from tests.workshop.people import Presenter, Workshop, chosen, mine, poll_key, said, shown

TYPED = "  What will you look  at on Monday?\n\nMy *audience* check\r\nMy issuer's <b>settings</b>\nNothing\n"
PLAYLIST = """
playlist: monday
title: With a question at its end
scenarios:
  - bar-token-to-baz
  - poll: What will you look at on Monday?
    options: [My audience check, My issuer, Nothing]
    minutes: 3
    note: Let them talk about it.
"""


@pytest.fixture
def declared(tmp_path: Path) -> Workshop:
    (tmp_path / "playlists").mkdir()
    (tmp_path / "playlists" / "monday.yaml").write_text(PLAYLIST, "utf-8")
    catalogue: Catalogue = load_catalogue([shipped_pack(), tmp_path])
    assert not catalogue.diagnostics
    hub = Hub(MemoryStore(), PUBLIC_URL)
    return Workshop(create_app(catalogue, KEYS, PUBLIC_URL, hub=lambda: hub), hub)


async def typed(presenter: Presenter, text: str = TYPED) -> int:
    return (await presenter.do("poll", {"what": text})).status_code


async def test_a_typed_question_is_asked_answered_shown_and_left(workshop: Workshop, presenter: Presenter) -> None:
    await presenter.to("/scenarios/bar-token-to-baz")
    assert await typed(presenter) == 303
    person = await workshop.visitor(presenter.code)
    assert (shown(person.page), poll_key(person.page)) == ("poll/own-1/predict", "poll/own-1#1")
    assert "What will you look at on Monday?" in person.page
    assert "&lt;b&gt;settings&lt;/b&gt;" in person.page
    assert (await person.vote(1)).status_code == 303
    assert (await person.vote(2)).status_code == 303
    assert (await person.vote(4)).status_code == 409
    assert chosen(await person.look()) == 2
    assert ">Close the question<" in presenter.page
    await presenter.do("next")
    assert shown(await person.look()) == "poll/own-1"
    assert (said(person.page), mine(person.page)) == ({1: 0, 2: 1, 3: 0}, [2])
    assert "right" not in person.page.partition('<section class="card tally"')[2].partition("</section>")[0]
    await presenter.do("next")
    assert shown(presenter.page) == "/scenarios/bar-token-to-baz"


async def test_it_is_asked_again_and_kept_beside_the_others(workshop: Workshop, presenter: Presenter) -> None:
    person = await workshop.visitor(presenter.code)
    for answer in (1, 2):
        await (presenter.do("again") if answer == 2 else typed(presenter))
        await person.look()
        assert (await person.vote(answer)).status_code == 303
        await presenter.do("next")
    await typed(presenter, "And now?\nyes\nno")
    await presenter.do("next")
    first, second = (await presenter.http.get(f"{presenter.url}/results.json")).json()["questions"]
    assert (first["step"], first["question"], first["votes"]) == ("poll/own-1", "What will you look at on Monday?", 1)
    assert [(answer["votes"], answer["right"]) for answer in first["answers"]] == [(0, None), (1, None), (0, None)]
    assert (second["step"], second["question"], second["votes"]) == ("poll/own-2", "And now?", 0)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "found 0 answers"),
        ("And now?", "found 0 answers"),
        ("And now?\nyes", "found 1 answers"),
        ("And now?\n" + "yes\n" * 9, "found 9 answers"),
        ("And now?\nyes\n" + "n" * 301, "has 300 characters at most"),
    ],
)
async def test_what_is_no_question_is_refused_and_says_why(presenter: Presenter, text: str, why: str) -> None:
    answer = await presenter.http.post(f"{presenter.url}/present", data={"do": "poll", "at": "1", "what": text})
    assert answer.status_code == 409
    assert why in answer.text
    assert shown(await presenter.look("/present")) == "lobby"


async def test_no_more_are_typed_than_a_room_keeps(presenter: Presenter) -> None:
    for _ in range(LIMITS.own_questions):
        assert await typed(presenter) == 303
    assert await typed(presenter) == 409


async def test_a_question_of_the_playlist_comes_in_its_turn_with_its_note(declared: Workshop) -> None:
    presenter = await declared.presenter("monday")
    await presenter.to("/scenarios/bar-token-to-baz/takeaway")
    assert "Ask: What will you look at on Monday?" in presenter.page
    await presenter.do("next")
    assert shown(presenter.page) == "poll/2/predict"
    assert "Let them talk about it." in presenter.page
    assert "of 3 min for What will you look at on Monday?" in presenter.page
    person = await declared.visitor(presenter.code)
    assert (await person.vote(3)).status_code == 303
    await presenter.do("next")
    assert said(await person.look()) == {1: 0, 2: 0, 3: 1}
    await presenter.do("back")
    assert shown(presenter.page) == "poll/2/predict"
    await presenter.do("next")
    await presenter.do("next")
    assert shown(presenter.page) == "end"
    assert "What will you look at on Monday?" in await person.look()
    plan = (await person.http.get("/paths/monday")).text
    assert "My audience check" in plan
