"""What is fetched from the sandbox while it probes: an issuer's keys, and what only the header of a token names."""

from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, Final, Literal, Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

_RUNS: Final = 100
"""Probes that are remembered."""
_WELL_KNOWN: Final = "/.well-known/"
_KEY_SETS: Final = ("jwks.json", ".pem")

OfIssuer = Literal["keys", "metadata"]
"""What is fetched of an issuer."""


class Counting(Protocol):
    """Counts requests: those for metadata and keys of issuers, and those that one probe waits for."""

    async def begin(self, run: str) -> None:
        """Count for one more probe; the oldest is forgotten."""
        ...

    async def note(self, run: str, what: str) -> bool:
        """Note that something was fetched; returns whether the probe is known."""
        ...

    async def note_of_issuer(self, what: OfIssuer) -> None:
        """Note that metadata or keys of an issuer were fetched."""
        ...

    async def of(self, run: str) -> dict[str, int] | None:
        """What was fetched since a probe began; None if it is not known."""
        ...


class FetchLog:
    """Counts in this process."""

    def __init__(self) -> None:
        self.issuer_keys = 0
        self.key_sets = 0
        self._runs: OrderedDict[str, Counter[str]] = OrderedDict()

    async def begin(self, run: str) -> None:
        """Count for one more probe; the oldest is forgotten."""
        self._runs[run] = Counter({"issuer_keys": -self.issuer_keys})
        while len(self._runs) > _RUNS:
            self._runs.popitem(last=False)

    async def note(self, run: str, what: str) -> bool:
        """Note that something was fetched; returns whether the probe is known."""
        if run not in self._runs:
            return False
        self._runs[run][what] += 1
        return True

    async def note_of_issuer(self, what: OfIssuer) -> None:
        """Note that metadata or keys of an issuer were fetched."""
        self.issuer_keys += 1
        self.key_sets += what == "keys"

    async def of(self, run: str) -> dict[str, int] | None:
        """What was fetched since a probe began; None if it is not known."""
        if run not in self._runs:
            return None
        counted = self._runs[run]
        keys = counted["issuer_keys"] + self.issuer_keys
        return {
            "issuer_keys": keys,
            "jku": counted["jku"],
            "x5u": counted["x5u"],
            "keys_before": self.key_sets,
        }


class FetchLogElsewhere:
    """Counts in another process of the same server.

    Args:
        call: Calls what that process offers, by name.

    """

    def __init__(self, call: Callable[..., Awaitable[Any]]) -> None:
        self._call = call

    async def begin(self, run: str) -> None:
        """Count for one more probe."""
        await self._call("fetches.begin", run)

    async def note(self, run: str, what: str) -> bool:
        """Note that something was fetched; returns whether the probe is known."""
        return bool(await self._call("fetches.note", run, what))

    async def note_of_issuer(self, what: OfIssuer) -> None:
        """Note that metadata or keys of an issuer were fetched."""
        await self._call("fetches.note_of_issuer", what)

    async def of(self, run: str) -> dict[str, int] | None:
        """What was fetched since a probe began; None if it is not known."""
        found: dict[str, int] | None = await self._call("fetches.of", run)
        return found


def counting(fetches: Counting, app: ASGIApp) -> ASGIApp:
    """An application, whose requests for metadata and keys of issuers are counted.

    Args:
        fetches: Where.
        app: The application.

    """

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        keys = path.endswith(_KEY_SETS)
        if keys or _WELL_KNOWN in path:
            await fetches.note_of_issuer("keys" if keys else "metadata")
        await app(scope, receive, send)

    return counted
