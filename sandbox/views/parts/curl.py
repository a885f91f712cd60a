"""Copy as curl: the command for a POSIX shell that sends an exchange's request again."""

import shlex
from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from sandbox.replay.trace import Exchange, Request

_CURL_SENDS: Final = frozenset({"host", "accept-encoding", "connection", "user-agent", "content-length"})
_NEEDS_SESSION: Final = "# This needs a session at the issuer. The whole road, further down, begins with the sign-in."
_FORM: Final = "application/x-www-form-urlencoded"


def curl(exchange: Exchange, before: Sequence[Exchange] = ()) -> str:
    """A command for a POSIX shell that sends an exchange's request again.

    A code is good once, so the command for a token request that redeems one signs in again first.

    Args:
        exchange: The exchange to repeat.
        before: The exchanges of the same step before it.

    """
    command = _command(exchange, before)
    silent = any(_is_silent(sent.request) for sent in (exchange, *before))
    return f"{_NEEDS_SESSION}\n{command}" if silent else command


def _is_silent(request: Request) -> bool:
    """Whether only a cookie says who it is: the one of the replay, which the running server does not know."""
    return not request.body and any(name.lower() == "cookie" for name, _ in request.headers)


def _command(exchange: Exchange, before: Sequence[Exchange]) -> str:
    request = exchange.request
    words = ["curl", "-i", *globbing(request.url)]
    for header in headers_to_say(request):
        words += ["-H", shlex.quote(header)]
    fields = form_of(request)
    if "code" in dict(fields) and (sign_in := _sign_in(before)):
        others = urlencode([field for field in fields if field[0] != "code"])
        words += ["--data-raw", shlex.quote(others), "--data-raw", '"code=$code"', shlex.quote(request.url)]
        return f"{sign_in}\n{' '.join(words)}"
    if request.body:
        words += ["--data-raw", shlex.quote(request.body)]
    if request.method != ("POST" if request.body else "GET"):
        words += ["-X", request.method]
    return " ".join([*words, shlex.quote(request.url)])


def form_of(request: Request) -> list[tuple[str, str]]:
    """The fields of a form that a request carries; none if it carries another body."""
    return parse_qsl(request.body, keep_blank_values=True) if _is_form(request) else []


def headers_to_say(request: Request) -> list[str]:
    """The headers that curl would not send by itself, as ``Name: value``."""
    form = _is_form(request)
    headers = request.headers
    return [f"{name}: {value}" for name, value in headers if not _sent_anyway(name.lower(), value, form=form)]


def _is_form(request: Request) -> bool:
    return any(name.lower() == "content-type" and value == _FORM for name, value in request.headers)


def _sent_anyway(name: str, value: str, *, form: bool) -> bool:
    """Whether curl sends this header, or one of its own that does the same, by itself."""
    return name in _CURL_SENDS or (name == "accept" and value == "*/*") or (name == "content-type" and form)


def globbing(url: str) -> list[str]:
    """Brackets and braces in an address mean many addresses to curl, unless globbing is off."""
    return ["--globoff"] if set(url) & set("[]{}") else []


def _sign_in(before: Sequence[Exchange]) -> str | None:
    """The command that puts a new authorization code into the shell variable ``code``."""
    for exchange in before:
        location = next((value for name, value in exchange.response.headers if name.lower() == "location"), "")
        if "code" in parse_qs(urlsplit(location).query):
            url, body = shlex.quote(exchange.request.url), shlex.quote(exchange.request.body)
            sent = f"--data-raw {body} {url}" if exchange.request.body else url
            fetch = f"curl -s -o /dev/null -w '%{{redirect_url}}' {sent}"
            return f"code=$({fetch} | sed 's/.*[?&]code=\\([^&]*\\).*/\\1/')"
    return None
