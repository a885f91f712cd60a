"""Requests to every route, in process: no 5xx, nothing raw in HTML, no redirect elsewhere, nothing slow."""

import asyncio
from collections import Counter, deque
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import ClassVar

from fuzz.requests.answers import registered, wrong_with
from fuzz.requests.application import application, build, open_room, shipped
from fuzz.requests.calling import Request, call
from fuzz.requests.inventing import Known, request_for

_SCENARIO = "scenario: mine\ntitle: Mine\nworld: foo\nquestion: Why?\nsteps:\n- {id: a, title: A, narrate: {text: A}}\n"


class Requests:
    """The target."""

    count: ClassVar = 100_000
    share: ClassVar = 5_000
    slow: ClassVar = 2.0
    megabytes: ClassVar = 700

    def __init__(self) -> None:
        self._folder = TemporaryDirectory()
        self._pack = Path(self._folder.name, "pack")
        (self._pack / "01-mine").mkdir(parents=True)
        (self._pack / "01-mine" / "mine.yaml").write_text(_SCENARIO)
        self._loop = asyncio.new_event_loop()
        self._app, _ = application(self._pack)
        self._loop.run_until_complete(build(self._app))
        code, _ = self._loop.run_until_complete(open_room(self._app))
        self._known = Known.of(shipped(), [code, "BCDFG"])
        self._back = registered()
        self._cookies: deque[str] = deque(maxlen=30)

    def invent(self, random: Random) -> Request:
        """A request; whoever sends it may have a cookie that an earlier answer set."""
        return request_for(self._known, self._cookies, random)

    def problem(self, given: Request, counts: Counter[str]) -> str | None:
        """Send it."""
        answer = self._loop.run_until_complete(call(self._app, given))
        counts[str(answer.status)] += 1
        self._cookies += [value.partition(";")[0] for name, value in answer.headers if name == "set-cookie"]
        if outside := [path for path in Path(self._folder.name).iterdir() if path != self._pack]:
            return f"written outside of the pack: {outside}"
        return wrong_with(answer, given, self._back)

    def close(self) -> None:
        """End what still runs, and remove the pack."""
        pending = asyncio.all_tasks(self._loop)
        for task in pending:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        self._loop.close()
        self._folder.cleanup()


TARGET = Requests
