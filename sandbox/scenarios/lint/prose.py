"""Texts without quotes of which YAML took a part for something else: a comment, or the name of an anchor."""

import re
from collections.abc import Iterator
from typing import Final

from sandbox.reading.diagnostics import Place, Problem
from sandbox.reading.source import Document

_PROSE: Final = frozenset(
    (
        "ask",
        "authors",
        "because",
        "explain",
        "licence",
        "mechanism",
        "mended",
        "name",
        "note",
        "pause",
        "presenter_notes",
        "product",
        "question",
        "reading",
        "says",
        "scopes",
        "story",
        "summary",
        "takeaway",
        "text",
        "title",
    )
)
"""The keys under which stands what people read."""
_IN_QUOTES: Final = "put the whole text in quotes; a comment that is meant stands two spaces away, with one after its #"
_BREAK: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_CUT: Final = re.compile(r"(?: | +(?=#\S))(#.*)")
"""What reads as a part of the sentence before it: one blank away, or with no blank after its ``#``."""
_NO_PLAIN: Final = frozenset("\"'|>[{*")


def cut_short(document: Document) -> Iterator[Problem]:
    """Find the texts that YAML cuts, where a comment is not what was meant."""
    lines = _BREAK.split(document.text) if " #" in document.text or "&" in document.text else []
    for at, span in document.values.items() if lines else ():
        if not _is_prose(at):
            continue
        first, last = lines[span.line - 1], lines[span.end_line - 1]
        beginning = first[span.column - 1 : span.column]
        if beginning == "&":
            anchor = first[span.column - 1 :].partition(" ")[0]
            message = f"`{anchor[:40]}` is not part of this text: YAML takes it for the name of an anchor"
            yield Problem("AS020", at, message, advice="put the whole text in quotes", word=anchor)
        elif beginning not in _NO_PLAIN and (cut := _CUT.fullmatch(last, span.end_column - 1)):
            message = f"this text ends before `{cut[1][:40]}`, which YAML takes for a comment"
            advice = (
                "put the whole text in quotes; a comment that is meant stands two spaces away, with one after its #"
            )
            yield Problem("AS020", at, message, advice=advice, word=cut[1])


def _is_prose(at: Place) -> bool:
    """Whether people read a value: that of a key for prose, or an item of its list."""
    return any(part in _PROSE for part in at[-2:] if isinstance(part, str))
