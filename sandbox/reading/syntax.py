"""The YAML parser's complaints in words for authors, at the place that has to be mended."""

import re
from dataclasses import dataclass, replace
from typing import Any, Final

import yaml

from sandbox.reading.diagnostics import Diagnostic, Span
from sandbox.reading.lines import Lines

_BRACKETS: Final = {yaml.SequenceStartEvent: "[", yaml.MappingStartEvent: "{"}
_COLON_BEFORE: Final = re.compile(r":\s")
_BRACKETED: Final = re.compile(r"""(\s*(?:(?:- +)*[\w-]+: +|(?:- +)+))(\[[^\]]*\]|\{[^}]*\})[^\]},]*$""")
"""A value that begins with brackets and goes on behind them."""
_NO_SPACE: Final = re.compile(r"(\s*-)([A-Za-z_]+:( .*)?)$")
_NO_COLON_SPACE: Final = re.compile(r"(\s*(?:- +)*[A-Za-z_]+:)([^\s/:][^:]*)$")
_COMMENT: Final = re.compile(r"\s#")


@dataclass(frozen=True, slots=True)
class _Explanation:
    """The explanation of a complaint that fits the pattern.

    Args:
        complaint: Fits the parser's context and problem, of libyaml and of PyYAML alike.
        message: What is wrong; ``CHARACTER`` stands for the one at which the parser failed.
        advice: How to mend it.
        at_beginning: Whether to point to where the construct begins, rather than to where the parser gave up.

    """

    complaint: str
    message: str
    advice: str
    at_beginning: bool = False


_CUT: Final = "the text above ends where ` #` begins a comment: put all of it in quotes"
_QUOTES: Final = "put the value in quotes"
_TAB: Final = _Explanation("tab character", "a tab stands where YAML wants spaces", "replace the tab by spaces")
_AFTER_QUOTES: Final = _Explanation(
    "", "nothing can follow a value in quotes", "put all of it in quotes; inside, a quote is written \\\" or ''"
)
_AFTER_A_COMMENT: Final = ("simple key", "block (mapping|collection|sequence)")
"""Complaints about a line that goes on with a text which a comment has ended."""
_EXPLANATIONS: Final = (
    _TAB,
    _Explanation(
        "quoted scalar; .*(end of stream|document indicator)",
        "this quote is never closed",
        "close it with the same quote",
        at_beginning=True,
    ),
    _Explanation(
        "simple key",
        "a `:` is missing in this line",
        "a key is followed by `: `; a text that goes on is indented more than its key",
        at_beginning=True,
    ),
    _Explanation(
        "cannot start any token|mapping keys are not allowed",
        "a value without quotes cannot begin with CHARACTER",
        _QUOTES,
    ),
    _Explanation(
        "sequence entries are not allowed",
        "a list cannot begin here",
        f"if it is a text that begins with `-`, {_QUOTES}; a list begins on a line of its own, or is written [a, b]",
    ),
    _Explanation("unknown escape", "YAML knows no such escape", r"write \\ for a backslash, or use single quotes"),
    _Explanation("hexdecimal|Unicode character", "this escape stands for no character", r"write \u and four digits"),
    _Explanation(
        "scanning an (anchor|alias)", "a value without quotes cannot begin with CHARACTER", _QUOTES, at_beginning=True
    ),
    _Explanation(
        "directive|incompatible", "a line that begins with `%` is a directive, and none is needed", "take it out"
    ),
    _Explanation(" tag", "this tag cannot be read, and none is needed", f"if no tag is meant, {_QUOTES}"),
    _Explanation(
        "block scalar",
        "nothing but a comment can follow `|` or `>`",
        f"begin the text in the next line, indented; if it belongs to the text, {_QUOTES}",
    ),
    _Explanation("flow sequence", "a `,` or `]` is missing before this", f"if the value goes on here, {_QUOTES}"),
    _Explanation("flow mapping", "a `,` or `}` is missing before this", f"if the value goes on here, {_QUOTES}"),
    _Explanation("document start", "the document ended before this", "take it out, or indent it as what it belongs to"),
    _Explanation(
        "block (mapping|collection|sequence)",
        "this does not continue what stands above it",
        "is it indented like the lines it belongs to? Is a quote missing, or one too many?",
    ),
    _Explanation("parsing a (flow|block) node", "a value is expected here", f"if CHARACTER belongs to it, {_QUOTES}"),
)


