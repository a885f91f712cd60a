"""What pydantic found wrong in a document, as problems in words for authors: what is expected, found and allowed."""

import json
import re
from collections.abc import Iterator, Sequence
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from sandbox.reading.advice import of_key, of_type
from sandbox.reading.diagnostics import Place, Problem, shortened
from sandbox.reading.source import Document
from sandbox.settings import LIMITS

_EXPECTED: Final = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "`true` or `false`",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
}
"""What would be of the right type, by the error about a wrong one."""

_PATTERNS: Final = {
    r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$": "the name of a header, such as X-Request-Id (RFC 9110 §5.1)",
    r"^[!-~](?:[ -~]*[!-~])?$": "one line of ASCII without blanks at its ends (RFC 9110 §5.5)",
    r"^[a-z][a-z0-9-]*$": "small letters, digits and hyphens, a letter first",
    r"^[!-~]([ -~]*[!-~])?$": "printable ASCII, without spaces around it (RFC 6749 appendix A.1)",
    r"^[a-z][a-z0-9_]*$": "small letters, digits and underscores, a letter first",
    r"^[a-z0-9-]+(\.[a-z0-9-]+)+$": "a domain, such as foo.com",
    r"^[\x21\x23-\x5b\x5d-\x7e]+$": "one word, such as read:orders (RFC 6749 §3.3)",
    r"^(GET|POST|PUT|PATCH|DELETE) (/[A-Za-z0-9_.-]*(\{[a-z][a-z0-9_]*\}[A-Za-z0-9_.-]*)?)+$": (
        "a method and a path, such as GET /orders or GET /orders/{id}"
    ),
    r"^(GET|POST|PUT|PATCH|DELETE) /[A-Za-z0-9_./-]*$": "a method and a path without a query, such as GET /orders",
    r"^(https?://[A-Za-z0-9._:\[\]-]+|[a-z][a-z0-9+.-]*:)(/[!$-~]*)?$": (
        "an absolute address without a fragment, such as https://www.foo.com/callback (RFC 6749 §3.1.2), or cursor://callback"
    ),
}
"""What the patterns of the models mean. A test finds the pattern that is missing here."""


def mistakes(model: type[BaseModel], document: Document, errors: Sequence[ErrorDetails]) -> list[Problem]:
    """The problems behind errors of validation, one a place; of very many, the first in the text.

    Args:
        model: The model that the document should fit.
        document: The document as read.
        errors: What pydantic found.

    """
    places: dict[tuple[Place, str], list[ErrorDetails]] = {}
    for details in errors:
        at = resolvable(document.data, details["loc"])
        places.setdefault((at, _aspect(details)), []).append(details)
    first = sorted(places, key=lambda place: document.order(place[0]))[: LIMITS.diagnostics_shown]
    places = {place: places[place] for place in first}
    problems = [
        _problem(model, document, at, found_errors, on_key=aspect == "key")
        for (at, aspect), found_errors in places.items()
        if aspect != "missing"
        and not (_could_be_several(at, found_errors) and any(_inside_of(other, at) for other, _ in places))
    ]
    misspelt = {(*problem.at[:-1], problem.suggestion) for problem in problems if problem.code == "AS004"}
    for (at, aspect), found_errors in places.items():
        if aspect == "missing":
            keys = [str(details["loc"][-1]) for details in found_errors]
            problems += _missing(at, [key for key in keys if (*at, key) not in misspelt])
    return problems


def _missing(at: Place, keys: Sequence[str]) -> Iterator[Problem]:
    if keys:
        listed = ", ".join(f"`{key}`" for key in keys)
        message = f"the key {listed} is missing here" if len(keys) == 1 else f"the keys {listed} are missing here"
        yield Problem("AS005", at, message, on_key=True)


def _aspect(details: ErrorDetails) -> str:
    """Errors at one place about the same aspect of it are one mistake: that it is missing, its key or its value."""
    return "missing" if details["type"] == "missing" else "key" if details["loc"][-1:] == ("[key]",) else "value"


def _could_be_several(at: Place, found_errors: Sequence[ErrorDetails]) -> bool:
    """Whether the value could be of several types; then an error about something in it says more."""
    return any(len(at) < len(details["loc"]) for details in found_errors)


def _inside_of(place: Place, outer: Place) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer


