"""An api's copy of its issuers' keys: fetched by HTTP, kept for a while, fetched again for an unknown ``kid``."""

import json
from collections import deque
from dataclasses import dataclass, field
from functools import lru_cache

from sandbox.settings import LIMITS
from sandbox.tokens.keys import PublicKey, UnusableKey
from sandbox.worlds.instance import Instance


@dataclass(frozen=True, slots=True)
class _Copy:
    keys: tuple[PublicKey, ...]
    fetched: float


@dataclass(slots=True)
class KeyCache:
    """The keys one api holds, by the address of their JWKS."""

    _copies: dict[str, _Copy] = field(default_factory=dict)
    _refetched: deque[float] = field(default_factory=lambda: deque(maxlen=LIMITS.jwks_refetches))

    async def keys(self, instance: Instance, api: str, url: str, kid: object) -> tuple[PublicKey, ...]:
        """The keys published at ``url``.

        Args:
            instance: Where the api runs; it fetches and has the clock.
            api: The id of the api that asks.
            url: The JWKS.
            kid: The key id wanted. If it is not among the keys held, they are fetched again, but not more often
                than ``LIMITS.jwks_refetches`` times in ``LIMITS.jwks_refetch_window`` seconds: anybody can invent one.

        """
        now, copy = instance.clock(), self._copies.get(url)
        if copy is None or now - copy.fetched >= LIMITS.jwks_age or (not _holds(copy, kid) and self._may_refetch(now)):
            fetched = await instance.fetch(api, url)
            published = _read(fetched.body) if fetched.status == 200 else None
            if published is not None:
                copy = self._copies[url] = _Copy(published, now)
        return copy.keys if copy else ()

    def _may_refetch(self, now: float) -> bool:
        times = self._refetched
        if len(times) == times.maxlen and now - times[0] < LIMITS.jwks_refetch_window:
            return False
        times.append(now)
        return True


def _holds(copy: _Copy, kid: object) -> bool:
    return kid is None or any(key.kid == kid for key in copy.keys)


@lru_cache(maxsize=32)
def _read(body: bytes) -> tuple[PublicKey, ...] | None:
    """The usable keys of a JWKS; the others are passed over (RFC 7517 §5). None if it is no JWKS."""
    try:
        published = json.loads(body)["keys"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    keys = []
    for key in published if isinstance(published, list) else ():
        try:
            keys.append(PublicKey.from_jwk(key if isinstance(key, dict) else {}))
        except UnusableKey:
            continue
    return tuple(keys)
