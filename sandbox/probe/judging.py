"""What the answers of an API mean, row by row. What is not clear is inconclusive, never refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sandbox.probe.findings import Answer, Result, WrittenRow
from sandbox.probe.sending import Response

_REFUSALS: Final = (400, 401, 403, 422)
"""Statuses that refuse a token. RFC 6750 §3.1 has the first three; Flask-JWT-Extended answers 422."""
_WHY: Final = {
    404: "404: the route is not there, or hides from who may not see it",
    405: "405: the route does not take this method; try --method",
    429: "429: it limits the rate; try --rate",
}
_STACK: Final = re.compile(
    r"Traceback \(most recent call last\)|^[ \t]+at [^\n]*:\d"
    r'|File "[^"\n]+", line \d|goroutine \d+ \[',
    re.MULTILINE,
)
_SECRET: Final = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|client_secret")
_MISLEADING: Final = re.compile(r"malformed|decod|signature|expired|invalid format|not a (?:valid )?jwt", re.IGNORECASE)
_HELPFUL: Final = re.compile(r"aud(?:ience)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Accepts:
    """What counts as accepted.

    Args:
        body: What the body has to match besides; None for the status alone.

    """

    body: "re.Pattern[str] | None" = None


def judged(row: WrittenRow, response: Response, accepts: Accepts) -> Result:
    """What one response means.

    Args:
        row: The row that was sent.
        response: What came.
        accepts: What counts as accepted.

    """
    status = response.status
    if status is None:
        return Result(row, "inconclusive", None, response.failure)
    matches = accepts.body is None or accepts.body.search(response.body) is not None
    if 200 <= status < 300:
        answer: Answer = "accepted" if matches else "refused"
        return Result(row, answer, status, "", _notes(row, response, answer))
    if status in _REFUSALS:
        return Result(row, "refused", status, "", _notes(row, response, "refused"))
    why = _WHY.get(status, f"{status} neither accepts nor refuses")
    if 300 <= status < 400:
        why = f"{status} leads elsewhere{_to(response)}, and is not followed; an API answers 401 instead"
    elif status >= 500:
        why = f"{status}: it breaks rather than refuses"
    return Result(row, "inconclusive", status, why, _leaks(row, response))


_OF_MEASURED: Final[Mapping[tuple[str, Answer], str]] = {
    ("typ.at+jwt", "refused"): "tokens of issuers that keep to RFC 9068 would be refused",
    ("typ.wrong", "accepted"): "it does not look at typ, so it has to tell kinds of tokens apart by their claims",
    ("aud.right-other-client", "refused"): "it takes tokens of one client only",
    ("carry.query", "accepted"): "tokens in addresses end in logs (RFC 6750 §5.3)",
    ("carry.twice", "accepted"): "RFC 6750 §2 allows one way to send a token in each request",
    ("time.iat-future", "accepted"): "it does not look at iat, which RFC 7519 does not ask for",
}


def _notes(row: WrittenRow, response: Response, answer: Answer) -> tuple[str, ...]:
    measured = _OF_MEASURED.get((row.id, answer), "") if row.expected == "measure" else ""
    if answer == "accepted" and row.token is None and "html" in response.headers.get("content-type", ""):
        return ("the response is a page (HTML), perhaps one to sign in on: probe a route of the API",)
    if answer == "accepted" or measured:
        return (measured,) if measured else ()
    notes = list(_leaks(row, response))
    if 200 <= (response.status or 0) < 300:
        notes.append(f"refused with {response.status}: the status says that all is well")
    elif response.status != row.status and row.expected == "refuse" and not (row.status == 401 and row.token is None):
        notes.append(f"refused with {response.status}; RFC 6750 §3.1 has {row.status}")
    elif response.status == 401 and "www-authenticate" not in response.headers:
        notes.append("a 401 without WWW-Authenticate (RFC 9110 §11.6.1)")
    said = f"{response.headers.get('www-authenticate', '')}\n{response.body}"
    if row.id == "aud.other":
        if _HELPFUL.search(said):
            notes.append("helpful: it says that the audience is wrong")
        elif found := _MISLEADING.search(said):
            notes.append(f"misleading: it says “{found[0]}” of a token that is good, and for another API")
    return tuple(notes)


def _to(response: Response) -> str:
    location = response.headers.get("location", "")[:100]
    return f" ({location})" if location else ""


def _leaks(row: WrittenRow, response: Response) -> tuple[str, ...]:
    """What a response tells that it should not."""
    said = f"{response.headers.get('www-authenticate', '')}\n{response.body}"
    leaks = []
    if _STACK.search(said):
        leaks.append("leaks: a stack trace")
    if _SECRET.search(said):
        leaks.append("leaks: what looks like a secret")
    if row.token and row.token.count(".") and (row.token in said or "sandbox-probe" in said):
        leaks.append("leaks: claims of the token that it refuses")
    return tuple(leaks)
