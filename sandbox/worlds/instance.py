"""A running copy of the worlds: its clock and randomness, how parts fetch, the keys, and what each part remembers.

The applications of issuers and apis keep no state of their own; they find it in the instance that a
request brings along. So a replay can run in a copy of its own, in the same process, with the same
keys, and break nothing for anybody else.
"""

import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

from sandbox.http.elsewhere import KeptElsewhere
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.tokens.keyring import KeyMaker

SCOPE_KEY: Final = "sandbox.instance"
"""Where a request's ASGI scope holds its instance. No header, query or cookie can set it."""

BY_ORIGIN: Final = "sandbox.by_origin"
"""Where the scope says that an issuer was reached by its origin, not by its path."""
DEPLOYMENT: Final = "sandbox.verify"
"""Where the scope says which deployment of an api was reached, from its address."""

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Fetched:
    """The response that a part of a world received from another."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Posted:
    """What a part of a world posts to another: a form, and headers."""

    form: Mapping[str, str]
    headers: Mapping[str, str]


class Fetch(Protocol):
    """How a part of the world fetches a URL from another, or posts to it: ``await fetch("baz", url)``."""

    async def __call__(self, part: str, url: str, posted: Posted | None = None, /) -> Fetched:
        """Fetch it, and return the response."""
        ...


@dataclass(slots=True)
class Instance:
    """One running copy.

    Args:
        keys: Makes and holds the signing keys of the process.
        fetch: How parts fetch from one another (keys, and what an opaque token says), by HTTP.
        public_url: Where the server is reached, without a slash at its end.
        clock: Epoch seconds, now.
        random_bytes: Returns as many bytes as it is asked for, which nobody can foresee; in a replay, those of its
            visit. Only ids, codes and opaque tokens are made of them, never a key.
        announces_keys: Whether its issuers publish the key of their next rotation, too. The lasting one does, because
            what trusts it from outside keeps its keys.
        remembers: Whether it is the one that remembers: of the processes of one server, one is.

    """

    keys: KeyMaker
    fetch: Fetch
    public_url: str = DEFAULT_PUBLIC_URL
    clock: Callable[[], float] = time.time
    random_bytes: Callable[[int], bytes] = secrets.token_bytes
    announces_keys: bool = False
    remembers: bool = True
    _parts: dict[Hashable, Any] = field(default_factory=dict)

    def random_text(self, size: int) -> str:
        """Base64url of as many random bytes."""
        return urlsafe_b64encode(self.random_bytes(size)).rstrip(b"=").decode()

    def part(self, name: Hashable, make: Callable[[], Part]) -> Part:
        """What one part of a world remembers here; ``make`` creates it at first use."""
        if name not in self._parts:
            self._parts[name] = make()
        part: Part = self._parts[name]
        return part

    def memory(self, name: Hashable, make: Callable[[], Part]) -> Part:
        """The same, for what two requests have to find alike, whichever process of a server answers them.

        Raises:
            KeptElsewhere: Another process remembers it.

        """
        if not self.remembers:
            raise KeptElsewhere
        return self.part(name, make)
