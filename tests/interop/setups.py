"""Servers made of the lines of a setup, as somebody who copies them has them."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from sandbox.probe.setups import Setup
from tests.interop.conftest import NODE

GOPATH: Final = Path("/usr/share/gocode")
"""Where Debian has the source of packages of Go."""


def running(setup: Setup, folder: Path) -> AbstractContextManager[str]:
    """Run the lines of a setup; the address of its route.

    Args:
        setup: The setup, filled in.
        folder: Where its file is written.

    """
    return running_file(folder / setup.file, setup.lines, free_port())


@contextmanager
def running_file(file: Path, lines: str, port: int) -> Iterator[str]:
    """Run an API of FastAPI, of Node or, built with the packages of Debian, of Go; the address of its route.

    Args:
        file: Where its lines are written.
        lines: The lines.
        port: Where it listens.

    """
    file.write_text(lines, "utf-8")
    if file.suffix == ".go":
        file.write_text(lines.replace("localhost:9000", f"localhost:{port}"), "utf-8")
        environment = {**os.environ, "GO111MODULE": "off", "GOFLAGS": "", "GOPATH": str(GOPATH)}
        subprocess.run(["go", "build", "-o", "api", file.name], cwd=file.parent, env=environment, check=True)
        command = ["./api"]
    elif file.suffix == ".py":
        command = [sys.executable, "-m", "uvicorn", "--log-level", "critical", "--port", str(port), "api:app"]
    else:
        modules = file.parent / "node_modules"
        if not modules.exists():
            modules.symlink_to(NODE / "node_modules")
        command = [shutil.which("node") or "node", "--experimental-global-webcrypto", file.name]
    with subprocess.Popen(command, cwd=file.parent, env={**os.environ, "PORT": str(port)}) as process:
        try:
            _wait_for(port, process)
            yield f"http://localhost:{port}/orders"
        finally:
            process.terminate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"it ended with {process.returncode} before it listened")
