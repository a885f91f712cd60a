"""What a step is shown by, part by part, for every step and what-if that is shipped."""

import pytest

from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.stops import stops
from sandbox.workshop.model import Room, Scene
from tests.workshop.test_commands import AT_BAZ, PREDICT, SCENARIO, done, new_room, presenting

CALLED = ("message", "message", "checks", "outcome", "reasons")


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        (SCENARIO, ()),
        (f"{SCENARIO}/sign-in", ("message", "message", "message", "outcome", "reasons")),
        (PREDICT, ()),
        (AT_BAZ, ("answers", *CALLED)),
        (f"{AT_BAZ}/what-if/1", ("message", "outcome", "reasons")),
        (f"{SCENARIO}/takeaway", ()),
        ("/scenarios/bar-token-to-bar/without-a-token", ("message", "outcome", "reasons")),
        ("/scenarios/tampered-aud/rewrite", ("outcome",)),
        ("/workbench?world=foo", ()),
        ("pause/1", ()),
    ],
)
async def test_a_place_has_the_parts_that_it_needs(catalogue: Catalogue, place: str, parts: tuple[str, ...]) -> None:
    scene = (await done(presenting(catalogue), f"go {place}")).scene
    assert scene.parts == parts
    assert scene.outcome_is_shown


async def through(catalogue: Catalogue, room: Room, command: str) -> list[tuple[str, str]]:
    """Every place and part that a command leads through, until it leads no further."""
    seen: list[tuple[str, str]] = []
    while True:
        room = await done(presenting(catalogue), command, room=room)
        here = (room.scene.place, room.scene.showing + str(room.scene.part))
        if seen and here == seen[-1]:
            return seen
        seen.append(here)


async def test_one_goes_through_every_part_of_every_place_and_back_the_same_way(catalogue: Catalogue) -> None:
    on = await through(catalogue, new_room(playlist="workshop-45"), "next")
    end = await done(presenting(catalogue), "go end", room=new_room(playlist="workshop-45"))
    back = await through(catalogue, end, "back")
    assert len(on) == len(set(on)) > 150
    assert back == [*reversed(on[:-1]), ("lobby", "all0")]


async def test_every_step_that_is_shipped_ends_with_its_outcome(catalogue: Catalogue) -> None:
    commands = presenting(catalogue)
    for scenario in catalogue.scenarios():
        for stop in stops(scenario):
            if stop.kind in ("step", "what-if"):
                scene = (await done(commands, f"go {stop.url}")).scene
                assert scene.showing == "outcome", stop.url
                assert scene.parts.count("outcome") == 1, stop.url


async def test_a_replay_stays_at_its_part_and_a_question_that_is_asked_again_begins_anew(catalogue: Catalogue) -> None:
    room = await done(presenting(catalogue), f"go {PREDICT}", "next", "next", "replay")
    assert (room.scene.place, room.scene.showing) == (AT_BAZ, "message")
    assert (await done(presenting(catalogue), "again", "next", room=room)).scene.showing == "answers"


@pytest.mark.parametrize("cover", ["blank", "code"])
@pytest.mark.parametrize("command", ["next", "back"])
async def test_what_lies_over_a_scene_goes_first(catalogue: Catalogue, cover: str, command: str) -> None:
    room = await done(presenting(catalogue), f"go {AT_BAZ}", cover)
    assert room.blank or room.joining
    seen = await done(presenting(catalogue), command, room=room)
    assert (seen.blank, seen.joining, seen.scene) == (False, False, room.scene)


async def test_ahead_of_a_frozen_room_only_the_presenter_sees_the_next_part(catalogue: Catalogue) -> None:
    room = await done(presenting(catalogue), f"go {PREDICT}", "next", "freeze", "next", "next")
    assert (room.scene.showing, room.presenter_scene.part) == ("answers", 2)
    assert (await done(presenting(catalogue), "freeze", room=room)).scene.part == 2


async def test_a_pause_that_the_room_is_brought_to_begins_then(catalogue: Catalogue) -> None:
    room = await done(presenting(catalogue), f"go {AT_BAZ}", "freeze", "go pause/11")
    early = room.model_copy(update={"entered": 5.0})
    assert (await done(presenting(catalogue), "freeze", room=early)).entered > 5


def test_a_scene_without_parts_shows_all() -> None:
    assert (Scene(place="lobby").showing, Scene(place="lobby").outcome_is_shown) == ("all", True)
