"""The curl road: a shell script that plays a scenario, up to where the reader is, against the running server."""

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from sandbox.replay.trace import Exchange, Outcome, Request, StepTrace, Token, Trace
from sandbox.scenarios.model import Scenario, Step
from sandbox.scenarios.verbs.get_token import GetToken
from sandbox.views.parts.curl import form_of, globbing, headers_to_say

_CODE: Final = r"sed -n 's/.*[?&]code=\([^&]*\).*/\1/p'"
_ONCE: Final = ("client_assertion",)
"""What of a request expires within a minute, and cannot be made by curl."""


@dataclass(slots=True)
class _Road:
    """A script in the making: its lines, and the tokens that stand in shell variables by now."""

    lines: list[str] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    jars: set[str] = field(default_factory=set)

    def say(self, text: str) -> None:
        """Add a comment. Whatever the text holds, it stays on one line."""
        printable = "".join(letter if letter.isprintable() else " " for letter in text)
        self.lines.append(f"# {' '.join(printable.split())}")

    def word(self, text: str) -> str:
        """A word of the shell, in which each token that is held stands as its variable."""
        held = sorted((raw for raw in self.held if raw and raw in text), key=len, reverse=True)
        for raw in held:  # not by a regular expression: one of each token's own would be compiled for every page
            before, found, after = text.partition(raw)
            if found:
                variable = f'"${self.held[raw]}"'
                return f"{self.word(before) if before else ''}{variable}{self.word(after) if after else ''}"
        return shlex.quote(text)

    def jar(self, user: str) -> str:
        """The variable that names the cookie jar of somebody's browser."""
        name = f"_jar_{re.sub(r'[^a-z0-9]', '_', user)}"
        if name not in self.jars:
            self.jars.add(name)
            self.lines.append(f"{name}=$(mktemp)")
        return f'"${name}"'


def road(scenario: Scenario, trace: Trace, what_if: int = 0) -> str:
    """The script for POSIX shells.

    A token that a request brings goes into a variable of its name. One that no request can bring (made by hand,
    rewritten) stands in it as it is.

    Args:
        scenario: The scenario.
        trace: Its replay, as far as the reader is.
        what_if: Which what-if of the last step the reader looks at, from 1; 0 for none.

    """
    made = _Road()
    for number, (step, told) in enumerate(zip(scenario.steps, trace.steps, strict=False), 1):
        if made.lines:
            made.lines.append("")
        made.say(f"{number}. {step.title}")
        if told.verb == "get_token" and step.get_token is not None:
            _get_token(made, step.get_token, told)
        elif told.verb == "call":
            _call(made, told)
        elif told.verb in ("introspect", "fetch"):
            _ask(made, told)
        else:
            _by_hand(made, step, told)
    if what_if and trace.steps:
        made.lines.append("")
        made.say(scenario.steps[len(trace.steps) - 1].what_if[what_if - 1].title)
        _call(made, trace.steps[-1].what_ifs[what_if - 1])
    return "\n".join(made.lines) + "\n"


def _get_token(made: _Road, verb: GetToken, told: StepTrace) -> None:
    at_token = [e for e in told.exchanges if urlsplit(e.request.url).path.endswith("/oauth/token")]
    asked = [e for e in told.exchanges if urlsplit(e.request.url).path.endswith("/authorize")]
    if asked:
        _authorize(made, verb, asked[-1])
    if not at_token:
        made.say(_came(told))
        return
    made.lines.append(f"_answer=$({_asking(made, at_token[-1].request)})")
    made.lines.append("printf '%s\\n' \"$_answer\"")
    made.say(_came(told))
    for token in told.tokens:
        made.lines.append(
            f'{token.name}=$(printf \'%s\' "$_answer" | sed -n \'s/.*"{token.kind}": *"\\([^"]*\\)".*/\\1/p\')'
        )
        made.held[token.raw] = token.name


def _asking(made: _Road, request: Request) -> str:
    """The command that sends a form, or fetches a document."""
    fields = form_of(request)
    if any(name in _ONCE for name, _ in fields):
        made.say("The assertion works once and expires within a minute: replay, and copy this again.")
    return " ".join(["curl -s", *_headers(made, request), *_form(made, fields), shlex.quote(request.url)])


def _ask(made: _Road, told: Outcome) -> None:
    if told.exchanges:
        made.lines += [_asking(made, told.exchanges[-1].request), "echo"]
        made.say(_came(told))


def _authorize(made: _Road, verb: GetToken, exchange: Exchange) -> None:
    """Send the last request of the sign-in: it says all that was answered at the issuer's pages before."""
    request, jar = exchange.request, made.jar(verb.user or "nobody")
    words = [
        f"curl -s -o /dev/null -b {jar} -c {jar}",
        *(["--data-raw", shlex.quote(request.body)] * bool(request.body)),
    ]
    location = next((value for name, value in exchange.response.headers if name.lower() == "location"), "")
    if "code" in parse_qs(urlsplit(location).query):
        words += ["-w '%{redirect_url}'", shlex.quote(request.url)]
        made.lines.append(f"_code=$({' '.join(words)} | {_CODE})")
    else:
        words += ["-w '%{http_code} %{redirect_url}\\n'", shlex.quote(request.url)]
        made.lines.append(" ".join(words))


def _form(made: _Road, fields: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The fields of a form: what never changes as it was sent, the code and tokens from their variables."""
    moving = {name for name, value in fields if name == "code" or value in made.held}
    fixed = [(name, value) for name, value in fields if name not in moving]
    if fixed:
        yield f"--data-raw {shlex.quote(urlencode(fixed))}"
    for name, value in fields:
        if name in moving:
            yield f'--data-urlencode "{name}=${"_code" if name == "code" else made.held[value]}"'


def _call(made: _Road, told: Outcome) -> None:
    sent = next((e.request for e in told.exchanges if e.receiver == told.api), None)
    if sent is None:
        return
    method = [] if sent.method == "GET" else ["-X", sent.method]
    words = ["curl -si", *globbing(sent.url), *method, *_headers(made, sent), made.word(sent.url)]
    made.lines += [" ".join(words), "echo"]
    made.say(_came(told))


def _headers(made: _Road, request: Request) -> Iterator[str]:
    for header in headers_to_say(request):
        yield f"-H {made.word(header)}"


def _by_hand(made: _Road, step: Step, told: StepTrace) -> None:
    if told.verb == "rotate_keys":
        made.say("The issuer gets a new key, which happens inside a replay only: the running server keeps its own.")
    for token in told.tokens:
        if told.verb in ("mint", "tamper"):
            _literal(made, token)
    if step.inspect is not None:
        made.lines.append(f"printf '%s\\n' \"${step.inspect.token}\"")


def _literal(made: _Road, token: Token) -> None:
    made.say("No request brings this token. It was made by hand, and stands here as it is:")
    made.lines.append(f"{token.name}={shlex.quote(token.raw)}")
    made.held[token.raw] = token.name


def _came(told: Outcome) -> str:
    decided = f", decided by {told.decided_by}" if told.checks and told.decided_by not in (None, "none") else ""
    return f"→ {told.status}{decided}"
