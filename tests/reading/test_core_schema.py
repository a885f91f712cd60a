"""Plain values are read by the core schema of YAML 1.2 (§10.3.2), and by nothing older."""

from typing import Any

import pytest

from sandbox.reading.source import read_text

VALUES: dict[str, Any] = {
    "off": "off",
    "on": "on",
    "no": "no",
    "yes": "yes",
    "y": "y",
    "NO": "NO",
    "true": True,
    "True": True,
    "TRUE": True,
    "tRUE": "tRUE",
    "false": False,
    "null": None,
    "Null": None,
    "NULL": None,
    "~": None,
    "": None,
    "nULL": "nULL",
    "0": 0,
    "-7": -7,
    "+7": 7,
    "007": 7,
    "0o17": 15,
    "0x1f": 31,
    "0x1F": 31,
    "-0x1f": "-0x1f",
    "0b11": "0b11",
    "1_000": "1_000",
    "12:30": "12:30",
    "190:20:30": "190:20:30",
    "2026-11-24": "2026-11-24",
    "1e3": 1000.0,
    "1E-3": 0.001,
    ".5": 0.5,
    "-.5": -0.5,
    "1.": 1.0,
    "12.5e+2": 1250.0,
    ".": ".",
    "1e": "1e",
    "e3": "e3",
    "=": "=",
    "<": "<",
    "'off'": "off",
    "'1'": "1",
    '"null"': "null",
    '"~"': "~",
    "''": "",
    '"\\u0000"': "\0",
}


@pytest.mark.parametrize("written", VALUES)
def test_a_value(written: str) -> None:
    value = read_text(f"a: {written}\n", "a.yaml").data["a"]
    assert (value, type(value)) == (VALUES[written], type(VALUES[written]))


def test_a_block_of_text_is_text_whatever_it_says() -> None:
    assert read_text("a: |\n  off\nb: >-\n  1\n  2\n", "a.yaml").data == {"a": "off\n", "b": "1 2"}


def test_a_key_is_text_whatever_it_says() -> None:
    assert read_text("off: 1\n1: 2\nnull: 3\n", "a.yaml").data == {"off": 1, "1": 2, "null": 3}


def test_an_alias_stands_for_what_was_anchored_last() -> None:
    assert read_text("a: &x [1]\nb: *x\nc: &x 2\nd: *x\n", "a.yaml").data == {"a": [1], "b": [1], "c": 2, "d": 2}


def test_a_byte_order_mark_at_the_beginning_is_no_part_of_the_text() -> None:
    document = read_text("\ufeffa: 1\n", "a.yaml")
    assert document.data == {"a": 1}
