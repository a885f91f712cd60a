"""Several processes that serve one socket: a keeper of what they share, workers, and who starts and replaces them.

The command's own process starts the others by fork, and does nothing else: no thread runs in it, no event loop. When
it dies, the keeper notices that its connection ends, and stops; so do the workers, whose connections to the keeper end.
"""

import gc
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import Final, NoReturn

from sandbox.serving.accepting import Share, Shares
from sandbox.settings import LIMITS

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_READY: Final = b"."
_LEAST_LIFE: Final = 1.0
"""Seconds that a process has to live for the next one to be started at once."""
_KILLED: Final = LIMITS.stop_answers + 5
"""Seconds after which a process that does not stop is killed."""


@dataclass(frozen=True, slots=True)
class Worker:
    """One of the processes that serve.

    Args:
        number: Which, from 0. Who replaces it has the same.
        link: The socket that leads to the keeper.
        share: Its share of the connections.

    """

    number: int
    link: socket.socket
    share: Share


class Control:
    """The keeper's connection to the process that started it.

    Args:
        connected: The socket.

    """

    def __init__(self, connected: socket.socket) -> None:
        self.connected = connected

    def ready(self) -> None:
        """Say that workers may come."""
        self.connected.sendall(_READY)

    def next_link(self) -> socket.socket | None:
        """The socket that leads to one more worker; None when who started it has gone."""
        with suppress(OSError):
            _, descriptors, _, _ = socket.recv_fds(self.connected, 1, 1)
            if descriptors:
                return socket.socket(fileno=descriptors[0])
        return None


Keep = Callable[[Control], int]
"""What the keeper does until it is stopped; its exit code."""
Work = Callable[[Worker], int]
"""What a worker does until it is stopped; its exit code."""


class Supervisor:
    """Starts the keeper and the workers, replaces those that die, and stops them all.

    Args:
        workers: How many.
        keep: What the keeper does.
        work: What each worker does.
        say: Tells the user what happened.

    """

    def __init__(self, workers: int, keep: Keep, work: Work, say: Callable[[str], None]) -> None:
        self._count = workers
        self._keep = keep
        self._work = work
        self._say = say
        self._shares = Shares(workers)
        self._keeper = 0
        self._control: socket.socket | None = None
        self._workers: dict[int, int] = {}
        self._begun: dict[int, float] = {}
        self._received: list[int] = []

    def run(self) -> int:
        """Run them until SIGINT or SIGTERM, which takes effect again when all have stopped; the exit code."""
        handled: tuple[signal.Signals, ...] = (*_SIGNALS, signal.SIGALRM)
        before = {one: signal.signal(one, self._on_signal) for one in handled}
        gc.freeze()  # what is there already is shared, as long as nobody writes to it
        try:
            code = self._start()
            while not code and self._workers:
                code = self._ended(*os.waitpid(-1, 0))
            self._stop()
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)
        for number in reversed(self._received):
            signal.raise_signal(number)
        return code

    def _start(self) -> int:
        """Start the keeper and, when it is ready, the workers; its exit code if it never was."""
        self._control, other = socket.socketpair()
        self._keeper = self._fork(lambda: self._keep(Control(other)))
        other.close()
        if self._control.recv(1) != _READY:
            _, status = os.waitpid(self._keeper, 0)
            self._keeper = 0
            return os.waitstatus_to_exitcode(status)
        for number in range(self._count):
            self._start_worker(number)
        return 0

    def _start_worker(self, number: int) -> None:
        if self._received or self._control is None:
            return
        mine, other = socket.socketpair()
        with suppress(OSError):  # a keeper that is gone is started again, with all
            socket.send_fds(self._control, [_READY], [other.fileno()])
        other.close()
        process = self._fork(lambda: self._work(Worker(number, mine, Share(self._shares, number))))
        mine.close()
        self._workers[process] = number

    def _fork(self, run: Callable[[], int]) -> int:
        """Start a process; its id. Signals wait until it is one of its own."""
        sys.stdout.flush()
        sys.stderr.flush()
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        process = os.fork()
        if not process:
            self._become(run)
        self._begun[process] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        return process

    def _become(self, run: Callable[[], int]) -> NoReturn:
        """Be another process from now on."""
        code = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all of them
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
            if self._control is not None:
                self._control.close()
            code = run()
        finally:
            if sys.exc_info()[0]:
                traceback.print_exc()
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError):
                    stream.flush()
            os._exit(code)

    def _ended(self, process: int, status: int) -> int:
        """Replace a process that has ended; the exit code if none can be."""
        lived = time.monotonic() - self._begun.pop(process, 0)
        number = self._workers.pop(process, None)
        if self._received:
            return 0
        how = _how(os.waitstatus_to_exitcode(status))
        if lived < _LEAST_LIFE:
            time.sleep(_LEAST_LIFE)
        if number is not None:
            self._say(f"Worker {number} {how}; another takes its place.")
            self._start_worker(number)
            return 0
        self._keeper = 0
        self._say(f"The process that keeps what the workers share {how}; all begin anew, without what was in memory.")
        self._stop()
        return 0 if self._received else self._start()

    def _stop(self) -> None:
        """Stop the workers and then the keeper, which they may need to the last; kill who does not stop."""
        self._send(signal.SIGTERM, list(self._workers))
        signal.alarm(_KILLED)
        while self._workers:
            process, _ = os.waitpid(-1, 0)
            self._workers.pop(process, None)
            self._keeper = 0 if process == self._keeper else self._keeper
        if self._control is not None:
            self._control.close()  # which ends the keeper
            self._control = None
        if self._keeper:
            os.waitpid(self._keeper, 0)
            self._keeper = 0
        signal.alarm(0)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        """Stop the workers. A second SIGINT, or the alarm, kills who has not stopped."""
        again = number == signal.SIGALRM or (number == signal.SIGINT and self._received)
        if number != signal.SIGALRM:
            self._received.append(number)
        self._send(signal.SIGKILL if again else signal.SIGTERM, list(self._workers))

    def _send(self, number: signal.Signals, processes: list[int]) -> None:
        for process in filter(None, processes):
            with suppress(ProcessLookupError):
                os.kill(process, number)


def _how(code: int) -> str:
    """How a process ended, by its exit code as Python has it."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
