"""What each code of a diagnostic means: its title, and how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from sandbox.settings import DEFAULT_PUBLIC_URL, resource_root

UNEXPECTED: Final = "not-as-expected"
REFUSED: Final = "refused"
NOT_REPLAYED: Final = "not-replayed"
UNNOTICED: Final = "unnoticed"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of finding.

    Args:
        title: What is wrong, in a few words.
        text: What it means, and what to do (Markdown).
        url: A page about it, at a running sandbox.

    """

    title: str
    text: str
    url: str


def _of_a_mistake(section: str, docs: str) -> tuple[str, Rule]:
    """A rule and its code, from the section of the documentation whose heading is ``AS…: title``."""
    heading, _, text = section.partition("\n")
    number, title = heading.split(": ", 1)
    return f"AS{number}", Rule(title, text.strip(), f"{docs}/mistakes#AS{number}")


@cache
def rules() -> Mapping[str, Rule]:
    """The rules by their codes: of mistakes in files, as the documentation explains them, and of replays."""
    page = (resource_root() / "docs" / "mistakes.md").read_text("utf-8")
    docs = f"{DEFAULT_PUBLIC_URL}/docs"
    sections = [section.partition("\nWrong:")[0] for section in page.split("\n## AS")[1:]]
    found = dict(_of_a_mistake(section, docs) for section in sections)
    check = f"{docs}/authoring#what-is-wrong-and-where"
    return found | {
        UNEXPECTED: Rule(
            "not as expected",
            "A replay came out otherwise than the scenario says. Mend it, or let `aud run --update` write what came.",
            check,
        ),
        REFUSED: Rule(
            "the issuer refuses this",
            "A step was refused a token, though no refusal was expected. Mend the step, or expect the refusal.",
            f"{docs}/mistakes#AS019",
        ),
        NOT_REPLAYED: Rule(
            "not replayed", "A step needs a token that no step before it brought. Mend the step that should.", check
        ),
        UNNOTICED: Rule(
            "proves nothing",
            "A check that decides was switched off, and the scenario stayed true. Expect what the check brings about.",
            f"{docs}/authoring#writing-well",
        ),
    }
