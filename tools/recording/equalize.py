"""Makes equal in a recorded answer what differs from one recording to the next: times, tokens, random values."""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import Any, Final

_EPOCH: Final = r"1[6-9]\d{8}(?:\.\d+)?"
_FAR: Final = 10 * 365 * 86400
"""A time as far away as that was written down as it is."""
_TIMES: Final = ("iat", "exp", "nbf", "auth_time", "updated_at")
_ONCE: Final = ("jti", "nonce", "sid", "at_hash", "c_hash")
_STAMPS: Final = re.compile(
    r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\b"
    r"|\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d|\b)"
)
_JWT: Final = re.compile(r"(?<![\w-])(eyJ[\w-]+)\.([\w-]*)(?:(\.)([\w-]*))?")
_PART: Final = re.compile(r"(?<![\w-])eyJ[\w-]{9,}")
_PARAMETER: Final = re.compile(
    r"(?<![\w])(?P<name>state|nonce|code|code_challenge|code_verifier|jti|sid|refresh_token|issuer_session|device|"
    r"presenter|secret|access_token|at_hash|assertion_id)"
    r"(?P<between>=|(?:\\*\"|&#34;|&quot;)\s*:\s*(?:\\*\"|&#34;|&quot;))(?P<value>[\w-]{16,})(?![\w.-])"
)
_ROW: Final = re.compile(rf"<code>(?:{'|'.join(_ONCE)})</code>.*")
_CELL: Final = re.compile(r"(?<=[\">;])[\w-]{16,}(?=[<&\"])")
_RUN: Final = re.compile(r"(?<![\w-])[\w-]{16,}(?![\w-])")
_WORDS: Final = re.compile(r"GHSA(?:-[0-9a-z]{4}){3}|(?:[A-Z]?[a-z]+|[A-Z]+|\d+)(?:[-_]+(?:[A-Z]?[a-z]+|[A-Z]+|\d+))*")
_PLAIN: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"\?v=[0-9a-f]{10}\b"), "?v=<fingerprint>"),
    (re.compile(r"(?<=device=)[\w-]+\.[0-9a-f]{32}"), "<device>"),
    (re.compile(r'(?<=<path stroke="#000" d=")M4 4\.5h[^"]{300,}'), "<QR code>"),
    (_STAMPS, "<date>"),
    (re.compile(r"(?<=replayed on )20\d\d-\d\d-\d\d"), "<date>"),
    (re.compile(rf"(?<![\w.]){_EPOCH}(?![\w])"), "<time>"),
    (re.compile(r"(?i)(content-length(?:\\*\"\s*,\s*\\*\"|: ))\d+"), r"\1<length>"),
    (re.compile(r'(?<= time=")[\d.]+(?=")'), "<duration>"),
)

_LASTS: Final = re.compile(r"\b(?:(\d+) h (\d+) min|(\d+) min (\d+) s|(\d+) s)\b")

_EXPIRES: Final = re.compile(r"(expires_in(?:\\*\"|&#34;|&quot;)\s*:\s*)(\d+)")
"""An exchanged token lasts no longer than the one it was exchanged for, which is a second old at times."""


class Equalizer:
    """Makes texts equal that differ in nothing that matters.

    Args:
        literals: Texts that are particular to this recording, such as its folders and its port, and what stands
            for each.

    """

    def __init__(self, literals: Mapping[str, str]) -> None:
        self._literals = sorted(literals.items(), key=lambda pair: -len(pair[0]))
        self._rooms: set[str] = set()

    def name_room(self, code: str) -> None:
        """Take a room's code for a random value from now on."""
        self._rooms.add(code)

    def __call__(self, text: str) -> str:
        """The text without what is particular to this recording."""
        once: set[str] = set()
        text = _JWT.sub(partial(_token, once), text)
        text = _PART.sub(partial(_lone_part, once), text)
        for literal, meaning in self._literals:
            text = text.replace(literal, meaning)
        for code in tuple(self._rooms):
            text = re.sub(rf"(?<!\w){code}(?!\w)", "<code>", text)
            text = re.sub(rf"(?<!\w){code.lower()}(?!\w)", "<code in small letters>", text)
        once |= {found["value"] for found in _PARAMETER.finditer(text)}
        for value in once:
            text = text.replace(value, "<random>")
        for pattern, meaning in _PLAIN:
            text = pattern.sub(meaning, text)
        text = _ROW.sub(lambda found: _CELL.sub("<random>", found[0]), text)
        text = _EXPIRES.sub(lambda found: f"{found[1]}{round(int(found[2]) / 10) * 10}", text)
        text = _LASTS.sub(_roughly, text)
        return _RUN.sub(lambda found: "<random>" if is_random(found[0]) else found[0], text)


