"""Expectations that no replay can meet, whatever the parties answer."""

from collections.abc import Iterator, Mapping
from typing import Final

from sandbox.reading.diagnostics import Place, Problem
from sandbox.scenarios.model import Call, Expect, Step
from sandbox.tokens.check_facts import STATUSES
from sandbox.tokens.names import CHECKS, CheckId
from sandbox.worlds.model import World

_ANSWER: Final = ("status", "error", "error_description", "body")
_TOKEN: Final = ("claims", "header", "opaque")
_TOLD_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "get_token": (*_ANSWER, *_TOKEN),
    "mint": _TOKEN,
    "tamper": _TOKEN,
    "call": (*_ANSWER, "checks", "decided_by", "challenge"),
    "introspect": _ANSWER,
    "fetch": ("status", "body"),
    "inspect": _TOKEN,
    "rotate_keys": (),
    "narrate": (),
}
"""What there is to expect of each verb."""
_STATUS_OF: Final = {"invalid_request": 400, "invalid_token": 401, "insufficient_scope": 403}
"""RFC 6750 §3.1."""
_REFUSED: Final = 400


def impossible(index: int, step: Step, world: World) -> Iterator[Problem]:
    """What in the expectations of a step, and of its what-ifs, can never hold.

    Args:
        index: Which step of the scenario it is, from 0.
        step: A step with one verb.
        world: Its world, which says how its apis make their checks.

    """
    at: Place = ("steps", index, "expect")
    yield from _without_a_subject(at, step)
    if step.get_token or step.introspect:
        yield from _of_an_answer(at, step.expect)
    if step.call is None:
        yield from _of_a_token(at, step.expect)
        return
    yield from _of_a_call(at, step.call, step.expect, {}, world)
    for number, what_if in enumerate(step.what_if):
        place = ("steps", index, "what_if", number, "expect")
        yield from _of_a_call(place, step.call, what_if.expect, what_if.verify, world)


def _never(at: Place, key: str, message: str, advice: str | None = None) -> Problem:
    return Problem("AS015", (*at, key), message, advice=advice, on_key=True)


def _without_a_subject(at: Place, step: Step) -> Iterator[Problem]:
    told = _TOLD_BY[step.verb_name]
    for key in step.expect.model_fields_set - set(told):
        about = f"a step with the verb `{step.verb_name}` has no `{key}` that could be expected"
        advice = f"it has {', '.join(f'`{word}`' for word in told)}" if told else "leave `expect` out"
        yield _never(at, key, about, advice)


def _of_an_answer(at: Place, expect: Expect) -> Iterator[Problem]:
    if expect.status is not None and expect.error is not None and expect.status < 300:
        yield _never(at, "error", f"an answer with the status {expect.status} has no error")
    refused = expect.error is not None or (expect.status or 0) >= _REFUSED
    for key in ("claims", "header", "opaque"):
        if refused and key in expect.model_fields_set:
            yield _never(at, key, "a refusal brings no token of which this could be true")


def _of_a_token(at: Place, expect: Expect) -> Iterator[Problem]:
    for key in ("claims", "header"):
        if expect.opaque and getattr(expect, key):
            yield _never(at, key, f"an opaque token has no {key} that could be read")


def _of_a_call(at: Place, call: Call, expect: Expect, verify: Mapping[str, str], world: World) -> Iterator[Problem]:
    api = world.apis.get(call.api)
    if api is None:
        return
    made = {**api.verify, **call.verify, **verify}
    if made.get("algorithm") == "any":
        made.setdefault("signature", "any")  # which verifies by any algorithm, too
    decides = expect.decided_by if expect.decided_by != "none" else None
    if call.token is None:
        yield from _without_a_token(at, expect)
        return
    needed = _STATUS_OF.get(expect.error or "") or (decides and STATUSES[decides])
    if expect.status is not None and needed is not None and expect.status != needed:
        because = f"the error `{expect.error}`" if expect.error in _STATUS_OF else f"a refusal by `{decides}`"
        yield _never(at, "status", f"{because} comes with the status {needed} (RFC 6750 §3.1), never {expect.status}")
    if expect.decided_by == "none" and expect.error in ("invalid_token", "insufficient_scope"):
        yield _never(at, "error", f"`{expect.error}` is what a check decides, and none is expected to")
    if decides:
        yield from _decided(at, decides, expect, made)
    elif expect.decided_by == "none" or (expect.status or _REFUSED) < _REFUSED:
        for check in _refusing(expect, made):
            yield _never(
                (*at, "checks"), check, f"`{check}` is on here, and refuses when it fails; the call cannot pass"
            )


def _without_a_token(at: Place, expect: Expect) -> Iterator[Problem]:
    for key in ("checks", "decided_by"):
        if getattr(expect, key) not in (None, {}, "none"):
            yield _never(at, key, "no token is sent, so no check is made", "give the call a `token`")


def _decided(at: Place, decides: CheckId, expect: Expect, made: Mapping[str, str]) -> Iterator[Problem]:
    if made.get(decides) == "off":
        yield _never(at, "decided_by", f"`{decides}` is off here, and refuses nothing")
    if expect.checks.get(decides) == "pass" and made.get(decides, "on") == "on":  # a flaw may refuse what is right
        message = f"`{decides}` cannot decide when its verdict is `pass`"
        yield _never(at, "decided_by", message)
    for check in _refusing(expect, made):
        if CHECKS.index(check) < CHECKS.index(decides):
            message = f"`{check}` is asked before `{decides}`, and decides when it fails"
            yield _never(at, "decided_by", message)


def _refusing(expect: Expect, made: Mapping[str, str]) -> Iterator[CheckId]:
    """The checks that are expected to fail where they are made as they should be."""
    return (check for check, verdict in expect.checks.items() if verdict == "fail" and made.get(check, "on") == "on")
