"""The refusal that an issuer answers in place of a token."""

import json
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from sandbox.replay.trace import Exchange, Outcome


@dataclass(frozen=True, slots=True)
class Refusal:
    """The status, the error and its description, as far as there are any."""

    status: int
    error: str
    description: str


def last_refusal(outcome: Outcome) -> Refusal | None:
    """What the issuer answered to the last request; None if there was none."""
    return refusal(outcome.exchanges[-1]) if outcome.exchanges else None


def refusal(exchange: Exchange) -> Refusal:
    """The error of a response: in its body, or in the address it redirects to (RFC 6749 §4.1.2.1, §5.2)."""
    response = exchange.response
    location = next((value for name, value in response.headers if name.lower() == "location"), "")
    members = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    try:
        body = json.loads(response.body)
    except ValueError:
        body = {}
    members |= body if isinstance(body, dict) else {}
    return Refusal(response.status, str(members.get("error", "")), str(members.get("error_description", "")))
