"""A server writes no file and needs no home: everything that Python itself is asked to write is told to us."""

import os
import subprocess
import sys
from pathlib import Path

import httpx2

from tests.commands.test_keys import free_port

ROOT = Path(__file__).parents[2]
WATCHED = """
import os, sys
from pathlib import Path

CHANGING = ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.link", "os.truncate", "shutil.")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

def heard(event, found):
    if event == "open":
        path, mode, flags = found
        if isinstance(path, int) or path in ("/dev/null", "/dev/tty"):
            return
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (flags or 0) & WRITES:
            print("WROTE", path, file=sys.stderr)
    elif event.startswith(CHANGING):
        print("WROTE", event, *found, file=sys.stderr)

sys.addaudithook(heard)
from sandbox.cli import main
main(sys.argv[1:])
"""
PAGES = (
    "/",
    "/scenarios/bar-token-to-baz/at-baz",
    "/workbench?world=foo&way=mint",
    "/worlds/foo/grid",
    "/docs/serving",
    "/search?q=aud",
    "/author",
    "/your-api",
    "/paths/hurried/handout",
    "/worlds/foo/issuer/.well-known/jwks.json",
    "/api/openapi.json",
)


def test_a_server_writes_nothing_whatever_it_is_asked(tmp_path: Path) -> None:
    """As it runs in a container or under systemd: no home, no place for what Python compiles."""
    port = free_port()
    command = [sys.executable, "-c", WATCHED, "serve", "--host", "127.0.0.1", "--port", str(port), "--metrics"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    environment["TMPDIR"] = str(tmp_path)
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "Audience Sandbox" in process.stdout.readline()
        with httpx2.Client(base_url=f"http://localhost:{port}", follow_redirects=True) as http:
            for page in PAGES:
                assert http.get(page).status_code == 200, page
            assert http.post("/api/scenarios/bar-token-to-baz/replay").status_code == 200
            assert http.post("/check", data={"token": "x"}).status_code == 200
            room = http.post("/workshop", data={"playlist": "hurried"})
            assert room.status_code == 200
            assert room.url.path.endswith("/present")
        process.terminate()
        said = process.communicate(timeout=30)[1]
    assert [line for line in said.splitlines() if line.startswith("WROTE")] == []
    assert list(tmp_path.iterdir()) == []


def test_what_watches_here_would_have_seen_a_file(tmp_path: Path) -> None:
    into = tmp_path / "keys.json"
    command = [sys.executable, "-c", WATCHED, "probe", "--write", str(into), "--audience", "https://bar.foo.com"]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, capture_output=True
    )
    assert b"WROTE" in done.stderr
