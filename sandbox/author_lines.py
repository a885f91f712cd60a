"""What an author wrote on one line (a title, a question, an answer): with its inline Markdown, or without any."""

from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(["image", "link", "autolink"])


@lru_cache(maxsize=2_000)
def as_html(line: str) -> Markup:
    """For a heading or a list: code and emphasis as elements, everything else as text."""
    return Markup(_parser().renderInline(line))  # noqa: S704 - escaped by the renderer


@lru_cache(maxsize=2_000)
def as_text(line: str) -> str:
    """For a button, an attribute or a terminal: the words without their marks."""
    tokens = _parser().parseInline(line)[0].children or []
    return "".join(" " if token.type in ("softbreak", "hardbreak") else token.content for token in tokens)
