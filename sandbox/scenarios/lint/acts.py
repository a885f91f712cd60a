"""What is wrong where a reader can change something: a choice that changes nothing, a token that is not sent."""

from collections.abc import Iterator

from sandbox.reading.diagnostics import Place, Problem
from sandbox.scenarios.act import BRINGS, YOURS, Act, Choice
from sandbox.scenarios.expect import expects_refusal
from sandbox.scenarios.model import Step
from sandbox.scenarios.verb_problems import never
from sandbox.scenarios.verbs import VERBS
from sandbox.scenarios.verbs.call import Call
from sandbox.worlds.loading import verify_problems
from sandbox.worlds.model import World


def act_shapes(at: Place, step: Step, saved: list[str]) -> Iterator[Problem]:
    """What is wrong in the ``act`` of a step whatever its world.

    Args:
        at: Where the step stands.
        step: The step.
        saved: The tokens that the steps before it save.

    """
    if step.act is None:
        return
    if step.call is None or step.call.token is None:
        message = "act is for steps with the verb `call` that send a token"
        yield Problem("AS012", (*at, "act"), message, on_key=True)
        return
    if step.act.modes and step.act.aud is None:
        message = "these are the ways to compare an `aud` that a reader writes, and there is no `aud` to write"
        yield Problem("AS010", (*at, "act", "modes"), message, on_key=True)
    seen: set[str] = {YOURS}
    for number, choice in enumerate(step.act.choices):
        place: Place = (*at, "act", "choices", number)
        if choice.id in seen:
            taken = "what a reader writes is called so" if choice.id == YOURS else "two choices are called so"
            yield Problem("AS009", (*place, "id"), f"the id `{choice.id}` is taken: {taken}")
        seen.add(choice.id)
        yield from _choice(place, choice, step.call, saved)


def _choice(at: Place, choice: Choice, call: Call, saved: list[str]) -> Iterator[Problem]:
    verbs = list(choice.verbs())
    if not verbs and not choice.verify:
        message = "this choice changes nothing"
        yield Problem("AS011", (*at, "id"), message, allowed=(*BRINGS, "verify"))
    for another, _ in verbs[1:]:
        message = f"this choice already has the verb `{verbs[0][0]}`"
        yield Problem("AS011", (*at, another), message, advice="make two choices of it", on_key=True)
    for name, verb in verbs:
        if verb.save != call.token:
            place = (*at, name, "save") if verb.save else (*at, name)
            message = f"the call sends `{call.token}`, and not `{verb.save}`" if verb.save else "no token is saved here"
            yield Problem("AS014", place, message, advice=f"write `save: {call.token}`", on_key=not verb.save)
        for key in VERBS[name].uses:
            token = getattr(verb, key)
            if token is not None and token not in saved:
                message = f"no step before this one saves a token called `{token}`"
                yield Problem("AS014", (*at, name, key), message, token, tuple(dict.fromkeys(saved)))


def act_references(at: Place, act: Act, world: World) -> Iterator[Problem]:
    """Names in an ``act`` that its world does not have.

    Args:
        at: Where it stands.
        act: The ``act``.
        world: The world.

    """
    for number, mode in enumerate(act.modes):
        for problem in verify_problems((), {"audience": mode}):
            yield Problem(problem.code, (*at, "modes", number), problem.message, problem.found, problem.allowed)
    for number, choice in enumerate(act.choices):
        place: Place = (*at, "choices", number)
        yield from verify_problems((*place, "verify"), choice.verify)
        for name, verb in choice.verbs():
            yield from VERBS[name].references((*place, name), verb, choice.expect, world)


def never_true_of_choices(at: Place, step: Step, world: World) -> Iterator[Problem]:
    """What in the expectations of choices can never hold.

    Args:
        at: Where the step stands.
        step: A step with one verb.
        world: Its world.

    """
    spec = VERBS[step.verb_name]
    if step.act is None or spec.deployed is None:
        return
    for number, choice in enumerate(step.act.choices):
        place: Place = (*at, "act", "choices", number, "expect")
        for key in choice.expect.model_fields_set - set(spec.expects):
            yield never(place, key, f"what comes of a choice has no `{key}` that could be expected")
        for name, verb in choice.verbs():
            yield from VERBS[name].rules((*at, "act", "choices", number, name), verb, choice.expect, world)
        if choice.get_token is None or not expects_refusal(choice.expect):  # which may be that of the issuer
            yield from spec.never_true(place, spec.deployed(step.verb, choice.verify), choice.expect, world)
