"""Copy as curl: the command that sends an exchange's request again, in a shell of any kind (see `quoted`)."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

if TYPE_CHECKING:
    from sandbox.replay.trace import Exchange, Request

_CURL_SENDS: Final = frozenset({"host", "accept-encoding", "connection", "user-agent", "content-length"})
_NEEDS_SESSION: Final = "This needs a session at the issuer. The whole road, further down, begins with the sign-in."
PROOF_EXPIRES: Final = "The proof works once and expires within a minute: replay, and copy this again."
_PLAIN_WORD: Final = re.compile(r"[A-Za-z0-9_./:][A-Za-z0-9_./:=-]*")
_IN_PROSE: Final = str.maketrans({"'": "\N{RIGHT SINGLE QUOTATION MARK}", "\\": "\N{SET MINUS}"})
"""What reads alike, and means nothing to a shell."""
_FORM: Final = "application/x-www-form-urlencoded"


def quoted(text: str) -> str:
    """A word that sh, bash, zsh and fish read alike, pasted or in a file.

    Within single quotes nothing is expanded. Three characters stand outside of them: a quote; a backslash, which fish
    reads there in its own way; and ``!``, which an interactive bash expands where such quotes are within double ones.
    """
    if _PLAIN_WORD.fullmatch(text):
        return text
    parts = re.split(r"(['\\!])", text)
    parts[::2] = [f"'{part}'" if part else "" for part in parts[::2]]
    parts[1::2] = [f"\\{part}" for part in parts[1::2]]
    return "".join(parts) or "''"


def remark(text: str) -> str:
    """A line that says something and does nothing. An interactive zsh would execute what follows ``#``."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return f": '{' '.join(printable.split()).translate(_IN_PROSE)}'"


def assignment(name: str, command: str) -> str:
    """A line that puts what a command prints into a variable. ``name=value`` alone is no command to fish."""
    return f'export {name}="$({command})"'


def curl(exchange: "Exchange", before: "Sequence[Exchange]" = ()) -> str:
    """A command that sends an exchange's request again.

    A code is good once, so the command for a token request that redeems one signs in again first.

    Args:
        exchange: The exchange to repeat.
        before: The exchanges of the same step before it.

    """
    command = _command(exchange, before)
    silent = any(_is_silent(sent.request) for sent in (exchange, *before))
    said = [_NEEDS_SESSION] * silent + [PROOF_EXPIRES] * has_proof(exchange.request)
    return "\n".join([*map(remark, said), command])


def has_proof(request: "Request") -> bool:
    """Whether a request carries a proof of possession, which curl cannot sign anew (RFC 9449)."""
    return any(name.lower() == "dpop" for name, _ in request.headers)


def _is_silent(request: "Request") -> bool:
    """Whether only a cookie says who it is: the one of the replay, which the running server does not know."""
    return not request.body and any(name.lower() == "cookie" for name, _ in request.headers)


def _command(exchange: "Exchange", before: "Sequence[Exchange]") -> str:
    request = exchange.request
    words = ["curl", "-i", *globbing(request.url)]
    for header in headers_to_say(request):
        words += ["-H", quoted(header)]
    fields = form_of(request)
    if "code" in dict(fields) and (sign_in := _sign_in(before)):
        others = urlencode([field for field in fields if field[0] != "code"])
        words += ["--data-raw", quoted(others), "--data-raw", '"code=$code"', quoted(request.url)]
        return f"{sign_in}\n{' '.join(words)}"
    if request.body:
        words += ["--data-raw", quoted(request.body)]
    if request.method != ("POST" if request.body else "GET"):
        words += ["-X", request.method]
    return " ".join([*words, quoted(request.url)])


def form_of(request: "Request") -> list[tuple[str, str]]:
    """The fields of a form that a request carries; none if it carries another body."""
    return parse_qsl(request.body, keep_blank_values=True) if _is_form(request) else []


def headers_to_say(request: "Request") -> list[str]:
    """The headers that curl would not send by itself, as ``Name: value``."""
    form = _is_form(request)
    headers = request.headers
    return [f"{name}: {value}" for name, value in headers if not _sent_anyway(name.lower(), value, form=form)]


def _is_form(request: "Request") -> bool:
    return any(name.lower() == "content-type" and value == _FORM for name, value in request.headers)


def _sent_anyway(name: str, value: str, *, form: bool) -> bool:
    """Whether curl sends this header, or one of its own that does the same, by itself."""
    return name in _CURL_SENDS or (name == "accept" and value == "*/*") or (name == "content-type" and form)


def globbing(url: str) -> list[str]:
    """Brackets and braces in an address mean many addresses to curl, unless globbing is off."""
    return ["--globoff"] if set(url) & set("[]{}") else []


def _sign_in(before: "Sequence[Exchange]") -> str | None:
    """The command that puts a new authorization code into the shell variable ``code``."""
    for exchange in before:
        location = next((value for name, value in exchange.response.headers if name.lower() == "location"), "")
        if "code" in parse_qs(urlsplit(location).query):
            url, body = quoted(exchange.request.url), quoted(exchange.request.body)
            sent = f"--data-raw {body} {url}" if exchange.request.body else url
            fetch = f"curl -s -o /dev/null -w '%{{redirect_url}}' {sent}"
            return assignment("code", f"{fetch} | sed 's/.*[?&]code=\\([^&]*\\).*/\\1/'")
    return None
