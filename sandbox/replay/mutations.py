"""Whether a scenario can fail: it is replayed in worlds with a fault, where some expectation of it must not hold."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Final

from sandbox.replay.trace import Trace
from sandbox.scenarios.act import Act
from sandbox.scenarios.model import Scenario, Step
from sandbox.worlds.model import Audience, World

Replay = Callable[[Scenario, World], Awaitable[Trace]]
"""Plays a scenario in a world."""
_NOBODY: Final = "nobody"


async def unnoticed_faults(scenario: Scenario, world: World, trace: Trace, replay: Replay) -> list[str]:
    """The faults that a world could have without any expectation of a scenario failing.

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
    unnoticed = [
        f"it stays true when {_fault_in_words(apis, check)}: expect the status or `decided_by` where it decides"
        for check, apis in _faults(deciding, world)
        if (await replay(_with_mode(scenario, apis, check, "off"), _world_without(world, apis, check))).ok
    ]
    if not deciding and any(step.call and step.call.token for step in scenario.steps):
        if (await replay(_with_mode(scenario, tuple(world.apis), "audience", "on"), _world_that_refuses_all(world))).ok:
            unnoticed.append("it stays true when every api refuses everything: expect the status of a call")
    elif not deciding and not any(step.expect.model_fields_set for step in scenario.steps):
        unnoticed.append("it expects nothing")
    return unnoticed


def _deciding(trace: Trace) -> Iterator[tuple[str, str]]:
    """The checks that refuse somewhere, each with the api where they do."""
    for step in trace.steps:
        for outcome in (step, *step.what_ifs, *step.choices):
            if outcome.api is not None and outcome.decided_by not in (None, "none"):
                yield outcome.api, str(outcome.decided_by)


def _faults(deciding: Sequence[tuple[str, str]], world: World) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The check to switch off, and the apis: where it decides, one by one, and all together."""
    for api, check in deciding:
        yield check, (api,)
    for check in dict.fromkeys(check for _, check in deciding):
        if len(world.apis) > 1:
            yield check, tuple(world.apis)


def _fault_in_words(apis: Sequence[str], check: str) -> str:
    return f"`{apis[0]}` does not check `{check}`" if len(apis) == 1 else f"no api checks `{check}`"


def _world_without(world: World, names: Sequence[str], check: str) -> World:
    apis = {id_: api.model_copy(update={"verify": {**api.verify, check: "off"}}) for id_, api in world.apis.items()}
    return world.model_copy(update={"apis": {**world.apis, **{id_: apis[id_] for id_ in names}}})


def _with_mode(scenario: Scenario, apis: Sequence[str], check: str, mode: str) -> Scenario:
    """The same scenario, with this mode in its calls and what-ifs at these apis that name a mode; a flaw stays.

    Args:
        scenario: The scenario.
        apis: The ids of the apis.
        check: The check.
        mode: ``on`` or ``off``.

    """
    return scenario.model_copy(update={"steps": [_step_with_mode(step, apis, check, mode) for step in scenario.steps]})


def _step_with_mode(step: Step, apis: Sequence[str], check: str, mode: str) -> Step:
    if step.call is None or step.call.api not in apis:
        return step
    verify = _switched(step.call.verify, check, mode)
    what_ifs = [
        what_if.model_copy(update={"verify": _switched(what_if.verify, check, mode)}) for what_if in step.what_if
    ]
    call = step.call.model_copy(update={"verify": verify})
    members = {**dict(step), "call": call, "what_if": what_ifs, "act": _act_with_mode(step.act, check, mode)}
    return Step.model_construct(step.model_fields_set, **members)  # a copy would remember the verb of the original


def _act_with_mode(act: Act | None, check: str, mode: str) -> Act | None:
    if act is None:
        return None
    choices = [one.model_copy(update={"verify": _switched(one.verify, check, mode)}) for one in act.choices]
    return act.model_copy(update={"choices": choices})


def _switched(verify: Mapping[str, str], check: str, mode: str) -> dict[str, str]:
    switched = {check: mode} if {mode, verify.get(check)} == {"on", "off"} else {}
    return {**verify, **switched}


def _world_that_refuses_all(world: World) -> World:
    audiences = {**world.audiences, _NOBODY: Audience(identifier="https://nobody.invalid")}
    refusing = {"accepts": [_NOBODY], "verify": {}}
    apis = {id_: api.model_copy(update=refusing) for id_, api in world.apis.items()}
    return world.model_copy(update={"audiences": audiences, "apis": apis})
