"""What a world and scenario made of a token keep of it, say otherwise, and leave out: in the file and on the screen."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sandbox.authoring.naming import host_of
from sandbox.authoring.templates import NewWorld
from sandbox.authoring.token_facts import (
    SCOPE_CLAIMS,
    audiences_of,
    client_of,
    holder_of,
    scopes_of,
    text_of,
    userinfo_of,
)
from sandbox.settings import LIMITS
from sandbox.tokens.in_hand import InHand
from sandbox.tokens.names import ACCESS_TOKEN_TYPES

_BY_THE_ISSUER: Final = ("iss", "iat", "exp", "nbf", "jti")
_PLAIN: Final = re.compile(r"[\w:./|@+-]{1,300}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a token.

    Args:
        world: The world.
        registered: The audiences of the token that are registered there.
        minted: The claims of a token written by hand; None for one that is issued on request.

    """

    world: NewWorld
    registered: list[str]
    minted: Mapping[str, Any] | None


def notes_on(in_hand: InHand, made: Made) -> Iterator[str]:
    """What became of each part of a token, a line each.

    Args:
        in_hand: The token.
        made: What was made of it.

    """
    header, claims = in_hand.token.header or {}, in_hand.token.claims or {}
    issuer = text_of(claims.get("iss"))
    yield f"From {in_hand.form} of {shown(host_of(issuer) or issuer or 'an issuer that it does not name')}."
    yield from in_hand.notes
    yield from _audience_notes(claims, made)
    yield from _header_notes(header, made)
    yield from _holder_notes(claims, made)
    yield from _scope_notes(claims)
    anew = [name for name in _BY_THE_ISSUER if name in claims]
    if anew:
        yield f"Written anew at each replay: {', '.join(anew)}, and the signature."
    missing = [name for name in ("iss", "exp") if name not in claims]
    if missing:
        yield f"The token has no {' and no '.join(missing)}; the one here has."
    left = [name for name in claims if name not in (*_BY_THE_ISSUER, *SCOPE_CLAIMS, "aud", "sub", client_of(claims)[0])]
    members = [name for name in header if name not in ("alg", "typ")]
    if left:
        yield f"Left out of the claims: {_listed(left)}."
    if members:
        yield f"Left out of the header: {_listed(members)}."


def _audience_notes(claims: Mapping[str, Any], made: Made) -> Iterator[str]:
    named, userinfo = audiences_of(claims), userinfo_of(claims)
    if "aud" not in claims:
        yield "The token names no audience (`aud`). The API here, and the audience that it expects, are made up."
    elif not named:
        yield "`aud` names no audience: it is kept as it is. The API here, and what it expects, are made up."
        if made.minted is not None and made.minted["aud"] != claims["aud"]:
            yield "It is nested deeper than a scenario can say; an empty object stands in its place."
    else:
        yield f"Kept: aud, as {'it is' if made.minted is not None else 'the audience of the request'}."
    if userinfo and made.minted is None:
        yield f"Left out of aud: {shown(userinfo)}, the issuer's own, which it adds for the scope openid."
    apart = [text for text in named if text not in made.registered and text != userinfo]
    if apart:
        limits = f"{len(made.registered)} have an API here, none of more than {LIMITS.identifier_chars} characters"
        yield f"In aud, and not registered in the world ({limits}): {_listed(apart)}."


def _header_notes(header: Mapping[str, Any], made: Made) -> Iterator[str]:
    alg, typ, world = header.get("alg"), header.get("typ"), made.world
    if alg == world.signing:
        yield f"Kept: alg {world.signing}."
    else:
        found = shown(alg) if "alg" in header else "not there"
        yield f"Not kept: alg is {found}, and no issuer here signs so; the world's signs with {world.signing}."
    types = ACCESS_TOKEN_TYPES["rfc9068" if world.dialect == "rfc9068" else "auth0"]
    if "typ" in header and typ in types:
        yield f"Kept: typ {typ}."
    else:
        yield f"Not kept: typ is {shown(typ) if 'typ' in header else 'not there'}; here it is {types[0]}."


def _holder_notes(claims: Mapping[str, Any], made: Made) -> Iterator[str]:
    holder, (name, client), world = holder_of(claims), client_of(claims), made.world
    if holder == "workload":
        subject = shown(text_of(claims.get("sub")))
        yield f"A workload has the token: no person signs in, and no client asks for it. Kept: sub, {subject}."
    elif holder == "person":
        yield "Left out: sub, whose it was; alice stands in."
    elif "sub" in claims:
        yield "The client has the token for itself: sub is the client's."
    if name and client == world.client:
        yield f"Kept: {name}, the client."
    elif name:
        yield f"{name}, the client, is {shown(client)} in the token and {world.client} here."


def _scope_notes(claims: Mapping[str, Any]) -> Iterator[str]:
    kept, left = scopes_of(claims)
    present = [name for name in SCOPE_CLAIMS if name in claims]
    if kept:
        yield f"Kept: the scopes {_listed(kept)}" + (" (scp in the token, scope here)." if "scp" in present else ".")
    if left:
        yield f"Left out of the scopes: {_listed(left)}."
    if present and not kept and not left:
        yield f"Left out: {', '.join(present)}, which names no scope."


def _listed(names: Iterable[str]) -> str:
    return ", ".join(shown(name) for name in names)


def shown(value: Any) -> str:
    """A text of a token, so that it can stand in a comment and on a terminal: in one line, and in ASCII if odd."""
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    written = json.dumps(value)
    return written if len(written) <= LIMITS.line_chars else f"{written[: LIMITS.line_chars]}…"
