"""What a room's pages show of its state, also when the files behind it have changed."""

import time
from pathlib import Path

import pytest

from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.settings import shipped_pack
from sandbox.templating import Frame, render
from sandbox.workshop.hub import VIEWS, Hub, View
from sandbox.workshop.model import Person, Room
from sandbox.workshop.pages.panel import panel_page
from sandbox.workshop.pages.view_models import ViewModels
from sandbox.workshop.store.memory import MemoryStore
from tests.running import KEYS, PUBLIC_URL
from tests.scenarios import pack_files
from tests.workshop.people import Presenter, Workshop, shown
from tests.workshop.test_commands import AT_BAZ, PREDICT, done, new_room, presenting

DOOR = "01-one/of-mine.yaml"
PLACE = "/scenarios/of-mine/at-the-door"
GONE = "What was shown here is no more: its file has changed."


async def view_models(catalogue: Catalogue, *acts: str, **answers: int) -> tuple[ViewModels, Room]:
    """A room after some commands, in which some have answered the question of each."""
    hub, commands, room = Hub(MemoryStore(), PUBLIC_URL), presenting(catalogue), new_room()
    await hub.store.open(room)
    for act in acts:
        room = await done(commands, act, room=room)
        assert await hub.store.write(room)
        for device, answer in answers.items():
            await hub.store.vote(room.code, room.poll_key, device, Person(address=device), answer)
    return ViewModels(catalogue, hub, Frame()), room


async def test_before_the_reveal_there_is_a_ballot_with_ones_own_answer(catalogue: Catalogue) -> None:
    shows, room = await view_models(catalogue, f"go {PREDICT}", ada=2, ben=1)
    for device, chosen in (("ada", 2), ("ben", 1), ("eve", 0), (None, 0)):
        seen = await shows.room_page(room, "room", device)
        assert seen.ballot
        assert (seen.kind, seen.ballot.chosen, seen.tally) == ("stop", chosen, None)


async def test_after_the_reveal_there_is_a_tally_with_ones_own_answer(catalogue: Catalogue) -> None:
    shows, room = await view_models(catalogue, f"go {PREDICT}", "next", ada=2, ben=1)
    for device, own in (("ada", 2), ("ben", 1), ("eve", 0), (None, 0)):
        seen = await shows.room_page(room, "room", device)
        assert seen.tally
        assert (seen.ballot, seen.tally.chosen, seen.tally.votes) == (None, own, 2)


async def test_the_panel_shows_what_the_presenter_sees_and_the_others_what_the_room_sees(catalogue: Catalogue) -> None:
    shows, room = await view_models(catalogue, f"go {PREDICT}", "freeze", "next", "blank")
    assert (await shows.room_page(room, "present")).place == AT_BAZ
    assert {(await shows.room_page(room, view)).kind for view in VIEWS[:2]} == {"blank"}


@pytest.mark.parametrize("view", ["room", "screen", "present"])
async def test_a_pause_shows_how_long_it_lasts_and_what_is_to_be_done(catalogue: Catalogue, view: View) -> None:
    shows, room = await view_models(catalogue, "go pause/11")
    seen = await shows.room_page(room.model_copy(update={"entered": time.time() - 61}), view)
    assert seen.pause
    assert seen.pause.left in ("3:59", "3:58")
    page = render("partials/room.html", room=seen)
    assert f'data-ends="{int(seen.room.entered) + 300}">{seen.pause.left}<' in page
    assert "Write down one API of your own" in page
    over = await shows.room_page(room.model_copy(update={"entered": 1.0}), view)
    assert over.pause
    assert over.pause.left == "0:00"


@pytest.mark.parametrize(
    ("voters", "told"),
    [
        ({"a": 30}, ""),
        ({"a": 20, "b": 1}, ""),
        ({"a": 21, "b": 21}, ""),
        ({"a": 21, "b": 20}, "21 of 41 answers come from the one address a."),
    ],
)
async def test_the_presenter_is_told_where_most_of_many_answers_come_from_one_address_of_several(
    catalogue: Catalogue, voters: dict[str, int], told: str
) -> None:
    shows, room = await view_models(catalogue, f"go {PREDICT}")
    for address, devices in voters.items():
        for number in range(devices):
            await shows.store.vote("BCDFG", room.poll_key, f"{address}{number}", Person(address=address), 1)
    assert (await panel_page(shows, room)).people.crowd == told