def resolvable(data: Any, loc: Sequence[str | int]) -> Place:
    """The part of an error's location that exists in the data (pydantic adds names of its own)."""
    at: list[str | int] = []
    for part in loc:
        match data:
            case dict() if part in data:
                data = data[part]
            case list() if isinstance(part, int):
                data = data[part]
            case _:
                continue
        at.append(part)
    return tuple(at)


def _problem(
    model: type[BaseModel], document: Document, at: Place, found_errors: Sequence[ErrorDetails], *, on_key: bool
) -> Problem:
    kind, context = found_errors[0]["type"], found_errors[0].get("ctx", {})
    last = str(found_errors[0]["loc"][-1]) if found_errors[0]["loc"] else ""
    if kind == "extra_forbidden":
        allowed = tuple(_fields_at(model, at[:-1]))
        advice = of_key(document, at, last, _value(document.data, at))
        return Problem("AS004", at, f"unknown key {shortened(last)}", last, allowed, advice, on_key=True)
    value = at[-1] if on_key else _value(document.data, at)
    if all(details["type"] == "literal_error" for details in found_errors):
        allowed = tuple(word for details in found_errors for word in _literals(details))
        message = f"{_quoted(value)} is not one of the values allowed here"
        return Problem("AS006", at, message, str(value), allowed, on_key=on_key)
    if kind == "duration":
        return Problem("AS006", at, f"{_quoted(value)} is not a duration", advice=found_errors[0]["msg"])
    if kind == "refused_uri":
        return Problem("AS006", at, f"{_quoted(value)} does not fit here", advice=found_errors[0]["msg"])
    if kind == "string_pattern_mismatch":
        shape = _PATTERNS.get(context["pattern"], f"it must match {context['pattern']}")
        return Problem("AS006", at, f"{_quoted(value)} does not fit here", advice=shape, on_key=on_key)
    found = _quoted(value, document.source_of(at))
    if all(details["type"] in _EXPECTED for details in found_errors):
        expected = " or ".join(dict.fromkeys(_EXPECTED[details["type"]] for details in found_errors))
        advice = of_type(kind, document, at, value)
        return Problem("AS006", at, f"{expected} is expected here; found {found}", advice=advice)
    return Problem("AS006", at, _bound(kind, context, found, found_errors[0]["msg"]), on_key=on_key)


def _literals(details: ErrorDetails) -> list[str]:
    return re.findall(r"'([^']*)'", str(details.get("ctx", {}).get("expected", "")))


def _bound(kind: str, context: dict[str, Any], found: str, message: str) -> str:
    """The message about a value that is too large, too small or in more lines than one."""
    match kind:
        case "greater_than_equal":
            return f"at least {context['ge']} is expected here; found {found}"
        case "less_than_equal":
            return f"at most {context['le']} is expected here; found {found}"
        case "too_short":
            return (
                f"at least {_items(context['min_length'])} must stand here; found {context['actual_length'] or 'none'}"
            )
        case "too_long":
            return f"at most {_items(context['max_length'])} may stand here; found {context['actual_length']}"
        case "string_too_short":
            return "something must stand here; found nothing"
        case "string_too_long":
            return f"at most {context['max_length']} characters may stand here"
        case "one_line":
            return "this text can have one line only"
        case "plain":
            return "this text cannot hold control characters"
    return f"{message[:1].lower()}{message[1:]}; found {found}"


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"


def _value(data: Any, at: Place) -> Any:
    for part in at:
        data = data[part]
    return data


def _quoted(value: Any, source: str = "") -> str:
    """A value in a message, as its source text where that is known: ``"401"`` is not ``401``."""
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = source or (value.partition("\n")[0] if isinstance(value, str) else json.dumps(value))
    return shortened(text, 60)


def _fields_at(model: type[BaseModel], at: Place) -> Iterator[str]:
    """The keys a model allows at a path."""
    kinds: list[Any] = [model]
    for part in at:
        kinds = [inner for kind in kinds for inner in _inside(kind, part)]
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _keys(kind)


def _inside(kind: Any, part: str | int) -> Iterator[Any]:
    """The types that can stand under ``part`` in a value of type ``kind``."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if part in (keys := _keys(kind)):
            yield from _alternatives(keys[str(part)].annotation)
    elif get_args(kind):
        yield from _alternatives(get_args(kind)[-1])


def _keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by the keys that files have for them."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _alternatives(annotation: Any) -> Iterator[Any]:
    """A type itself, or the members of a union."""
    if get_origin(annotation) in (Union, UnionType):
        for member in get_args(annotation):
            yield from _alternatives(member)
    else:
        yield annotation
