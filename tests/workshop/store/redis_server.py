"""A Redis of our own: Debian's program, started with nothing kept, reached by a socket in a directory of its own."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from redis import Redis

from sandbox.workshop.store.scripts import PREFIX

_LATER = """
for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
  local left = redis.call('PTTL', key)
  if left >= 0 then redis.call('PEXPIRE', key, left - ARGV[2]) end
end
"""


class RedisServer:
    """One that can be killed and started again at the same address.

    Args:
        directory: Where its socket is. Short: the path of a socket has no more than a hundred characters.
        options: More options of ``redis-server``.

    """

    def __init__(self, directory: Path, *options: str) -> None:
        self._socket = directory / "redis.sock"
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._socket}"
        self.start()

    def start(self) -> None:
        program = shutil.which("redis-server")
        assert program, "there is no redis-server: sh tools/install-redis.sh"
        where = ("--unixsocket", str(self._socket), "--dir", str(self._socket.parent))
        nothing_kept = ("--save", "", "--appendonly", "no", "--loglevel", "warning")
        options = () if "--port" in self._options else ("--port", "0")
        command = (program, *options, *where, *nothing_kept, *self._options)
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while not self._answers():
            assert self._process.poll() is None, "redis-server has ended"
            assert time.monotonic() < until, "redis-server does not answer"
            time.sleep(0.01)

    def ask(self, *command: str | int | bytes) -> Any:
        with Redis(unix_socket_path=str(self._socket), decode_responses=True) as client:
            return client.execute_command(*command)

    def later(self, seconds: float) -> None:
        """Let time pass for what expires: nothing is waited for."""
        self.ask("EVAL", _LATER, 0, PREFIX, round(seconds * 1000))

    def left(self) -> dict[str, int]:
        """How many milliseconds each key is still kept."""
        return {key: self.ask("PTTL", key) for key in self.ask("KEYS", "*")}

    def freeze(self) -> None:
        """Take what is sent, and answer nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        assert self._process
        self._process.wait()

    def _signal(self, number: int) -> None:
        assert self._process
        self._process.send_signal(number)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as asking:
            try:
                asking.connect(str(self._socket))
                asking.sendall(b"PING\r\n")
                return bool(asking.recv(1))
            except OSError:
                return False


@contextmanager
def redis_server(*options: str) -> Iterator[RedisServer]:
    """One of our own, as long as it is needed; options as for ``redis-server``, such as ``--port``."""
    with tempfile.TemporaryDirectory(prefix="redis-") as directory:
        server = RedisServer(Path(directory), *options)
        try:
            yield server
        finally:
            server.kill()
