"""The words for checks: their titles, what they ask, and what their findings mean."""

from typing import Final

from sandbox.tokens.names import CheckId

TITLES: Final[dict[CheckId, str]] = {
    "format": "Well formed",
    "type": "Type",
    "algorithm": "Algorithm",
    "key": "Key",
    "signature": "Signature",
    "issuer": "Issuer",
    "audience": "Audience",
    "expiry": "Not expired",
    "not_before": "Not too early",
    "scope": "Scope",
}

QUESTIONS: Final[dict[CheckId, str]] = {
    "format": "Is it a JWT at all?",
    "type": "Is it an access token?",
    "algorithm": "Is its algorithm on the list?",
    "key": "Does the issuer publish it?",
    "signature": "Who wrote it, unchanged?",
    "issuer": "Is it from an issuer I trust?",
    "audience": "Is it meant for me?",
    "expiry": "Is it still good?",
    "not_before": "Is it good already?",
    "scope": "Does it allow this?",
}

QUESTION_OF_ISSUER: Final = "Does its issuer call it active?"
"""What stands in place of the form of a token that its issuer was asked about."""

REASONS: Final[dict[str, str]] = {
    "too_long": "It is longer than any token may be here.",
    "parts": "A JWT has three parts with dots between them.",
    "base64url": "A part is not base64url.",
    "json": "A part is not JSON.",
    "not_an_object": "A part is not a JSON object.",
    "too_deep": "It is nested too deep.",
    "repeated_member": "A member stands in it twice.",
    "critical_extension": "It names an extension that must be understood and is not.",
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
    "insufficient": "It does not hold the scope that this route needs.",
    "unreadable": "Nothing to read.",
    "introspected": "There is no seal: the issuer was asked, and said what the token says.",
    "inactive": "The issuer was asked, and says no more than: not active.",
}

FLAWS: Final[dict[str, str]] = {
    "off": "does not make this check",
    "missing-passes": "lets a token pass that has no audience",
    "empty-list-passes": "lets an empty list pass",
    "list-passes": "cannot read a list, and lets it pass",
    "string-passes": "reads lists only, and lets a single string pass",
    "prefix": "compares the beginning and no more",
    "substring": "is content with a part of the string",
    "ignore-case": "takes capital letters and small ones for the same",
    "ignore-slash": "overlooks a slash at the end",
    "first-only": "reads the first of several and no more",
    "client-id-instead": "checks the client id (azp) instead",
    "any-registered": "takes any audience that is registered at the issuer",
    "any": "takes any algorithm",
}


def how_made(made: str) -> str:
    """How a deployment makes a check, as a sentence; empty for a check that is plainly on."""
    if made == "on":
        return ""
    if made.startswith("leeway-"):
        return f"This deployment allows {made.removeprefix('leeway-')} of leeway."
    return f"This deployment {FLAWS.get(made, f'makes this check as {made}')}."
