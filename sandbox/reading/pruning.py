"""What is left of a document when everything that does not fit its model is removed.

So the mistakes that only a whole model shows, such as names that refer to nothing, are reported together with those
that prevent it from being built.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sandbox.reading.diagnostics import Place, Problem
from sandbox.reading.mistakes import resolvable

_ROUNDS: Final = 8
_ABOUT_ABSENCE: Final = frozenset({"AS005", "AS011", "AS012", "AS013"})
"""Codes of what is missing, which may have been removed."""


@dataclass(slots=True)
class _Pruned:
    """A document's data with parts of it removed.

    Args:
        data: What is left.
        removed: Where in the document the parts stood.
        names: Every word in them, which other parts may refer to.
        remaining: Of each list that lost items, by where it stands in the document, the indexes of those it has left.

    """

    data: Any
    removed: list[Place] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    remaining: dict[Place, list[int]] = field(default_factory=dict)

    def original(self, at: Place) -> Place:
        """Where in the document something stands that is left."""
        place: Place = ()
        for part in at:
            remaining = self.remaining.get(place)
            place = (
                *place,
                remaining[part] if remaining is not None and isinstance(part, int) and part < len(remaining) else part,
            )
        return place

    def remove(self, at: Place) -> None:
        """Remove what stands at a place of what is left."""
        place, holder = self.original(at), self.data
        for part in at[:-1]:
            holder = holder[part]
        self.removed.append(place)
        self.names |= {str(at[-1]), *_words(holder[at[-1]])}
        if isinstance(holder, list):
            remaining = self.remaining.setdefault(self.original(at[:-1]), list(range(len(holder))))
            del remaining[int(at[-1])]
        del holder[at[-1]]

    def concerns(self, problem: Problem) -> bool:
        """Whether a problem may be there only because of what was removed."""
        if problem.found in self.names:
            return True
        around = problem.at[:-1]
        return problem.code in _ABOUT_ABSENCE and any(place[: len(around)] == around for place in self.removed)


def further(
    model: type[BaseModel], data: Any, errors: Sequence[ErrorDetails], check: Callable[[Any], Iterable[Problem]]
) -> Iterator[Problem]:
    """The mistakes in the rest of some data that does not fit its model.

    Args:
        model: The model that the data should fit.
        data: The data of a whole document.
        errors: What pydantic found in it.
        check: Finds what is wrong in a model that could be built.

    """
    left = _Pruned(deepcopy(data))
    for _ in range(_ROUNDS):
        if not isinstance(left.data, dict) or not _prune(left, errors):
            return
        try:
            built = model.model_validate(left.data)
        except ValidationError as error:
            errors = error.errors(include_url=False)
            continue
        for problem in check(built):
            if not left.concerns(problem):
                yield replace(problem, at=left.original(problem.at))
        return


def _prune(left: _Pruned, errors: Sequence[ErrorDetails]) -> bool:
    """Remove what the errors point to; whether anything could be."""
    places = {resolvable(left.data, error["loc"]) for error in errors}
    missing = [error["loc"][-1] for error in errors if error["type"] == "missing" and len(error["loc"]) == 1]
    for key in missing:
        left.data[key] = "…"  # a title will do; steps will not, and the next round ends it
        left.names.add("…")
    outer = [
        place for place in places if place and not any(place[:length] in places for length in range(1, len(place)))
    ]
    for place in sorted(outer, key=_from_the_end, reverse=True):
        left.remove(place)
    return bool(outer or missing)


def _from_the_end(place: Place) -> tuple[tuple[int, str], ...]:
    """A key by which later items of a list come after earlier ones."""
    return tuple((part, "") if isinstance(part, int) else (-1, part) for part in place)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, str):
        yield value
