"""`aud workshop`: what it prints leads where it says, and suits the terminal."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper

import httpx2
import pytest

from sandbox.commands.workshop import print_qr_code
from tests.commands.calling import ROOT, aud


@contextmanager
def workshop(*arguments: str) -> Iterator[dict[str, str]]:
    """A room that is open, and what was said of it: ``code`` and ``link``."""
    command = [sys.executable, "-m", "sandbox", "workshop", "--port", "0", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = "".join(process.stdout.readline() for _ in range(7))
            found = re.search(r"and type +(?P<code>\w+).*You open +(?P<link>\S+)", said, re.DOTALL)
            assert found, said
            yield found.groupdict()
        finally:
            process.terminate()


@pytest.mark.parametrize(
    ("arguments", "here"),
    [
        (["--host", "127.0.0.1"], "http://localhost"),
        (["--host", "127.0.0.2"], "http://127.0.0.2"),
        (["--public-url", "https://sandbox.example.org"], "http://localhost"),
    ],
)
def test_the_presenters_link_opens_the_panel_on_this_machine_whatever_it_listens_on(
    arguments: list[str], here: str
) -> None:
    with workshop(*arguments) as told, httpx2.Client(follow_redirects=True, trust_env=False) as browser:
        assert told["link"].startswith(f"{here}:")
        panel = browser.get(told["link"])
        assert (panel.status_code, panel.url.path) == (200, f"/room/{told['code']}/present")


def test_with_a_public_url_everything_that_is_printed_for_others_names_it() -> None:
    public = "https://workshop.example.org"
    command = [sys.executable, "-m", "sandbox", "workshop", "--port", "0", "--public-url", public]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = "".join(process.stdout.readline() for _ in range(11))
        process.terminate()
    code = re.search(r"and type +(\w+)", printed)
    assert code
    assert f"People open  {public}/workshop\n" in printed
    assert re.search(rf"From another device you open\n +{public}/room/{code[1]}/present\?secret=\S+\n", printed), (
        printed
    )


def test_a_playlist_that_there_is_not() -> None:
    said = aud("workshop", "workshop45", "--port", "0")
    assert (said.exit, said.out) == (2, "")
    assert said.err == "Error: there is no playlist `workshop45`; did you mean `workshop-45`?\n"


@pytest.mark.parametrize(("encoding", "drawn"), [("utf-8", True), ("ascii", False)])
def test_a_terminal_that_cannot_show_blocks_is_not_filled_with_escapes(
    encoding: str, drawn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(shown, encoding, "backslashreplace"))
    print_qr_code("http://192.0.2.2:8000/room/ABCDE")
    assert (shown.getvalue() != b"") == drawn
