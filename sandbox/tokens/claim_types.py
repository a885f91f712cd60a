"""The types that registered claims must have (RFC 7519 §2 and §4.1)."""


def strings_in(claim: object) -> list[str] | None:
    """The values of a claim that is a string or an array of strings, such as ``aud`` (RFC 7519 §4.1.3); else None."""
    values = [claim] if isinstance(claim, str) else claim
    return values if isinstance(values, list) and all(isinstance(value, str) for value in values) else None


def as_number(value: object) -> float | None:
    """A NumericDate (RFC 7519 §2), or None if it is none; JSON's ``true`` is no number."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
