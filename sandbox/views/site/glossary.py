"""The page of the terms: each in one sentence, one picture, the claim, the proof, and what others call it."""

from dataclasses import dataclass

from markupsafe import Markup

from sandbox.views.parts.glossary_terms import WORDS, Word
from sandbox.views.parts.markdown import markdown
from sandbox.views.site.glossary_vendors import VENDORS, Source
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Entry:
    """A term, rendered."""

    word: Word
    sentence: Markup
    claim: Markup


@dataclass(frozen=True, slots=True)
class Cell:
    """What a vendor calls it, and the page that says so."""

    vendor: str
    term: Markup
    source: Source


@dataclass(frozen=True, slots=True)
class Row:
    """A word and what each vendor calls it."""

    word: Word
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """Everything on the page."""

    entries: list[Entry]
    vendors: list[str]
    rows: list[Row]


def glossary_page(world: World) -> GlossaryPage:
    """Build the page, with the colours of a world."""
    return GlossaryPage(
        entries=[
            Entry(word, markdown(word.sentence, world, terms=False), markdown(word.claim, world, terms=False))
            for word in WORDS
        ],
        vendors=[vendor.name for vendor in VENDORS],
        rows=[Row(word, _cells(word, world)) for word in WORDS],
    )


def _cells(word: Word, world: World) -> list[Cell]:
    cells = []
    for vendor in VENDORS:
        term, source = vendor.terms[word.id]
        cells.append(Cell(vendor.name, markdown(term, world, terms=False), vendor.sources[source]))
    return cells
