"""``/metrics``: numbers for Prometheus, in its text format 0.0.4, of all workers of a server.

Each worker counts in a place of its own in memory that they share, and whichever is asked adds them up.
"""

import os
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import accumulate
from mmap import mmap
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.serving.interfaces import is_loopback
from sandbox.serving.observed import METHODS, Answered, Routes

METRICS: Final = "/metrics"
_CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_STATUSES: Final = ("2xx", "3xx", "4xx", "5xx", "none")
_REQUEST_SECONDS: Final = (0.005, 0.025, 0.1, 0.5, 2.5)
_REPLAY_SECONDS: Final = (0.0025, 0.01, 0.05, 0.25, 1.0)
_PASSED_ON: Final = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")
_ELSEWHERE: Final = PlainTextResponse(
    "403 Forbidden: metrics are read on this machine, by the name localhost, and not through a proxy.\n",
    403,
    {"Cache-Control": "no-store"},
)
_OWN_NUMBERS_AGE: Final = 1.0  # seconds after which a worker looks again at what it uses


class Metrics:
    """What is counted; made before workers are forked.

    Args:
        routes: The groups that requests are counted in.
        workers: How many processes count.

    """

    def __init__(self, routes: Routes, workers: int = 1) -> None:
        self._routes = {name: number for number, name in enumerate(routes.names)}
        counts = len(METHODS) * len(self._routes) * len(_STATUSES)
        self._durations = counts
        self._replays = counts + len(self._routes) * _width(_REQUEST_SECONDS)
        self._gauges = self._replays + _width(_REPLAY_SECONDS)
        self._each = self._gauges + 4
        self._numbers = memoryview(mmap(-1, self._each * 8 * workers)).cast("d")
        self._workers = workers
        self._first = 0
        self._looked = 0.0
        self.begin(0)

    def begin(self, worker: int) -> None:
        """Count as one of the workers from now on: what the one before it had counted stays, what it had open does not.

        Args:
            worker: Its number.

        """
        self._first = worker * self._each
        self._numbers[self._first + self._gauges] = 0
        self._numbers[self._first + self._gauges + 1] = time.time()
        self._look()

    def count(self, answered: Answered) -> None:
        """Count a request; how long a stream of events lasted says nothing."""
        route = self._routes[answered.route]
        status = _STATUSES.index(f"{answered.status // 100}xx") if answered.status else len(_STATUSES) - 1
        request = (METHODS.index(answered.method) * len(self._routes) + route) * len(_STATUSES) + status
        self._numbers[self._first + request] += 1
        if not answered.streams:
            place = self._durations + route * _width(_REQUEST_SECONDS)
            self._observe(place, _REQUEST_SECONDS, answered.seconds)
        if time.monotonic() - self._looked > _OWN_NUMBERS_AGE:
            self._look()

    def replayed(self, seconds: float) -> None:
        """Count a replay.

        Args:
            seconds: How long it took, pauses included.

        """
        self._observe(self._replays, _REPLAY_SECONDS, seconds)

    def stream(self, change: int) -> None:
        """Note that a stream of events began or ended.

        Args:
            change: 1 or -1.

        """
        self._numbers[self._first + self._gauges] += change

    def _observe(self, place: int, bounds: Sequence[float], value: float) -> None:
        bucket = next((number for number, bound in enumerate(bounds) if value <= bound), len(bounds))
        self._numbers[self._first + place + bucket] += 1
        self._numbers[self._first + place + len(bounds) + 1] += value

    def _look(self) -> None:
        self._looked = time.monotonic()
        self._numbers[self._first + self._gauges + 2] = time.process_time()
        self._numbers[self._first + self._gauges + 3] = _resident_bytes()

    def _sum(self, place: int) -> float:
        return sum(self._numbers[worker * self._each + place] for worker in range(self._workers))

    def lines(self, rooms: int | None) -> Iterator[str]:
        """Everything, line by line.

        Args:
            rooms: How many rooms are open; None if that is not known.

        """
        self._look()
        yield from _head("sandbox_requests_total", "counter", "Requests answered.")
        for number, (method, route, status) in enumerate(
            (method, route, status) for method in METHODS for route in self._routes for status in _STATUSES
        ):
            if count := self._sum(number):
                yield f'sandbox_requests_total{{method="{method}",route="{route}",status="{status}"}} {count:.0f}'
        yield from _head("sandbox_request_duration_seconds", "histogram", "Seconds to the end of an answer.")
        for route, number in self._routes.items():
            place = self._durations + number * _width(_REQUEST_SECONDS)
            yield from self._histogram("sandbox_request_duration_seconds", f'route="{route}",', place, _REQUEST_SECONDS)
        yield from _head("sandbox_replays_total", "counter", "Replays of scenarios.")
        replays = sum(self._sum(self._replays + number) for number in range(len(_REPLAY_SECONDS) + 1))
        yield f"sandbox_replays_total {replays:.0f}"
        yield from _head("sandbox_replay_duration_seconds", "histogram", "Seconds of a replay.")
        yield from self._histogram("sandbox_replay_duration_seconds", "", self._replays, _REPLAY_SECONDS, always=True)
        yield from _head("sandbox_followers", "gauge", "Streams of events that are open.")
        yield f"sandbox_followers {self._sum(self._gauges):.0f}"
        if rooms is not None:
            yield from _head("sandbox_rooms", "gauge", "Rooms of workshops that are open.")
            yield f"sandbox_rooms {rooms}"
        for name, kind, text, place in _OF_A_PROCESS:
            yield from _head(name, kind, text)
            for worker in range(self._workers):
                value = self._numbers[worker * self._each + self._gauges + place]
                yield f'{name}{{worker="{worker}"}} {value:.3f}'

    def _histogram(
        self, name: str, labels: str, place: int, bounds: Sequence[float], *, always: bool = False
    ) -> Iterator[str]:
        counts = list(accumulate(self._sum(place + number) for number in range(len(bounds) + 1)))
        if not counts[-1] and not always:
            return
        for bound, count in zip([*map(str, bounds), "+Inf"], counts, strict=True):
            yield f'{name}_bucket{{{labels}le="{bound}"}} {count:.0f}'
        inner = f"{{{labels.rstrip(',')}}}" if labels else ""
        yield f"{name}_sum{inner} {self._sum(place + len(bounds) + 1):.6f}"
        yield f"{name}_count{inner} {counts[-1]:.0f}"


