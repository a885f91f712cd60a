"""Authors' texts (CommonMark) as HTML: raw HTML becomes text, audiences take their colour."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from sandbox.views.parts.glossary_terms import WORDS, Word
from sandbox.worlds.hues import hues_of
from sandbox.worlds.model import World

_TOP_HEADING = 3
_SPELT: Final = {spelt: word for word in WORDS for spelt in word.spelt}
_TERM: Final = re.compile(rf"\b({'|'.join(sorted(map(re.escape, _SPELT), key=len, reverse=True))})\b")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable("image")  # a picture would come from another host


def markdown(text: str, world: World, *, terms: bool = True) -> Markup:
    """Render a text.

    Args:
        text: The text.
        world: The world it is about, whose names take their colours.
        terms: Whether the words of the glossary lead there, each where it comes first.

    """
    return _rendered(text, tuple(sorted(hues_of(world).items())), terms)


@lru_cache(maxsize=2_000)
def _rendered(text: str, hues: tuple[tuple[str, str], ...], terms: bool) -> Markup:  # noqa: FBT001 - a cached key
    parser = _parser()
    tokens = parser.parse(text)
    met: set[str] = set()
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + _TOP_HEADING - 1)}"
        _colour(token.children or [], dict(hues))
        if terms and token.type == "inline":
            token.children = list(_with_terms(token.children or [], met))
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704 - escaped by the renderer


def _with_terms(children: list[Token], met: set[str]) -> Iterator[Token]:
    """The same, in which each word of the glossary leads there where it comes first, outside of links."""
    within = 0
    for token in children:
        within += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        word = _SPELT.get(token.content) if token.type == "code_inline" else None
        if within or (token.type != "text" and word is None):
            yield token
        elif word is not None:
            yield from _linked(word, token, met)
        else:
            yield from _split(token, met)


def _split(token: Token, met: set[str]) -> Iterator[Token]:
    for part in _TERM.split(token.content):
        text = Token("text", "", 0, content=part)
        word = _SPELT.get(part)
        yield from _linked(word, text, met) if word else [text]


def _linked(word: Word, token: Token, met: set[str]) -> Iterator[Token]:
    if word.id in met:
        yield token
        return
    met.add(word.id)
    says = {"class": "term", "href": f"/glossary#{word.id}", "data-says": word.sentence.replace("`", "")}
    yield Token("link_open", "a", 1, attrs=dict(says))
    yield token
    yield Token("link_close", "a", -1)


def _colour(children: list[Token], hues: Mapping[str, str]) -> None:
    """Give the names of audiences and apis, where they are strong or code, their hue; links leave safely."""
    for index, token in enumerate(children):
        if token.type == "code_inline" and token.content in hues:
            token.attrSet("class", hues[token.content])
        elif token.type == "strong_open" and children[index + 1].content in hues:
            token.attrSet("class", hues[children[index + 1].content])
        elif token.type == "link_open":
            token.attrSet("rel", "noopener noreferrer")
            token.attrSet("data-server", "text")  # where its page is not exported, a link is its text
