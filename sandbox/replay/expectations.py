"""Comparing a result with what was expected. The verdicts compared are those that the apis gave."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sandbox.replay.state import StepResult
from sandbox.replay.trace import Problem
from sandbox.scenarios.expect import Expect, expects_refusal

REFUSED: Final = "refused"
"""An issuer's refusal that was not expected, as `Problem.what`."""
_ABSENT: Final = {"absent": True}


def problems(expect: Expect, result: StepResult) -> list[Problem]:
    """Every expectation that did not hold, in the order of the language page."""
    return list(_problems(expect, result))


def _problems(expect: Expect, result: StepResult) -> Iterator[Problem]:
    if result.refused is not None and not expects_refusal(expect):
        yield Problem(what=REFUSED, expected=None, actual=result.refused)
    for what in ("status", "error", "decided_by"):
        expected, actual = getattr(expect, what), getattr(result, what)
        if expected is not None and expected != actual:
            yield Problem(what=what, expected=expected, actual=actual)
    described = result.error_description
    if expect.error_description is not None and expect.error_description not in (described or ""):
        yield Problem(what="error_description", expected=expect.error_description, actual=described)
    verdicts = {check.id: check.verdict for check in result.checks}
    for check, verdict in expect.checks.items():
        if verdicts.get(check) != verdict:
            yield Problem(what=f"checks.{check}", expected=verdict, actual=verdicts.get(check))
    if result.refused is not None and not expects_refusal(expect):
        return  # of a token that did not come, nothing more is to be said
    token = result.subject
    yield from _members("claims", expect.claims, token.claims if token else None)
    yield from _members("header", expect.header, token.header if token else None)
    yield from _members("body", expect.body, result.body)
    yield from _members("challenge", expect.challenge, result.challenge)
    opaque = token is not None and token.claims is None
    if expect.opaque is not None and expect.opaque != opaque:
        yield Problem(what="opaque", expected=expect.opaque, actual=opaque)


def _members(what: str, expected: Mapping[str, Any], found: Mapping[str, Any] | None) -> Iterator[Problem]:
    for name, value in expected.items():
        present = found is not None and name in found
        actual = found[name] if found is not None and present else None
        if value == _ABSENT:
            if present or found is None:
                yield Problem(what=f"{what}.{name}", expected=value, actual=actual)
        elif not present or not (_same(value, actual) or (name == "aud" and _includes(value, actual))):
            yield Problem(what=f"{what}.{name}", expected=value, actual=actual)


def _includes(audience: Any, aud: Any) -> bool:
    """Whether ``aud`` names one audience, alone or among others (RFC 7519 §4.1.3). A list is expected as it stands."""
    return isinstance(audience, str) and isinstance(aud, list) and audience in aud


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same. In JSON ``true`` is not ``1``, in Python it is."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