_OF_A_PROCESS: Final = (
    ("process_start_time_seconds", "gauge", "When the worker began, in seconds since 1970.", 1),
    ("process_cpu_seconds_total", "counter", "Seconds of processor time that the worker has used.", 2),
    ("process_resident_memory_bytes", "gauge", "Bytes of memory that the worker holds.", 3),
)


def _width(bounds: Sequence[float]) -> int:
    """How many numbers a histogram has: its buckets, that of everything above them, and the sum."""
    return len(bounds) + 2


def _head(name: str, kind: str, text: str) -> Iterator[str]:
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} {kind}"


def _resident_bytes() -> int:
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - read often
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):  # a system that has no such file
        return 0


class MetricsPage:
    """Answers ``/metrics`` to who asks on this machine itself, and leaves the rest to an application.

    Args:
        app: What to serve.
        metrics: What is counted.
        rooms: Returns how many rooms are open; None if that is not known.

    """

    def __init__(self, app: ASGIApp, metrics: Metrics, rooms: Callable[[], Awaitable[int | None]]) -> None:
        self._app = app
        self._metrics = metrics
        self._rooms = rooms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        asked = scope["type"] == "http" and scope["path"] == METRICS
        await (await self._answer(Request(scope)) if asked else self._app)(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if not _is_here(request):
            return _ELSEWHERE
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("method not allowed\n", 405, {"Allow": "GET, HEAD"})
        text = "".join(f"{line}\n" for line in self._metrics.lines(await self._rooms()))
        return Response(text, headers={"Content-Type": _CONTENT_TYPE, "Cache-Control": "no-store"})


def _is_here(request: Request) -> bool:
    """Whether somebody on this machine asks, who calls it by its own name; no proxy is between."""
    named = request.url.hostname or ""
    passed_on = any(name in request.headers for name in _PASSED_ON)
    asks = request.client.host if request.client else ""
    return is_loopback(asks) and (named == "localhost" or is_loopback(named)) and not passed_on
