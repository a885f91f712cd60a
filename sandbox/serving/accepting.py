"""Accepting connections from a socket on which other processes listen, too, so that each has its share of them."""

import asyncio
import socket
from collections.abc import Callable, Sized
from dataclasses import dataclass
from mmap import mmap
from typing import Final

_PAUSE: Final = 0.002
"""Seconds for which a process leaves a connection to the others, for each that it has more than one of them."""
_LONGEST_PAUSE: Final = 0.025
_NO_FILES: Final = 1.0
"""Seconds to wait when no more files can be opened."""


class Shares:
    """How many connections each of some processes has; made before they are started, and seen by all of them.

    Args:
        processes: How many processes there are.

    """

    def __init__(self, processes: int) -> None:
        self._counts = memoryview(mmap(-1, 4 * processes)).cast("I")

    def ahead(self, number: int, count: int) -> int:
        """Note how many connections a process has; how many more these are than another has.

        Args:
            number: The number of the process.
            count: How many it has.

        """
        self._counts[number] = count
        return count - min(self._counts)


@dataclass(frozen=True, slots=True)
class Share:
    """The share of one process.

    Args:
        shares: Those of all.
        number: The number of this one.

    """

    shares: Shares
    number: int


class Acceptor:
    """Accepts connections one by one, and leaves them for a moment to a process that has fewer.

    asyncio by itself accepts all that wait at once. Of a crowd that comes in one moment, one process would take nearly
    all: the one that the system happens to run first. A process that is stuck keeps nobody out: the moment is short.

    Args:
        listening: The socket.
        make: Makes the protocol of a connection.
        connections: Those that this process has.
        share: Its share.

    """

    def __init__(
        self, listening: socket.socket, make: Callable[[], asyncio.Protocol], connections: Sized, share: Share
    ) -> None:
        self._listening = listening
        self._make = make
        self._connections = connections
        self._share = share
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[object]] = set()
        self._paused: asyncio.TimerHandle | None = None
        listening.setblocking(False)

    def start(self) -> None:
        """Accept from now on."""
        self._loop.add_reader(self._listening, self._accept)

    def stop(self) -> None:
        """Accept no more."""
        self._loop.remove_reader(self._listening)
        if self._paused is not None:
            self._paused.cancel()

    def _accept(self) -> None:
        ahead = self._share.shares.ahead(self._share.number, len(self._connections) + len(self._tasks))
        if ahead and self._paused is None:
            self._pause(min(ahead * _PAUSE, _LONGEST_PAUSE))
            return
        self._paused = None
        try:
            connection, _ = self._listening.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return  # another process was first, or the client has gone
        except OSError:
            self._pause(_NO_FILES)
            return
        connection.setblocking(False)
        task = self._loop.create_task(self._loop.connect_accepted_socket(self._make, connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _pause(self, seconds: float) -> None:
        self._loop.remove_reader(self._listening)
        self._paused = self._loop.call_later(seconds, self.start)
