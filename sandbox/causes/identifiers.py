"""How two identifiers differ: RFC 7519 §4.1.3 compares them exactly, and people misread exactly these differences."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from unicodedata import normalize

from sandbox.causes.data import LOOK_ALIKES

_SPACE: Final = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_INVISIBLE: Final = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_QUOTES: Final = "\"'`\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f"
_ESCAPE: Final = re.compile("%([2-7][0-9A-Fa-f])")
_SCHEME: Final = re.compile("^(?:https?|wss?)://")
_PORT: Final = re.compile(r"^((?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#:]*):[0-9]+(?=[/?#]|\Z)")
_UPPER: Final = re.compile("[A-Z]+")
_BETWEEN: Final = re.compile("""[][ ,;"']+""")
SAME: Final = "same"
OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class Difference:
    """How an identifier in a token differs from the one that is expected.

    Args:
        id: ``same``, a near miss such as ``slash``, or ``other``.
        token: The identifier in the token.
        expected: The identifier that is expected.
        at: The index of the first character that differs, counted in code points; None if none does.

    """

    id: str
    token: str
    expected: str
    at: int | None


def _look_alike(text: str) -> str:
    return "".join(LOOK_ALIKES.get(one, one) for one in normalize("NFKC", text))


_WITHOUT: Final[Mapping[str, Callable[[str], str]]] = {
    "quotes": lambda text: text.strip(_QUOTES),
    "space": lambda text: _SPACE.sub("", text),
    "invisible": lambda text: _INVISIBLE.sub("", text),
    "slash": lambda text: text.rstrip("/"),
    "case": lambda text: _UPPER.sub(lambda found: found[0].lower(), text),
    "encoding": lambda text: _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text),
    "look-alike": _look_alike,
    "scheme": lambda text: _SCHEME.sub("", text),
    "port": lambda text: _PORT.sub(r"\1", text),
    "api-prefix": lambda text: text.removeprefix("api://"),
    "spn-prefix": lambda text: text.removeprefix("spn:"),
}
_ORDER: Final = (SAME, *_WITHOUT, "several", "joined", "wildcard", "path", "host", OTHER)


@dataclass(frozen=True, slots=True)
class _Forms:
    """An identifier in all forms in which it is compared, so that a long list is read once.

    Args:
        text: As it stands.
        without: Without each small thing.
        bare: Without all of them.
        parts: What would be one of several, if these were joined.

    """

    text: str
    without: Mapping[str, str]
    bare: str
    parts: Sequence[str]


def _forms(text: str) -> _Forms:
    bare = text
    for without in _WITHOUT.values():
        bare = without(bare)
    return _Forms(text, {name: without(text) for name, without in _WITHOUT.items()}, bare, _BETWEEN.split(text))


def difference(token: str, expected: str) -> Difference:
    """How two identifiers differ: the smallest change that makes them equal.

    Args:
        token: The identifier in the token.
        expected: The identifier that is expected.

    """
    return Difference(_id(_forms(token), _forms(expected)), token, expected, _first_difference(token, expected))


def nearest(tokens: Sequence[str], expected: Sequence[str]) -> Difference | None:
    """The pair that differs least, of the identifiers in a token and those that are expected; None if there is none.

    Args:
        tokens: The identifiers in the token.
        expected: The identifiers that are expected.

    """
    ours = [_forms(one) for one in tokens]
    pairs = [(_id(one, wanted), one.text, wanted.text) for wanted in map(_forms, expected) for one in ours]
    id_, token, wanted = min(pairs, key=lambda pair: _ORDER.index(pair[0]), default=(OTHER, "", ""))
    return Difference(id_, token, wanted, _first_difference(token, wanted)) if pairs else None


def _id(token: _Forms, expected: _Forms) -> str:
    if token.text == expected.text:
        return SAME
    for name, without in token.without.items():
        if without == expected.without[name]:
            return name
    if token.bare and token.bare == expected.bare:
        return "several"
    if token.text and expected.text and (expected.text in token.parts or token.text in expected.parts):
        return "joined"
    if expected.text.endswith("*") and token.text.startswith(expected.text[:-1]):
        return "wildcard"
    return _by_parts(token.bare, expected.bare, are_urls="://" in token.text and "://" in expected.text)


def _by_parts(bare: str, wanted: str, *, are_urls: bool) -> str:
    host, _, path = bare.partition("/")
    wanted_host, _, wanted_path = wanted.partition("/")
    if not are_urls and "." not in host + wanted_host:
        return OTHER
    if host == wanted_host:
        return "path"
    return "host" if path and path == wanted_path else OTHER


def _first_difference(token: str, expected: str) -> int | None:
    if token == expected:
        return None
    pairs = enumerate(zip(token, expected, strict=False))
    return next((index for index, (one, other) in pairs if one != other), min(len(token), len(expected)))
