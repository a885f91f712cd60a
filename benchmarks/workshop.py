"""A room of two thousand against a bare broadcast of the same bytes, and a room of five hundred for an hour of steps.

The server is kept to one core and what loads it to another.
"""

import asyncio
import resource
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final, NamedTuple

from benchmarks.cores import kept_to
from benchmarks.crowd import Crowd, Line, line, request
from benchmarks.measuring import NotMeasured, Row
from benchmarks.presented import BROWSER, GZIP, PresentedRoom
from benchmarks.servers import PRODUCT, Server, python, running

_MANY: Final = 2_000
_PRESSES: Final = 12
_WARMED: Final = 25
_VOTING: Final = 5  # seconds
_LINES: Final = 200
_BARE: Final = "a bare Starlette broadcast of the same bytes"
_HOUR: Final = 1_200  # steps: one every three seconds
_ROOM: Final = 500
_VOTERS: Final = 50
_PLAYLIST: Final = "workshop-45"
_PLAIN: Final[dict[str, str]] = {}


def measure() -> Sequence[Row | NotMeasured]:
    """Fill a room, press, vote; then go on for an hour in another one."""
    if not Path("/proc/self/status").exists():
        return [NotMeasured("A room of many", "memory is read from /proc, which Linux has")]
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a connection is an open file; the servers inherit it
    bare = python("broadcast.py")
    return [*_loaded(_many, PRODUCT, bare), *_loaded(_hour, PRODUCT)]


def _loaded(measured: Callable[..., Coroutine[Any, Any, list[Row]]], *commands: tuple[str, ...]) -> list[Row]:
    """Measure servers that share one core, from another."""
    with ExitStack() as stack:
        with kept_to(0):
            servers = [stack.enter_context(running(*command)) for command in commands]
        with kept_to(1):
            return asyncio.run(measured(*servers))


async def _many(product: Server, floor: Server) -> list[Row]:
    room = await PresentedRoom.opened(product.port)
    pair = _Pair(room, product, floor)
    cookies = await room.devices(_MANY + 1)
    async with pair.followed(cookies[:10]):
        await pair.presses(_WARMED)
    async with pair.windows():
        took = [product.memory(), floor.memory()]
        async with pair.followed(cookies):
            took = [server.memory() - before for server, before in zip((product, floor), took, strict=True)]
            plain = await pair.presses(_PRESSES)
            votes = await _votes(room, product, floor, cookies[:_MANY])
        async with pair.followed(cookies, GZIP):
            packed = await pair.presses(_PRESSES)
    return [
        _row("A step reaches 2,000, plain text", _BARE, plain),
        _row("A step reaches 2,000 who take gzip", f"{_BARE}, as plain text", packed),
        Row("Memory per follower", "kB", took[0] / len(cookies), took[1] / len(cookies), _BARE, 2),
        votes,
    ]


class _Pair:
    """The room and the bare broadcast, each with a crowd that follows it."""

    def __init__(self, room: PresentedRoom, product: Server, floor: Server) -> None:
        self._room = room
        self._product = product
        self._floor = floor
        self._crowds = (Crowd(witness=True), Crowd())

    @asynccontextmanager
    async def followed(self, cookies: Sequence[str], headers: Mapping[str, str] = _PLAIN) -> AsyncIterator[None]:
        """Have the same people follow both; the first one of the room takes it as plain text, to know what was sent."""
        first, *others = cookies
        requests = [self._room.following(first, _PLAIN), *(self._room.following(one, headers) for one in others)]
        await self._crowds[0].come(self._room.port, requests)
        bare = [request("GET", "/events", {"Cookie": cookie, **BROWSER, **headers}) for cookie in cookies]
        await self._crowds[1].come(self._floor.port, bare)
        try:
            yield
        finally:
            for crowd in self._crowds:
                crowd.leave()
            await asyncio.sleep(0.5)

    @asynccontextmanager
    async def windows(self) -> AsyncIterator[None]:
        """Have the presenter's two windows follow the room, too."""
        windows = Crowd()
        views = ("screen/", "present/")
        await windows.come(self._room.port, [self._room.following(self._room.cookie, GZIP, view) for view in views])
        try:
            yield
        finally:
            windows.leave()

    async def presses(self, times: int) -> tuple["_Taken", "_Taken"]:
        """What it takes from a press until the last has all of it: in the room, and bare; medians."""
        taken = [(await self._press(), await self._tell()) for _ in range(times)]
        room, bare = (_Taken(*map(median, zip(*each, strict=True))) for each in zip(*taken, strict=True))
        return room, bare

    async def _press(self) -> "_Taken":
        async with line(self._room.port) as to:
            return await _until_told(self._product, self._crowds[0], partial(self._room.press, to))

    async def _tell(self) -> "_Taken":
        async with line(self._floor.port) as to:
            await to.ask(request("POST", "/keep", BROWSER, self._crowds[0].witnessed()))
            return await _until_told(self._floor, self._crowds[1], partial(to.ask, request("POST", "/tell", BROWSER)))


