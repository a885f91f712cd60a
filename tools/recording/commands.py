"""What each command prints, writes and ends with."""

import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tools.recording.folder import Folder, hashed, spread
from tools.recording.server import AUD, ROOT

COMMANDS: Final = ("serve", "workshop", "list", "run", "check", "new", "pack", "export", "schema", "token", "keys")
KINDS: Final = ("scenario", "world", "chapter", "playlist", "pack")
FORMATS: Final = ("text", "json", "github", "sarif")
MISTAKES: Final = Path("tests") / "scenarios" / "lint" / "mistakes"
PLAIN: Final = (
    "", "--help", "-h", "--version", "pack check --help", "list", "list --format json", "run", "run --format json",
    "run --format junit", "run bar-token-to-baz", "run --step 2 bar-token-to-baz", "run --step 99 bar-token-to-baz",
    "run --format json bar-token-to-baz audience-not-checked", "pack check", "schema",
    *(f"schema {kind}" for kind in KINDS), *(f"check --format {kind}" for kind in FORMATS),
    *(f"{name} --help" for name in COMMANDS),
)  # fmt: skip
WRONG: Final = (
    "no-such", "--no-such", "run no-such", "run bar-token-to-bas", "run no-such.yaml", "run --format no-such",
    "run --step 0 bar-token-to-baz", "run --step x", "check no-such.yaml", "check no-such", "check --format x",
    "list --scenarios no-such", "list --format x", "schema no-such", "new", "new no-such x y", "new 'Bad Name'",
    "new scenario", "pack", "pack no-such", "pack check no-such", "export", "export --playlist no-such <scratch>/none",
    "export --format x <scratch>/none", "serve --port x", "serve --port 70000", "serve --keys no-such.json",
    "serve --store no-such", "serve --public-url no-such", "workshop no-such --port 0",
    "serve --edit", "workshop --store http://x --port 0", "token --world no-such", "token no-such",
    "token --client no-such", "token --user no-such", "token --url no-such", "token --url http://localhost:1", "token bar baz",
    "keys --scenarios no-such", f"list --scenarios {MISTAKES / 'pack-of-bad-playlists'}",
    f"run {MISTAKES / 'tab.yaml'}", f"run {MISTAKES / 'unknown-world.yaml'}",
    f"pack check {MISTAKES / 'pack-of-bad-playlists'}",
)  # fmt: skip
TOKENS: Final = (
    "", "bar", "baz", "https://bar.foo.com", "bar --id-token", "--id-token", "bar --scope read:orders",
    "bar --scope no-such", "bar --client nightly", "baz --client nightly", "bar --user bob", "--world login shop",
    "--world opaque", "--world partners", "--world mcp", "bar --client bar-backend",
)  # fmt: skip
NEW: Final = (
    "scenario wrong-door", "wrong-door-two", "world shop", "chapter 01-first-steps", "playlist friday", "pack acme",
    "scenario other --world mcp", "scenario placed --chapter 02-later",
)  # fmt: skip


STARTED: Final = (
    "serve", "serve --edit --scenarios <scratch>/new-5/acme", "workshop", "workshop hurried --names",
    "workshop --public-url https://workshop.example.org", "serve --scenarios no-such",
    "serve --watch --scenarios <scratch>/new-5/acme",
)  # fmt: skip
_QUIET: Final = 3.0  # seconds without another line after which a command has printed all it prints at its start
_PATIENCE: Final = 60.0


