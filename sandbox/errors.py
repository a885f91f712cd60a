"""The one hierarchy of errors. Each carries a stable code and data, never only a sentence."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import ClassVar


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

    Of several that are equally near, the one of the same letters: ``bra`` is ``bar`` rather than ``baz``.
    """
    names = {name.casefold(): name for name in allowed}
    close = get_close_matches(found.casefold(), names, n=5, cutoff=0.6)
    same_letters = [name for name in close if sorted(name) == sorted(found.casefold())]
    return names[(same_letters or close)[0]] if close else None
