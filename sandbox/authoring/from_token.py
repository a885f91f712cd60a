"""A world and a scenario made of a token that somebody has: each of its audiences, and nothing secret."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sandbox.authoring.left_out import Made, notes_on
from sandbox.authoring.naming import domain_of, ids_of, word_of
from sandbox.authoring.templates import NewWorld
from sandbox.authoring.token_facts import (
    Claims,
    audiences_of,
    client_of,
    holder_of,
    scopes_of,
    text_of,
    userinfo_of,
)
from sandbox.errors import UnknownName
from sandbox.settings import LIMITS
from sandbox.tokens.in_hand import InHand, without_claims
from sandbox.tokens.names import ACCESS_TOKEN_TYPES, ALGORITHMS

_PLAIN: Final = re.compile(r"[!-~]+")
"""What a request for a token can name as it is."""
_MOST_AUDIENCES: Final = 40
_DEEPEST: Final = 8


@dataclass(frozen=True, slots=True)
class FromToken:
    """What is made of a token.

    Args:
        world: The world in which it could have been written.
        minted: Its claims, where an issuer there would not issue it on request; else None.
        notes: What was kept, what is different, and what was left out: a line each.

    """

    world: NewWorld
    minted: Mapping[str, Any] | None
    notes: tuple[str, ...]


def from_token(id_: str, in_hand: InHand) -> FromToken:
    """The world of a token, and the token in it. Whose it was is not kept.

    Args:
        id_: The id of the world.
        in_hand: The token.

    Raises:
        UnknownName: Its claims cannot be read.

    """
    if why := without_claims(in_hand):
        raise UnknownName(why)
    header, claims = in_hand.token.header or {}, in_hand.token.claims or {}
    named = [identifier for identifier in audiences_of(claims) if identifier != userinfo_of(claims)]
    registered = [identifier for identifier in named if len(identifier) <= LIMITS.identifier_chars][:_MOST_AUDIENCES]
    domain = domain_of([*named, text_of(claims.get("iss"))])
    client = _client_id(claims)
    others = [_elsewhere(domain, named)] if registered else [f"https://orders.{domain}"]
    scopes, _ = scopes_of(claims)
    world = NewWorld(
        id=id_,
        domain=domain,
        audiences={
            name: (identifier, scopes)
            for name, identifier in ids_of([*registered, *others], (client, "issuer")).items()
        },
        dialect="rfc9068" if text_of(header.get("typ")).lower() in ACCESS_TOKEN_TYPES["rfc9068"] else "auth0",
        signing=header["alg"] if header.get("alg") in ALGORITHMS else "RS256",
        client=client,
        by_user=holder_of(claims) == "person",
    )
    minted = None if _is_issued(claims, named) else _minted(claims, world)
    made = Made(world, registered, minted)
    return FromToken(world, minted, tuple(notes_on(in_hand, made)))


def _is_issued(claims: Claims, named: list[str]) -> bool:
    """Whether an issuer issues such a token to a client that names one audience in its request."""
    listed = isinstance(claims.get("aud"), list)
    as_written = listed == (userinfo_of(claims) is not None) and (not listed or len(claims["aud"]) == len(named) + 1)
    plain = len(named) == 1 and len(named[0]) <= LIMITS.identifier_chars and _PLAIN.fullmatch(named[0]) is not None
    return as_written and plain and holder_of(claims) != "workload"


def _minted(claims: Claims, world: NewWorld) -> dict[str, Any]:
    """The claims of a token that is written by hand: what it says about audience, holder, client and scopes."""
    holder, (client_claim, _) = holder_of(claims), client_of(claims)
    subjects = {"person": "alice", "client": world.client, "workload": text_of(claims.get("sub"))}
    scopes, _ = scopes_of(claims)
    found: dict[str, Any] = {"sub": subjects[holder]}
    if "aud" in claims:
        found["aud"] = claims["aud"] if _depth(claims["aud"]) <= _DEEPEST else {}
    if client_claim:
        found["azp" if world.dialect == "auth0" else "client_id"] = world.client
    if scopes:
        found["scope"] = " ".join(scopes)
    return found


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


def _client_id(claims: Claims) -> str:
    name, client = client_of(claims)
    if holder_of(claims) == "workload":
        return "workload"
    return (word_of(client) if name else None) or "app"


def _elsewhere(domain: str, named: list[str]) -> str:
    """An audience that the token does not name."""
    number = next(number for number in range(1, len(named) + 2) if _at_elsewhere(domain, number) not in named)
    return _at_elsewhere(domain, number)


def _at_elsewhere(domain: str, number: int) -> str:
    return f"https://elsewhere{number if number > 1 else ''}.{domain}"