def is_random(text: str) -> bool:
    """Whether letters and digits of a text come as they do in base64url: in no word, name or address."""
    upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
    if not upper or not lower or _WORDS.fullmatch(text):
        return False
    kinds = [1 if char.isupper() else 2 if char.islower() else 3 for char in text]
    changes = sum(one != other for one, other in pairwise(kinds))
    return changes > len(text) / 3


def _roughly(found: re.Match[str]) -> str:
    """A duration as it is shown, without the second or minute that goes by while it is made."""
    hours, minutes, minutes_alone, seconds, seconds_alone = (int(part or 0) for part in found.groups())
    if hours * 3600 > _FAR:
        return "<far>"
    if hours or minutes:
        return f"<{round((hours * 60 + minutes) / 10) * 10} min>"
    return f"<{round((minutes_alone * 60 + seconds + seconds_alone) / 10) * 10} s>"


def _token(once: set[str], found: re.Match[str]) -> str:
    """A JWT as its header and claims, with no signature. An empty signature stays empty."""
    header, payload, dot, signature = found.groups()
    read = [_read(once, header), _read(once, payload)]
    if read[0] is None:
        return found[0]
    ends = "" if dot is None else "." + ("<signature>" if signature else "")
    return f"<{read[0]}>.{'<' + read[1] + '>' if read[1] is not None else _opaque(payload)}{ends}"


def _lone_part(once: set[str], found: re.Match[str]) -> str:
    read = _read(once, found[0])
    return found[0] if read is None else f"<{read}>"


def _opaque(part: str) -> str:
    return "<random>" if is_random(part) else part


def _read(once: set[str], part: str) -> str | None:
    """What a part of a JWT says; None if it is no part of one. One that was cut off is read as far as it goes."""
    try:
        text = urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()
    except ValueError:
        try:
            whole = part[: len(part) // 4 * 4]
            text = urlsafe_b64decode(whole).decode(errors="ignore")
        except ValueError:
            return None
    try:
        data = json.loads(text)
    except ValueError:
        return _cut_off(text) if text.startswith('{"') else None
    return json.dumps(_timeless(once, data), ensure_ascii=False) if isinstance(data, dict) else None


def _cut_off(text: str) -> str:
    once = rf'("(?:{"|".join(_ONCE)})": ?")[^"]*'
    times = rf'("(?:{"|".join(_TIMES)})": ?)\d+'
    return re.sub(times, r"\1<time>", re.sub(once, r"\1<random>", text))


def _timeless(once: set[str], claims: dict[str, Any]) -> dict[str, Any]:
    """Claims whose times count from the time of issue, by ten seconds, and with no values that are used once."""
    begin = claims.get("iat")
    made: dict[str, Any] = {}
    for name, value in claims.items():
        if name in _ONCE and isinstance(value, str):
            if len(value) >= 16:
                once.add(value)
            made[name] = "<random>"
        elif name in _TIMES and isinstance(value, int | float):
            made[name] = _since(begin, value)
        else:
            made[name] = _timeless(once, value) if isinstance(value, dict) else value
    return made


def _since(begin: Any, value: float) -> str:
    if not isinstance(begin, int | float):
        return "<time>"
    if abs(value - begin) > _FAR:
        return f"<{value}>"
    return f"<time{round((value - begin) / 10) * 10:+d}>"