def explain(error: yaml.MarkedYAMLError, text: str, path: str, around: yaml.Event | None) -> Diagnostic:
    """Explain to an author where a parser failed.

    Args:
        error: The parser's complaint.
        text: The whole text.
        path: The file as the author named it.
        around: What begins the innermost list or mapping that is still open, if there is one.

    """
    lines = Lines(text)
    line, column = _place(error.problem_mark or error.context_mark)
    if seen := _seen_in_the_line(error, lines, (line, column), around):
        explanation, (line, column) = seen
    else:
        explanation = _explanation_of(error)
        if "block" in str(error.context) and lines.line(line)[: column - 1].rstrip().endswith(("'", '"')):
            explanation = _AFTER_QUOTES
        elif explanation.complaint in _AFTER_A_COMMENT and _COMMENT.search(lines.line(line - 1) if line > 1 else ""):
            explanation = replace(explanation, advice=_CUT)
        if explanation.at_beginning and error.context_mark:
            line, column = _place(error.context_mark)
    source = lines.line(line)
    character = {"": "the end of the line", "`": "a backtick"}.get(found := source[column - 1 : column], f"`{found}`")
    message, advice = (words.replace("CHARACTER", character) for words in (explanation.message, explanation.advice))
    return Diagnostic("AS001", path, Span(line, column, line, column + 1), message, advice=advice, source=source)


def _seen_in_the_line(
    error: yaml.MarkedYAMLError, lines: Lines, at: tuple[int, int], around: yaml.Event | None
) -> tuple[_Explanation, tuple[int, int]] | None:
    """What the text itself shows better than the parser's complaint, and where; None if it shows nothing.

    Args:
        error: The parser's complaint.
        lines: The lines of the text.
        at: The line and column of the complaint.
        around: What begins the innermost list or mapping that is still open, if there is one.

    """
    line, column = at
    source = lines.line(line)
    before, character = source[: column - 1], source[column - 1 : column]
    if _never_closed(around, line):
        opened: Any = around
        begins = _place(opened.start_mark)
        return _open_bracket(_BRACKETS[type(opened)], lines.line(begins[0])[begins[1] :]), begins
    if character in ("}", "]") and "flow" not in str(error.context):
        return _Explanation("", "this CHARACTER closes nothing", "take it out, or put the value in quotes"), at
    if beginning := _BRACKETED.match(before):
        return _Explanation("", "a text that begins with CHARACTER needs quotes", _QUOTES), (line, beginning.end(1) + 1)
    if gap := _NO_SPACE.match(source):
        return _gap("a space is missing after CHARACTER", gap), (line, gap.end(1))
    if character == "\t":
        return _TAB, at
    if "mapping values are not allowed" in str(error.problem):
        above = _NO_COLON_SPACE.match(lines.line(line - 1)) if line > 1 else None
        if above and not _COLON_BEFORE.search(before):
            return _gap("a space is missing after this `:`", above), (line - 1, above.end(1))
        return _colon(before), at
    return None


def _gap(message: str, gap: re.Match[str]) -> _Explanation:
    return _Explanation("", message, f"write {gap[1].strip()} {gap[2].strip()}")


def _place(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _never_closed(around: Any, line: int) -> bool:
    """Whether the parser gave up in another line than the one where a bracket opened."""
    return around is not None and bool(around.flow_style) and line > around.start_mark.line + 1


def _open_bracket(bracket: str, rest: str) -> _Explanation:
    """A bracket that is never closed: what in its line may have swallowed the end."""
    message = f"this `{bracket}` is never closed"
    without_escapes = rest.replace('\\"', "")
    if without_escapes.count('"') % 2:
        return _Explanation("", message, 'a `"` in this line is opened and not closed')
    if _COMMENT.search(rest):
        return _Explanation("", message, f"from ` #` on, the line is a comment; if it belongs to a value, {_QUOTES}")
    return _Explanation("", message, f"close it with `{']' if bracket == '[' else '}'}`")


def _colon(before: str) -> _Explanation:
    if _COLON_BEFORE.search(before):
        return _Explanation("", "a value without quotes cannot have a `:` in it", _QUOTES)
    return _Explanation(
        "",
        "a key cannot stand here",
        "is it indented like the keys beside it? If a text goes on here that has a `:` in it, put all of it in quotes",
    )


def _explanation_of(error: yaml.MarkedYAMLError) -> _Explanation:
    complaint = f"{error.context}; {error.problem}"
    for explanation in _EXPLANATIONS:
        if re.search(explanation.complaint, complaint):
            return explanation
    return _Explanation("", "this is not YAML", f"the parser says: {error.problem}")
