"""Copy as curl: the command for a POSIX shell that sends an exchange's request again."""

import shlex
from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from sandbox.replay.trace import Exchange

_CURL_SENDS: Final = frozenset({"host", "accept-encoding", "connection", "user-agent", "content-length"})
_FORM: Final = "application/x-www-form-urlencoded"


def curl(exchange: Exchange, before: Sequence[Exchange] = ()) -> str:
    """A command for a POSIX shell that sends an exchange's request again.

    A code is good once, so the command for a token request that redeems one signs in anew first.

    Args:
        exchange: The exchange to repeat.
        before: The exchanges of the same step before it.

    """
    request = exchange.request
    words = ["curl", "-i", *_globbing(request.url)]
    body_is_form = any(name.lower() == "content-type" and value == _FORM for name, value in request.headers)
    for name, value in request.headers:
        if not _sent_anyway(name.lower(), value, form=body_is_form):
            words += ["-H", shlex.quote(f"{name}: {value}")]
    fields = parse_qsl(request.body, keep_blank_values=True) if body_is_form else []
    if "code" in dict(fields) and (signed_in := _sign_in(before)):
        others = urlencode([field for field in fields if field[0] != "code"])
        words += ["--data-raw", shlex.quote(others), "--data-raw", '"code=$code"', shlex.quote(request.url)]
        return f"{signed_in}\n{' '.join(words)}"
    if request.body:
        words += ["--data-raw", shlex.quote(request.body)]
    if request.method != ("POST" if request.body else "GET"):
        words += ["-X", request.method]
    return " ".join([*words, shlex.quote(request.url)])


def _sent_anyway(name: str, value: str, *, form: bool) -> bool:
    """Whether curl sends this header, or one of its own that does the same, without being told."""
    return name in _CURL_SENDS or (name == "accept" and value == "*/*") or (name == "content-type" and form)


def _globbing(url: str) -> list[str]:
    """Brackets and braces in an address mean many addresses to curl, unless it is told otherwise."""
    return ["--globoff"] if set(url) & set("[]{}") else []


def _sign_in(before: Sequence[Exchange]) -> str | None:
    """The command that puts a new authorization code into the shell variable ``code``."""
    for exchange in before:
        location = next((value for name, value in exchange.response.headers if name.lower() == "location"), "")
        if "code" in parse_qs(urlsplit(location).query):
            url, body = shlex.quote(exchange.request.url), shlex.quote(exchange.request.body)
            fetch = f"curl -s -o /dev/null -w '%{{redirect_url}}' --data-raw {body} {url}"
            return f"code=$({fetch} | sed 's/.*[?&]code=\\([^&]*\\).*/\\1/')"
    return None
