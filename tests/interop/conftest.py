"""A server as users start it, with a pack, and a way to run the programs of Node."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.browser.windows import serving
from tests.interop.worlds import write_pack
from tests.running import App

NODE = Path(__file__).parent / "node"
Strict = Callable[..., App]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serving("--scenarios", str(write_pack(tmp_path_factory.mktemp("pack"))))


@pytest.fixture
def strict(server: str) -> str:
    """The issuer of the world ``strict``, by its path."""
    return f"{server}/worlds/strict/issuer/"


@pytest.fixture
def foo(server: str) -> str:
    """The issuer of the world ``foo``, by its path."""
    return f"{server}/worlds/foo/issuer/"


def node(program: str, *arguments: Any) -> dict[str, Any]:
    """Run a program of Node; what it measured. A failure inside it is told by it, never hidden."""
    found = shutil.which("node")
    assert found, "the interop tests need Node; `make test` installs it"
    words = [argument if isinstance(argument, str) else json.dumps(argument) for argument in arguments]
    command = [found, "--experimental-global-webcrypto", str(NODE / program), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture
async def http(server: str) -> Any:
    async with httpx2.AsyncClient(base_url=server) as client:
        yield client
