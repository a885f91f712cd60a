"""The one hierarchy of errors. Each carries a stable code and data, never only a sentence."""

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from heapq import nlargest
from math import ceil
from operator import itemgetter
from typing import ClassVar, Final

from sandbox.settings import LIMITS

_ALIKE: Final = 0.6
"""How much of two names must be the same for one to be meant by the other."""
_COMPARED: Final = 8
"""How many names are compared letter by letter: those that share the most letters."""


class SandboxError(Exception):
    """Anything a person can mend: what was wrong, what was found, what is allowed.

    Args:
        message: What is wrong, in one sentence.
        found: The value that was found, if there is one to show.
        allowed: The values that would have been right.

    """

    code: ClassVar[str] = "sandbox_error"

    def __init__(self, message: str, *, found: str | None = None, allowed: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.found = found
        self.allowed = tuple(allowed)

    @property
    def suggestion(self) -> str | None:
        """The allowed value nearest to the one that was found."""
        return nearest(self.found, self.allowed) if self.found is not None else None


class UnknownName(SandboxError):
    """A name that nothing answers to: a scenario, a world, an api, a step, a check, a flaw."""

    code = "unknown_name"


def nearest(found: str, allowed: Iterable[str]) -> str | None:
    """The one of ``allowed`` a person most likely meant by ``found``, or None.

    Of several that are equally near, the one of the same letters: ``bra`` is ``bar`` rather than ``baz``. However many
    and long the names are, few are compared: comparing two takes as long as the cube of their length.
    """
    wanted = found[: LIMITS.name_compared + 1].casefold()
    if len(wanted) > LIMITS.name_compared:
        return None
    least, most = ceil(len(wanted) * _ALIKE / (2 - _ALIKE) - 0.01), int(len(wanted) * (2 - _ALIKE) / _ALIKE + 0.01)
    names = {name.casefold(): name for name in allowed if least <= len(name) <= most}
    likely = list(names)
    if len(likely) > LIMITS.names_compared:
        likely.sort(key=lambda name: name[:2] != wanted[:2] and name[-2:] != wanted[-2:])
    comparison = SequenceMatcher()
    comparison.set_seq2(wanted)
    by_letters: list[tuple[float, str]] = []
    for name in likely[: LIMITS.names_compared]:
        comparison.set_seq1(name)
        by_letters.append((comparison.quick_ratio(), name))
    best = [name for ratio, name in nlargest(_COMPARED, by_letters, key=itemgetter(0)) if ratio >= _ALIKE]
    close = get_close_matches(wanted, best, n=_COMPARED, cutoff=_ALIKE)
    same_letters = [name for name in close if sorted(name) == sorted(wanted)]
    return names[(same_letters or close)[0]] if close else None
