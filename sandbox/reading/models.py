"""From read data to a checked model: pydantic finds the mistakes, this says where and what is allowed."""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from sandbox.durations import seconds_in
from sandbox.reading.diagnostics import InvalidDocument, Problem
from sandbox.reading.source import Document, type_path
from sandbox.settings import LIMITS


class Strict(BaseModel):
    """Base of every authored model: nothing unknown, nothing coerced, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


Model = TypeVar("Model", bound=BaseModel)


def _duration(text: object) -> int:
    try:
        if isinstance(text, str):
            return -seconds_in(text[1:]) if text.startswith("-") else seconds_in(text)
    except ValueError:
        pass
    raise PydanticCustomError("duration", "not a duration")


Duration = Annotated[int, BeforeValidator(_duration, json_schema_input_type=str)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=LIMITS.name_chars)]
Text = Annotated[str, StringConstraints(max_length=LIMITS.text_chars)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=LIMITS.line_chars)]


def build(model: type[Model], document: Document) -> Model:
    """Check a document's data against a model.

    Args:
        model: The pydantic model the whole document must fit.
        document: The document as read.

    Raises:
        InvalidDocument: With a diagnostic for every place that does not fit.

    """
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        problems = [_problem(model, document.data, details) for details in error.errors(include_url=False)]
        raise located(document, problems) from None


def located(document: Document, problems: Sequence[Problem]) -> InvalidDocument:
    """The error that tells these problems at their lines and columns, in the order of the text."""
    diagnostics = [document.diagnose(problem) for problem in problems[: LIMITS.diagnostics_shown]]
    return InvalidDocument(sorted(diagnostics, key=lambda d: (d.span.line, d.span.column)))


def _problem(model: type[BaseModel], data: Any, details: ErrorDetails) -> Problem:
    at = _resolvable(data, details["loc"])
    kind, context = details["type"], details.get("ctx", {})
    last = str(details["loc"][-1]) if details["loc"] else ""
    if kind == "extra_forbidden":
        allowed = tuple(_fields_at(model, at[:-1]))
        return Problem("AS004", at, f"unknown key `{last}`", last, allowed, on_key=True)
    if kind == "missing":
        return Problem("AS005", at, f"the key `{last}` is missing here", on_key=True)
    on_key = last == "[key]"
    found = _shown(at[-1] if on_key else _value(data, at))
    if kind == "literal_error":
        allowed = tuple(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
        return Problem("AS006", at, f"{found} is not one of the values allowed here", found.strip("`"), allowed)
    if kind == "duration":
        return Problem("AS006", at, f"{found} is not a duration", advice="write 90s, 15m or 2h")
    if kind == "string_pattern_mismatch":
        advice = f"it must match {context.get('pattern')}"
        return Problem("AS006", at, f"{found} does not fit", advice=advice, on_key=on_key)
    message = str(details["msg"])
    return Problem("AS006", at, f"{message[:1].lower()}{message[1:]}; found {found}", on_key=on_key)


def _resolvable(data: Any, loc: Sequence[str | int]) -> type_path:
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


def _value(data: Any, at: type_path) -> Any:
    for part in at:
        data = data[part]
    return data


def _shown(value: Any, most: int = 60) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    text = str(value) if isinstance(value, str) else repr(value).lower()
    return f"`{text[:most]}…`" if len(text) > most else f"`{text}`"


def _fields_at(model: type[BaseModel], at: type_path) -> Iterator[str]:
    """The keys a model allows at a path."""
    kinds: list[Any] = [model]
    for part in at:
        kinds = [inner for kind in kinds for inner in _inside(kind, part)]
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (info.alias or name for name, info in kind.model_fields.items())


def _inside(kind: Any, part: str | int) -> Iterator[Any]:
    """The types that can stand under ``part`` in a value of type ``kind``."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = {info.alias or name: info for name, info in kind.model_fields.items()}
        if part in fields:
            yield from _alternatives(fields[str(part)].annotation)
    elif get_args(kind):
        yield from _alternatives(get_args(kind)[-1])


def _alternatives(annotation: Any) -> Iterator[Any]:
    """A type itself, or the members of a union, without its annotations."""
    if hasattr(annotation, "__metadata__"):
        yield from _alternatives(get_args(annotation)[0])
    elif type(None) in get_args(annotation) or "Union" in type(annotation).__name__:
        for member in get_args(annotation):
            yield from _alternatives(member)
    else:
        yield annotation
