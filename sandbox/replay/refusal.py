"""The refusal that an issuer answers in place of a token."""

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Final
from urllib.parse import parse_qs, urlsplit

from sandbox.replay.trace import Exchange, Outcome, Response

_PAGE: Final = re.compile(r"\s*<p>(?P<error_description>[^<]*)</p>.*<code>(?P<error>\w+)</code>", re.DOTALL)
"""What the issuer's page says of a request that must not be redirected (RFC 6749 §4.1.2.1)."""
_MEMBERS: Final = ("error", "error_description")


@dataclass(frozen=True, slots=True)
class Refusal:
    """The status, the error and its description, as far as there are any."""

    status: int
    error: str
    description: str

    @property
    def reason(self) -> str:
        """What the issuer says, in one line."""
        return f"{self.error}: {self.description}".rstrip(": ") or f"the answer {self.status} brings no token"


def last_refusal(outcome: Outcome) -> Refusal | None:
    """What the issuer answered to the last request; None if there was none."""
    return refusal(outcome.exchanges[-1]) if outcome.exchanges else None


def refusal(exchange: Exchange) -> Refusal:
    """The error of a response: in its body, or in the address it redirects to (RFC 6749 §4.1.2.1, §5.2)."""
    return refusal_of(exchange.response)


def refusal_of(response: Response) -> Refusal:
    """The same, of a response."""
    location = next((value for name, value in response.headers if name.lower() == "location"), "")
    members = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    try:
        body = json.loads(response.body)
    except ValueError:
        page = _PAGE.match(response.body.partition("</h1>")[2])
        body = {name: unescape(text) for name, text in page.groupdict().items()} if page else {}
    members |= body if isinstance(body, dict) else {}
    error, description = (text if isinstance(text := members.get(name), str) else "" for name in _MEMBERS)
    return Refusal(response.status, error, description)
