"""From what people have in hand to a token with its facts, and what is wrong with the way that it is carried."""

import re
from base64 import b64decode
from typing import Final

from sandbox.causes.facts import Token
from sandbox.tokens.in_hand import NothingInHand, read_in_hand
from sandbox.tokens.in_hand.read import InHand

_FORMS: Final = {
    "a token": "token",
    "a token response": "response",
    "a JWS in JSON": "json",
    "JSON in a text": "json",
    "decoded claims": "claims",
    "the middle part of a token": "claims",
    "an introspection response": "introspection",
    "a curl command": "curl",
    "an HTTP request": "request",
    "an HTTP response": "response",
    "an address": "url",
    "a form": "form",
    "a header": "header",
}
_SIGNED: Final = 3
"""Parts of a signed token."""
_SHAPES: Final = {"jwt": "jwt", "claims": "jwt", "encrypted": "jwe", "opaque": "opaque"}
_HEADER: Final = re.compile(r"authorization[\"']?[ \t]*[:=][ \t]*", re.ASCII | re.IGNORECASE)
_SCHEME: Final = re.compile(r"(?a:basic|token|jwt|dpop|negotiate|oauth|digest|apikey|mac)[ \t]+\S", re.IGNORECASE)
_BEARER: Final = re.compile(r"bearer(?:[ \t]+|\Z)", re.ASCII | re.IGNORECASE)
_BEARERS: Final = re.compile(r"(?:bearer[ \t]+)+", re.ASCII | re.IGNORECASE)
_B64TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/:|!-]+=*")
"""What a bearer token is made of (RFC 6750 §2.1), and three more characters that some issuers use."""
_WORD: Final = re.compile(r"undefined|null|None|nil|NaN|true|false|\[object [A-Za-z]+\]")
_PLACEHOLDER: Final = re.compile(
    r"\$\{?[A-Za-z_][A-Za-z0-9_.]*\}?|\{\{ ?[A-Za-z0-9_. -]+ ?\}\}|<[A-Za-z][A-Za-z0-9_ -]*>|%[A-Za-z_]+%"
    r"|[A-Z]+_[A-Z_]*TOKEN"
)
_VARIABLE: Final = re.compile(r"(?:(?a:bearer)[ \t]+)?\$\{?(?a:[A-Za-z_])\w*\}?", re.IGNORECASE)


def handed(given: str) -> Token:
    """The token in what somebody has in hand; never raises.

    A token without its signature is no cut one: people take the signature off before they show a token to anybody.
    """
    text = given.strip()
    if not text:
        return Token()
    header = _HEADER.search(text)
    value = _header_value(text, header)
    if header and text.startswith("curl") and _VARIABLE.fullmatch(value) and text[header.start() - 1] != "'":
        return Token("curl", "broken", text, fault="it stands in a variable, and its value is not here")
    damage = _damage(value, is_header=header is not None)
    if "not-a-token" in damage:
        return Token("token", "broken", value, damage=damage, fault="it is no token at all")
    try:
        found = read_in_hand(_BEARERS.sub("Bearer ", text) if damage == ("doubled-bearer",) else text)
    except NothingInHand as error:
        cut = ("cut-off",) if _cut(value) else ()
        return Token("text", "broken", text, damage=damage + cut, fault=str(error))
    return _token(found, damage)


def _token(found: InHand, damage: tuple[str, ...]) -> Token:
    form, raw = _FORMS.get(found.form, "text"), found.raw
    header, claims = found.token.header or {}, found.token.claims or {}
    if found.kind == "opaque" and _cut(raw):
        return Token(form, "broken", raw, damage=("cut-off",), fault="it ends within its first part")
    if found.kind == "opaque" and not _B64TOKEN.fullmatch(raw):
        return Token(form, "broken", raw, damage=damage, fault="it has characters that no token has")
    if found.kind != "jwt" or None not in (found.token.header, found.token.claims):
        return Token(form, _SHAPES[found.kind], raw, header, claims, damage)
    cut = ("cut-off",) if _cut(raw) else ()
    reason, where = found.token.fault or ("json", "payload")
    return Token(form, "broken", raw, header, damage=damage + cut, fault=_fault(reason, where))


def _fault(reason: str, where: str) -> str:
    if reason not in _FAULTS:
        return f"it has {where}, not three" if reason == "parts" else where
    part = {"header": "first", "payload": "second"}.get(where, "third")
    return f"its {part} part {_FAULTS[reason]}"


_FAULTS: Final = {
    "base64url": "is no Base64url",
    "json": "holds no JSON",
    "not_an_object": "holds no JSON object",
    "too_deep": "is nested too deeply",
}


def _header_value(text: str, header: re.Match[str] | None) -> str:
    """The value of an Authorization header, without the quotation marks of the command that it stands in."""
    if header is None:
        return text
    quote = text[header.start() - 1 : header.start()]
    end = quote if quote and quote in "\"'" else "\n"
    return text[header.end() :].split(end, 1)[0].strip()


def _damage(value: str, *, is_header: bool) -> tuple[str, ...]:
    bearer = _BEARER.match(value)
    rest = value[bearer.end() :] if bearer else value
    bare = rest.strip("\"' ")
    if _WORD.fullmatch(bare) or _PLACEHOLDER.fullmatch(bare) or (bearer and not bare):
        return ("not-a-token",)
    if bearer and _BEARER.match(rest):
        return ("doubled-bearer",)
    if bearer and rest[:1] in ("'", '"'):
        return ("quoted-in-header",)
    if bearer is None and _SCHEME.match(value):
        return ("other-scheme",)
    return ("no-scheme",) if is_header and bearer is None and value.startswith("ey") else ()


def _cut(raw: str) -> bool:
    """Whether a token ends within its header or its claims."""
    parts = _BEARER.sub("", raw, count=1).split(".")
    text = _decoded(parts[-1])
    return len(parts) < _SIGNED and text.startswith(b"{") and (len(parts) == 1 or not text.endswith(b"}"))


def _decoded(part: str) -> bytes:
    try:
        return b64decode(part[: len(part) // 4 * 4], altchars=b"-_", validate=True)
    except ValueError:
        return b""
