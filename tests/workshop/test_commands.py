"""What a presenter can do with a room: each command makes the next version of it, or says why it cannot be done."""

from urllib.parse import parse_qsl

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.errors import SandboxError, UnknownName
from sandbox.network import create_replayer
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import Trace
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.workshop.commands import CannotPresent, PresenterCommands
from sandbox.workshop.model import Room
from sandbox.workshop.route import route_of
from tests.running import KEYS, PUBLIC_URL
from tests.workshop.test_route import shipped

SCENARIO = "/scenarios/bar-token-to-baz"
AT_BAZ = f"{SCENARIO}/at-baz"
PREDICT = f"{AT_BAZ}/predict"
BENCH = "/workbench?world=foo&api=baz"
BAD_PLACES = [
    "//evil",
    "https://evil.example/",
    "javascript:alert(1)",
    "/scenarios/no-such",
    f"{SCENARIO}/no-such",
    f"{AT_BAZ}/what-if/2",
    f"{SCENARIO}/",
    "pause/999",
    "pause/0",
    "pause/-1",
    "pause/",
    "/workbenches?world=foo",
    "/workbench/../etc",
    "/workbench/seal?world=foo",
    "/workbench?world=no-such",
    "/workbench?world=foo&api=no-such",
    "/workbench?world=foo&verify=audience%3Dno",
    "//[",
    "/workbench//[",
    "",
    "\0",
    "x" * 10_000,
    f"/workbench?{'a=b&' * 2_500}world=no-such",
]


def presenting(catalogue: Catalogue) -> PresenterCommands:
    replayer = create_replayer(catalogue.worlds, KEYS, PUBLIC_URL)

    async def play(request: ReplayRequest) -> Trace:
        return await replayer.replay(request, catalogue.worlds[request.scenario.world])

    route = route_of("workshop-45", catalogue)
    return PresenterCommands(catalogue, play, lambda _room: route)


def new_room(**changed: object) -> Room:
    room = Room(code="BCDFG", secret="", seal="", playlist="workshop-45", opened=1.0, address=PUBLIC_URL, entered=1.0)
    return room.model_copy(update=changed)


@pytest.fixture
def commands() -> PresenterCommands:
    return presenting(shipped())


async def done(commands: PresenterCommands, *acts: str, room: Room | None = None) -> Room:
    """A room after some commands."""
    room = room or new_room()
    for run in acts:
        command, _, what = run.partition(" ")
        before = room
        room = await commands.run(room, command, what)
        assert room.version == before.version + 1
    return room


async def test_next_and_back_go_along_the_way(commands: PresenterCommands) -> None:
    room = await done(commands, "next", "next", "next")
    assert (room.scene.place, room.on_way) == (
        "/scenarios/bar-token-to-bar/sign-in",
        "/scenarios/bar-token-to-bar/sign-in",
    )
    assert (await done(commands, "back", "back", room=room)).scene.place == "pause/1"
    assert (await done(commands, "back")).scene.place == "lobby"
    assert (await done(commands, "go end", "next")).scene.place == "end"


async def test_a_step_brings_a_replay_that_was_made_for_it(commands: PresenterCommands) -> None:
    first, second = [(await done(commands, *acts)).scene for acts in ([f"go {AT_BAZ}"], [f"go {AT_BAZ}", "replay"])]
    assert first.trace
    assert second.trace
    assert [step.id for step in first.trace.steps] == ["sign-in", "at-bar", "at-baz"]
    assert first.trace.steps[-1].status == 401
    assert first.trace.steps[0].exchanges != second.trace.steps[0].exchanges


async def test_before_the_reveal_the_replay_ends_before_the_step_that_is_asked_about(
    commands: PresenterCommands,
) -> None:
    room = await done(commands, f"go {PREDICT}")
    assert room.scene.trace
    assert [step.id for step in room.scene.trace.steps] == ["sign-in", "at-bar"]
    assert room.poll_key == f"{AT_BAZ}#1"


