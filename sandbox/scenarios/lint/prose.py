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
        "watch",
    )
)
"""The keys under which stands what people read."""
_IN_QUOTES: Final = "put the whole text in quotes; a comment that is meant stands two spaces away, with one after its #"
_CUT: Final = re.compile(r"(?: | +(?=#\S))(#.*)")
"""What reads as a part of the sentence before it: one blank away, or with no blank after its ``#``."""
_SHOWN: Final = 40
"""How many characters of what was cut are shown."""
_NO_PLAIN: Final = frozenset("\"'|>[{*")


def cut_short(document: Document) -> Iterator[Problem]:
    """Find the texts that YAML cuts, where a comment is not what was meant."""
    if " #" not in document.text and "&" not in document.text:
        return
    for at, span in document.values.items():
        if not _is_prose(at):
            continue
        first, last = document.lines.line(span.line), document.lines.line(span.end_line)
        beginning = first[span.column - 1 : span.column]
        if beginning == "&":
            anchor = first[span.column - 1 : span.column + _SHOWN].partition(" ")[0]
            message = f"`{anchor[:_SHOWN]}` is not part of this text: YAML takes it for the name of an anchor"
            yield Problem("AS020", at, message, advice="put the whole text in quotes", word=anchor)
        elif beginning not in _NO_PLAIN and (cut := _CUT.match(last, span.end_column - 1)):
            message = f"this text ends before `{cut[1][:_SHOWN]}`, which YAML takes for a comment"
            yield Problem("AS020", at, message, advice=_IN_QUOTES, word=cut[1])


def _is_prose(at: Place) -> bool:
    """Whether people read a value: that of a key for prose, or an item of its list."""
    return any(part in _PROSE for part in at[-2:] if isinstance(part, str))
