"""What one running issuer remembers: what it issued, who is signed in, what they allowed."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Generic, TypeVar

from sandbox.settings import LIMITS
from sandbox.worlds.expiring import ExpiringSet


@dataclass(frozen=True, slots=True)
class Grant:
    """What was granted: by whom, to which client, for which audience, with which scopes.

    Args:
        client: The client's id.
        user: The user's id, or None when the client acts for itself.
        audiences: The audiences' ids; none when the request named none.
        scopes: The scopes granted.
        auth_time: When the user signed in, in epoch seconds.
        nonce: From the authorization request (OpenID Connect Core §3.1.2.1).
        family: The sign-in it came from, if it can be renewed.
        exchange: The token it was exchanged for, if it was (RFC 8693).

    """

    client: str
    user: str | None
    audiences: tuple[str, ...]
    scopes: tuple[str, ...]
    auth_time: int | None = None
    nonce: str | None = None
    family: "Family | None" = None
    exchange: "Exchange | None" = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a token that was exchanged passes on to the new one.

    Args:
        subject: For whom both are (``sub``).
        actor: Who acts for them, and for whom that one acted before (``act``, RFC 8693 §4.1).
        expires: When the first one expires; the new one does not outlive it.

    """

    subject: str
    actor: Mapping[str, Any]
    expires: int


@dataclass(slots=True)
class Family:
    """All that came from one sign-in: it is revoked as a whole (RFC 9700 §4.14.2).

    Args:
        grant: What was granted then; every renewal starts from it.
        revoked: Whether nothing of it is good any more.
        jkt: The thumbprint of the key that the refresh tokens of a public client are bound to (RFC 9449 §5).

    """

    grant: Grant
    revoked: bool = False
    jkt: str | None = None


@dataclass(slots=True)
class Code:
    """An authorization code's meaning (RFC 6749 §4.1.2) and its PKCE challenge (RFC 7636 §4.4)."""

    family: Family
    redirect_uri: str
    challenge: str | None
    expires: float
    used: bool = False


@dataclass(slots=True)
class RefreshToken:
    """What a refresh token stands for. It is good once: the answer brings the next one (RFC 9700 §4.14.2)."""

    family: Family
    expires: float
    used: bool = False


@dataclass(frozen=True, slots=True)
class OpaqueToken:
    """What an opaque access token stands for; only the issuer knows.

    Args:
        grant: What was granted.
        issued: When, in epoch seconds.
        expires: Until when it is good.
        claims: What it would say if it could be read; None if it is for no audience.
        jkt: The thumbprint of the key that it is bound to, if it is (RFC 9449 §6).

    """

    grant: Grant
    issued: int
    expires: int
    claims: Mapping[str, Any] | None = None
    jkt: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in at this issuer, in one browser."""

    user: str
    auth_time: int


def token_digest(token: str) -> str:
    """Which token it is: what was signed of it, since one text may have many signatures."""
    return sha256(token.strip().rpartition(".")[0].encode("utf-8", "replace")).hexdigest()


Value = TypeVar("Value")


class BoundedStore(Generic[Value]):
    """A bounded store: when it is full, the oldest entry is forgotten."""

    def __init__(self, limit: int) -> None:
        self._most = limit
        self._entries: OrderedDict[str, Value] = OrderedDict()

    def put(self, key: str, value: Value) -> None:
        """Remember a value."""
        self._entries[key] = value
        if len(self._entries) > self._most:
            self._entries.popitem(last=False)

    def get(self, key: str) -> Value | None:
        """The value, or None if there is none (any more)."""
        return self._entries.get(key)

    def take(self, key: str) -> Value | None:
        """The value, which is forgotten by this: it can be taken once."""
        return self._entries.pop(key, None)


@dataclass(slots=True)
class IssuerState:
    """The memory of one issuer in one instance."""

    codes: BoundedStore[Code] = field(default_factory=lambda: BoundedStore(LIMITS.codes_kept))
    refresh_tokens: BoundedStore[RefreshToken] = field(default_factory=lambda: BoundedStore(LIMITS.refresh_tokens_kept))
    opaque_tokens: BoundedStore[OpaqueToken] = field(default_factory=lambda: BoundedStore(LIMITS.opaque_tokens_kept))
    families: BoundedStore[Family] = field(default_factory=lambda: BoundedStore(LIMITS.access_tokens_kept))
    """The sign-in that an access token came from, by its digest."""
    revoked_tokens: ExpiringSet = field(default_factory=lambda: ExpiringSet(LIMITS.access_tokens_kept))
    """The JWT access tokens that their client revoked, by their digest."""
    sessions: BoundedStore[Session] = field(default_factory=lambda: BoundedStore(LIMITS.sessions_kept))
    consents: BoundedStore[frozenset[str]] = field(default_factory=lambda: BoundedStore(LIMITS.consents_kept))
    """The scopes that somebody allowed a client, by user, client and audiences."""
    assertions: BoundedStore[float] = field(default_factory=lambda: BoundedStore(LIMITS.assertions_kept))
    """The client assertions that were used, and when they expire, by client and ``jti`` (RFC 7523 §3)."""
