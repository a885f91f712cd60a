"""What is fetched from the sandbox while it probes: an issuer's keys, and what only the header of a token names."""

from collections import Counter, OrderedDict
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

_RUNS: Final = 100
"""Probes that are remembered."""
_WELL_KNOWN: Final = "/.well-known/"
_KEY_SETS: Final = ("jwks.json", ".pem")


class FetchLog:
    """Counts requests: those for metadata and keys of issuers, and those that one probe waits for."""

    def __init__(self) -> None:
        self.issuer_keys = 0
        self.key_sets = 0
        self._runs: OrderedDict[str, Counter[str]] = OrderedDict()

    def begin(self, run: str) -> None:
        """Count for one more probe; the oldest is forgotten."""
        self._runs[run] = Counter({"issuer_keys": -self.issuer_keys})
        while len(self._runs) > _RUNS:
            self._runs.popitem(last=False)

    def note(self, run: str, what: str) -> bool:
        """Note that something was fetched; returns whether the probe is known."""
        if run not in self._runs:
            return False
        self._runs[run][what] += 1
        return True

    def of(self, run: str) -> dict[str, int] | None:
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

    def counting(self, app: ASGIApp) -> ASGIApp:
        """The same application, whose requests for metadata and keys of issuers are counted."""

        async def counted(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                keys = scope["path"].endswith(_KEY_SETS)
                self.key_sets += keys
                self.issuer_keys += keys or _WELL_KNOWN in scope["path"]
            await app(scope, receive, send)

        return counted
