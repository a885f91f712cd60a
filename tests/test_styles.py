"""The style sheets: nothing in them is left over, and every page links them in one order."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHEETS = sorted(ROOT.glob("static/css/*.css"))
SCRIPTS = sorted(ROOT.glob("static/js/**/*.js"))
TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
MODULES = sorted(ROOT.glob("sandbox/**/*.py"))
VIEWS = ROOT / "sandbox" / "views"
FIRST, LAST = ("tokens", "base", "parts", "stop", "workbench"), ("print",)

SELECTORS = re.compile(r"(?:^|[{};])([^{};@]+)(?=\{)")
CLASS_IN_SELECTOR = re.compile(r"\.([A-Za-z][\w-]*)")
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
CLASS_ATTRIBUTE = re.compile(rf'\bclass="((?:{JINJA.pattern}|[^"])*)"', re.DOTALL)
QUOTED = re.compile(r""""([^"]*)"|'([^']*)'""")
CLASS_IN_SCRIPT = re.compile(r"""classList\.\w+\(([^)]*)\)|\bclassName\s*[:=]\s*("[^"]*")""")
NAMES = re.compile(r"[a-z][\w-]*(?: [a-z][\w-]*)*")
LINKED = re.compile(r"static_url\('css/([\w-]+)\.css'\)")


def without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)


def quoted(text: str) -> Iterator[str]:
    for one, other in QUOTED.findall(text):
        yield from (one or other).split()


def named(values: Iterator[str]) -> Iterator[str]:
    """The classes in the values of ``class`` attributes; one that goes on with a value ends with ``*``."""
    for value in values:
        for expression in JINJA.findall(value):
            yield from quoted(expression)
        yield from JINJA.sub(lambda found: "*" if found[0].startswith("{{") else " ", value).split()


def in_templates() -> Iterator[str]:
    yield from named(found for path in TEMPLATES for found in CLASS_ATTRIBUTE.findall(path.read_text("utf-8")))


def in_scripts() -> Iterator[str]:
    for path in SCRIPTS:
        for toggled, assigned in CLASS_IN_SCRIPT.findall(path.read_text("utf-8")):
            yield from quoted(toggled or assigned)


def in_modules() -> Iterator[str]:
    """What a view may hand to a template as a class: a text of names alone. Elsewhere, too, the beginning of one."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(begin := node.values[0], ast.Constant):
                yield f"{begin.value!s}*"
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and path.is_relative_to(VIEWS):
                yield from named(iter(CLASS_ATTRIBUTE.findall(node.value)))
                yield from node.value.split() if NAMES.fullmatch(node.value) else ()


def test_every_class_that_a_sheet_styles_is_used_by_a_template_a_view_or_a_script() -> None:
    found = {*in_templates(), *in_modules(), *in_scripts()}
    begun = tuple(name[:-1] for name in found if re.fullmatch(r"[a-z][a-z-]*-\*", name))
    left_over = {
        (path.name, name)
        for path in SHEETS
        for selector in SELECTORS.findall(without_comments(path))
        for name in CLASS_IN_SELECTOR.findall(selector)
        if name not in found and not name.startswith(begun)
    }
    assert left_over == set()


def test_every_custom_property_is_defined_and_used() -> None:
    styles = "".join(map(without_comments, SHEETS))
    defined = set(re.findall(r"[{;]\s*(--[\w-]+)\s*:", styles))
    used = set(re.findall(r"var\(\s*(--[\w-]+)", styles + "".join(path.read_text("utf-8") for path in SCRIPTS)))
    assert defined == used


def test_every_sheet_is_linked_and_none_waits_for_another() -> None:
    linked = {name for path in TEMPLATES for name in LINKED.findall(path.read_text("utf-8"))}
    assert linked == {path.stem for path in SHEETS}
    assert [path.name for path in SHEETS if "@import" in path.read_text("utf-8")] == []


@pytest.mark.parametrize("template", [path.name for path in TEMPLATES if "<head>" in path.read_text("utf-8")] + ["*"])
def test_sheets_come_in_one_order(template: str) -> None:
    """What is common comes first, what belongs to one page after it, and paper last."""
    for path in TEMPLATES:
        if template in (path.name, "*"):
            linked = LINKED.findall(path.read_text("utf-8"))
            places = [FIRST.index(name) if name in FIRST else 9 if name in LAST else 8 for name in linked]
            assert places == sorted(places), path.name
