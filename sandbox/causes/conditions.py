"""What the list of causes can ask of a token: small conditions, written as data."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

Json = Mapping[str, Any]
LONGEST: Final = 2_000
"""Characters of a value that a pattern sees."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What conditions are asked of.

    Args:
        text: The token as it was handed over, or "".
        header: The members of its header.
        claims: Its claims.
        expected: What the API expects: ``audience`` and ``issuer``, each a list of strings.

    """

    text: str
    header: Json
    claims: Json
    expected: Mapping[str, Sequence[str]]


def strings(value: object) -> list[str]:
    """The strings of a claim that is a string or a list."""
    members = value if isinstance(value, list) else [value]
    return [one for one in members if isinstance(one, str)]


def holds(condition: Json, subject: Subject) -> bool:
    """Whether a condition holds.

    Args:
        condition: ``{"claim": NAME}``, ``{"header": NAME}`` or ``{"expects": NAME}``, each alone (it is there), with
            ``match`` (a pattern that one of its strings has) or with ``"absent": true``; ``{"text": PATTERN}``;
            ``{"equal": [CLAIM, CLAIM]}``; ``{"any": [CONDITION, …]}``; ``{"none": [CONDITION, …]}``.
        subject: What it is asked of.

    """
    if "any" in condition:
        return any(holds(one, subject) for one in condition["any"])
    if "none" in condition:
        return not any(holds(one, subject) for one in condition["none"])
    if "equal" in condition:
        one, other = (subject.claims.get(name) for name in condition["equal"])
        return isinstance(one, str) and one == other
    if "text" in condition:
        return matches(condition["text"], [subject.text])
    value = _value(condition, subject)
    if "match" in condition:
        return matches(condition["match"], strings(value))
    absent: bool = condition.get("absent", False)
    return (value is None) == absent


def all_hold(conditions: Sequence[Json], subject: Subject) -> bool:
    """Whether each of some conditions holds."""
    return all(holds(one, subject) for one in conditions)


def _value(condition: Json, subject: Subject) -> object:
    if "claim" in condition:
        return subject.claims.get(condition["claim"])
    if "header" in condition:
        return subject.header.get(condition["header"])
    return list(subject.expected[condition["expects"]]) or None


def matches(pattern: str, values: Sequence[str]) -> bool:
    """Whether one of some strings has a pattern."""
    return any(_compiled(pattern).search(one[:LONGEST]) for one in values)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern in what Python and browsers have in common: ``$`` is the very end, before no line break either."""
    return re.compile(pattern.replace("$", r"\Z"), re.ASCII)
