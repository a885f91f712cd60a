"""A token from what was pasted."""

from sandbox.causes.facts import Token
from sandbox.tokens.parsed_token import parse_token


def handed(given: str) -> Token:
    """For now."""
    text = "".join(given.split())
    if not text:
        return Token()
    parts = text.split(".")
    parsed = parse_token(text)
    if len(parts) == 3:
        if parsed.header is not None and parsed.claims is not None:
            return Token("token", "jwt", text, parsed.header, parsed.claims)
        return Token("token", "broken", text, fault="it is no JSON")
    if len(parts) == 5:
        header = parse_token(f"{parts[0]}.e30.").header
        return Token("token", "jwe", text, header) if header else Token("token", "broken", text, fault="it is no JSON")
    return Token("token", "opaque", text)