class Commands:
    """Runs commands and records them.

    Args:
        folder: Where answers are written.
        scratch: An empty folder for what commands write.

    """

    def __init__(self, folder: Folder, scratch: Path) -> None:
        self._folder = folder
        self._scratch = scratch

    def record(self, port: int, tokens: Path | None) -> None:
        """Record every command.

        Args:
            port: Where the server listens that issues tokens.
            tokens: A folder of tokens to begin scenarios with; none if absent.

        """
        for line in PLAIN:
            self._line("commands", line)
        for line in WRONG:
            self._line("usage", line)
        for line in TOKENS:
            self._line("token", f"token {line} --url http://localhost:{port}")
        self._mistakes()
        self._new(tokens)
        for line in STARTED:
            self._started(line)
        self._run("commands/keys", ["keys"])
        self._export("site", "--format", "site")
        self._export("trace", "--format", "trace")
        self._export("playlist", "--playlist", "hurried")

    def _line(self, where: str, line: str) -> None:
        words = shlex.split(line.replace("<scratch>", str(self._scratch)))
        self._run(f"{where}/{line.replace('/', '_') or 'nothing'}", words)

    def _run(self, name: str, words: Sequence[str], at: Path = ROOT) -> None:
        command, env = [AUD, *words], _environment()
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=at, env=env, timeout=300)
        self._folder.keep(name, _shown(words, done.returncode, done.stdout, done.stderr))

    def _started(self, line: str) -> None:
        """A command that serves: what it prints until it is stopped."""
        words = shlex.split(line.replace("<scratch>", str(self._scratch)))
        command, env = [AUD, *words, "--host", "127.0.0.1", "--port", "0"], _environment()
        files = [self._scratch / "stdout", self._scratch / "stderr"]
        with (
            files[0].open("w") as out,
            files[1].open("w") as err,
            subprocess.Popen(command, stdout=out, stderr=err, cwd=ROOT, env=env) as process,
        ):
            _wait_until_quiet(process, files)
            process.send_signal(signal.SIGINT)
            process.wait(30)
        text = _shown(words, process.returncode, files[0].read_text("utf-8"), files[1].read_text("utf-8"))
        for code in re.findall(r"/room/([A-Z]{5})\b", text):
            text = re.sub(rf"\b{code}\b", "<code>", text)
        text = re.sub(r"(?<=:)[1-9]\d{4}\b", "<port>", text)
        text = re.sub(
            r"^[ \u2580-\u259f\x1b\[;0-9m]*[\u2580-\u259f][ \u2580-\u259f\x1b\[;0-9m]*$",
            "<picture>",
            text,
            flags=re.MULTILINE,
        )
        self._folder.keep(f"started/{line.replace('/', '_')}", text)

    def _mistakes(self) -> None:
        files = sorted(path for path in (ROOT / MISTAKES).iterdir() if path.suffix != ".txt")
        for path in files:
            self._run(f"check/{path.name}", ["check", str(MISTAKES / path.name)])
        for form in FORMATS:
            self._run(f"check/all {form}", ["check", "--format", form, *(str(MISTAKES / path.name) for path in files)])

    def _new(self, tokens: Path | None) -> None:
        for number, line in enumerate(NEW):
            self._written(f"new/{line.replace('/', '_')}", ["new", *line.split()], f"new-{number}")
        for token in sorted(tokens.iterdir()) if tokens and tokens.is_dir() else ():
            words = ["new", f"my-{token.stem}", "--from-token", str(token)]
            self._written(f"new/from {token.name}", words, f"token-{token.stem}")

    def _written(self, name: str, words: Sequence[str], folder: str) -> None:
        at = self._scratch / folder
        at.mkdir()
        self._run(f"{name}/printed", words, at)
        self._run(f"{name}/printed again", words, at)
        for path in sorted(path for path in at.rglob("*") if path.is_file()):
            self._folder.keep(f"{name}/{path.relative_to(at)}", path.read_text("utf-8"))

    def _export(self, name: str, *options: str) -> None:
        into = self._scratch / f"export-{name}"
        self._run(f"export/{name}/printed", ["export", *options, str(into)])
        for path in sorted(path for path in into.rglob("*") if path.is_file()):
            file = f"export/{name}/{path.relative_to(into).as_posix()}"
            if path.suffix in (".html", ".json"):
                self._folder.keep(file, spread(path.read_text("utf-8")))
            else:
                self._folder.keep(file, hashed(path.read_bytes()))


def _wait_until_quiet(process: subprocess.Popen[bytes], files: Sequence[Path]) -> None:
    """Wait until a command has printed something and prints no more, or has ended."""
    begin = changed = time.monotonic()
    size = 0
    while process.poll() is None and time.monotonic() < begin + _PATIENCE:
        time.sleep(0.1)
        now = sum(path.stat().st_size for path in files)
        if now != size:
            size, changed = now, time.monotonic()
        if size and time.monotonic() > changed + _QUIET:
            return


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "COLUMNS": "100", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}


def _shown(words: Sequence[str], status: int, out: str, err: str) -> str:
    return f"aud {' '.join(words)}\nexit {status}\n--- stdout\n{spread(out)}--- stderr\n{err}"
