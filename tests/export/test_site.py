"""A page of an export is the page of a replay that went just as far: only what is random differs."""

import re
from dataclasses import replace

import httpx2
import pytest
from starlette.types import ASGIApp

from sandbox.export.pages import scenario_addresses
from sandbox.export.site import RecordedPlayer
from sandbox.network import create_replayer
from sandbox.replay.engine import Replayer
from sandbox.replay.player import Player, ReplayRequest
from sandbox.replay.trace import Trace
from sandbox.scenarios.loading.catalogue import Catalogue, shipped_catalogue
from sandbox.web.app import create_web
from tests.running import KEYS, PUBLIC_URL

CATALOGUE = shipped_catalogue()
RANDOM = re.compile(r"[A-Za-z0-9_-]{12,}")
NOW = 1_800_000_000.0


@pytest.fixture
def replayer() -> Replayer:
    """A replayer in which it is always the same second."""
    return replace(create_replayer(CATALOGUE.worlds, KEYS, PUBLIC_URL), clock=lambda: NOW)


def replaying(replayer: Replayer, catalogue: Catalogue) -> Player:
    async def play(request: ReplayRequest) -> Trace:
        return await replayer.replay(request, catalogue.worlds[request.scenario.world])

    return play


def client(app: ASGIApp) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC_URL)


async def test_a_recording_cut_to_a_page_shows_what_a_replay_up_to_there_shows(replayer: Replayer) -> None:
    recording = RecordedPlayer(replayer, CATALOGUE)
    exported = client(create_web(CATALOGUE, recording, lambda: None, clock=lambda: NOW))
    live = client(create_web(CATALOGUE, replaying(replayer, CATALOGUE), lambda: None, clock=lambda: NOW))
    workshop = next(playlist for playlist in CATALOGUE.playlists if playlist.playlist == "workshop-45")
    for scenario in map(CATALOGUE.scenario, workshop.scenarios):
        await recording.record(scenario)
        for address in scenario_addresses(CATALOGUE, scenario):
            cut, replayed = await exported.get(address), await live.get(address)
            assert cut.status_code == 200, address
            assert RANDOM.sub("…", cut.text) == RANDOM.sub("…", replayed.text), address


async def test_cut_traces_are_those_of_replays_that_stopped(replayer: Replayer) -> None:
    """The data, too: which steps, which what-ifs, and whether all of them were as expected."""
    scenario = CATALOGUE.scenario("id-token-at-api")
    world = CATALOGUE.worlds[scenario.world]
    whole = await replayer.replay(ReplayRequest(scenario), world)
    for step in scenario.steps:
        for what_ifs in (None, 0, 1, 2):
            cut = whole.cut(step.id, what_ifs)
            replayed = await replayer.replay(ReplayRequest(scenario, step.id, what_ifs), world)
            assert [(s.id, s.ok, s.status, [w.status for w in s.what_ifs]) for s in cut.steps] == [
                (s.id, s.ok, s.status, [w.status for w in s.what_ifs]) for s in replayed.steps
            ]
            assert (cut.now, cut.ok) == (replayed.now, replayed.ok)


async def test_a_what_if_that_is_not_as_expected_counts_only_where_it_is_shown(replayer: Replayer) -> None:
    scenario = CATALOGUE.scenario("bar-token-to-baz")
    (what_if,) = scenario.steps[2].what_if
    wrong = what_if.model_copy(update={"expect": what_if.expect.model_copy(update={"status": 418})})
    steps = [*scenario.steps[:2], scenario.steps[2].model_copy(update={"what_if": [wrong]})]
    untrue = scenario.model_copy(update={"steps": steps})
    whole = await replayer.replay(ReplayRequest(untrue), CATALOGUE.worlds[scenario.world])
    assert not whole.ok
    assert not whole.cut("at-baz").ok
    assert whole.cut("at-baz", 0).ok
    assert whole.cut("at-bar").ok
    assert whole.cut(None) == whole


async def test_it_hands_out_nothing_that_was_not_recorded(replayer: Replayer) -> None:
    recording = RecordedPlayer(replayer, CATALOGUE)
    await recording.record(CATALOGUE.scenario("bar-token-to-bar"))
    with pytest.raises(ValueError, match="bar-token-to-baz is not what was recorded"):
        await recording(ReplayRequest(CATALOGUE.scenario("bar-token-to-baz")))
