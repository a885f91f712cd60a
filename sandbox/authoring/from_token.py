"""A world in which a token that somebody pasted could have been written, without anything secret of it."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from sandbox.authoring.templates import NewWorld
from sandbox.errors import UnknownName
from sandbox.reading.editing import NO_TEXT
from sandbox.scenarios.verbs.get_token import OPENID_SCOPES
from sandbox.tokens.names import ACCESS_TOKEN_TYPES, ALGORITHMS
from sandbox.tokens.parsed_token import parse_token

_NO_ID: Final = re.compile(r"[^a-z0-9]+")
_SCOPE: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,80}")
_CLIENT: Final = ("azp", "client_id", "appid", "cid")
_AROUND: Final = " \t\r\n\"'\ufeff"
"""What surrounds a token that was copied or saved: space, quotes, a byte order mark."""
_MOST: Final = 4
_USERINFO: Final = "/userinfo"
"""Auth0's own endpoint, which is in every token with the scope ``openid``."""


def world_from_token(id_: str, raw: str) -> NewWorld:
    """The world of a token: its algorithm and type, audiences, scopes and client. Whose it was is not kept.

    Args:
        id_: The id of the world.
        raw: The token, with whatever a clipboard puts around it.

    Raises:
        UnknownName: It is no JWT, or names no audience.

    """
    token = parse_token(re.sub(r"\s+|^(Authorization:\s*)?Bearer\s", "", raw.strip(_AROUND), flags=re.IGNORECASE))
    if token.header is None or token.claims is None:
        why = f" ({token.fault[1]})" if token.fault else ""
        raise UnknownName(f"this is no JWT that could be read{why}; the file has to hold the token, and nothing else")
    claims = token.claims
    identifiers = [text for text in _texts(claims.get("aud")) if not text.endswith(_USERINFO)][:_MOST]
    if not identifiers:
        raise UnknownName("this token names no audience (`aud`), so there is no api it could have been for")
    requested = dict.fromkeys(_texts(claims.get("scope") or claims.get("scp"), split=True))
    scopes = [scope for scope in requested if _SCOPE.fullmatch(scope) and scope not in OPENID_SCOPES]
    client = next((text for key in _CLIENT for text in _texts(claims.get(key))[:1]), "app")
    issuer = _host(str(claims.get("iss", ""))) or "issuer.example"
    domain = _domain(_host(identifiers[0]) or issuer)
    audiences: dict[str, tuple[str, list[str]]] = {}
    for identifier in (*identifiers, f"https://elsewhere.{domain}"):  # of two with one id, the first counts
        audiences.setdefault(_id(identifier, "api"), (identifier, scopes))
    typ = token.header.get("typ")
    alg = token.header.get("alg")
    return NewWorld(
        id=id_,
        domain=domain,
        audiences=audiences,
        dialect="rfc9068" if str(typ).lower() in ACCESS_TOKEN_TYPES["rfc9068"] else "auth0",
        signing=alg if alg in ALGORITHMS else "RS256",
        client=_client_id(_id(client, "app"), audiences),
        by_user=str(claims.get("sub", "")) not in ("", client, f"{client}@clients"),
        note=f"From a token of {issuer}: its algorithm, type, audience, scopes and client; nothing else of it.",
    )


def _texts(value: Any, *, split: bool = False) -> list[str]:
    """The strings of a claim that may be one or a list."""
    listed = value if isinstance(value, list) else [value]
    texts = [text for text in listed if isinstance(text, str)]
    return [word for text in texts for word in (text.split() if split else [text]) if word][:20]


def _host(text: str) -> str | None:
    """The host in an address; None for what is none, or a broken one."""
    try:
        return urlsplit(text).hostname
    except ValueError:
        return None


def _id(text: str, otherwise: str) -> str:
    """An id made of an identifier: the significant part of a host, or its letters and digits."""
    host = _host(text) or text
    first = next((label for label in host.split(".") if label not in ("www", "api")), host) if "." in host else host
    id_ = _NO_ID.sub("-", first.lower()).strip("-")[:30]
    return id_ if id_[:1].isalpha() and id_ not in NO_TEXT else f"{otherwise}-{id_}".strip("-")


def _client_id(client: str, taken: dict[str, tuple[str, list[str]]]) -> str:
    """A client's id that no api has; all parts of a world share their names."""
    return f"{client}-app" if client in taken or client == "issuer" else client


def _domain(host: str) -> str:
    labels = [label for label in _NO_ID.sub("-", host.replace(".", " ")).split("-") if label]
    return ".".join(labels[-2:]) if len(labels) > 1 else f"{labels[0] if labels else 'incident'}.example"
