"""Whatever is wrong with a YAML text is told once, at the place that has to be mended, in words for authors."""

from pathlib import Path

import pytest
import yaml

from sandbox.reading import reader
from sandbox.reading.diagnostics import Diagnostic, InvalidDocument
from sandbox.reading.source import read_file, read_text
from sandbox.settings import LIMITS

LOADERS = [yaml.CLoader, yaml.Loader]


def mistake(text: str) -> Diagnostic:
    with pytest.raises(InvalidDocument) as caught:
        read_text(text, "a.yaml")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.path == "a.yaml"
    return diagnostic


BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{to}: &{to} [{','.join([f'*{of}'] * 10)}]\n" for of, to in zip("abcdef", "bcdefg", strict=True)
)
LADDER = "a0: &a0 x\n" + "".join(f"a{n}: &a{n} {'[' * 9}*a{n - 1}{']' * 9}\n" for n in range(1, 9))

MISTAKES = {
    "a tab that indents": ("a:\n\tb: 1\n", "AS001", 2, 1, "a tab stands where YAML wants spaces"),
    "a tab after spaces": ("a:\n  \tb: 1\n", "AS001", 2, 3, "a tab stands where YAML wants spaces"),
    "an open double quote": ('a: 1\nb: "c\nd: e\n', "AS001", 2, 4, "this quote is never closed"),
    "an open single quote": ("a: 1\nb: 'c\nd: e\n", "AS001", 2, 4, "this quote is never closed"),
    "an open list": ("a: [1, 2\nb: 3\n", "AS001", 1, 4, "this `[` is never closed"),
    "an open list at the end": ("a: [1,\n", "AS001", 1, 4, "this `[` is never closed"),
    "a mistake after a list": ("a: [1]\nb: c: d\n", "AS001", 2, 5, "a value without quotes cannot have a `:` in it"),
    "an open mapping": ("a: {b: 1\nc: 3\n", "AS001", 1, 4, "this `{` is never closed"),
    "an open mapping in a list": ("a: [{b: 1, c\n", "AS001", 1, 5, "this `{` is never closed"),
    "a list with two values side by side": ('a: ["b" c]\n', "AS001", 1, 9, "a `,` or `]` is missing before this"),
    "a mapping with two side by side": ('a: {b: "c" d}\n', "AS001", 1, 12, "a `,` or `}` is missing before this"),
    "a colon in a value": ("a: b: c\n", "AS001", 1, 5, "a value without quotes cannot have a `:` in it"),
    "a key too far in": ("a: 1\n  b: 2\n", "AS001", 2, 4, "a key cannot stand here"),
    "a key too far out": ("a:\n    b: 1\n  c: 2\n", "AS001", 3, 3, "this does not continue what stands above it"),
    "a list item too far out": ("a:\n    - b\n  - c\n", "AS001", 3, 3, "this does not continue what stands above it"),
    "a key in a list": ("- a\nb: c\n", "AS001", 2, 1, "this does not continue what stands above it"),
    "no colon": ("a: 1\nb\nc: 2\n", "AS001", 2, 1, "a `:` is missing in this line"),
    "text after quotes": ('a: "b" c\n', "AS001", 1, 8, "nothing can follow a value in quotes"),
    "a quote in quotes": ("a: 'it's'\n", "AS001", 1, 8, "nothing can follow a value in quotes"),
    "a question mark": ("a: ? b\n", "AS001", 1, 4, "a value without quotes cannot begin with `?`"),
    "an at sign": ("a: @b\n", "AS001", 1, 4, "a value without quotes cannot begin with `@`"),
    "a backtick": ("a: `b`\n", "AS001", 1, 4, "a value without quotes cannot begin with a backtick"),
    "a percent sign": ("a: %b\n", "AS001", 1, 4, "a value without quotes cannot begin with `%`"),
    "a list behind a key": ("a: - b\n", "AS001", 1, 4, "a list cannot begin here"),
    "an ampersand alone": ("a: & b\n", "AS001", 1, 4, "a value without quotes cannot begin with `&`"),
    "a star for emphasis": ("a: ** b\n", "AS001", 1, 4, "a value without quotes cannot begin with `*`"),
    "a line after a block's bar": ("a: |x\n  b\n", "AS001", 1, 5, "nothing but a comment can follow `|` or `>`"),
    "a comma in a list too many": ("a: [1,,2]\n", "AS001", 1, 7, "a value is expected here"),
    "a directive of another version": ("%YAML 3.0\n---\na: 1\n", "AS001", 1, 1, "a line that begins with `%`"),
    "more after the end": ("{a: 1} b\n", "AS001", 1, 8, "the document ended before this"),
    "more after the dots": ("a: 1\n...\nb: 2\n", "AS001", 3, 1, "the document ended before this"),
    "a key twice": ("a: 1\nb: 2\na: 3\n", "AS003", 3, 1, "the key `a` stands here twice; first in line 1"),
    "a key twice in braces": ("a: {b: 1, b: 2}\n", "AS003", 1, 11, "the key `b` stands here twice; first in line 1"),
    "a key twice, quoted once": ("a: 1\n'a': 3\n", "AS003", 2, 1, "the key `a` stands here twice"),
    "two documents": ("a: 1\n---\nb: 2\n", "AS002", 2, 1, "a second document starts here"),
    "a Python tag": ("a: !!python/object:os.system x\n", "AS002", 1, 4, "tags such as `!!python/object:os.system` are"),
    "a tag": ("a: !foo x\n", "AS002", 1, 4, "tags such as `!foo` are not allowed"),
    "a tag of text": ("a: !!str 1\n", "AS002", 1, 4, "tags such as"),
    "a tag of a list": ("a: !x [1]\n", "AS002", 1, 4, "tags such as `!x` are not allowed"),
    "a tag of a key": ("!x a: 1\n", "AS002", 1, 1, "a key must be a plain word"),
    "a bare exclamation mark": ("a: !\n", "AS002", 1, 4, "tags such as `!` are not allowed"),
    "an anchor within itself": ("a: &x [*x]\n", "AS002", 1, 8, "no value before this one is marked `&x`"),
    "an alias of nothing": ("a: *b\n", "AS002", 1, 4, "no value before this one is marked `&b`"),
    "a merge": ("a: &x {b: 1}\nc:\n  <<: *x\n", "AS002", 3, 3, "`<<` is not part of YAML 1.2"),
    "an alias as key": ("a: &x b\n*x : c\n", "AS002", 2, 1, "a key must be a plain word"),
    "a list as key": ("? [a, b]\n: c\n", "AS002", 1, 3, "a key must be a plain word"),
    "a mapping as key": ("{a: 1}: c\n", "AS002", 1, 1, "a key must be a plain word"),
    "no key": ("? \n: a\n", "AS002", 1, 2, "a key is missing before this `:`"),
    "a text that aliases repeat": (
        f"a: &a '{'x' * 60_000}'\nb: [{'*a, ' * 9}]\n",
        "AS002",
        2,
        33,
        "the texts are longer than 512 KiB, aliases counted as written out",
    ),
    "aliases that explode": (BOMB, "AS002", 5, 8, "more than 20000 values, aliases counted as written out"),
    "aliases that go deep": (LADDER, "AS002", 4, 18, "nested deeper than 24"),
    "brackets that go deep": ("[" * 50_000, "AS002", 1, 26, "nested deeper than 24"),
    "braces that go deep": ("{a: " * 5_000, "AS002", 1, 101, "nested deeper than 24"),
    "too many values": ("[" + "1," * 20_001 + "]", "AS002", 1, 40_000, "more than 20000 values"),
    "too long": ("a" * (LIMITS.yaml_bytes + 1), "AS002", 1, 1, "the text is longer than 512 KiB"),
    "nothing": ("", "AS002", 1, 1, "the file is empty"),
    "dashes": ("---\n", "AS002", 1, 1, "the file is empty"),
    "spaces": ("   \n\n", "AS002", 1, 1, "the file is empty"),
    "a comment": ("# later\n", "AS002", 1, 1, "the file is empty"),
    "NUL": ("a: b\nc: d\0\n", "AS002", 2, 5, "the character U+0000 cannot stand in YAML"),
    "a bell": ("a: \a\n", "AS002", 1, 4, "the character U+0007 cannot stand in YAML"),
    "an escape character": ("a: \x1b[2J\n", "AS002", 1, 4, "the character U+001B cannot stand in YAML"),
    "half a character": ("a: \ud800\n", "AS002", 1, 4, "the character U+D800 cannot stand in YAML"),
    "no character": ("a: \ufffe\n", "AS002", 1, 4, "the character U+FFFE cannot stand in YAML"),
    "infinity": ("a: .inf\n", "AS002", 1, 4, "`.inf` is no number that a token can hold"),
    "minus infinity": ("a: -.Inf\n", "AS002", 1, 4, "`-.Inf` is no number that a token can hold"),
    "not a number": ("a: .nan\n", "AS002", 1, 4, "`.nan` is no number that a token can hold"),
    "a number too long": (f"a: {'9' * 301}\n", "AS002", 1, 4, "a number of 301 digits; at most 300"),
    "a hexadecimal number too long": (f"a: 0x{'f' * 300}\n", "AS002", 1, 4, "a number of 302 digits; at most 300"),
    "a number too large": ("a: 1e999\n", "AS002", 1, 4, "`1e999` is too large for a number"),
}


