"""What every authored model is made of, and building one from a document."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from sandbox.durations import seconds_in
from sandbox.reading.budget import go_on, within
from sandbox.reading.diagnostics import Diagnostic, InvalidDocument, Problem
from sandbox.reading.mistakes import mistakes
from sandbox.reading.pruning import further
from sandbox.reading.source import Document
from sandbox.settings import LIMITS

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Strict(BaseModel):
    """Base of every authored model: nothing unknown, nothing coerced, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


Model = TypeVar("Model", bound=BaseModel)


def _seconds(text: object) -> int:
    if isinstance(text, str):
        try:
            return seconds_in(text)
        except ValueError:
            pass
    raise PydanticCustomError("duration", "write 90s, 15m or 2h")


def _signed_seconds(text: object) -> int:
    if isinstance(text, str) and text.startswith("-"):
        return -_seconds(text[1:])
    return _seconds(text)


def _plain(text: str) -> str:
    if _CONTROL.search(text):
        raise PydanticCustomError("plain", "")
    return text


def _one_line(text: str) -> str:
    if "\n" in text.rstrip("\n"):
        raise PydanticCustomError("one_line", "")
    if not text.strip():
        raise PydanticCustomError("string_too_short", "")
    return _plain(text)


_Written = Annotated[str, StringConstraints(pattern=r"^\d{1,6}[smh]$")]
_SignedWritten = Annotated[str, StringConstraints(pattern=r"^-?\d{1,6}[smh]$")]
Duration = Annotated[int, BeforeValidator(_seconds, json_schema_input_type=_Written)]
SignedDuration = Annotated[int, BeforeValidator(_signed_seconds, json_schema_input_type=_SignedWritten)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=LIMITS.name_chars)]
Text = Annotated[str, StringConstraints(max_length=LIMITS.text_chars), AfterValidator(_plain)]
Line = Annotated[str, StringConstraints(max_length=LIMITS.line_chars), AfterValidator(_one_line)]


def build(model: type[Model], document: Document, check: Callable[[Model], Iterable[Problem]]) -> Model:
    """Check a document's data against a model, and the model as a whole.

    Args:
        model: The pydantic model the whole document must fit.
        document: The document as read.
        check: Finds what is wrong in it as a whole; of a document that does not fit, it is given what does.

    Raises:
        InvalidDocument: With a diagnostic for every place that is wrong.

    """
    with within(document.allowance):
        try:
            built = model.model_validate(document.data)
        except ValidationError as error:
            found = error.errors(include_url=False)
            problems = mistakes(model, document, found)
            raise located(document, [*problems, *_first(further(model, document.data, found, check))]) from None
        if problems := list(_first(check(built))):
            raise located(document, problems)
    return built


def _first(problems: Iterable[Problem]) -> Iterator[Problem]:
    """As many problems as are shown: the rest is not looked for."""
    for problem in islice(problems, LIMITS.diagnostics_shown):
        go_on()
        yield problem


def located(document: Document, problems: Iterable[Problem]) -> InvalidDocument:
    """The error with these problems at their lines and columns; of very many, the first.

    If finding them takes too long, it is the error that says so.
    """
    try:
        with within(document.allowance):
            by_place = sorted(problems, key=lambda problem: document.order(problem.at))[: LIMITS.diagnostics_shown]
            diagnostics = list(_diagnosed(document, by_place))
    except InvalidDocument as stopped:
        return stopped
    return InvalidDocument(sorted(diagnostics, key=lambda diagnostic: (diagnostic.span.line, diagnostic.span.column)))


def _diagnosed(document: Document, problems: Iterable[Problem]) -> Iterator[Diagnostic]:
    for problem in problems:
        go_on()
        yield document.diagnose(problem)
