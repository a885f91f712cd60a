"""Whether a scenario can fail: it is replayed in worlds that are wrong, where some expectation of it must not hold."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Final

from sandbox.replay.trace import Trace
from sandbox.scenarios.model import Scenario, Step
from sandbox.worlds.model import Audience, World

Replay = Callable[[Scenario, World], Awaitable[Trace]]
"""Plays a scenario in a world."""
_NOBODY: Final = "nobody"


async def toothless(scenario: Scenario, world: World, trace: Trace, replay: Replay) -> list[str]:
    """What could be wrong with a world without any expectation of a scenario failing.

    Each check that decides somewhere in it is switched off, in each api where it decides and in all at once. Where none
    decides, every api is given an audience that nobody has.

    Args:
        scenario: The scenario.
        world: Its world.
        trace: Its replay, in which everything was as expected.
        replay: Plays it again.

    Returns:
        A sentence for each change that nothing in the scenario notices.

    """
    deciding = list(dict.fromkeys(_deciding(trace)))
    found = [
        f"it stays true when {_careless_in_words(apis, check)}: expect the status or `decided_by` where it decides"
        for check, apis in _careless_ways(deciding, world)
        if (await replay(_made(scenario, apis, check, "off"), _careless(world, apis, check))).ok
    ]
    if not deciding and any(step.call and step.call.token for step in scenario.steps):
        if (await replay(_made(scenario, tuple(world.apis), "audience", "on"), _shut(world))).ok:
            found.append("it stays true when every api refuses everything: expect the status of a call")
    elif not deciding and not any(step.expect.model_fields_set for step in scenario.steps):
        found.append("it expects nothing")
    return found


def _deciding(trace: Trace) -> Iterator[tuple[str, str]]:
    """The checks that refuse somewhere, each with the api where they do."""
    for step in trace.steps:
        for outcome in (step, *step.what_ifs):
            if outcome.api is not None and outcome.decided_by not in (None, "none"):
                yield outcome.api, str(outcome.decided_by)


def _careless_ways(deciding: Sequence[tuple[str, str]], world: World) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Which check to switch off in which apis: where it decides, one by one, and everywhere."""
    for api, check in deciding:
        yield check, (api,)
    for check in dict.fromkeys(check for _, check in deciding):
        if len(world.apis) > 1:
            yield check, tuple(world.apis)


def _careless_in_words(apis: Sequence[str], check: str) -> str:
    return f"`{apis[0]}` does not check `{check}`" if len(apis) == 1 else f"no api checks `{check}`"


def _careless(world: World, names: Sequence[str], check: str) -> World:
    apis = {id_: api.model_copy(update={"verify": {**api.verify, check: "off"}}) for id_, api in world.apis.items()}
    return world.model_copy(update={"apis": {**world.apis, **{id_: apis[id_] for id_ in names}}})


def _made(scenario: Scenario, apis: Sequence[str], check: str, how: str) -> Scenario:
    """The same scenario; its calls and what-ifs at these apis that say how a check is made say this; a flaw stays."""
    return scenario.model_copy(update={"steps": [_step_made(step, apis, check, how) for step in scenario.steps]})


def _step_made(step: Step, apis: Sequence[str], check: str, how: str) -> Step:
    if step.call is None or step.call.api not in apis:
        return step
    verify = _verify_made(step.call.verify, check, how)
    what_ifs = [
        what_if.model_copy(update={"verify": _verify_made(what_if.verify, check, how)}) for what_if in step.what_if
    ]
    made = {**dict(step), "call": step.call.model_copy(update={"verify": verify}), "what_if": what_ifs}
    return Step.model_construct(step.model_fields_set, **made)  # a copy would remember the verb of the original


def _verify_made(verify: Mapping[str, str], check: str, how: str) -> dict[str, str]:
    return {name: how if name == check and {how, made} == {"on", "off"} else made for name, made in verify.items()}


def _shut(world: World) -> World:
    audiences = {**world.audiences, _NOBODY: Audience(identifier="https://nobody.invalid")}
    shut = {"accepts": [_NOBODY], "verify": {}}
    apis = {id_: api.model_copy(update=shut) for id_, api in world.apis.items()}
    return world.model_copy(update={"audiences": audiences, "apis": apis})