async def test_beside_the_way_one_comes_back_to_where_one_left_it(commands: PresenterCommands) -> None:
    room = await done(commands, f"go {AT_BAZ}", f"go {BENCH}")
    assert (room.scene.place.startswith("/workbench?"), room.on_way) == (True, AT_BAZ)
    assert room.scene.trace
    assert (await done(commands, "next", room=room)).scene.place == AT_BAZ


async def test_the_code_is_shown_to_who_comes_late_and_the_workshop_goes_on_where_it_was(
    commands: PresenterCommands,
) -> None:
    room = (await done(commands, f"go {PREDICT}")).model_copy(update={"entered": 5.0})
    late = await done(commands, "go lobby", room=room)
    assert (late.scene.place, late.poll_key, late.on_way, late.entered) == ("lobby", "", PREDICT, 5)
    for command in ("next", "back"):
        again = await done(commands, command, room=late)
        assert (again.scene.place, again.poll_key, again.entered) == (PREDICT, room.poll_key, 5)


@pytest.mark.parametrize(
    ("place", "revealed"),
    [
        (SCENARIO, []),
        (f"{SCENARIO}/at-bar", []),
        (PREDICT, []),
        (AT_BAZ, [AT_BAZ]),
        (f"{AT_BAZ}/what-if/1", [AT_BAZ]),
        (f"{SCENARIO}/takeaway", [AT_BAZ]),
        (BENCH, []),
        ("end", []),
    ],
)
async def test_revealed_is_what_the_place_tells(commands: PresenterCommands, place: str, revealed: list[str]) -> None:
    assert list((await done(commands, f"go {place}")).revealed) == revealed


async def test_what_was_revealed_stays_revealed_and_is_not_asked_again(commands: PresenterCommands) -> None:
    room = await done(commands, f"go {PREDICT}", "next", "back")
    assert (room.scene.place, room.revealed, room.poll_key) == (PREDICT, (AT_BAZ,), "")
    assert (await done(commands, "next", room=room)).revealed == (AT_BAZ,)


async def test_ask_again_comes_back_to_the_question_which_is_a_new_one(commands: PresenterCommands) -> None:
    for place in (PREDICT, AT_BAZ, f"{AT_BAZ}/what-if/1"):
        room = await done(commands, f"go {place}", "again")
        assert (room.scene.place, room.poll_key, room.revealed) == (PREDICT, f"{AT_BAZ}#2", ())
    assert (await done(commands, "again", room=room)).poll_key == f"{AT_BAZ}#3"


@pytest.mark.parametrize("place", ["lobby", SCENARIO, f"{SCENARIO}/sign-in", BENCH, "end", "pause/1"])
async def test_where_nothing_is_asked_nothing_can_be_asked_again(commands: PresenterCommands, place: str) -> None:
    with pytest.raises(CannotPresent, match="nothing is asked here"):
        await done(commands, f"go {place}", "again")


async def test_frozen_the_room_stays_and_reveals_nothing_until_it_is_brought_along(commands: PresenterCommands) -> None:
    frozen = await done(commands, f"go {PREDICT}", "freeze", "next")
    assert (frozen.scene.place, frozen.presenter_scene.place) == (PREDICT, AT_BAZ)
    assert (frozen.revealed, frozen.poll_key) == ((), f"{AT_BAZ}#1")
    assert frozen.presenter_scene.trace
    assert frozen.presenter_scene.trace.steps[-1].id == "at-baz"
    further = await done(commands, f"go {AT_BAZ}/what-if/1", "next", "next", room=frozen)
    assert (further.scene.place, further.presenter_scene.place) == (PREDICT, f"{SCENARIO}/takeaway")
    along = await done(commands, "freeze", room=further)
    assert (along.scene.place, along.ahead, along.revealed) == (f"{SCENARIO}/takeaway", None, (AT_BAZ,))
    again = await done(commands, "freeze", "freeze", room=along)
    assert again.scene == along.scene


async def test_frozen_at_its_own_place_the_room_is_thawed_as_it_was(commands: PresenterCommands) -> None:
    room = await done(commands, f"go {PREDICT}", "freeze", "freeze")
    assert (room.scene.place, room.ahead, room.revealed, room.poll_key) == (PREDICT, None, (), f"{AT_BAZ}#1")


