"""The page of a scenario: what it weighs on the wire with all it loads, and how long the server works on it."""

import asyncio
import gzip
import re
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Template
from starlette.middleware.gzip import GZipMiddleware

from benchmarks.measuring import Row, milliseconds_in_turns
from benchmarks.servers import PRODUCT, get, started
from benchmarks.stage import SCENARIO, Stage, exchange
from sandbox.http.headers import SecurityHeaders
from sandbox.templating import Frame, create_environment
from sandbox.web.table import site_frame

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
    return [weight, *asyncio.run(_time())]


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


async def _time() -> list[Row]:
    stage, frame = Stage(), site_frame()
    empty = create_environment().from_string('{% extends "base.html" %}')
    served = SecurityHeaders(GZipMiddleware(_serving(empty, frame), minimum_size=500, compresslevel=1))

    async def render() -> None:
        empty.render(frame=frame)

    things: dict[str, Callable[[], Awaitable[object]]] = {
        "page": partial(exchange, stage.app, "GET", _PAGE, Accept_Encoding="gzip"),
        "replay": partial(stage.replay, until=_STEP, what_ifs=0),  # as the page itself does
        "rendered": render,
        "served": partial(exchange, served, "GET", "/", Accept_Encoding="gzip"),
    }
    taken = await milliseconds_in_turns(things, _PAGES, _WARMED)
    return [
        Row(
            name="Scenario page, time of the server",
            unit="ms",
            product=taken["page"],
            floor=taken["replay"] + 3 * taken[empty_page],
            floor_is=f"the replay up to its step + 3 x an empty page {empty_page}",
            target=1.0,
            details={"pages": _PAGES, **taken},
        )
        for empty_page in ("rendered", "served")
    ]


def _serving(page: Template, frame: Frame) -> FastAPI:
    app = FastAPI()

    async def answer() -> HTMLResponse:
        return HTMLResponse(page.render(frame=frame))

    app.add_api_route("/", answer)
    return app
