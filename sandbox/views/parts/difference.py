"""In what two names differ, in words: what to look for before touching any configuration."""

from typing import Any


def difference(expected: Any, actual: Any) -> str:
    """In what a value differs from the one that was expected; empty where there is no more to say than that it does.

    Args:
        expected: A string, or a list of those of which any would have done.
        actual: A string or a list of strings.

    """
    wanted = expected if isinstance(expected, list) else [expected]
    if isinstance(actual, list):
        return (
            f"It is a list of {len(actual)}, and none of them is the one."
            if len(actual) > 1
            else _of_one(wanted, actual)
        )
    return next((said for one in wanted if (said := _between(one, actual))), "")


def _of_one(wanted: list[Any], actual: list[Any]) -> str:
    inside = difference(wanted, actual[0]) if actual else ""
    return f"It is a list of one. {inside}".strip() if actual else ""


def _between(one: Any, other: Any) -> str:
    if not isinstance(one, str) or not isinstance(other, str) or one == other:
        return ""
    if "".join(one.split()) == "".join(other.split()):
        return "Only spaces differ: one has a space that the other has not."
    if one.rstrip("/") == other.rstrip("/"):
        return (
            f"Only the slash at the end differs: {'this one has it' if other.endswith('/') else 'this one lacks it'}."
        )
    if one.casefold() == other.casefold():
        return "Only capital letters differ. They count: names are compared character by character."
    if other.startswith(one):
        return "It begins with what was expected, and goes on. A beginning is not enough."
    if one.startswith(other):
        return "It is only the beginning of what was expected."
    if one in other or other in one:
        return "One is a part of the other. A part is not enough."
    return ""
