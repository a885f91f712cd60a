"""docs/yourapi.md, tried: the API that it shows, and one that does not look, asked by the commands that it shows."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser.windows import serving

TEXT = (Path(__file__).parent.parent / "docs" / "yourapi.md").read_text("utf-8")
SERVE = """
import socket, uvicorn
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listener])
"""
LOOKS = 'issuer=ISSUER, audience="https://bar.foo.com")'
DOES_NOT_LOOK = 'issuer=ISSUER, options={"verify_aud": False})'
SEES_NO_SEAL = 'issuer=ISSUER, audience="https://bar.foo.com", options={"verify_signature": False, "verify_aud": True})'
ANSWERS = {
    LOOKS: "200 401 401",
    DOES_NOT_LOOK: "200 200 401",
    SEES_NO_SEAL: "200 401 200",
    'options={"verify_signature": False})': "200 200 200",
    'issuer=ISSUER, audience="https://orders.example.com")': "401 401 401",
}
pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


def fenced(language: str) -> str:
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    yield from serving()


@contextmanager
def api(server: str, how: str) -> Iterator[str]:
    """The API of the page, where it reads tokens in one way or another."""
    code = fenced("python").replace("http://localhost:8000", server).replace(LOOKS, how) + SERVE
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}/orders"
        finally:
            process.terminate()


@pytest.mark.parametrize("how", ANSWERS)
def test_three_tokens_tell_whether_an_api_looks(server: str, how: str) -> None:
    assert LOOKS in TEXT
    with api(server, how) as address:
        script = fenced("sh").replace("http://localhost:8000", server).replace("http://localhost:9000/orders", address)
        done = subprocess.run(["sh", "-eu"], input=script, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert " ".join(re.findall(r": (\d+)$", done.stdout, re.MULTILINE)) == ANSWERS[how]
    assert f"| {ANSWERS[how].replace(' ', ' | ')} |" in TEXT
    if how == LOOKS:
        assert done.stdout.splitlines() == re.findall(r"^# → (.*)$", TEXT, re.MULTILINE)
