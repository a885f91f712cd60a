"""Ids and a domain for what a token names: short, readable, each once."""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from sandbox.reading.editing import NO_TEXT
from sandbox.settings import LIMITS

_WORD: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_DIGITS: Final = re.compile(r"\d{5}|[0-9a-f]{8}-")
"""What a generated name has, such as a GUID: nobody reads it."""
_SAYS_NOTHING: Final = frozenset(("www", "api", "apis", "https", "http", "app", "urn", "spn", "com"))
_LONGEST: Final = 30
_NO_HOST: Final = "incident.example"
_COUNTRY: Final = 2


def ids_of(identifiers: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """An id for each identifier of an audience: what is significant in it, and a number where that is not enough.

    Args:
        identifiers: The identifiers.
        taken: Ids that other parts of the world have.

    Returns:
        The identifiers by id, in their order.

    """
    found: dict[str, str] = {}
    used, numbers = {*taken}, dict[str, int]()
    for identifier in identifiers:
        first = word_of(identifier) or "api"
        id_ = first
        while id_ in used:
            numbers[first] = numbers.get(first, 1) + 1
            id_ = f"{first}-{numbers[first]}"
        used.add(id_)
        found[id_] = identifier
    return found


def word_of(identifier: str) -> str | None:
    """The word of an identifier that tells it from others; None if it has none that anybody would read."""
    return next((word for text in _texts(identifier) if (word := _word(text))), None)


def _texts(identifier: str) -> Iterator[str]:
    """The parts of an identifier: the end of its path, its host from the left, or all of it."""
    host = host_of(identifier)
    if host is None:
        yield from reversed(re.split(r"[/:|]", identifier[: LIMITS.line_chars]))
        return
    try:
        path = urlsplit(identifier).path
    except ValueError:
        path = ""
    yield from reversed([part for part in path.split("/")[:20] if not re.fullmatch(r"v?\d+(\.\d+)*", part)])
    labels = host.split(".")
    yield from labels[: max(len(labels) - 1, 1)]


def _word(text: str) -> str | None:
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    while len(plain) > _LONGEST and "-" in plain:
        plain = plain.rpartition("-")[0]
    no_word = plain in _SAYS_NOTHING or plain in NO_TEXT or _DIGITS.search(text.lower()) is not None
    return plain if _WORD.fullmatch(plain) and len(plain) <= _LONGEST and not no_word else None


def host_of(text: str) -> str | None:
    """The host in an address; None for what is none, or a broken one."""
    try:
        return urlsplit(text).hostname
    except ValueError:
        return None


def domain_of(texts: Iterable[str]) -> str:
    """The domain of the first address that is at one."""
    for text in texts:
        labels = (host_of(text) or "").split(".")
        if len(labels) > 1 and labels[-1].isalpha() and all(re.fullmatch(r"[a-z0-9-]+", label) for label in labels):
            short = len(labels[-1]) == _COUNTRY and len(labels[-2]) <= _COUNTRY + 1  # such as co.uk
            domain = ".".join(labels[-3 if short else -2 :])
            if len(domain) <= LIMITS.name_chars:
                return domain
    return _NO_HOST
