"""Authors' texts (CommonMark) as HTML: raw HTML is shown as text, audiences take their colour."""

from collections.abc import Mapping
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from sandbox.worlds.hues import hues_of
from sandbox.worlds.model import World

_TOP_HEADING = 3


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable("image")  # a picture would come from another host


def markdown(text: str, world: World) -> Markup:
    """Render a text of a scenario that plays in ``world``."""
    return _rendered(text, tuple(sorted(hues_of(world).items())))


@lru_cache(maxsize=2_000)
def _rendered(text: str, hues: tuple[tuple[str, str], ...]) -> Markup:
    parser = _parser()
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + _TOP_HEADING - 1)}"
        _colour(token.children or [], dict(hues))
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704 - escaped by the renderer


def _colour(children: list[Token], hues: Mapping[str, str]) -> None:
    """Give the names of audiences and apis, where they are strong or code, their hue; links leave safely."""
    for index, token in enumerate(children):
        if token.type == "code_inline" and token.content in hues:
            token.attrSet("class", hues[token.content])
        elif token.type == "strong_open" and children[index + 1].content in hues:
            token.attrSet("class", hues[children[index + 1].content])
        elif token.type == "link_open":
            token.attrSet("rel", "noopener noreferrer")
