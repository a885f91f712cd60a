"""The words of the page of ``/check`` that are not in the list of causes. The page hands them to its scripts."""

from dataclasses import asdict, dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """How a verdict is shown.

    Args:
        mark: A character for it.
        word: The verdict in words.
        title: What stands in place of a cause; "" for the answer to a question.
        question: That question.
        see: An address of this site that leads onward, or "".

    """

    mark: str
    word: str
    title: str = ""
    question: str = ""
    see: str = ""


VERDICTS: Final = {
    "refused": VerdictWords("✗", "Refused by a strict reader"),
    "good": VerdictWords("✓", "Good for your API", "Nothing in this token keeps your API from accepting it."),
    "open": VerdictWords("–", "Nothing wrong with it so far", question="audience"),
    "unreadable": VerdictWords("✗", "It cannot be read", question="shape"),
    "nothing": VerdictWords("–", "No token yet", "Paste a token, or what you have of it."),
}
MARKS: Final = {"pass": "✓", "fail": "✗", "skipped": "–"}
LEADS: Final = {"first": "Change", "other": "Or", "avoid": "Do not"}
SIDES: Final = {"app": "the app", "issuer": "the issuer's settings", "api": "your API"}
QUESTIONS: Final = {
    "carriage": "The header",
    "shape": "The form",
    "kind": "The kind",
    "issuer": "The issuer",
    "signature": "The signature",
    "audience": "The audience",
    "time": "The times",
    "scope": "The scope",
    "message": "The message",
}
CLAIMS: Final = {
    "aud": "whom it is for",
    "iss": "who issued it",
    "sub": "whom it is about",
    "azp": "the app that asked for it",
    "client_id": "the app that asked for it",
    "appid": "the app that asked for it",
    "cid": "the app that asked for it",
    "scope": "what it permits",
    "scp": "what it permits",
    "exp": "",
    "nbf": "",
    "iat": "",
    "alg": "how it is signed",
    "typ": "what it is called",
    "kid": "with which key",
}
"""What claims and members of the header say, in the order in which they are shown."""
TIMES: Final = {"exp": ("expired", "expires"), "nbf": ("valid since", "valid"), "iat": ("issued", "issued")}
"""How a time is told that is past, and one that is to come."""


def words() -> dict[str, Any]:
    """All of them, for the scripts of the page."""
    return {
        "verdicts": {name: asdict(one) for name, one in VERDICTS.items()},
        "marks": MARKS,
        "leads": LEADS,
        "sides": SIDES,
        "questions": QUESTIONS,
        "claims": list(CLAIMS.items()),
        "times": TIMES,
    }
