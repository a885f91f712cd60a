"""`aud workshop`: what it draws into a terminal."""

import sys
from io import BytesIO, TextIOWrapper

import pytest

from sandbox.commands.workshop import draw


@pytest.mark.parametrize(("encoding", "drawn"), [("utf-8", True), ("ascii", False)])
def test_a_terminal_that_cannot_show_blocks_is_not_filled_with_escapes(
    encoding: str, drawn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(shown, encoding, "backslashreplace"))
    draw("http://192.0.2.2:8000/room/ABCDE")
    assert (shown.getvalue() != b"") == drawn
