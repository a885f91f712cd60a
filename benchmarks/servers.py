"""Starting the servers to measure, each a process of its own that prints its address first."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
HERE: Final = ROOT / "benchmarks"
PRODUCT: Final = (str(Path(sys.executable).with_name("aud")), "serve", "--port", "0")
_PATIENCE: Final = 60


@contextmanager
def started(*command: str, **environment: str) -> Iterator[int]:
    """Start a server that prints its address, give its port, and end it at once in the end."""
    # Bytecode is kept, as pip keeps it at an installation, wherever this runs; and it is this checkout that is run.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    known = {**inherited, "PYTHONPATH": str(ROOT), **environment}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=known, cwd=ROOT) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            address = re.search(r"http://[\w.]+:(\d+)", line)
            if address is None:
                raise RuntimeError(f"{command[0]} printed no address, but {line!r}")
            yield int(address[1])
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
