"""Bytes for the server itself: HTTP that is malformed, cut off or slow, over sockets of loopback."""

import re
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from random import Random
from tempfile import TemporaryFile
from typing import ClassVar, Final

from fuzz.mutators import MARKER, change_bytes, odd_text

_SERVE: Final = 'from sandbox.cli import main; main(["serve", "--port", "0"])'
_SAID: Final = re.compile(rb"http://localhost:(\d+)")
_CALM: Final = "Invalid HTTP request received."
_TARGETS: Final = (
    *(
        "/",
        "/workshop",
        "/workbench",
        "/author",
        "/check",
        "/your-api",
        "/room/BCDFG/events",
        "/static/css/base.css",
        "*",
    ),
    *(
        "/worlds/foo/issuer/oauth/token",
        "/worlds/foo/apis/bar/orders",
        "/worlds/foo/issuer/authorize",
        "http://x/",
        "//x",
    ),
)
_BODIES: Final[tuple[bytes, ...]] = (
    *(
        b"Transfer-Encoding: chunked\r\n\r\n",
        b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        b"Content-Length: 3\r\n\r\nabc",
    ),
    *(
        b"Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n",
        b"Content-Length: 99\r\n\r\nabc",
        b"Content-Length: -1\r\n\r\n",
    ),
    *(
        b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Expect: 100-continue\r\n\r\n",
        b"\r\n",
        b"\n",
        b"",
    ),
    *(
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"Upgrade: h2c\r\n\r\n",
    ),
)


class Sockets:
    """The target: a server in a process of its own, which may say nothing but that a request was invalid."""

    count: ClassVar = 5_000
    share: ClassVar = 2_500
    slow: ClassVar = 2.0
    megabytes: ClassVar = 400

    def __init__(self) -> None:
        self._said = TemporaryFile()  # noqa: SIM115 - closed when the server has ended
        self._server = subprocess.Popen([sys.executable, "-c", _SERVE], stdout=subprocess.PIPE, stderr=self._said)
        first = self._server.stdout.readline() if self._server.stdout else b""
        found = _SAID.search(first)
        if not found:
            raise RuntimeError(f"the server does not start: {first!r}")
        self._port = int(found[1])

    def invent(self, random: Random) -> bytes:
        """What is sent."""
        method = random.choice(("GET", "POST", "HEAD", "OPTIONS", "CONNECT", "PRI", MARKER))
        target = random.choice(_TARGETS) if random.random() < 0.8 else odd_text(random)
        head = f"{method} {target} HTTP/{random.choice(('1.1', '1.1', '1.1', '1.0', '2.0', ''))}\r\n"
        for name in random.sample(
            ("Host", "Connection", "Accept", "Origin", "Range", "Cookie: a=b; ;=", "X"), random.randrange(4)
        ):
            head += f"{name}{random.choice((': ', '', ':'))}{odd_text(random) if random.random() < 0.4 else ''}\r\n"
        sent = (
            head.encode("utf-8", "surrogatepass") + b"Host: localhost\r\nConnection: close\r\n" + random.choice(_BODIES)
        )
        return change_bytes(sent, random) if random.random() < 0.5 else sent

    def problem(self, given: bytes, counts: Counter[str]) -> str | None:
        """Send it, end, and read what comes."""
        with socket.create_connection(("127.0.0.1", self._port), timeout=10) as connection:
            received = self._exchange(connection, given)
        status = received[9:12].decode("latin-1") if received.startswith(b"HTTP/1.1 ") else "nothing"
        counts[status] += 1
        if received and status == "nothing":
            return f"no HTTP: {received[:80]!r}"
        if status.startswith("5") and b"retry-after" not in received.lower():
            return f"{received[:200]!r}"
        if received and b"x-content-type-options: nosniff" not in received.lower():
            return f"without nosniff: {received[:300]!r}"
        return "the server has ended" if self._server.poll() is not None else self._logged()

    def _exchange(self, connection: socket.socket, given: bytes) -> bytes:
        received = b""
        try:
            connection.sendall(given)
            connection.shutdown(socket.SHUT_WR)
            read: Callable[[], bytes] = lambda: connection.recv(65_536)  # noqa: E731 - as iter wants it
            received = b"".join(iter(read, b""))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has said what it thinks of it, and closed
        return received

    def _logged(self) -> str | None:
        self._said.seek(0)
        lines = {line for line in self._said.read().decode("utf-8", "replace").splitlines() if line.strip()}
        return next((f"logged: {line}" for line in lines if _CALM not in line), None)

    def close(self) -> None:
        """Stop the server."""
        self._server.terminate()
        self._server.communicate(timeout=30)
        self._said.close()


TARGET = Sockets