class Changing:
    """A pack of one's own that is served, changed, and served again, while its room stays open."""

    def __init__(self, pack: Path) -> None:
        self.pack = pack_files.pack(pack)
        self.packs = [shipped_pack(), self.pack]
        self.hub = Hub(MemoryStore(), PUBLIC_URL)

    def workshop(self) -> Workshop:
        catalogue = load_catalogue(self.packs)
        return Workshop(create_app(catalogue, KEYS, PUBLIC_URL, hub=lambda: self.hub), self.hub)

    async def pages(self, presenter: Presenter) -> list[str]:
        """All three pages of the room, by the application as it is now."""
        anew = self.workshop()
        again = Presenter(anew.browser(), presenter.code)
        await again.http.get(f"{presenter.url}/present?secret={presenter.secret}")
        follower = await anew.visitor(presenter.code)
        return [follower.page, await again.look("/screen"), await again.look("/present")]


@pytest.fixture
async def changing(tmp_path: Path) -> Changing:
    return Changing(tmp_path)


async def test_a_place_whose_file_is_gone_says_so_and_the_room_goes_on(changing: Changing) -> None:
    presenter = await changing.workshop().presenter("")
    await presenter.to(PLACE)
    (changing.pack / DOOR).unlink()
    pages = await changing.pages(presenter)
    assert [GONE in page for page in pages] == [True] * 3
    assert {shown(page) for page in pages} == {PLACE}
    anew = Presenter(changing.workshop().browser(), presenter.code)
    await anew.http.get(f"{presenter.url}/present?secret={presenter.secret}")
    await anew.look("/present")
    assert (await anew.do("next")).status_code == 303


async def test_a_step_that_was_renamed_is_a_place_that_is_gone(changing: Changing) -> None:
    presenter = await changing.workshop().presenter("")
    await presenter.to(PLACE)
    text = (changing.pack / DOOR).read_text()
    (changing.pack / DOOR).write_text(text.replace("at-the-door", "at-another-door"))
    assert [GONE in page for page in await changing.pages(presenter)] == [True] * 3


FOO_DOOR = "01-one/of-foo.yaml"
BEFORE = "steps:\n  - {id: before, title: Before, narrate: {text: Something happened before.}}\n"


@pytest.mark.parametrize(
    "changes",
    [
        {"steps:\n": BEFORE},
        {"world: foo": "world: mine", "api: bar, request: GET /orders": "api: notes, request: GET /notes"},
        {"call: {api: bar, request: GET /orders}, expect: {status: 401}": "narrate: {text: Nobody calls.}"},
        {"api: bar, request: GET /orders": "api: baz, request: GET /reports"},
    ],
    ids=["a step before it", "another world", "another verb", "another api"],
)
async def test_a_replay_of_what_a_file_said_before_is_not_shown_as_one_of_what_it_says_now(
    changing: Changing, changes: dict[str, str]
) -> None:
    presenter = await changing.workshop().presenter("")
    await presenter.to("/scenarios/of-foo/at-the-door")
    text = (changing.pack / FOO_DOOR).read_text()
    for what, by in changes.items():
        assert what in text
        text = text.replace(what, by)
    (changing.pack / FOO_DOOR).write_text(text)
    assert not load_catalogue(changing.packs).diagnostics
    assert [GONE in page for page in await changing.pages(presenter)] == [True] * 3


async def test_a_workbench_whose_world_is_gone_says_so(changing: Changing) -> None:
    presenter = await changing.workshop().presenter("")
    await presenter.to("/workbench?world=mine")
    (changing.pack / "worlds" / "mine.yaml").unlink()
    assert [GONE in page for page in await changing.pages(presenter)] == [True] * 3


async def test_a_playlist_that_is_gone_becomes_the_way_through_everything(changing: Changing) -> None:
    playlist = "playlist: mine\ntitle: Mine\nsummary: Of mine\nscenarios: [of-mine]\n"
    pack_files.write(changing.pack / "playlists" / "mine.yaml", playlist)
    presenter = await changing.workshop().presenter("mine")
    await presenter.to(PLACE)
    (changing.pack / "playlists" / "mine.yaml").unlink()
    pages = await changing.pages(presenter)
    assert ["All scenarios" in page for page in pages] == [True] * 3
    assert GONE not in pages[0]
