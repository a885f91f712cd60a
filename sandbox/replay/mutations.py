"""Whether a scenario can fail: it is replayed in worlds with a fault, where some expectation of it must not hold."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sandbox.replay.trace import Trace
from sandbox.scenarios.model import Scenario, Step
from sandbox.worlds.model import Audience, World

Replay = Callable[[Scenario, World], Awaitable[Trace]]
"""Plays a scenario in a world."""
_NOBODY: Final = "nobody"


async def unnoticed_faults(scenario: Scenario, world: World, trace: Trace, replay: Replay) -> list[str]:
    """The faults that a world could have without any expectation of a scenario failing.

    Each check that decides somewhere in it is switched off, in each api where it decides and in all at once; so is each
    flaw that decides. Where none decides, every api is given an audience that nobody has.

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
        f"it stays true when {_fault_in_words(fault)}: expect the status or `decided_by` where it decides"
        for fault in _faults(deciding, world)
        if (await replay(_with_mode(scenario, fault, "off"), _world_without(world, fault))).ok
    ]
    if not deciding and any(step.call and step.call.token for step in scenario.steps):
        careless = _Made(tuple(world.apis), "audience", "off")
        if (await replay(_with_mode(scenario, careless, "on"), _world_that_refuses_all(world))).ok:
            unnoticed.append("it stays true when every api refuses everything: expect the status of a call")
    elif not deciding and not any(step.expect.model_fields_set for step in scenario.steps):
        unnoticed.append("it expects nothing")
    return unnoticed


@dataclass(frozen=True, slots=True)
class _Made:
    """A check, as it is made at some apis: ``on``, ``off`` or a flaw."""

    apis: tuple[str, ...]
    check: str
    mode: str


def _deciding(trace: Trace) -> Iterator[_Made]:
    """The checks that refuse somewhere, each with the api where they do, and how it makes them."""
    for step in trace.steps:
        for outcome in (step, *step.what_ifs):
            if outcome.api is not None and outcome.decided_by not in (None, "none"):
                check = str(outcome.decided_by)
                yield _Made((outcome.api,), check, outcome.verify.get(check, "on"))


def _faults(deciding: Sequence[_Made], world: World) -> Iterator[_Made]:
    """What is switched off: each check or flaw where it decides, and each check everywhere at once."""
    yield from deciding
    for check in dict.fromkeys(made.check for made in deciding if made.mode == "on"):
        if len(world.apis) > 1:
            yield _Made(tuple(world.apis), check, "on")


def _fault_in_words(fault: _Made) -> str:
    flaw = "" if fault.mode == "on" else f" as `{fault.mode}`"
    who = f"`{fault.apis[0]}` does not check" if len(fault.apis) == 1 else "no api checks"
    return f"{who} `{fault.check}`{flaw}"


def _world_without(world: World, fault: _Made) -> World:
    apis = {
        id_: api.model_copy(update={"verify": {**api.verify, fault.check: "off"}})
        for id_, api in world.apis.items()
        if id_ in fault.apis and api.verify.get(fault.check, "on") == fault.mode
    }
    return world.model_copy(update={"apis": {**world.apis, **apis}})


def _with_mode(scenario: Scenario, made: _Made, mode: str) -> Scenario:
    """The same scenario, whose calls and what-ifs that say how a check is made make it otherwise.

    Args:
        scenario: The scenario.
        made: The apis and the check, and the mode that is replaced; any other mode stays.
        mode: ``on`` or ``off``, in its place.

    """
    return scenario.model_copy(update={"steps": [_step_with_mode(step, made, mode) for step in scenario.steps]})


def _step_with_mode(step: Step, made: _Made, mode: str) -> Step:
    if step.call is None or step.call.api not in made.apis:
        return step
    verify = _switched(step.call.verify, made, mode)
    what_ifs = [
        what_if.model_copy(update={"verify": _switched(what_if.verify, made, mode)}) for what_if in step.what_if
    ]
    members = {**dict(step), "call": step.call.model_copy(update={"verify": verify}), "what_if": what_ifs}
    return Step.model_construct(step.model_fields_set, **members)  # a copy would remember the verb of the original


def _switched(verify: Mapping[str, str], made: _Made, mode: str) -> dict[str, str]:
    switched = {made.check: mode} if verify.get(made.check) == made.mode else {}
    return {**verify, **switched}


def _world_that_refuses_all(world: World) -> World:
    audiences = {**world.audiences, _NOBODY: Audience(identifier="https://nobody.invalid")}
    refusing = {"accepts": [_NOBODY], "verify": {}}
    apis = {id_: api.model_copy(update=refusing) for id_, api in world.apis.items()}
    return world.model_copy(update={"audiences": audiences, "apis": apis})
