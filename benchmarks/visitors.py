"""A crowd, hands on: so many different visitors open the same step at once, over real sockets, and the home page."""

import asyncio
import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from subprocess import PIPE, Popen
from time import perf_counter
from typing import Final, cast

from benchmarks.cores import COUNT
from benchmarks.measuring import NotMeasured, Row, in_turns
from benchmarks.servers import PRODUCT, ROOT, get, python, running
from benchmarks.stage import SCENARIO
from benchmarks.token_endpoint import missing_wrk

_PAGE: Final = f"/scenarios/{SCENARIO}/at-baz"
_REQUEST: Final = (
    f"GET {_PAGE} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n".encode()
)
_VISITORS: Final = 500
_ROUNDS: Final = 5
_WARMED: Final = 40
_SECONDS: Final = 2
_PATIENCE: Final = 120


def measure() -> list[Row | NotMeasured]:
    """Measure a page in process, then the last of a crowd, with one worker and with two."""
    rows: list[Row | NotMeasured] = [*_home()]
    for workers in (1, 2):
        name = f"Last of {_VISITORS} who open a step at once, {workers} worker{'s' if workers > 1 else ''}"
        if workers > COUNT:
            rows.append(NotMeasured(name, f"{workers} workers need as many cores"))
            continue
        rows.append(_crowd(name, workers))
    return rows


def _crowd(name: str, workers: int) -> Row:
    """The last of a crowd, in turns with as many processes that render as many pages, each its part, and serve none."""
    command = [*python("pages.py"), _PAGE]
    known = {**os.environ, "PYTHONPATH": str(ROOT)}
    with ExitStack() as started:
        server = started.enter_context(running(*PRODUCT, "--workers", str(workers)))
        floors = [
            started.enter_context(Popen(command, stdin=PIPE, stdout=PIPE, text=True, bufsize=1, env=known))
            for _ in range(workers)
        ]
        for floor in floors:
            started.callback(floor.kill)
            _said(floor)
        for _ in range(_WARMED):
            get(server.port, _PAGE)
        asyncio.run(_last(server.port))
        taken = in_turns(
            {
                "product": lambda: asyncio.run(_last(server.port)),
                "floor": lambda: _rendered(floors, _VISITORS // workers),
            },
            _ROUNDS,
        )
    return Row(
        name=name,
        unit="ms",
        product=taken["product"],
        floor=taken["floor"],
        floor_is=f"the same pages and replays in process, in {workers} at once",
        target=1.25,
        details={"visitors": _VISITORS, "rounds": _ROUNDS},
    )


def _rendered(floors: Sequence["Popen[str]"], pages: int) -> float:
    """The longest that one of some processes took to render so many pages, all at the same time."""
    for floor in floors:
        if floor.stdin:
            floor.stdin.write(f"{pages}\n")
    return max(float(_said(floor).split()[0]) for floor in floors)


def _said(process: "Popen[str]") -> str:
    return process.stdout.readline() if process.stdout else ""


async def _last(port: int) -> float:
    """When the last of all visitors has their page, in milliseconds after the first one asked."""
    loop = asyncio.get_running_loop()
    begun = perf_counter()
    async with asyncio.timeout(_PATIENCE):
        made = [loop.create_connection(_Visitor, "127.0.0.1", port) for _ in range(_VISITORS)]
        visitors = [visitor for _, visitor in await asyncio.gather(*made)]
        await asyncio.gather(*(visitor.gone for visitor in visitors))
    taken = (perf_counter() - begun) * 1e3
    if wrong := [visitor.head for visitor in visitors if not visitor.head.startswith(b"HTTP/1.1 200")]:
        raise RuntimeError(f"{len(wrong)} visitors got no page, the first {wrong[0]!r}")
    return taken


class _Visitor(asyncio.Protocol):
    """Somebody who opens the page, with a connection and no cookie."""

    def __init__(self) -> None:
        self.head = b""
        self.gone = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(_REQUEST)

    def data_received(self, data: bytes) -> None:
        self.head = self.head or data[:40]

    def connection_lost(self, _error: Exception | None) -> None:
        self.gone.set_result(None)


def _home() -> Iterator[Row | NotMeasured]:
    """How many home pages are answered in the time of a page that is replayed."""
    name = "Home pages, as many a second as"
    if missing := missing_wrk():
        yield NotMeasured(name, missing)
        return
    with running(*PRODUCT) as server:
        for path in ("/", _PAGE):
            get(server.port, path)
        rates = in_turns({path: partial(_rate, server.port, path) for path in ("/", _PAGE)}, 3)
    yield Row(
        name="Home page beside a page that is replayed",
        unit="requests/s",
        product=rates["/"],
        floor=rates[_PAGE],
        floor_is="pages of a step, each replayed",
        target=10,
        at_least=True,
        details={"seconds": _SECONDS},
    )


def _rate(port: int, path: str) -> float:
    load = ["wrk", "-t1", "-c8", f"-d{_SECONDS}s", "-H", "Accept-Encoding: gzip", f"http://127.0.0.1:{port}{path}"]
    told = subprocess.run(load, check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec: +([\d.]+)", told)
    if rate is None or "Non-2xx" in told or "Socket errors" in told:
        raise RuntimeError(f"not every request was answered: {told}")
    return float(rate[1])
