"""A visit: the same tokens at every stop of a scenario, until it is over."""

from collections import defaultdict

import pytest

from sandbox.network import create_replayer
from sandbox.replay.player import ReplayRequest, trace_at_stop
from sandbox.replay.trace import Trace
from sandbox.replay.visit import Visit, continued, lifetime
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.stops import stops
from tests.replay.inline_steps import SIGN_IN, WORLDS, scenario
from tests.running import KEYS, PUBLIC_URL

CATALOGUE = shipped_catalogue()
REPLAYER = create_replayer(CATALOGUE.worlds, KEYS, PUBLIC_URL)
NOW = 1_800_000_000.0


async def play(request: ReplayRequest) -> Trace:
    return await REPLAYER.replay(request, CATALOGUE.worlds[request.scenario.world])


def visit(of: Scenario, seed: str = "seed", began: float = NOW) -> Visit:
    return Visit(scenario=of.scenario, began=began, seed=seed)


@pytest.mark.parametrize("found", list(CATALOGUE.scenarios()), ids=lambda found: found.scenario)
async def test_every_stop_of_a_scenario_shows_the_same_tokens_and_messages(found: Scenario) -> None:
    """However far a page replays, what it has of a step is what the others have of it, to the last byte."""
    seen: dict[str, set[str]] = defaultdict(set)
    for stop in stops(found):
        trace = await trace_at_stop(play, found, stop, visit(found))
        for step in trace.steps if trace else []:
            seen[step.id].add(step.model_copy(update={"what_ifs": [], "choices": [], "ok": True}).model_dump_json())
            for number, what_if in enumerate(step.what_ifs, 1):
                seen[f"{step.id} {number}"].add(what_if.model_dump_json())
            for choice in step.choices:
                seen[f"{step.id} {choice.id}"].add(choice.model_dump_json())
    assert seen
    assert {place: len(forms) for place, forms in seen.items() if len(forms) > 1} == {}


async def test_another_visit_shows_others() -> None:
    found = CATALOGUE.scenario("typ-at-jwt")
    one, other = [await play(ReplayRequest(found, visit=visit(found, seed))) for seed in ("one", "other")]
    assert one.steps[0].tokens[0].raw != other.steps[0].tokens[0].raw
    assert [(trace.steps[0].tokens[0].claims or {})["iat"] for trace in (one, other)] == [NOW, NOW]


class TestHowLong:
    @pytest.mark.parametrize(
        ("world", "steps", "lasts"),
        [
            ("foo", [SIGN_IN], 600),  # the issuer's tokens are good for 15 minutes
            ("two", ["- {id: m, title: M, mint: {save: t}}"], 200),  # for 5
            ("foo", ["- {id: m, title: M, mint: {save: t, expires_in: 90s}}"], 60),
            ("foo", ["- {id: m, title: M, mint: {save: t, expires_in: -3m}}"], 600),
        ],
    )
    def test_it_is_over_before_its_tokens_run_out(self, world: str, steps: list[str], lasts: int) -> None:
        assert lifetime(scenario(*steps, world=world), WORLDS[world]) == lasts

    @pytest.mark.parametrize(("age", "same"), [(0, True), (599, True), (600, False), (-60, True), (-61, False)])
    def test_one_that_is_over_or_from_the_future_begins_anew(self, age: int, same: bool) -> None:
        found = CATALOGUE.scenario("bar-token-to-baz")
        after = continued(visit(found), found, CATALOGUE.worlds["foo"], NOW + age)
        assert (after == visit(found)) is same
        assert after.began == (NOW if same else NOW + age)

    def test_it_is_of_one_scenario(self) -> None:
        found, other = CATALOGUE.scenario("bar-token-to-baz"), CATALOGUE.scenario("bar-token-to-bar")
        assert continued(visit(other), found, CATALOGUE.worlds["foo"], NOW).scenario == found.scenario
