"""The state of a replay while it plays: the world, its instance, the wire, and the tokens saved so far."""

from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.replay.trace import Check, Token
from sandbox.replay.wire import Wire
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.tokens.parsed_token import parse_token
from sandbox.worlds.instance import Instance
from sandbox.worlds.model import World


class CannotPlay(Exception):
    """A step that cannot be played: what it needed, what it expected there, what it found, who is to blame."""

    def __init__(self, what: str, expected: Any, actual: Any, because: str | None = None) -> None:
        super().__init__(what)
        self.because = because
        self.what = what
        self.expected = expected
        self.actual = actual


@dataclass(slots=True)
class StepResult:
    """What came of a verb, before it is compared with what was expected."""

    tokens: list[Token] = field(default_factory=list)
    subject: Token | None = None
    api: str | None = None
    verify: dict[str, str] = field(default_factory=dict)
    token: str | None = None
    status: int | None = None
    error: str | None = None
    error_description: str | None = None
    checks: list[Check] = field(default_factory=list)
    decision: str | None = None
    decided_by: str | None = None
    body: dict[str, Any] = field(default_factory=dict)
    challenge: dict[str, str] = field(default_factory=dict)
    refused: str | None = None
    """Why an issuer did not do what it was asked for, in its words; None if it did."""

    @classmethod
    def of_token(cls, token: Token, *, saved: bool) -> "StepResult":
        """What came of a verb that makes no request: a token, saved by this step or by an earlier one."""
        return cls(tokens=[token] if saved else [], subject=token, token=token.name)


@dataclass(slots=True)
class ReplayState:
    """The state of one replay.

    Args:
        world: The world it plays in.
        instance: Its own running copy of that world.
        wire: Sends and records.
        client: Who holds a token that no client requested, and sends what needs none; a client, or the api it is.
        tokens: What was saved, by name.
        holders: Who holds each saved token.
        cookies: What the browser of each user keeps for each issuer.
        missing: The step that should have saved a token and did not, by the token's name.

    """

    world: World
    instance: Instance
    wire: Wire
    client: str
    tokens: dict[str, Token] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    cookies: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def apart(self) -> "ReplayState":
        """The same state for something of which later steps see nothing."""
        cookies = {where: dict(kept) for where, kept in self.cookies.items()}
        return replace(self, tokens={**self.tokens}, holders={**self.holders}, cookies=cookies)

    def token(self, name: str) -> Token:
        """A saved token.

        Raises:
            CannotPlay: None was saved under this name.

        """
        if name not in self.tokens:
            raise CannotPlay("token", name, sorted(self.tokens), self.missing.get(name))
        return self.tokens[name]

    def jwt(self, name: str) -> Token:
        """A saved token whose header and claims can be read.

        Raises:
            CannotPlay: None was saved under this name, or it is no JWT.

        """
        token = self.token(name)
        if token.header is None or token.claims is None:
            raise CannotPlay("token", "a JWT that can be read", token.name)
        return token

    def holder(self, token: str | None) -> str:
        """The client that holds a token, or the api that does."""
        return self.holders.get(token or "", self.client)

    def party(self, client: str) -> str:
        """Who a client is: the api that speaks to the issuer as this client, or the client itself."""
        return self.world.clients[client].api or client

    def here(self, value: Any) -> Any:
        """A value as it is here: an address under the default public URL is one under the public URL of this replay."""
        if isinstance(value, list):
            return [self.here(item) for item in value]
        if isinstance(value, str) and value.startswith(f"{DEFAULT_PUBLIC_URL}/"):
            return self.instance.public_url + value.removeprefix(DEFAULT_PUBLIC_URL)
        return value

    def save(self, name: str, kind: str, raw: str, holder: str) -> Token:
        """Save a token under a name.

        Args:
            name: The name.
            kind: What it is, as in `Token`.
            raw: The token as it is sent.
            holder: The client or api that has it.

        """
        token = read_token(name, kind, raw)
        self.tokens[name], self.holders[name] = token, holder
        return token


def read_token(name: str, kind: str, raw: str) -> Token:
    """A token as far as it can be read; one that cannot has neither header nor claims.

    Args:
        name: The name it is saved under.
        kind: What it is, as in `Token`.
        raw: The token as it is sent.

    """
    token = parse_token(raw)
    return Token(name=name, kind=kind, raw=raw, header=token.header, claims=token.claims)
