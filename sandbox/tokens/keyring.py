"""Signing keys: each is given, or made once a process, and an issuer's ring says which of them it uses.

Cryptography is imported with the first key, on the thread that makes it: a start does not wait for it.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING

from sandbox.tokens.names import Algorithm

if TYPE_CHECKING:
    from sandbox.tokens.keys import PublicKey, SigningKey


def _make(kid: str, algorithm: Algorithm) -> "SigningKey":
    from sandbox.tokens.keys import SigningKey  # noqa: PLC0415 - see above

    return SigningKey.make(kid, algorithm)


def kid_of(name: str, number: int = 1) -> str:
    """The id of a key: the name of its issuer and its number, ``foo-1``, after a rotation ``foo-2``."""
    return f"{name}-{number}"


class KeyMaker:
    """Makes each signing key once a process, on a thread of its own. One that could not be made is made again.

    Args:
        given: Keys that exist already, which processes share. They are used under their own ``kid``.
        make: Makes a key of a ``kid`` and an algorithm.

    """

    def __init__(
        self, given: "Iterable[SigningKey]" = (), make: "Callable[[str, Algorithm], SigningKey]" = _make
    ) -> None:
        self._make = make
        self._futures: dict[tuple[str, str], Future[SigningKey]] = {}
        for key in given:
            self._futures[key.public.kid, key.public.algorithm] = Future()
            self._futures[key.public.kid, key.public.algorithm].set_result(key)
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keys")

    def prepare(self, kid: str, algorithm: Algorithm) -> "Future[SigningKey]":
        """Begin to make a key that will soon be needed; returns at once."""
        with self._lock:
            known = self._futures.get((kid, algorithm))
            if known is None or (known.done() and known.exception() is not None):
                known = self._futures[kid, algorithm] = self._threads.submit(self._make, kid, algorithm)
            return known

    async def made(self, kid: str, algorithm: Algorithm) -> "SigningKey":
        """The same as `key`, for who can be served meanwhile."""
        making = self.prepare(kid, algorithm)
        if not making.done():
            await asyncio.wait((asyncio.wrap_future(making),))
        return making.result()

    def key(self, kid: str, algorithm: Algorithm) -> "SigningKey":
        """The key of this name, made now if nobody prepared it."""
        return self.prepare(kid, algorithm).result()


class KeyRing:
    """The keys of one issuer: it signs with the newest and publishes those it has not withdrawn.

    Args:
        name: What the ids of its keys begin with.
        algorithm: The one algorithm it signs with.
        maker: Makes and holds the keys.
        announces_next: Whether it publishes the key, too, with which it will sign after the next rotation, so that
            readers have it before they need it.

    """

    def __init__(self, name: str, algorithm: Algorithm, maker: KeyMaker, *, announces_next: bool = False) -> None:
        self._name = name
        self._algorithm = algorithm
        self._maker = maker
        self._announces_next = announces_next
        self._number = 1
        self._previous: tuple[SigningKey, ...] = ()

    @property
    def _kid(self) -> str:
        return kid_of(self._name, self._number)

    @property
    def current(self) -> "SigningKey":
        """The key that signs now."""
        return self._maker.key(self._kid, self._algorithm)

    def prepare(self) -> None:
        """Begin to make the key that signs now; returns at once."""
        self._maker.prepare(self._kid, self._algorithm)

    async def made(self) -> None:
        """Wait until the key that signs now is made."""
        await self._maker.made(self._kid, self._algorithm)

    def rotate(self, *, keep_old: bool) -> None:
        """Sign with a new key from now on.

        Args:
            keep_old: Whether the old keys stay published, so that what they signed still verifies.

        """
        self._previous = (self.current, *self._previous) if keep_old else ()
        self._number += 1

    @property
    def published(self) -> "tuple[PublicKey, ...]":
        """The public keys by which what it signed can be verified, newest first."""
        return tuple(key.public for key in (self.current, *self._previous))

    async def jwks(self) -> dict[str, list[Mapping[str, str]]]:
        """The published keys as a JWK Set (RFC 7517 §5), newest first, and the next one if it is announced."""
        published = [key.jwk for key in self.published]
        if self._announces_next:
            announced = await self._maker.made(kid_of(self._name, self._number + 1), self._algorithm)
            published.append(announced.public.jwk)
        return {"keys": published}