async def test_blank_names_and_hand_are_taken_back_by_the_same_deed(commands: PresenterCommands) -> None:
    room = await done(commands, "blank", "names", "hand /workbench?world=foo&api=bar")
    assert (room.blank, room.names) == (True, True)
    assert dict(parse_qsl(room.handed.removeprefix("/workbench?")))["api"] == "bar"
    room = await done(commands, "blank", "names", "hand", room=room)
    assert (room.blank, room.names, room.handed) == (False, False, "")


async def test_to_begin_anew_is_to_be_in_the_lobby_and_no_answer_counts_any_more(commands: PresenterCommands) -> None:
    other = "/scenarios/aud-trailing-slash"
    before = await done(commands, f"go {PREDICT}", f"go {other}", f"go {BENCH}", "freeze", "blank", f"hand {BENCH}")
    room = await done(commands, "reset", room=before)
    assert (room.scene.place, room.ahead, room.on_way, room.blank) == ("lobby", None, "lobby", False)
    assert (room.handed, room.revealed) == ("", ())
    assert (room.opened > 1, room.entered > 1) == (True, True)
    assert (room.code, room.secret, room.seal, room.playlist) == (
        before.code,
        before.secret,
        before.seal,
        before.playlist,
    )
    assert (await done(commands, f"go {PREDICT}", room=room)).poll_key == f"{AT_BAZ}#2"


@pytest.mark.parametrize(
    ("leave", "times"), [((), 2), ((f"go {AT_BAZ}",), 2), (("go lobby",), 2), (("again",), 3), (("freeze", "next"), 2)]
)
async def test_however_a_question_was_left_it_is_a_new_one_after_the_room_began_anew(
    commands: PresenterCommands, leave: tuple[str, ...], times: int
) -> None:
    """One that was asked and never revealed, too: people had answered it."""
    room = await done(commands, f"go {PREDICT}", *leave, "reset", f"go {PREDICT}")
    assert room.poll_key == f"{AT_BAZ}#{times}"


async def test_the_time_of_an_entry_begins_when_it_is_entered_and_goes_on_beside_the_way(
    commands: PresenterCommands,
) -> None:
    room = await done(commands, f"go {SCENARIO}")
    assert room.entered > 1
    kept = room.model_copy(update={"entered": 5.0})
    for acts in (["next"], [f"go {PREDICT}"], [f"go {BENCH}"], [f"go {BENCH}", "next"], ["replay"], ["blank"]):
        assert (await done(commands, *acts, room=kept)).entered == 5
    assert (await done(commands, "go pause/1", room=kept)).entered > 5


async def test_the_time_in_all_begins_when_the_room_leaves_the_lobby(commands: PresenterCommands) -> None:
    assert (await done(commands, "replay", f"go {BENCH}", "go lobby")).opened == 1
    room = await done(commands, "next")
    assert room.opened > 1
    kept = room.model_copy(update={"opened": 5.0})
    assert (await done(commands, "back", "next", "next", room=kept)).opened == 5


@pytest.mark.parametrize("place", BAD_PLACES)
@pytest.mark.parametrize("command", ["go", "hand"])
async def test_a_place_that_cannot_be_shown_is_refused_by_its_name(
    commands: PresenterCommands, command: str, place: str
) -> None:
    room = new_room()
    if (command, place) == ("hand", ""):  # which takes back
        return
    with pytest.raises(SandboxError) as refused:
        await commands.run(room, command, place)
    assert isinstance(refused.value, CannotPresent | UnknownName)
    assert len(str(refused.value)) < 300
    assert room == new_room()


