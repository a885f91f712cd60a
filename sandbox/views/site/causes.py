"""Every cause for which a token is refused, in the order in which a reader asks, each with where it is known from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sandbox.causes.data import CAUSES, ISSUERS, QUESTIONS
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.views.parts.glossary_terms import WORDS
from sandbox.views.site import questions
from sandbox.views.tools.diagnosis_words import QUESTIONS as HEADINGS
from sandbox.views.tools.diagnosis_words import SIDES

_FILLED: Final = re.compile(r"\{([a-z_]+)\}")
_ANY: Final = {
    "longer": "one",
    "shorter": "the other",
    "aud": "its audience",
    "auds": "its audience",
    "count": "several",
    "expected": "the audience that your API expects",
    "iss": "its issuer",
    "expected_iss": "the issuer that your API trusts",
    "issuer_name": "the issuer",
    "client": "the client id of the app",
    "sub": "its subject",
    "kid": "what the header says",
    "alg": "ALG",
    "scope": "SCOPES",
    "wanted_scope": "the scope",
    "fault": "it is not well formed",
    "found_in": "another claim",
    "library": "The library",
    "exp_words": "some time ago",
    "nbf_words": "in some time",
    "iat_words": "in some time",
    "means": "What that means stands beside the message.",
}
"""What stands in place of the values of a token. Others are left out."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where something can be seen to happen, or is explained; ``see`` is its name in the list of causes."""

    see: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is specified or was met; ``url`` is "" for a section of a specification."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class CauseEntry:
    """A cause.

    Args:
        id: Its anchor.
        title: The cause, in a sentence.
        why: What is behind it.
        changes: What to change, each with where.
        avoid: What not to change, or "".
        link: Where it can be seen, if it can.
        sources: Where it is known from.
        about: The issuers that it is about, for those who search.

    """

    id: str
    title: str
    why: str
    changes: Sequence[tuple[str, str]]
    avoid: str
    link: Link | None
    sources: Sequence[Source]
    about: str


@dataclass(frozen=True, slots=True)
class CausesPage:
    """All causes, by the question that they answer."""

    groups: Sequence[tuple[str, Sequence[CauseEntry]]]


def causes_page(catalogue: Catalogue) -> CausesPage:
    """Every cause.

    Args:
        catalogue: The scenarios that they lead to.

    """
    links = {link.see: link for link in links_of_causes(catalogue)}
    groups = []
    for question in QUESTIONS:
        found = [_entry(one, links) for one in CAUSES if one["question"] == question["id"]]
        groups.append((HEADINGS[question["id"]], found))
    return CausesPage([(heading, found) for heading, found in groups if found])


def cause_entries() -> Iterator[CauseEntry]:
    """Every cause by itself."""
    return (_entry(one, {}) for one in CAUSES)


def links_of_causes(catalogue: Catalogue) -> list[Link]:
    """What the causes lead to, and is there.

    Args:
        catalogue: The scenarios.

    """
    links = {
        one.scenario: (f"/scenarios/{one.scenario}", f"See it happen: {one.title}") for one in catalogue.scenarios()
    }
    for word in WORDS:
        links[f"/glossary#{word.id}"] = (f"/glossary#{word.id}", f"Read on: {word.word}")
    for question in questions.QUESTIONS:
        links[f"/questions#{question.id}"] = (f"/questions#{question.id}", f"Read on: {question.text}")
    return [Link(see, *links[see]) for see in sorted({one["see"] for one in CAUSES} & links.keys())]


def _entry(rule: Mapping[str, Any], links: Mapping[str, Link]) -> CauseEntry:
    vendors = rule.get("when", {}).get("vendor", [])
    return CauseEntry(
        id=rule["id"],
        title=_general(rule["title"]),
        why=_general(rule["why"]),
        changes=[(SIDES[one["side"]], _general(one["text"])) for one in rule["change"]],
        avoid=_general(rule.get("avoid", "")),
        link=links.get(rule["see"]),
        sources=[_source(one) for one in rule["sources"]],
        about=", ".join(one["name"] for one in ISSUERS if one["id"] in vendors),
    )


def _general(text: str) -> str:
    return _FILLED.sub(lambda found: _ANY.get(found[1], "…"), text).replace("`", "")


def _source(text: str) -> Source:
    url = text if text.startswith("https://") else ""
    return Source(text.removeprefix("https://"), url)
