"""The words for checks: their titles, what they ask, what their findings mean, and what their flaws do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sandbox.tokens.names import CheckId


@dataclass(frozen=True, slots=True)
class CheckWords:
    """The words for one check.

    Args:
        title: Its name for readers.
        question: What it asks.
        flaws: What a deployment with each of its flaws does, by the name of the flaw; ``{}`` stands for a duration.

    """

    title: str
    question: str
    flaws: Mapping[str, str] = field(default_factory=dict)


_PREFIX: Final = "compares the beginning and no more"
_SUBSTRING: Final = "is content with a part of the string"
_IGNORE_SLASH: Final = "overlooks a slash at the end"
_LEEWAY: Final = "allows {} of leeway"
_ANY_ALGORITHM: Final = "takes any algorithm"

WORDS: Final[dict[CheckId, CheckWords]] = {
    "format": CheckWords("Well formed", "Is it a JWT at all?"),
    "type": CheckWords("Type", "Does it claim to be nothing else?"),
    "algorithm": CheckWords("Algorithm", "Is its algorithm on the list?", {"any": _ANY_ALGORITHM}),
    "key": CheckWords("Key", "Does the issuer publish it?"),
    "signature": CheckWords("Signature", "Who wrote it, unchanged?", {"any": _ANY_ALGORITHM}),
    "issuer": CheckWords(
        "Issuer",
        "Is it from an issuer I trust?",
        {"prefix": _PREFIX, "substring": _SUBSTRING, "ignore-slash": _IGNORE_SLASH},
    ),
    "audience": CheckWords(
        "Audience",
        "Is it meant for me?",
        {
            "missing-passes": "lets a token pass that has no audience",
            "empty-list-passes": "lets an empty list pass",
            "list-passes": "cannot read a list, and lets it pass",
            "string-passes": "reads lists only, and lets a single string pass",
            "prefix": _PREFIX,
            "substring": _SUBSTRING,
            "ignore-case": "takes capital letters and small ones for the same",
            "ignore-slash": _IGNORE_SLASH,
            "ignore-scheme": "overlooks the scheme, such as https://",
            "first-only": "reads the first of several and no more",
            "list-refused": "refuses every list",
            "exact-list": "wants the list to be exactly its own, and so refuses a letter to others, too",
            "client-id-instead": "checks the client id (azp) instead",
            "client-id-if-missing": "checks the client id (azp) where there is no audience",
            "any-registered": "takes any audience that is registered at the issuer",
        },
    ),
    "expiry": CheckWords("Not expired", "Is it still good?", {"leeway": _LEEWAY}),
    "not_before": CheckWords("Not too early", "Is it good already?", {"leeway": _LEEWAY}),
    "sender": CheckWords("Sender", "Does who sends it have the key that it is bound to?"),
    "scope": CheckWords("Scope", "Does it allow this?"),
}

QUESTION_OF_ISSUER: Final = "Does its issuer call it active?"
"""The question of the format check of a token that its issuer was asked about."""

REASONS: Final[dict[str, str]] = {
    "too_long": "It is longer than any token may be here.",
    "parts": "A JWT has three parts with dots between them.",
    "base64url": "A part is not base64url.",
    "json": "A part is not JSON.",
    "not_an_object": "A part is not a JSON object.",
    "too_deep": "It is nested too deep.",
    "repeated_member": "A member stands in it twice.",
    "critical_extension": "It names an extension that must be understood and is not.",
    "unencoded_payload": "Its header says that the payload is not encoded, which no JWT may.",
    "claim_type": "A claim has a value of the wrong type.",
    "missing": "It is missing.",
    "mismatch": "They differ.",
    "not_allowed": "It is not on the list.",
    "unknown": "Nobody publishes it.",
    "no_key": "There is no key to ask with.",
    "no_key_fits": "No published key made this signature for this content.",
    "unsigned": "There is no signature.",
    "not_strings": "It is neither a string nor a list of strings.",
    "empty": "The list is empty.",
    "expired": "It has expired.",
    "too_early": "It is not good yet.",
    "not_a_number": "It is not a number.",
    "unbound": "It is bound to no key.",
    "bearer": "It came without a proof, as a token does that is good for whoever holds it.",
    "no_proof": "It came without a proof.",
    "bad_proof": "The proof that came with it is no good.",
    "other_token": "The proof is for another token.",
    "other_key": "The proof was made with another key than the one that the token is bound to.",
    "insufficient": "It does not hold the scope that this route needs.",
    "unreadable": "Nothing to read.",
    "introspected": "There is no seal: the issuer was asked, and said what the token says.",
    "inactive": "The issuer was asked, and says no more than: not active.",
}


def mode_words(check: CheckId, mode: str) -> str:
    """What a deployment does that makes a check so, such as ``lets an empty list pass``; empty for ``on``."""
    if mode == "on":
        return ""
    if mode == "off":
        return "does not make this check"
    flaws = WORDS[check].flaws
    name, _, duration = mode.partition("-")
    if "{}" in flaws.get(name, ""):
        return flaws[name].format(duration)
    return flaws.get(mode, f"makes this check as {mode}")


def mode_sentence(check: CheckId, mode: str) -> str:
    """How a deployment makes a check, as a sentence; empty for ``on``."""
    words = mode_words(check, mode)
    return words and f"This deployment {words}."
