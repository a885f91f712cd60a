"""What a search finds, what there is to read, and what each scenario asks and teaches."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from sandbox.author_lines import as_text
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.pack_loader import ChapterEntry
from sandbox.scenarios.model import Scenario
from sandbox.settings import LIMITS
from sandbox.views.parts.checks import spec_url
from sandbox.views.parts.glossary_terms import WORDS
from sandbox.views.site.causes import cause_entries
from sandbox.views.site.home import demo_of
from sandbox.views.site.questions import MESSAGES, QUESTIONS

_CHECK: Final = (
    "Paste a token, or what you have of it, and say what your API expects: one cause, both strings, what to change. "
    "Check, decode, debug, explain a JWT of your own in the browser: 401, invalid token, unauthorized, wrong audience."
)
_ALSO: Final = {
    "slash": "trailing slash, slash at the end",
    "case": "upper case, lower case, capitals",
    "space": "trailing space, white space, line break, newline",
    "invisible": "zero-width characters",
    "encoding": "URL encoding, percent-encoded",
    "alike": "homoglyph, Unicode, Cyrillic",
    "scheme": "http and https",
    "expired": "exp, token expired, lifetime",
    "differ": "clock skew, leeway",
}
"""What people call some causes, by the end of their ids."""
_AROUND: Final = 60
_TITLE_WEIGHT: Final = 10
_ENOUGH: Final = 3
"""How often a word counts in one text."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a search found."""

    kind: str
    title: str
    url: str
    excerpt: Markup


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a specification, and the scenarios that lead to it."""

    name: str
    url: str | None
    scenarios: list[Scenario]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was typed, and what was found."""

    query: str
    found: list[Found]


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """Every section that some scenario leads to."""

    sections: list[Section]


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """The chapters that have scenarios, and the scenario to begin with, if there is one."""

    chapters: list[ChapterEntry]
    demo: Scenario | None


def search_page(catalogue: Catalogue, query: str) -> SearchPage:
    """What holds every word that was typed, the best first: scenarios, questions, terms.

    Args:
        catalogue: Where to look.
        query: What was typed; upper and lower case are the same.

    """
    return SearchPage(query, _found(catalogue, query))


def _found(catalogue: Catalogue, query: str) -> list[Found]:
    words = [re.compile(re.escape(word), re.IGNORECASE) for word in query.split()][: LIMITS.search_words]
    ranked = []
    for kind, title, url, text in _texts(catalogue):
        counts = [(bool(word.search(title)), len(word.findall(text))) for word in words]
        if words and all(any(count) for count in counts):
            weight = sum(_TITLE_WEIGHT * titled + min(times, _ENOUGH) for titled, times in counts)
            ranked.append((weight - len(title) / LIMITS.line_chars, Found(kind, title, url, _excerpt(text, words))))
    return [found for _, found in sorted(ranked, key=lambda pair: -pair[0])][: LIMITS.search_results]


def _texts(catalogue: Catalogue) -> Iterator[tuple[str, str, str, str]]:
    """Everything that can be found: its kind, title, address and text."""
    yield "page", "Why was my token refused?", "/check", _CHECK
    for message in MESSAGES:
        yield "message", message.text, f"/questions#message-{message.id}", f"{message.library} {message.means}"
    for cause in cause_entries():
        changes = " ".join(text for _, text in cause.changes)
        also = " ".join((cause.about, _ALSO.get(cause.id.rpartition("-")[2], ""), cause.id))
        yield "cause", cause.title, f"/causes#{cause.id}", f"{cause.why} {changes} {also}"
    for word in WORDS:
        yield "word", word.word, f"/glossary#{word.id}", f"{word.sentence} {word.claim}"
    for question in QUESTIONS:
        yield "question", question.text, f"/questions#{question.id}", question.answer
    for scenario in catalogue.scenarios():
        url = f"/scenarios/{scenario.scenario}"
        about = [scenario.question, scenario.story, scenario.takeaway, *scenario.tags, *scenario.reading]
        yield "scenario", as_text(scenario.title), url, " ".join(about)
        for step in scenario.steps:
            questions = [step.predict.ask] if step.predict else []
            text = " ".join([step.explain, *questions, *(what_if.title for what_if in step.what_if)])
            yield "step", as_text(f"{scenario.title} · {step.title}"), f"{url}/{step.id}", text


def _excerpt(text: str, words: list[re.Pattern[str]]) -> Markup:
    """The surroundings of the first word that was found, with every one of them marked."""
    plain = " ".join(re.sub(r"[`*]", "", text).split())
    first = min((match.start() for word in words if (match := word.search(plain))), default=0)
    start = plain.rfind(" ", 0, max(0, first - _AROUND)) + 1
    end = plain.find(" ", first + 2 * _AROUND)
    excerpt = plain[start : end if end > 0 else None]
    marked = str(escape(f"{'… ' if start else ''}{excerpt}{' …' if start + len(excerpt) < len(plain) else ''}"))
    pattern = "|".join(str(escape(word.pattern)) for word in words)
    return Markup(re.sub(f"({pattern})", r"<mark>\1</mark>", marked, flags=re.IGNORECASE))  # noqa: S704 - escaped above


def progress_page(catalogue: Catalogue) -> ProgressPage:
    """Everything that can be done and predicted."""
    return ProgressPage([chapter for chapter in catalogue.chapters if chapter.scenarios], demo_of(catalogue))


def reading_page(catalogue: Catalogue) -> ReadingPage:
    """Every section that some scenario leads to, by specification."""
    sections: dict[str, list[Scenario]] = {}
    for scenario in catalogue.scenarios():
        for name in scenario.reading:
            sections.setdefault(name, []).append(scenario)
    return ReadingPage([Section(name, spec_url(name), sections[name]) for name in sorted(sections, key=_natural)])


def _natural(name: str) -> list[tuple[bool, int, str]]:
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", name)]
