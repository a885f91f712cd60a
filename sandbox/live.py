"""Serving packs while they are written: saved files are read at once, and open pages are notified."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from watchfiles import awatch

from sandbox.reading.budget import read_in_thread
from sandbox.reading.diagnostics import printable
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.scenarios.loading.last_good import last_good
from sandbox.settings import LIMITS

EVENTS: Final = "/events"
_STEP: Final = 20  # milliseconds without changes after which a change is complete
_DEBOUNCE: Final = 200  # milliseconds after which it counts as complete anyway
_RETRY_AFTER: Final = 1.0  # seconds after which what is missing or cannot be read is looked for again
_LAST_RETRY_AFTER: Final = 60.0  # after it could not be read many times
_LOG: Final = logging.getLogger(__name__)


class Live:
    """An application that is composed again whenever a file of its packs changes.

    Args:
        packs: The directories to watch.
        compose: Makes the application of a catalogue. It keeps what has to outlive one catalogue.

    """

    def __init__(self, packs: Sequence[Path], compose: Callable[[Catalogue], ASGIApp]) -> None:
        self._packs = packs
        self._compose = compose
        self.catalogue = load_catalogue(packs)
        self._app = compose(self.catalogue)
        self._version = 1
        self._changed = asyncio.Condition()
        self._followers = 0
        self._events = self._create_events()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request by the application as it is now."""
        if scope["type"] == "lifespan":
            await self._events(scope, receive, send)
        elif scope.get("path") != EVENTS:
            await self._app(scope, receive, send)
        elif self._followers < LIMITS.followers:
            await self._events(scope, receive, send)
        else:
            full = JSONResponse({"error": "too_many_followers"}, 503, {"Retry-After": "5"})
            await full(scope, receive, send)

    async def reload(self) -> None:
        """Read the packs, replace what is valid in them, and notify followers; what cannot be read is tried again."""
        wait, served = _RETRY_AFTER, False
        while True:
            after = await self._read()
            if after and not (served and after.unreadable):
                await self._serve(after)
                served = True
            if after and not after.unreadable:
                return
            await asyncio.sleep(wait)
            wait = min(2 * wait, _LAST_RETRY_AFTER)

    async def _read(self) -> Catalogue | None:
        try:
            return await read_in_thread(load_catalogue, self._packs)
        except (OSError, RuntimeError, MemoryError) as error:  # too many open files or threads, or no memory
            _LOG.warning("what was saved cannot be read now: %s", error)
            return None

    async def _serve(self, after: Catalogue) -> None:
        self.catalogue = last_good(self.catalogue, after)
        self._app = self._compose(self.catalogue)
        async with self._changed:
            self._version += 1
            self._changed.notify_all()

    def _create_events(self) -> FastAPI:
        app = FastAPI(openapi_url=None, lifespan=self._watching)

        @app.get(EVENTS, response_class=EventSourceResponse)
        async def events() -> AsyncIterator[ServerSentEvent]:
            async for state in self._states():
                yield ServerSentEvent(data=state, event="state", retry=1000)

        return app

    async def _states(self) -> AsyncIterator[dict[str, Any]]:
        """The version of the packs and their mistakes, now and after each change."""
        sent = 0
        self._followers += 1
        try:
            while True:
                async with self._changed:
                    while self._version == sent:
                        await self._changed.wait()
                sent = self._version
                shown = self.catalogue.diagnostics[: LIMITS.diagnostics_shown]
                yield {"version": sent, "mistakes": [{"code": one.code, "text": one.render()} for one in shown]}
        finally:
            self._followers -= 1

    @contextlib.asynccontextmanager
    async def _watching(self, _app: FastAPI) -> AsyncIterator[None]:
        watching = asyncio.create_task(self._watch())
        yield
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching

    async def _watch(self) -> None:
        while True:
            directories = [pack for pack in self._packs if pack.is_dir()]
            reading = asyncio.create_task(self.reload()) if self.catalogue.unreadable else None
            try:
                async for _ in awatch(*directories, step=_STEP, debounce=_DEBOUNCE, watch_filter=_may_be_of_pack):
                    await _ended(reading)
                    reading = asyncio.create_task(self.reload())
            except* (OSError, RuntimeError) as errors:  # the second by a name that is not UTF-8
                _LOG.warning("watching is interrupted: %s", printable("; ".join(map(str, errors.exceptions))))
            finally:
                await _ended(reading)
            await asyncio.sleep(_RETRY_AFTER)
            await self.reload()  # something may have been saved meanwhile


async def _ended(reading: asyncio.Task[None] | None) -> None:
    """End a reading whose outcome nobody wants any more: another save came, or the server stops."""
    if reading is not None:
        reading.cancel()
        for outcome in await asyncio.gather(reading, return_exceptions=True):
            if isinstance(outcome, Exception):
                _LOG.error("what was saved could not be served", exc_info=outcome)


def _may_be_of_pack(_change: Any, path: str) -> bool:
    """Whether a file may be part of a pack: a name with a leading dot is an editor's."""
    name = Path(path).name
    return not name.startswith(".") and (name.endswith((".yaml", ".yml")) or "." not in name)
