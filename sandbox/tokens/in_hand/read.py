"""Reading what somebody has in hand: which token is meant, what form it had, and what was done to read it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sandbox.errors import SandboxError
from sandbox.settings import LIMITS
from sandbox.tokens.encoding import encode_json
from sandbox.tokens.in_hand.candidates import (
    Candidate,
    as_jwt,
    best,
    candidate,
    candidates_in,
    is_id_token,
    looks_like_jwt,
    unquoted,
)
from sandbox.tokens.in_hand.objects import Object, objects_in, strings_of
from sandbox.tokens.parsed_token import ParsedToken, parse_token

Kind = Literal["jwt", "encrypted", "opaque", "claims"]
_ENCRYPTED_PARTS: Final = 5
_MARKS: Final = {0xFEFF: None, 0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None, 0xAD: None}
"""What is invisible and comes along when text is copied."""
_QUOTES: Final = "\"'`“”„‘’«»"
_LINE_PREFIX: Final = re.compile(r"(?m)^[ \t]*(?:>[ \t]?)+")
_CONTINUED: Final = re.compile(r"[\\^`][ \t]*\r?\n[ \t]*")
_CLAIMS: Final = frozenset(
    ("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "scope", "scp", "azp", "client_id", "appid", "cid", "nonce")
)
"""Claims of which a token has one at least."""
_BARE: Final = re.compile(r"(?:(?a:authorization)\s*[:=]\s*)?(?:(?a:bearer)\s+)?(?P<token>\S[\s\S]*)", re.IGNORECASE)


class NothingInHand(SandboxError):
    """A text in which there is no token."""

    code = "no_token"


@dataclass(frozen=True, slots=True)
class InHand:
    """The token in a text.

    Args:
        form: What it stands in, such as ``a token response``.
        kind: What it is: a signed token, an encrypted one, one that only its issuer can read, or decoded claims.
        raw: The token as it would be sent; empty where there are only its claims.
        token: The same, as far as it can be read.
        notes: What was done to read it, and which other tokens were left aside; a sentence each.

    """

    form: str
    kind: Kind
    raw: str
    token: ParsedToken
    notes: tuple[str, ...] = ()


def bytes_as_text(data: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 with its mark, as Windows PowerShell writes it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace")


def read_in_hand(text: str) -> InHand:
    """Find the token in what somebody has in hand.

    Raises:
        NothingInHand: There is none, or the text is too long.

    """
    if len(text) > LIMITS.form_bytes:
        raise NothingInHand(
            f"this holds no token: it has {len(text)} characters, and at most {LIMITS.form_bytes} are read"
        )
    text = text.strip("\ufeff \t\r\n")
    if not text.startswith("{"):  # decoded claims are read as they are: such a mark may be what is wrong in them
        text = text.translate(_MARKS)
    text = _CONTINUED.sub(" ", _LINE_PREFIX.sub("", text)).strip()
    if not text.strip(_QUOTES):
        raise NothingInHand("there is no token: nothing was given")
    if bare := _bare(text):
        return bare
    is_json = text.startswith(("{", "["))
    if not is_json and _found(text):
        return _from_text(text)
    return ("{" in text and _from_objects(text)) or _from_text(text)


def _bare(text: str) -> InHand | None:
    """A token alone, with what a clipboard puts around it and within it."""
    inner = re.sub(r"^b(?=['\"])|^```\w*", "", text).rstrip(",; \t\r\n").strip(_QUOTES + " \t\r\n")
    if sum(looks_like_jwt(word) and as_jwt(word).claims is not None for word in inner.split()) > 1:
        return None
    match = _BARE.fullmatch(inner)
    raw = unquoted("".join(match["token"].split())).strip(_QUOTES) if match else ""
    if looks_like_jwt(raw):
        return _token("a token", raw, [])
    if not re.fullmatch(r"[A-Za-z0-9_+/=-]+", raw):
        return None
    return _one_part(raw)


def _one_part(raw: str) -> InHand | None:
    """One part of a token, if that is what it is."""
    part = raw.rstrip("=")
    claims, header = as_jwt(f"e30.{part}.").claims, as_jwt(f"{part}.e30.").header
    if not header:
        return None
    if "alg" in header:
        raise NothingInHand("this is the header of a token alone; paste the whole token, three parts with dots")
    token = ParsedToken("", None, claims, None)
    return InHand("the middle part of a token", "claims", "", token, ("The header is not there.",))


def _from_objects(text: str) -> InHand | None:
    """What JSON holds: tokens under names, a token in parts, or claims that somebody decoded."""
    objects = objects_in(text)
    named = [found for name, value in _strings(objects) if (found := candidate(name, value))]
    if named:
        return _chosen("a token response" if text.startswith(("{", "[")) else "JSON in a text", named)
    for members in objects:
        if {"payload", "signature", "protected"} <= members.keys():  # RFC 7515 §7.2.2
            raw = ".".join(str(members[name]) for name in ("protected", "payload", "signature"))
            return _token("a JWS in JSON", raw, ["An API reads its compact form, which was made of it."])
    return _decoded(objects)


def _strings(objects: Iterable[Object]) -> Iterable[tuple[str, str]]:
    return (pair for members in objects for pair in strings_of(members))


def _decoded(objects: list[Object]) -> InHand | None:
    """Claims as tools print them: beside their header, after it, or alone."""
    header: Mapping[str, Any] | None = None
    for members in objects:
        inner = next((members[name] for name in ("payload", "claims") if isinstance(members.get(name), dict)), None)
        if inner is not None:
            outer = members.get("header")
            return _claims(outer if isinstance(outer, dict) else header, inner)
        if header is None and "alg" in members and _CLAIMS.isdisjoint(members):
            header = members
        elif not _CLAIMS.isdisjoint(members) or "active" in members:
            return _claims(header, members)
    if header is not None:
        raise NothingInHand("this is the header of a token alone; its claims are needed, too")
    error = next((members["error"] for members in objects if isinstance(members.get("error"), str)), None)
    if error is not None:
        raise NothingInHand(f"this is the answer to a request that was refused (`{error[:80]}`): it holds no token")
    return None


def _claims(header: Mapping[str, Any] | None, members: Mapping[str, Any]) -> InHand:
    form, claims = "decoded claims", dict(members)
    if "active" in claims:  # RFC 7662 §2.2
        form = "an introspection response"
        claims = {name: value for name, value in claims.items() if name not in ("active", "token_type")}
    try:
        token = parse_token(f"{encode_json(header or {})}.{encode_json(claims)}.")
    except (ValueError, RecursionError):
        token = ParsedToken("", None, None, ("json", "claims"))
    if token.claims is None:
        raise NothingInHand("these claims cannot be those of a token: too long, too deep, or with broken characters")
    notes = () if header else ("The header is not there.",)
    return InHand(form, "claims", "", ParsedToken("", dict(header) if header else None, token.claims, None), notes)


def _from_text(text: str) -> InHand:
    """The tokens of a command, a request, an address, a form; or one word that can be nothing else."""
    found = _found(text)
    if found:
        return _chosen(_form(text), found)
    word = text.strip(_QUOTES)
    if re.search(r"[?&#](code|error)=", text):
        what = "an authorization code, which the client has to exchange for tokens," if "code=" in text else "an error"
        raise NothingInHand(f"this address has {what} and no token")
    if re.fullmatch(r"[!-~]{8,}", word) and "://" not in word and not word.endswith("..."):
        return _token("a token", word, [])
    if re.fullmatch(r"\S+(…|\.\.\.)", word):
        raise NothingInHand("this token was cut off when it was shown: copy all of it")
    raise NothingInHand("there is no token in this text: paste a token, its claims, or the request or response with it")


def _found(text: str) -> list[Candidate]:
    return [*candidates_in(text)] or [*candidates_in(unquoted(text))]


def _form(text: str) -> str:
    """What a text is, in words."""
    forms = {
        r"(\$ ?)?curl\b": "a curl command",
        r"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \S+ HTTP/": "an HTTP request",
        r"HTTP/[\d.]+ \d": "an HTTP response",
        r"(?a:[a-z][a-z0-9+.-]*)://": "an address",
        r"[\w.-]+=[^&\s]*(&[\w.-]+=[^&\s]*)*\Z": "a form",
        r"[\w-]+:": "a header",
    }
    return next((words for pattern, words in forms.items() if re.match(pattern, text, re.IGNORECASE)), "a text")


def _chosen(form: str, found: Iterable[Candidate]) -> InHand:
    """The token that an api is sent, of several."""
    chosen, others = best(found)
    if chosen is None or chosen.name == "refreshtoken":
        raise NothingInHand("this holds a refresh token and nothing else: that is for its issuer, and no API reads it")
    notes = []
    if others:
        aside = ", ".join(
            dict.fromkeys(f"another {one.words}" if one.name == chosen.name else one.words for one in others)
        )
        notes.append(
            f"It holds several tokens. The {chosen.words} was taken, which an API is sent; left aside: {aside}."
        )
    return _token(form, chosen.raw, notes)


def _token(form: str, raw: str, notes: list[str]) -> InHand:
    """A token as it would be sent, with what can be read of it."""
    parts = raw.split(".")
    token = as_jwt(raw)
    if len(parts) == _ENCRYPTED_PARTS and "enc" in (header := parse_token(f"{parts[0]}.e30.").header or {}):
        return InHand(form, "encrypted", raw, ParsedToken(raw, header, None, token.fault), tuple(notes))
    if token.claims is None and not looks_like_jwt(raw):
        return InHand(form, "opaque", raw, token, tuple(notes))
    strict = parse_token(raw)
    if strict.fault and token.claims is not None:
        notes = [
            *notes,
            f"As it is, an API could not read it: {_FAULTS.get(strict.fault[0], 'it is not well formed')}.",
        ]
    return InHand(form, "jwt", raw, token, (*notes, *_id_token(token.claims)))


_FAULTS: Final = {
    "parts": "its signature is not there",
    "base64url": "its base64url has padding, or characters that do not belong to it (RFC 7515 §2)",
}


def _id_token(claims: Object | None) -> tuple[str, ...]:
    if claims is None or not is_id_token(claims):
        return ()
    return ("It has the marks of an ID token, which is for the client in `aud`; an API is sent the access token.",)


def without_claims(in_hand: InHand) -> str:
    """Why nothing can be said of a token whose claims cannot be read, and what to do; empty if they can be."""
    token = in_hand.token
    if in_hand.kind == "encrypted":
        header = ", ".join(
            f"{name}: {token.header[name]}" for name in ("alg", "enc") if token.header and name in token.header
        )
        return (
            f"this is an encrypted token in five parts ({header[:80]}; RFC 7516 §3.1), for whoever has the key."
            " Ask its issuer for one for your API that is only signed; from Auth0, that takes the parameter `audience`"
        )
    if in_hand.kind == "opaque":
        return (
            "this is an opaque token: it says nothing by itself, and no JWT that could be read. Ask its issuer by"
            " introspection (RFC 7662), and give the answer; or let the app name your API when it asks for a token"
        )
    if token.claims is None:
        why = f"{token.fault[0]}: {token.fault[1]}" if token.fault else "its payload"
        return f"this is no JWT that could be read ({why}); perhaps it was cut off when it was copied"
    return ""
