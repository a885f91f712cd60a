"""What `aud check` calls impossible is refused by the real issuer, and what it passes is granted."""

import asyncio
import re
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sandbox.network import create_replayer
from sandbox.reading.diagnostics import Problem
from sandbox.replay.player import ReplayRequest
from sandbox.replay.refusal import last_refusal
from sandbox.replay.trace import StepTrace
from sandbox.scenarios.lint.references import references, step_shapes
from sandbox.scenarios.lint.refusals import refusals
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.scenarios.model import Scenario, Step
from sandbox.worlds.model import World
from tests.running import KEYS, PUBLIC_URL, TWO

CATALOGUE = shipped_catalogue()
WORLDS = {**CATALOGUE.worlds, "two": TWO}
GRANTS = ("authorization_code", "client_credentials", "refresh_token", "token_exchange")
SAVES = ("save", "save_id_token", "save_refresh_token")
SCOPES = ("openid", "offline_access", "profile")


def usually(draw: st.DrawFn, likely: list[Any], possible: list[Any]) -> Any:
    """Something that is likely right, and now and then anything possible."""
    rarely = draw(st.integers(0, 4)) == 0
    return draw(st.sampled_from(likely if likely and not rarely else possible))


@st.composite
def requests(draw: st.DrawFn, world: World, number: int) -> dict[str, Any]:
    """A request for a token that one could write in a world; most chains of them go wrong somewhere."""
    client = draw(st.sampled_from(list(world.clients)))
    grant = usually(draw, list(world.clients[client].grants), list(GRANTS))
    renews, exchanges, signs_in = (grant == one for one in ("refresh_token", "token_exchange", "authorization_code"))
    registered = [audience.identifier for audience in world.audiences.values()]
    own = [world.audiences[id_].identifier for id_ in world.clients[client].audiences]
    scopes = [*SCOPES, *dict.fromkeys(scope for one in world.audiences.values() for scope in one.scopes)]
    request: dict[str, Any] = {"client": client, "grant": grant}
    if world.users:
        request["user"] = draw(st.sampled_from(list(world.users)))
    if number and (renews or exchanges):
        key, names = ("refresh_token", SAVES[2]) if renews else ("subject_token", SAVES[0])
        likely = [f"{names}_{earlier}" for earlier in range(number)]
        request[key] = usually(draw, likely, [f"{one}_{earlier}" for one in SAVES for earlier in range(number)])
    if registered and draw(st.sampled_from([True, True, True, False])):
        request["audience"] = usually(draw, own, registered)
    if registered and not draw(st.integers(0, 3)):
        several: st.SearchStrategy[Any] = st.lists(st.sampled_from(registered), min_size=1)
        request["resource"] = draw(several | st.sampled_from(registered))
    if not draw(st.integers(0, 2)):
        request["scope"] = " ".join(draw(st.lists(st.sampled_from(scopes), min_size=1, unique=True)))
    if signs_in and draw(st.booleans()):
        request["scope"] = f"openid offline_access {request.get('scope', '')}".strip()
    if signs_in and not draw(st.integers(0, 3)):
        request |= draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "prompt": st.sampled_from(["none", "consent"]),
                    "consent": st.sampled_from(["allow", "deny"]),
                },
            )
        )
    if not draw(st.integers(0, 9)):
        request["issuer"] = draw(st.sampled_from(list(world.issuers)))
    saved = SAVES if signs_in or renews else SAVES[:1]
    return request | {key: f"{key}_{number}" for key in saved if draw(st.integers(0, 5))}


@st.composite
def scenarios(draw: st.DrawFn) -> tuple[Scenario, World]:
    world = WORLDS[draw(st.sampled_from(sorted(WORLDS)))]
    steps = [
        {"id": f"step-{number}", "title": "A step", "get_token": draw(requests(world, number))}
        for number in range(draw(st.integers(1, 4)))
    ]
    head = {"scenario": "tested", "title": "Tested", "world": world.world, "question": "Does it?", "steps": steps}
    written = Scenario.model_validate(head)
    assume(not [*step_shapes(written, "tested"), *references(written, world)])
    return written, world


def replayed(written: Scenario, world: World) -> list[StepTrace]:
    replayer = create_replayer({world.world: world}, KEYS, PUBLIC_URL)
    return asyncio.run(replayer.replay(ReplayRequest(written), world)).steps


def missing(step: StepTrace, written: Scenario, index: int) -> set[str]:
    """The keys of a step under which nothing was saved."""
    verb = written.steps[index].get_token
    assert verb is not None
    names = {key: getattr(verb, key) for key in SAVES}
    return {key for key, name in names.items() if name and name not in {token.name for token in step.tokens}}


def depends_on_the_user(said: Step) -> bool:
    """Whether what was allowed before, and to whom, decides; it is not judged."""
    verb = said.get_token
    assert verb is not None
    return (
        verb.consent == "deny" or verb.prompt == "none" or (verb.grant == "token_exchange" and verb.scope is not None)
    )


def was_refused(step: StepTrace) -> bool:
    return (step.status or 0) >= 300 or bool(step.problems)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_what_is_called_impossible_is_refused_and_what_is_not_is_granted(chosen: tuple[Scenario, World]) -> None:
    written, world = chosen
    found: dict[int, list[Problem]] = {}
    for problem in refusals(written, world):
        found.setdefault(int(problem.at[1]), []).append(problem)
    lost: set[str] = set()
    for index, step in enumerate(replayed(written, world)):
        said = written.steps[index]
        for problem in found.get(index, []):
            key = str(problem.at[-1])
            assert was_refused(step) or (key in SAVES and key in missing(step, written, index)), problem
            foretold = re.search(r"refuses this \((\w+)\)", problem.message)
            if foretold and step.exchanges:  # a step whose token did not come sends nothing
                refusal = last_refusal(step)
                assert refusal is not None
                assert refusal.error == foretold[1], problem
        depends = any(token in lost for _, token in said.uses())
        if index not in found and not depends and not depends_on_the_user(said):
            assert not was_refused(step), (step.problems, step.exchanges[-1:])
            assert not missing(step, written, index)
        if was_refused(step) or index in found:
            lost.update(said.saves())


def test_what_is_shipped_is_not_called_impossible() -> None:
    for written in CATALOGUE.scenarios():
        assert list(refusals(written, CATALOGUE.worlds[written.world])) == [], written.scenario
