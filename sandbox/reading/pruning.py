"""What is left of a document when everything that does not fit its model is removed.

So the mistakes that only a whole model shows, such as names that refer to nothing, are reported together with those
that prevent it from being built.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
        around: Every place in the document in which parts were removed, at any depth.
        names: Every word in them, which other parts may refer to.
        remaining: Of each list that lost items, by where it stands in the document, the indexes of those it has left.

    """

    data: Any
    around: set[Place] = field(default_factory=set)
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

    def remove(self, places: Iterable[Place]) -> None:
        """Remove what stands at some places of what is left: none of them is within another."""
        removed: dict[Place, set[str | int]] = {}
        for at in places:
            for size in range(len(at)):
                removed.setdefault(at[:size], set())
            removed[at[:-1]].add(at[-1])
        self.data = self._without(self.data, (), (), removed)

    def _without(self, value: Any, at: Place, place: Place, removed: dict[Place, set[str | int]]) -> Any:
        """A copy of the value at a place, which stood at another in the document, without what is removed in it."""
        gone = removed.get(at)
        if gone is None:
            return value
        if gone:
            self.around |= {place[:size] for size in range(len(place) + 1)}
        for part in gone:
            self.names |= {str(part), *_words(value[part])}
        if isinstance(value, dict):
            kept = {key: inner for key, inner in value.items() if key not in gone}
            return {key: self._without(inner, (*at, key), (*place, key), removed) for key, inner in kept.items()}
        before = self.remaining.get(place, range(len(value)))
        left = [number for number in range(len(value)) if number not in gone]
        if gone:
            self.remaining[place] = [before[number] for number in left]
        return [self._without(value[n], (*at, n), (*place, before[n]), removed) for n in left]

    def concerns(self, problem: Problem) -> bool:
        """Whether a problem may be there only because of what was removed."""
        if problem.found in self.names:
            return True
        return problem.code in _ABOUT_ABSENCE and problem.at[:-1] in self.around


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
    left = _Pruned(data)
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
    missing = {str(error["loc"][-1]): "…" for error in errors if error["type"] == "missing" and len(error["loc"]) == 1}
    outer = [
        place for place in places if place and not any(place[:length] in places for length in range(1, len(place)))
    ]
    left.remove(outer)
    left.data = {**left.data, **missing}  # a title will do; steps will not, and the next round ends it
    left.names |= set(missing.values())
    return bool(outer or missing)


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