@pytest.mark.parametrize("loader", LOADERS, ids=["libyaml", "PyYAML"])
@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake(name: str, loader: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_LOADER", loader)
    text, code, line, column, message = MISTAKES[name]
    diagnostic = mistake(text)
    assert (diagnostic.span.line, diagnostic.span.column, diagnostic.code) == (line, column, code)
    assert diagnostic.message.startswith(message)
    if code == "AS001" or "cannot stand in YAML" in message:
        assert diagnostic.span.end_column == column + 1
    rendered = diagnostic.render()
    assert rendered.startswith(f"a.yaml:{line}:{column}: {message}")
    assert max(map(len, rendered.splitlines())) < 250


@pytest.mark.parametrize("escape", [r"\q", r"\xzz", r"\ud800", r"\U00110000", r"\u12"])
@pytest.mark.parametrize("loader", LOADERS, ids=["libyaml", "PyYAML"])
def test_an_escape_that_is_none(escape: str, loader: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_LOADER", loader)
    assert mistake(f'a: "{escape}"\n').code == "AS001"


def test_a_parser_s_words_never_reach_an_author() -> None:
    for text, *_ in MISTAKES.values():
        assert not any(
            word in mistake(text).render() for word in ("scanning", "parsing", "scalar", "token,", "did not")
        )


@pytest.mark.parametrize("number", [f"{10**299}", f"-{'9' * 299}", "1e308", "0x" + "f" * 200])
def test_numbers_up_to_the_bound_are_numbers(number: str) -> None:
    assert isinstance(read_text(f"a: {number}\n", "a.yaml").data["a"], int | float)


def test_an_alias_is_as_deep_as_what_it_stands_for_and_no_deeper() -> None:
    deep = "{a: " * 20
    assert read_text(f"x: {deep}&x [1]{'}' * 20}\ny: {deep}*x{'}' * 20}\n", "a.yaml").data["y"]


def test_values_up_to_the_bound_are_read() -> None:
    assert len(read_text("[" + "1," * (LIMITS.yaml_nodes - 1) + "]", "a.yaml").data) == LIMITS.yaml_nodes - 1
    depth = LIMITS.yaml_depth
    assert read_text("[" * depth + "1" + "]" * depth, "a.yaml").data


class TestFiles:
    """Files that cannot be read at all."""

    def message(self, path: Path) -> str:
        with pytest.raises(InvalidDocument) as caught:
            read_file(path, "shown.yaml")
        return str(caught.value)

    def test_one_that_is_not_there(self, tmp_path: Path) -> None:
        assert self.message(tmp_path / "a.yaml").startswith("shown.yaml:1:1: cannot be read: No such file")

    def test_a_directory(self, tmp_path: Path) -> None:
        assert self.message(tmp_path) == "shown.yaml:1:1: this is no file that can be read [AS002]"

    def test_one_that_leads_to_itself(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").symlink_to("a.yaml")
        assert "cannot be read: Too many levels of symbolic links" in self.message(tmp_path / "a.yaml")

    @pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
    def test_a_device(self, device: str) -> None:
        assert "this is no file that can be read" in self.message(Path(device))

    def test_ten_megabytes(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_bytes(b"a: 1\n" * 2_000_000)
        assert self.message(tmp_path / "a.yaml") == "shown.yaml:1:1: the file is larger than 512 KiB [AS002]"

    def test_not_utf_8(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_bytes("a: 1\nb: Grüße\n".encode("latin-1"))
        assert self.message(tmp_path / "a.yaml") == (
            "shown.yaml:2:6: the byte 0xfc is not UTF-8 [AS002]\n"
            "   |\n"
            " 2 | b: Gr\n"
            "   |      ^\n"
            "   = help: save the file as UTF-8"
        )

    def test_utf_16(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text("a: 1\n", "utf-16")
        assert "shown.yaml:1:1: the byte 0xff is not UTF-8" in self.message(tmp_path / "a.yaml")

    def test_a_program(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_bytes(b"\x7fELF\x02\x01\x01\0\0")
        assert "the character U+007F cannot stand in YAML" in self.message(tmp_path / "a.yaml")

    def test_one_with_a_byte_order_mark_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text("a: 1\n", "utf-8-sig")
        assert read_file(tmp_path / "a.yaml").data == {"a": 1}
