"""Reading the compact serialisation of a JWS (RFC 7515 §3.1) strictly, without any key."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from math import isinf
from typing import Any, Final

from sandbox.settings import LIMITS

_ALPHABET: Final = re.compile(r"[A-Za-z0-9_-]*")
_PARTS: Final = 3
_BOTTOMLESS: Final = 400
"""Brackets that are open at once where no reader's stack need bear them; the page at ``/check`` has the same bound."""
_TEXTS: Final = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKETS: Final = re.compile(r"[\[\]{}]")
NO_JWT: Final = "parts"
"""The fault of a text that is no JWT at all."""
Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ParsedToken:
    """A token as far as it can be read without any key.

    Args:
        raw: The token as it was received.
        header: The JOSE header, or None if it cannot be read.
        claims: The claims set, or None if it cannot be read.
        fault: Why it is not well formed: a reason, such as ``parts``, and what was found. None if it is.
        introspected: Whether its issuer was asked what it says, so that there is no signature to verify (RFC 7662).

    """

    raw: str
    header: Object | None
    claims: Object | None
    fault: tuple[str, str] | None
    introspected: bool = False


class _Unreadable(ValueError):
    def __init__(self, reason: str, found: str) -> None:
        super().__init__(reason)
        self.fault = (reason, found)


def parse_token(token: str) -> ParsedToken:
    """Read a token without judging who wrote it; never raises."""
    if len(token) > LIMITS.token_bytes:
        return ParsedToken(token, None, None, ("too_long", f"{len(token)} characters"))
    parts = token.split(".")
    if len(parts) != _PARTS:
        return ParsedToken(token, None, None, (NO_JWT, f"{len(parts)} parts"))
    faults: list[tuple[str, str]] = []
    header = _object("header", parts[0], faults)
    claims = _object("payload", parts[1], faults)
    try:
        _decode_part("signature", parts[2])
    except _Unreadable as error:
        faults.append(error.fault)
    return ParsedToken(token, header, claims, faults[0] if faults else None)


def introspected(token: str, answer: Object) -> ParsedToken:
    """A token that its reader could not read, with what its issuer said of it (RFC 7662 §2.2).

    Args:
        token: The token as it was received.
        answer: What the issuer answered; its other members are claims if ``active`` is true.

    """
    if answer.get("active") is not True:
        return ParsedToken(token, None, None, ("inactive", "active: false"), introspected=True)
    claims = {name: value for name, value in answer.items() if name not in ("active", "token_type")}
    return ParsedToken(token, None, claims, None, introspected=True)


def _object(name: str, part: str, faults: list[tuple[str, str]]) -> Object | None:
    repeated: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> Object:
        found = dict(pairs)
        if len(found) != len(pairs):
            _require_whole(pairs)  # one of them is lost from here on
            repeated.append(_first_repeated([name for name, _ in pairs]))
        return found

    try:
        value = _parse(name, _decode_part(name, part), members)
    except _Unreadable as error:
        faults.append(error.fault)
        return None
    if repeated:
        faults.append(("repeated_member", f"{name}: {repeated[0][:80]}"))
    return value


def _first_repeated(names: list[str]) -> str:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    raise ValueError(names)


def _decode_part(name: str, part: str) -> bytes:
    """Decode strictly: no padding, no other characters, no loose bits at the end (RFC 4648 §3.5)."""
    if not _ALPHABET.fullmatch(part) or len(part) % 4 == 1:
        raise _Unreadable("base64url", name)
    data = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if urlsafe_b64encode(data).rstrip(b"=") != part.encode("ascii"):
        raise _Unreadable("base64url", name)
    return data


def _parse(name: str, data: bytes, members: Any) -> Object:
    try:
        text = data.decode("utf-8")
    except ValueError:
        raise _Unreadable("json", name) from None
    if _is_deeper(text, _BOTTOMLESS):
        raise _Unreadable("too_deep", name)
    try:
        value = json.loads(
            text, object_pairs_hook=members, parse_constant=_no_constant, parse_int=_integer, parse_float=_finite
        )
        if "\\u" in text:
            _require_whole(value)
    except ValueError:
        raise _Unreadable("json", name) from None
    if not isinstance(value, dict):
        raise _Unreadable("not_an_object", name)
    if _is_deeper(text, LIMITS.json_depth):
        raise _Unreadable("too_deep", name)
    return value


def _require_whole(value: Any) -> None:
    """Refuse a lone surrogate, which cannot be written again.

    Raises:
        ValueError: There is one.

    """
    json.dumps(value, ensure_ascii=False).encode("utf-8")


def _is_deeper(text: str, most: int) -> bool:
    """Whether more brackets are open at once than may be, also in a member that a later one of its name hides."""
    if text.count("[") + text.count("{") <= most:
        return False
    depth = 0
    for bracket in _BRACKETS.findall(_TEXTS.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > most:
            return True
    return False


def _no_constant(word: str) -> None:
    raise ValueError(word)


def _integer(digits: str) -> int:
    if len(digits) > LIMITS.number_digits:
        raise ValueError(digits)
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if len(digits) > LIMITS.number_digits or isinf(number):
        raise ValueError(digits)
    return number