@pytest.mark.parametrize("command", ["", "reveal", "NEXT", "__init__", "act", "x" * 10_000, "\0"])
async def test_a_deed_that_there_is_not_is_refused_with_those_there_are(
    commands: PresenterCommands, command: str
) -> None:
    with pytest.raises(CannotPresent) as refused:
        await commands.run(new_room(), command)
    assert refused.value.found == command[:40]
    assert "next" in refused.value.allowed
    assert len(str(refused.value)) < 100


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("http://192.168.1.5:8000", "http://192.168.1.5:8000"),
        (" HTTPS://Sandbox.Example/ ", "https://sandbox.example"),
        ("http://192.168.1.5:8000/workshop?code=BCDFG", "http://192.168.1.5:8000"),
        ("http://[fe80::1]:8000/", "http://[fe80::1]:8000"),
        ("http://laptop.local", "http://laptop.local"),
    ],
)
async def test_the_address_that_people_reach_is_kept_as_a_server(
    commands: PresenterCommands, typed: str, kept: str
) -> None:
    assert (await done(commands, f"address {typed}")).address == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "192.168.1.5:8000",
        "ftp://192.168.1.5",
        "javascript:alert(1)",
        "//evil",
        "http://",
        "http://[",
        "http://a b",
        "http://<script>",
        'http://a"onload="x',
        "http://user:password@host",
        "http://host:port",
        "http://host\0",
        "http://host\nX: y",
        "http://" + "x" * 10_000,
    ],
)
async def test_what_is_no_address_is_refused_and_told_how_one_looks(commands: PresenterCommands, typed: str) -> None:
    with pytest.raises(CannotPresent, match=r"it is of the form http://192\.168\.1\.5:8000"):
        await done(commands, f"address {typed}")


ACTS = ["next", "back", "replay", "again", "freeze", "blank", "reset", f"go {PREDICT}", f"go {AT_BAZ}", "go end"]


@given(st.lists(st.sampled_from(ACTS), max_size=12))
@settings(max_examples=25, deadline=None)
def test_whatever_is_done_a_question_is_open_only_before_its_outcome_was_shown(acts: list[str]) -> None:
    """The room's own scene, not what the presenter alone sees, decides."""
    anyio.run(_whatever, acts)


async def _whatever(acts: list[str]) -> None:
    commands, room, keys = presenting(shipped()), new_room(), set[str]()
    for run in acts:
        command, _, what = run.partition(" ")
        try:
            room = await commands.run(room, command, what)
        except CannotPresent:
            assert command == "again"
            continue
        question = room.scene.question
        if room.poll_key:
            assert room.poll_key.partition("#")[0] == question
            assert question not in room.revealed
        if room.scene.trace and question:
            assert question.rpartition("/")[2] not in {step.id for step in room.scene.trace.steps}
        if command in ("again", "reset") and room.ahead is None:
            assert room.poll_key not in keys or not room.poll_key
        keys.add(room.poll_key)


def first_token(room: Room) -> str:
    trace = room.presenter_scene.trace
    assert trace is not None
    return trace.steps[0].tokens[0].raw


class TestVisit:
    async def test_a_room_sees_the_same_tokens_from_step_to_step(self, commands: PresenterCommands) -> None:
        room = await done(commands, f"go {SCENARIO}/sign-in")
        shown = first_token(room)
        for act in ("next", f"go {AT_BAZ}", "back", f"go {BENCH}", f"go {SCENARIO}/takeaway", "freeze", f"go {AT_BAZ}"):
            room = await done(commands, act, room=room)
            if not room.presenter_scene.place.startswith("/workbench"):
                assert first_token(room) == shown, act

    async def test_a_replay_begins_a_new_one(self, commands: PresenterCommands) -> None:
        room = await done(commands, f"go {AT_BAZ}")
        again = await done(commands, "replay", room=room)
        assert first_token(again) != first_token(room)
        assert first_token(await done(commands, f"go {SCENARIO}/at-bar", room=again)) == first_token(again)

    async def test_one_that_is_over_begins_anew(self, commands: PresenterCommands) -> None:
        room = await done(commands, f"go {AT_BAZ}")
        assert room.visit is not None
        old = room.model_copy(update={"visit": room.visit.model_copy(update={"began": room.visit.began - 600})})
        after = await done(commands, f"go {SCENARIO}/at-bar", room=old)
        assert after.visit is not None
        assert after.visit.seed != room.visit.seed

    async def test_any_process_goes_on_with_it(self, commands: PresenterCommands) -> None:
        room = Room.model_validate_json((await done(commands, f"go {AT_BAZ}")).model_dump_json())
        after = await done(presenting(shipped()), f"go {SCENARIO}/takeaway", room=room)
        assert first_token(after) == first_token(room)
