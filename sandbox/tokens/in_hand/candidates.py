"""The tokens in a text, with the names that they stand under, and which of several is meant."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from sandbox.tokens.parsed_token import ParsedToken, parse_token

_RUN: Final = re.compile(r"[A-Za-z0-9_+/=.%-]+")
_BEGIN: Final = re.compile(r"(?<![A-Za-z0-9_-])ey[A-Za-z0-9_-]")
"""How a JSON object begins in base64url (RFC 7515 §3.1)."""
_TOKEN68: Final = re.compile(r"[A-Za-z0-9\-._~+/]+=*")
"""RFC 9110 §11.2."""
_BEARER: Final = re.compile(
    r"(?P<quote>[\"'`]?)(?a:(?<![A-Za-z0-9])(?:authorization[\"']?[:=][ \t]?[\"']?)?bearer)(?:\\?\s+|%20|\+)",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"(?<![A-Za-z0-9])"
    r"(?P<name>access_?token|id_?token|refresh_?token|client_assertion|assertion|subject_token|id_token_hint|token|jwt"
    r"|oauth2-bearer)"
    r"[\"']?(?:[ \t]{0,9}[:=][ \t]{0,9}|[ \t]{1,9})[\"']?(?P<value>[A-Za-z0-9\-._~+/%]{8,}=*)",
    re.ASCII | re.IGNORECASE,  # else letters that only look like those of ASCII count
)
_ALIASES: Final = {
    "authorization": "bearer",
    "oauth2bearer": "bearer",
    "idtokenhint": "idtoken",
    "clientassertion": "assertion",
}
_WORDS: Final = {
    "accesstoken": "access token",
    "bearer": "bearer token",
    "subjecttoken": "subject token",
    "token": "token",
    "jwt": "token",
    "": "token",
    "idtoken": "ID token",
    "assertion": "assertion of a client",
    "refreshtoken": "refresh token",
}
"""The names of tokens with words for them, the one that is sent to an api first."""
_ORDER: Final = list(_WORDS)
_URL_SAFE: Final = str.maketrans("+/", "-_")
_SIGNED: Final = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A token in a text, and the name that it stands under, such as ``idtoken``; empty if it has none."""

    name: str
    raw: str

    @property
    def words(self) -> str:
        """What it is, for readers."""
        return _WORDS[self.name]


def candidate(name: str, value: str) -> Candidate | None:
    """A text that stands under a name, if that is the name of a token, or the text looks like a JWT.

    Args:
        name: The name, such as ``access_token`` or ``AccessToken``.
        value: The text.

    """
    key = re.sub(r"[^a-z0-9]", "", name.lower())
    key = _ALIASES.get(key, key)
    raw = "".join(unquoted(re.sub(r"^\s*(?a:bearer)\s+", "", value, flags=re.IGNORECASE)).split())
    if key in _WORDS and raw:
        return Candidate(key, raw)
    return Candidate("", raw) if looks_like_jwt(raw) else None


def candidates_in(text: str) -> Iterator[Candidate]:
    """The tokens in a text that is no JSON: a command, a request, an address, a form."""
    for match in _BEARER.finditer(text):
        raw = _after(text, match)
        if raw:
            yield Candidate("bearer", raw)
    for match in _NAMED.finditer(text):
        found = candidate(match["name"], match["value"])
        if found:
            yield found
    for run in _RUN.findall(text):
        begin = _BEGIN.search(run)
        raw = unquoted(run[begin.start() :]) if begin else ""
        if looks_like_jwt(raw):
            yield Candidate("", raw)


def _after(text: str, match: re.Match[str]) -> str:
    """What follows ``Bearer``: up to the quote that closes it, across line breaks; else one word."""
    start = match.end()
    if match["quote"]:
        end = text.find(match["quote"], start)
        joined = "".join(text[start:end].split()) if end > start else ""
        if _TOKEN68.fullmatch(joined):
            return joined
    word = _WORD.match(text, start)
    return unquoted(word[0]) if word else ""


_WORD: Final = re.compile(r"[^\s\"'`<>,;\\&]+")


def unquoted(text: str) -> str:
    """A text with its percent-encoding undone, once or twice (RFC 3986 §2.1)."""
    for _ in range(2):
        if re.search(r"%[0-9A-Fa-f]{2}", text):
            text = unquote(text, errors="replace")
    return text


def looks_like_jwt(raw: str) -> bool:
    """Whether a text begins as a JWT does, and has two parts or more."""
    return _BEGIN.match(raw) is not None and "." in raw and _TOKEN68.fullmatch(raw.replace("=", "")) is not None


def best(found: Iterable[Candidate]) -> tuple[Candidate | None, list[Candidate]]:
    """The token that is sent to an api, and the others beside it."""
    by_raw: dict[str, Candidate] = {}
    for one in found:
        if one.raw not in by_raw or not by_raw[one.raw].name:
            by_raw[one.raw] = one
    ordered = sorted(by_raw.values(), key=_rank)
    return (ordered[0], ordered[1:]) if ordered else (None, [])


def _rank(one: Candidate) -> tuple[int, bool]:
    """Its place by its name; of those of one name, ID tokens are last."""
    claims = as_jwt(one.raw).claims
    return _ORDER.index(one.name), claims is not None and is_id_token(claims)


def as_jwt(raw: str) -> ParsedToken:
    """A token, read in spite of padding, the other alphabet of base64, or a signature that was cut off."""
    parts = [part.rstrip("=").translate(_URL_SAFE) for part in raw.split(".")]
    if len(parts) in (_SIGNED - 1, _SIGNED):
        again = parse_token(".".join([*parts[:2], *(parts[2:] or [""])]))
        unsigned = again if again.claims is not None else parse_token(f"{parts[0]}.{parts[1]}.")
        if unsigned.claims is not None:
            return unsigned
    return parse_token(raw)


def is_id_token(claims: dict[str, Any]) -> bool:
    """Whether claims have the marks of an ID token (OpenID Connect Core §2, §3.1.3.6, §3.3.2.11; Cognito's own)."""
    return not {"nonce", "at_hash", "c_hash"}.isdisjoint(claims) or claims.get("token_use") == "id"
