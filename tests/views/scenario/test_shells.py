"""What is copied means the same to every shell, pasted into it or in a file: no text of an author runs anything."""

import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from sandbox.views.parts.curl import assignment, curl, quoted, remark
from sandbox.views.scenario.curl_script import curl_script
from tests.replay.inline_steps import SIGN_IN, play, scenario

SHELLS = {
    "sh": ["sh"],
    "dash": ["dash"],
    "bash": ["bash", "--norc"],
    "zsh": ["zsh", "-f"],
    "fish": ["fish", "--no-config"],
}
CURL = """\
#!{python}
import json, os, sys
with open(os.environ["LOG"], "a") as log:
    log.write(json.dumps(sys.argv[1:]) + "\\n")
if "%{{redirect_url}}" in " ".join(sys.argv):
    print("http://localhost/callback?state=x&code=the-code", end="")
elif sys.argv[1:2] == ["--say"]:
    print(sys.argv[2], end="")
else:
    print('{{"access_token": "a-token", "id_token":"another", "x": "it\\'s \\\\\\\\ $(touch owned)"}}')
"""
HOSTILE = ["$(touch owned)", "`touch owned`", "'; touch owned; '", "it's $(touch owned)", '"$(touch owned)"']
HOSTILE += ["x\ntouch owned", "x\r\ntouch owned\n", "\\'; touch owned; \\'", "\\", "\\\\", "a\\", "ends in '"]
HOSTILE += ["!touch", "!!", "it's !!", "x!y'z!w", "^a^b", "# x", "x # y", "; touch owned", "&& touch owned", "> owned"]
HOSTILE += [
    "| touch owned",
    "<(touch owned)",
    "(touch owned)",
    "*",
    "?",
    "[a]",
    "{a,b}",
    "~",
    "=ls",
    "%1",
    "-x",
    "--",
    "",
]
HOSTILE += [" ", "$HOME", "${HOME}", "$'\\x41'", "\x1b[A", "\x03", "\x04", "\t\t", "\u2028touch owned", "\u202eowned"]
HOSTILE += ["ünïcode \u2019 王 🦊", "\x00"]
WORDS = [word for word in HOSTILE if word.isprintable() or word == "x\ntouch owned"]


@pytest.fixture(params=[f"{shell}, {way}" for shell in SHELLS for way in ("pasted", "in a file")])
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> "Shell":
    name, _, way = request.param.partition(", ")
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    return Shell(SHELLS[name], tmp_path, pasted=way == "pasted")


class Shell:
    """A shell in a directory of its own, whose curl says what it was given and sends nothing."""

    def __init__(self, command: Sequence[str], folder: Path, *, pasted: bool) -> None:
        self.command, self.folder, self.pasted = command, folder, pasted
        self.log = folder / "log"
        (folder / "bin").mkdir()
        (folder / "bin" / "curl").write_text(CURL.format(python=sys.executable))
        (folder / "bin" / "curl").chmod(0o755)
        path = f"{folder / 'bin'}:{os.environ['PATH']}"
        self.env = {"PATH": path, "HOME": str(folder), "LOG": str(self.log), "TERM": "xterm", "LANG": "C.UTF-8"}

    def run(self, text: str) -> list[list[str]]:
        """What curl was given, call by call."""
        if self.pasted:
            self._paste(f"{text}curl --end\n")
        else:
            (self.folder / "script").write_text(f"{text}curl --end\n", "utf-8")
            done = subprocess.run(
                [*self.command, "script"], cwd=self.folder, env=self.env, capture_output=True, timeout=60, check=False
            )
            assert done.stderr == b"", done.stderr
        calls = [json.loads(line) for line in self.log.read_text().splitlines()]
        made = {path.name for path in self.folder.iterdir() if not path.name.startswith(".")}
        assert made <= {"bin", "log", "script"}, made
        assert calls.pop() == ["--end"]
        self.log.unlink()
        return calls

    def _paste(self, text: str) -> None:
        """Paste into the interactive shell, as a terminal without bracketed paste does."""
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(self.folder)
            os.execvpe(self.command[0], [*self.command, "-i"], self.env)
        rest, patience = text.encode(), time.monotonic() + 60
        while time.monotonic() < patience and not (self.log.exists() and "--end" in self.log.read_text()):
            readable, writable, _ = select.select([terminal], [terminal] if rest else [], [], 0.2)
            if readable:
                os.read(terminal, 65536)
            if writable:
                rest = rest[os.write(terminal, rest[:512]) :]
        os.write(terminal, b"\x03\x04exit\n")
        os.close(terminal)
        os.kill(process, 9)
        os.waitpid(process, 0)


def test_a_word_is_the_same_word_to_every_shell(shell: Shell) -> None:
    at_top = "".join(f"curl {quoted(word)}\n" for word in WORDS)
    assert shell.run(at_top) == [[word] for word in WORDS]


def test_a_word_within_a_command_within_quotes_is_the_same(shell: Shell) -> None:
    kept = [word for word in WORDS if not word.endswith("\n") and word]
    lines = (f'{assignment("kept", f"curl --say {quoted(word)}")}\ncurl "$kept" "again=$kept"\n' for word in kept)
    calls = shell.run("".join(lines))
    assert calls == [call for word in kept for call in (["--say", word], [word, f"again={word}"])]


def test_a_remark_does_nothing(shell: Shell) -> None:
    assert shell.run("".join(f"{remark(text)}\n" for text in HOSTILE)) == []


async def test_a_script_does_the_same_whatever_its_titles_are(shell: Shell) -> None:
    steps = [
        SIGN_IN,
        "- {id: t, title: Rewritten, tamper: {token: bar_token, claims: {aud: x}, save: path}}",
        "- {id: c, title: Sent, call: {api: bar, request: GET /orders, token: bar_token}}",
        "- {id: d, title: Sent, call: {api: bar, request: GET /orders, token: path, verify: {audience: 'off'}}}",
    ]
    found, trace = scenario(*steps), await play(*steps)
    plain = shell.run(curl_script(found, trace))
    path_token = trace.steps[1].tokens[0].raw
    assert [call[-1].partition("?")[0].rpartition("/worlds/foo/")[2] for call in plain] == [
        "issuer/authorize", "issuer/oauth/token", "apis/bar/orders", "apis/bar;audience=off/orders",
    ]  # fmt: skip
    assert "code=the-code" in plain[1]
    assert "Authorization: Bearer a-token" in plain[2]
    assert f"Authorization: Bearer {path_token}" in plain[3]
    for texts in (HOSTILE[:8], HOSTILE[8:20], HOSTILE[20:]):
        named = [step.model_copy(update={"title": " ".join(texts)}) for step in found.steps]
        titled = found.model_copy(update={"steps": named})
        assert without_jar(shell.run(curl_script(titled, trace))) == without_jar(plain), texts


def without_jar(calls: list[list[str]]) -> list[list[str]]:
    return [[word for word in call if not re.fullmatch(r"\S*/tmp\.\w+", word)] for call in calls]


async def test_a_copied_request_is_sent_as_it_was(shell: Shell) -> None:
    trace = await play(SIGN_IN)
    exchanges = trace.steps[0].exchanges
    for number, exchange in enumerate(exchanges):
        calls = shell.run(curl(exchange, exchanges[:number]) + "\n")
        assert calls[-1][-1] == exchange.request.url
        if "code=" in exchange.request.body:
            assert "code=the-code" in calls[-1]
