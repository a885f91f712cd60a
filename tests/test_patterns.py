"""No pattern takes more than twice as long for a text of double the length: in an editor, a check or a request."""

import ast
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.backtracking import LINEAR, slowest

ROOT = Path(__file__).parent.parent
SEARCHES = ("search", "sub", "subn", "findall", "finditer", "split")
MATCHES = ("match", "fullmatch")
SOURCES = {path: path.read_text("utf-8") for path in sorted((ROOT / "sandbox").rglob("*.py")) if path.stem[0] != "_"}
EVERYTHING = "\n".join(SOURCES.values())
Use = tuple[str, int, bool]
"""A pattern, its flags, and whether it is searched for."""


def of_schemas() -> Iterator[tuple[str, Use]]:
    """The patterns by which editors check a file as one types."""
    for path in sorted((ROOT / "static" / "schema").glob("*.json")):
        for pattern in _patterns(json.loads(path.read_text("utf-8"))):
            yield f"{path.name}: {pattern}", (pattern, 0, True)


def _patterns(schema: Any) -> Iterator[str]:
    for key, value in schema.items() if isinstance(schema, dict) else enumerate(schema):
        if key == "pattern" and isinstance(value, str):
            yield value
        elif key == "patternProperties":
            yield from value
        if isinstance(value, dict | list):
            yield from _patterns(value)


def of_modules() -> Iterator[tuple[str, Use]]:
    """The patterns that modules have compiled, and those that stand where they are used."""
    for path, source in SOURCES.items():
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                text = value.pattern if isinstance(value.pattern, str) else value.pattern.decode("latin-1")
                users = source if name.startswith("_") else EVERYTHING
                searched = re.search(rf"\b{name}\.({'|'.join(SEARCHES)})\b", users) is not None
                yield f"{path.relative_to(ROOT)}: {name}", (text, value.flags & ~re.UNICODE, searched)
        for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
            function = ast.unparse(call.func).removeprefix("re.")
            if function in (*SEARCHES, *MATCHES) and isinstance(call.args[0], ast.Constant):
                pattern = str(call.args[0].value)
                flags = re.IGNORECASE if "IGNORECASE" in ast.unparse(call) else 0
                yield f"{path.relative_to(ROOT)}: {pattern}", (pattern, flags, function in SEARCHES)


FOUND = dict([*of_schemas(), *of_modules()])


def test_these_are_many() -> None:
    assert len(FOUND) > 80


@pytest.mark.parametrize("use", FOUND.values(), ids=FOUND)
def test_a_pattern_is_linear(use: Use) -> None:
    pattern, flags, anywhere = use
    growth, repeated = slowest(pattern, flags, anywhere=anywhere)
    assert growth < LINEAR, f"{growth:.1f} times the steps for twice as many of {repeated!r}"


@pytest.mark.parametrize(
    ("pattern", "anywhere"),
    [
        (r"(a+)+b", False),
        (r"^(GET|PUT) /([a-z.-]+|\{[a-z]+\}|/)*$", False),
        (r"(a|a)*b", False),
        (r"a*a*b", False),
        (r"\s+$", True),
        (r"\w+=", True),
        (r"ey[a-z]{20,}\.", True),
        (r"(.*),(.*),(.*),x", False),
    ],
)
def test_a_pattern_that_is_not_is_noticed(pattern: str, anywhere: bool) -> None:
    assert slowest(pattern, anywhere=anywhere)[0] >= LINEAR
