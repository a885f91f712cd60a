"""What surrounds the application of a server: names, proxy, health, log, metrics, and what bounds replays."""

import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp
from uvicorn.config import LOGGING_CONFIG

from sandbox.replay.budget import Budget
from sandbox.replay.player import Player, ReplayRequest
from sandbox.replay.trace import Trace
from sandbox.serving.health import Health, Missing
from sandbox.serving.hosts import AllowedHosts
from sandbox.serving.log import Format, RequestLog
from sandbox.serving.metrics import Metrics, MetricsPage
from sandbox.serving.observed import Observed, Routes
from sandbox.serving.prefix import prefix_of
from sandbox.serving.proxies import BehindProxy, Proxy
from sandbox.web.table import SECTIONS


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the application of a server is known by.

    Args:
        names: The names and addresses by which it may be called, besides those of loopback and of its worlds.
        worlds: Returns the ids of the worlds that are served now.
        missing: What it still needs until it is ready.
        rooms: Returns how many rooms are open; None if that is not known.
        proxy: A proxy that is believed, if there is one.

    """

    names: Collection[str]
    worlds: Callable[[], Collection[str]]
    missing: Missing
    rooms: Callable[[], Awaitable[int | None]]
    proxy: Proxy | None


class Operations:
    """How one server is operated; made before its workers are.

    Args:
        log: The format of the log; None for no log.
        metrics: Whether there are metrics.
        public: Whether replays are bounded by the address of the visitor.
        public_url: Where the server is reached, without a slash at its end.
        workers: How many processes serve.

    """

    def __init__(self, log: Format | None, *, metrics: bool, public: bool, public_url: str, workers: int = 1) -> None:
        self._prefix = prefix_of(public_url)
        self._routes = Routes([one.part for one in SECTIONS], self._prefix)
        self._worker = 0
        self._log = RequestLog(log, lambda: self._worker) if log else None
        self._metrics = Metrics(self._routes, workers) if metrics else None
        self._budget = Budget() if public else None
        self.public = public
        self.log_config: dict[str, Any] | None = None if log == "json" else LOGGING_CONFIG

    def begin(self, worker: int) -> None:
        """Go on in the process of a worker.

        Args:
            worker: Its number, which one that replaces it has as well.

        """
        self._worker = worker
        if self._metrics:
            self._metrics.begin(worker)

    def surround(self, app: ASGIApp, by: Surroundings) -> ASGIApp:
        """What is served of an application.

        Args:
            app: The application.
            by: What it is known by.

        """
        inner = MetricsPage(app, self._metrics, by.rooms) if self._metrics else app
        served = self._observed(Health(AllowedHosts(inner, by.names, by.worlds), by.missing, self._prefix))
        return BehindProxy(served, by.proxy) if by.proxy else served

    def around(self, play: Player) -> Player:
        """What replays, measured and bounded as it is wanted."""
        measured = self._measured(play)
        return measured if self._budget is None else self._budget.within(measured)

    def _observed(self, app: ASGIApp) -> ASGIApp:
        if self._metrics:
            observers = (self._metrics.count, self._log) if self._log else (self._metrics.count,)
            return Observed(app, self._routes, observers, self._metrics.stream)
        return Observed(app, self._routes, (self._log,)) if self._log else app

    def _measured(self, play: Player) -> Player:
        if self._metrics is None:
            return play
        replayed = self._metrics.replayed

        async def measured(request: ReplayRequest) -> Trace:
            began = time.perf_counter()
            trace = await play(request)
            replayed(time.perf_counter() - began)
            return trace

        return measured
