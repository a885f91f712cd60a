"""What an issuer said in place of a token."""

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


def asked_last(outcome: Outcome) -> Refusal | None:
    """What the issuer answered last; None if nothing was asked."""
    return refusal(outcome.exchanges[-1]) if outcome.exchanges else None


def refusal(exchange: Exchange) -> Refusal:
    """What was answered in place of what was asked for: in a body, or in the address it sent the browser to."""
    response = exchange.response
    location = next((value for name, value in response.headers if name.lower() == "location"), "")
    said = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    try:
        body = json.loads(response.body)
    except ValueError:
        body = {}
    said |= body if isinstance(body, dict) else {}
    return Refusal(response.status, str(said.get("error", "")), str(said.get("error_description", "")))
