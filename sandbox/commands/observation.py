"""What a server tells whoever runs it: its log and its metrics, as ``--log`` and ``--metrics`` ask for."""

import time
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp

from sandbox.replay.player import Player, ReplayRequest
from sandbox.replay.trace import Trace
from sandbox.serving.log import Format, RequestLog
from sandbox.serving.metrics import Metrics, MetricsPage
from sandbox.serving.observed import Observed, Routes
from sandbox.web.table import SECTIONS


class Observation:
    """The log and the metrics of one server; made before its workers are.

    Args:
        log: The format of the log; None for no log.
        metrics: Whether there are metrics.
        workers: How many processes serve.

    """

    def __init__(self, log: Format | None, *, metrics: bool, workers: int = 1) -> None:
        self._routes = Routes([one.part for one in SECTIONS])
        self._log = RequestLog(log, lambda: self._worker) if log else None
        self._metrics = Metrics(self._routes, workers) if metrics else None
        self._worker = 0

    def begin(self, worker: int) -> None:
        """Go on in the process of a worker.

        Args:
            worker: Its number, which one that replaces it has as well.

        """
        self._worker = worker
        if self._metrics:
            self._metrics.begin(worker)

    def page(self, app: ASGIApp, rooms: Callable[[], Awaitable[int | None]]) -> ASGIApp:
        """The application, and ``/metrics`` if there are any.

        Args:
            app: What is served.
            rooms: Returns how many rooms are open; None if that is not known.

        """
        return MetricsPage(app, self._metrics, rooms) if self._metrics else app

    def around(self, app: ASGIApp) -> ASGIApp:
        """The application, observed."""
        if self._metrics:
            observers = (self._metrics.count, self._log) if self._log else (self._metrics.count,)
            return Observed(app, self._routes, observers, self._metrics.stream)
        return Observed(app, self._routes, (self._log,)) if self._log else app

    def measured(self, play: Player) -> Player:
        """What replays, measured if there are metrics."""
        if self._metrics is None:
            return play
        replayed = self._metrics.replayed

        async def measured(request: ReplayRequest) -> Trace:
            began = time.perf_counter()
            trace = await play(request)
            replayed(time.perf_counter() - began)
            return trace

        return measured
