"""Whose turn it is: rooms come first; of visitors' pages, and of visitors' drafts, one is replayed at a time.

All of them share one event loop. A replay pauses before each exchange, so that whatever else has come is served.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from sandbox.errors import SandboxError
from sandbox.http.visitors import VISITOR
from sandbox.replay.player import Player, ReplayRequest
from sandbox.replay.trace import Trace
from sandbox.settings import LIMITS

Result = TypeVar("Result")


class NoTurn(SandboxError):
    """What is not done now, because too much waits for it, or because the server stops."""

    code = "no_turn"


class Lane:
    """Lets one through at a time: of those who wait, each visitor in turn.

    Args:
        most: How many may wait. Beyond that, the last of whoever has the most waiting is sent away.

    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = False
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn, and keep it.

        Raises:
            NoTurn: Too many wait.

        """
        if self._taken:
            await self._wait(VISITOR.get())
        self._taken = True
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, visitor: str) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(visitor, deque()).append(turn)
        if sum(map(len, self._waiting.values())) > self._most:
            last = max(self._waiting.values(), key=len)[-1]
            if not last.done():
                last.set_exception(NoTurn("too many texts are waiting to be read"))
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # the turn came in the moment in which nobody wanted it any more
                self._pass_on()
            raise
        finally:
            if turn in (line := self._waiting.get(visitor, deque())):
                line.remove(turn)
            if not line:
                self._waiting.pop(visitor, None)

    def _pass_on(self) -> None:
        """Let the next visitor through, who then comes last."""
        while self._waiting:
            visitor = next(iter(self._waiting))
            line = self._waiting.pop(visitor)
            turn = line.popleft()
            if line:
                self._waiting[visitor] = line
            if not turn.done():
                turn.set_result(None)
                return
        self._taken = False


class Turns:
    """The turns of one server, whatever it serves at the moment."""

    def __init__(self) -> None:
        self._pages = Lane(LIMITS.connections)
        self._drafts = Lane(LIMITS.drafts_waiting)
        self._in_rooms = 0
        self._rooms_done = asyncio.Event()
        self._work: set[asyncio.Task[object]] = set()
        self._stopping = False

    def for_rooms(self, play: Player) -> Player:
        """A player whose replays come before those of visitors."""

        async def play_first(request: ReplayRequest) -> Trace:
            self._in_rooms += 1
            self._rooms_done.clear()
            try:
                return await play(request)
            finally:
                self._in_rooms -= 1
                if not self._in_rooms:
                    self._rooms_done.set()

        return play_first

    def for_pages(self, play: Player) -> Player:
        """A player that replays for one page at a time."""

        async def play_in_turn(request: ReplayRequest) -> Trace:
            async with self._pages.turn():
                return await play(request)

        return play_in_turn

    async def give_way(self) -> None:
        """Pause a visitor's replay until everything else had its turn, and rooms are done."""
        await asyncio.sleep(0)
        while self._in_rooms:
            await self._rooms_done.wait()

    async def draft(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """Work on what a visitor sent, in turn.

        Args:
            work: The work. It is cancelled when the server stops.

        Raises:
            NoTurn: Too much waits, or the server stops.

        """
        task = asyncio.create_task(self._in_turn(work))
        self._work.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if self._stopping:
                raise NoTurn("the server is stopping") from None
            raise
        finally:
            self._work.discard(task)

    async def _in_turn(self, work: Callable[[], Awaitable[Result]]) -> Result:
        async with self._drafts.turn():
            return await work()

    def stop(self) -> None:
        """End what is being done for visitors' drafts: the server stops."""
        self._stopping = True
        for task in self._work:
            task.cancel()