class _Taken(NamedTuple):
    """Milliseconds: by the clock, and of the server's processor."""

    clock: float
    processor: float


async def _until_told(server: Server, crowd: Crowd, press: Callable[[], Awaitable[Any]]) -> _Taken:
    crowd.expect()
    begun, worked = perf_counter(), server.worked()
    await press()
    return _Taken((await crowd.told() - begun) * 1e3, server.worked() - worked)


def _row(name: str, bare: str, taken: tuple[_Taken, _Taken]) -> Row:
    product, floor = taken
    details = {"presses": _PRESSES, "processor": product.processor, "processor_of_floor": floor.processor}
    return Row(name, "ms", product.clock, floor.clock, bare, 1.5, details=details)


async def _votes(room: PresentedRoom, server: Server, floor: Server, cookies: Sequence[str]) -> Row:
    """Have everybody vote, while all of them follow; every answer has to be in the results, once."""
    async with line(room.port) as to:
        while not room.asked:
            await room.press(to)
    question = room.asked
    told = [room.voting(cookie, 1 + number % 2) for number, cookie in enumerate(cookies)]
    nothing = [request("POST", "/nothing", {"Cookie": cookie, **BROWSER, **GZIP}) for cookie in cookies]
    product = await _spread(server, told)
    bare = await _spread(floor, nothing)
    async with line(room.port) as to:
        await room.press(to)
    counted = await room.results(question)
    if counted[:2] != [len(cookies) // 2] * 2 or sum(counted) != len(cookies):
        raise RuntimeError(f"{len(cookies)} voted, and the results say {counted}")
    details = {"counted": counted, "processor": product.processor, "processor_of_floor": bare.processor}
    floor_is = "an empty POST to bare Starlette"
    return Row("A vote of 2,000 in five seconds", "ms", product.clock, bare.clock, floor_is, 3, details=details)


async def _spread(server: Server, requests: Sequence[bytes]) -> _Taken:
    """Send requests evenly over the seconds, on kept connections; what an answer takes: the median, and the mean."""
    worked = server.worked()
    async with AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(line(server.port)) for _ in range(_LINES)]
        begun = perf_counter()

        async def ask(to: Line, numbers: range) -> list[float]:
            taken = []
            for number in numbers:
                await asyncio.sleep(begun + number * _VOTING / len(requests) - perf_counter())
                sent = perf_counter()
                answer = await to.ask(requests[number])
                taken.append((perf_counter() - sent) * 1e3)
                if answer.status != 200:
                    raise RuntimeError(f"vote {number} was answered with {answer.status}")
            return taken

        each = await asyncio.gather(*(ask(to, range(n, len(requests), _LINES)) for n, to in enumerate(lines)))
    return _Taken(median(taken for some in each for taken in some), (server.worked() - worked) / len(requests))


async def _hour(product: Server) -> list[Row]:
    """Go through the playlist again and again, as fast as it goes, with votes; how much memory that takes."""
    room = await PresentedRoom.opened(product.port, _PLAYLIST)
    cookies = await room.devices(_ROOM)
    crowd = Crowd()
    await crowd.come(product.port, [room.following(cookie, GZIP) for cookie in cookies])
    memory = []
    for step in range(_HOUR):
        async with line(product.port) as to:
            deed = "reset" if room.place == "end" else "next"
            await _until_told(product, crowd, partial(room.press, to, deed))
        if room.asked:
            begun = step * _VOTERS
            voters = [cookies[number % _ROOM] for number in range(begun, begun + _VOTERS)]
            await asyncio.gather(*(_vote(room, voter, 1 + number % 2) for number, voter in enumerate(voters)))
        memory.append(product.memory())
    crowd.leave()
    tenth = memory[_HOUR // 10]
    return [Row(f"Memory after an hour, {_ROOM} people", "kB", memory[-1], tenth, "the same after six minutes", 1.1)]


async def _vote(room: PresentedRoom, cookie: str, answer: int) -> None:
    async with line(room.port) as to:
        if (await to.ask(room.voting(cookie, answer))).status != 200:
            raise RuntimeError(f"a vote on {room.asked} was not counted")
