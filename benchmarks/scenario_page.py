"""The page of a scenario: what it weighs on the wire with all it loads, and how long one waits for it."""

import gzip
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from html.parser import HTMLParser
from http.client import HTTPConnection
from time import perf_counter
from typing import Final
from urllib.parse import urljoin, urlsplit

from benchmarks.measuring import Row, in_turns
from benchmarks.servers import PRODUCT, get, python, started
from benchmarks.stage import SCENARIO
from sandbox.web.visits import COOKIE

_STEP: Final = "at-baz"
_PAGE: Final = f"/scenarios/{SCENARIO}/{_STEP}"
_BYTES: Final = 60_000
_PAGES: Final = 300
_WARMED: Final = 50
_LOADED: Final = {"script": "src", "img": "src", "source": "src", "iframe": "src", "embed": "src", "object": "data"}
_LOADING_LINKS: Final = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
_IN_STYLES: Final = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s]+)""")
_IN_SCRIPTS: Final = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")


def measure() -> list[Row]:
    """Weigh it, then time it."""
    with started(*PRODUCT) as port:
        weights = dict(_weigh(port))
    weight = Row(
        name="Scenario page on the wire, with all it loads",
        unit="kB",
        product=sum(weights.values()) / 1000,
        floor=_BYTES / 1000,
        floor_is="the most it may weigh, heads of the answers included",
        target=1.0,
        details={"bytes": weights},
    )
    return [weight, _time()]


def _weigh(port: int) -> Iterator[tuple[str, int]]:
    """Every address that the page loads, and the bytes that came from there."""
    origin = f"http://localhost:{port}"
    waiting, seen = [origin + _PAGE], set()
    while waiting:
        url = waiting.pop()
        seen.add(url)
        if not url.startswith(f"{origin}/"):
            raise RuntimeError(f"the page loads from another host: {url}")
        received = get(port, url.removeprefix(origin), Accept_Encoding="gzip")
        yield url.removeprefix(origin), len(received)
        waiting += [found for found in dict.fromkeys(_loaded(url, received)) if found not in {*seen, *waiting}]


def _loaded(url: str, received: bytes) -> Iterator[str]:
    """The addresses from which a page, style sheet or script loads more."""
    head, _, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{url} answered {head[:60]!r}")
    headers = head.lower()
    if b"transfer-encoding: chunked" in headers:
        raise RuntimeError(f"{url} came in chunks, which are not read here")
    text = (gzip.decompress(body) if b"content-encoding: gzip" in headers else body).decode("utf-8", "replace")
    kind = re.search(rb"content-type: *[a-z]+/([a-z]+)", headers)
    find: dict[bytes, Callable[[str], list[str]]] = {
        b"html": _in_page,
        b"css": _IN_STYLES.findall,
        b"javascript": _IN_SCRIPTS.findall,
    }
    for found in find[kind[1]](text) if kind and kind[1] in find else ():
        absolute = urljoin(url, found)
        if urlsplit(absolute).scheme in ("http", "https"):  # data: is part of what was weighed
            yield absolute.partition("#")[0]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "link" and not _LOADING_LINKS.isdisjoint(values.get("rel", "").lower().split()):
            self.found.append(values.get("href", ""))
        elif _LOADED.get(tag) in values:
            self.found.append(values[_LOADED[tag]])
        self.found += _IN_STYLES.findall(values.get("style", ""))
        self.found += [source.split()[0] for source in values.get("srcset", "").split(",") if source.strip()]


def _in_page(text: str) -> list[str]:
    links = _Links()
    links.feed(text)
    return links.found


def _time() -> Row:
    """From the request to the last byte of the page, on a kept connection, beside a floor that is asked in turns."""
    with started(*PRODUCT) as port, started(*python("replayed_page.py"), PAGE=_PAGE) as floor_port:
        asked = {
            "page": partial(_milliseconds, HTTPConnection("localhost", port)),
            "floor": partial(_milliseconds, HTTPConnection("localhost", floor_port)),
        }
        for _ in range(_WARMED):
            for ask in asked.values():
                ask()
        taken = in_turns(asked, _PAGES)
    return Row(
        name="Scenario page, from request to last byte",
        unit="ms",
        product=taken["page"],
        floor=taken["floor"],
        floor_is="the same replay, and the same HTML by a bare FastAPI route with gzip",
        target=2.0,
        details={"pages": _PAGES},
    )


def _milliseconds(connection: HTTPConnection) -> float:
    headers = {"Accept-Encoding": "gzip", "Cookie": f"{COOKIE}={int(time.time())}.{'v' * 16}"}
    begun = perf_counter()
    connection.request("GET", _PAGE, headers=headers)
    answer = connection.getresponse()
    answer.read()
    taken = (perf_counter() - begun) * 1e3
    if answer.status != 200:
        raise RuntimeError(f"{_PAGE} answered {answer.status}")
    return taken
