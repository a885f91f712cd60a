"""Starting the servers to measure, each a process of its own that prints its address first."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
HERE: Final = ROOT / "benchmarks"
PRODUCT: Final = (str(Path(sys.executable).with_name("aud")), "serve", "--port", "0")
_PATIENCE: Final = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs as a process of its own."""

    port: int
    process: int

    def memory(self) -> float:
        """How much memory it has taken, in kB (Linux)."""
        said = Path(f"/proc/{self.process}/status").read_text("ascii")
        return float(said.partition("VmRSS:")[2].split()[0])

    def worked(self) -> float:
        """How many milliseconds of a processor its main thread has taken (Linux)."""
        return int(Path(f"/proc/{self.process}/schedstat").read_text("ascii").split()[0]) / 1e6


@contextmanager
def started(*command: str, **environment: str) -> Iterator[int]:
    """Start a server that prints its address, give its port, and end it at once in the end."""
    with running(*command, **environment) as server:
        yield server.port


@contextmanager
def running(*command: str, **environment: str) -> Iterator[Server]:
    """The same, but give the server."""
    # Bytecode is kept, as pip keeps it at an installation, wherever this runs; and it is this checkout that is run.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    known = {**inherited, "PYTHONPATH": str(ROOT), **environment}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=known, cwd=ROOT) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            address = re.search(r"http://[\w.]+:(\d+)", line)
            if address is None:
                raise RuntimeError(f"{command[0]} printed no address, but {line!r}")
            yield Server(int(address[1]), process.pid)
        finally:
            process.kill()


def python(module: str) -> tuple[str, str]:
    """The command that runs one of the floors."""
    return sys.executable, str(HERE / "floors" / module)


def get(port: int, path: str, **headers: str) -> bytes:
    """Everything that comes over the wire in answer to one GET, head and body."""
    sent = {"Host": f"localhost:{port}", "Connection": "close", **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in sent.items())
    received = bytearray()
    with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode("ascii"))
        while chunk := connection.recv(65536):
            received += chunk
    return bytes(received)
