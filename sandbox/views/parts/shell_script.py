"""A script of curl commands, while it is written, for sh, bash, zsh and fish (see `quoted`)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from sandbox.replay.trace import Outcome, Request, Token
from sandbox.views.parts.curl import PROOF_EXPIRES, assignment, form_of, has_proof, headers_to_say, quoted, remark

_ONCE: Final = ("client_assertion",)
"""Fields of a form that expire within a minute, and that curl cannot make."""


@dataclass(slots=True)
class ShellScript:
    """The lines of a script so far, and the shell variables that they set.

    Args:
        lines: The lines.
        variables: The name of the variable that holds a token, by the token.
        jars: The variables that name a cookie jar.

    """

    lines: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    jars: set[str] = field(default_factory=set)

    def comment(self, text: str) -> None:
        """Add a comment. Whatever the text holds, it stays on one line."""
        self.lines.append(remark(text))

    def result(self, outcome: Outcome) -> None:
        """Add a comment that says what came in the replay."""
        decided = outcome.checks and outcome.decided_by not in (None, "none")
        by = f", decided by {outcome.decided_by}" if decided else ""
        self.comment(f"→ {outcome.status}{by}")

    def word(self, text: str) -> str:
        """A word of the shell, in which each token that a variable holds stands as that variable."""
        tokens = sorted((raw for raw in self.variables if raw and raw in text), key=len, reverse=True)
        for raw in tokens:  # not by a regular expression: one of each token's own would be compiled for every page
            before, found, after = text.partition(raw)
            if found:
                variable = f'"${self.variables[raw]}"'
                return f"{self.word(before) if before else ''}{variable}{self.word(after) if after else ''}"
        return quoted(text)

    def variable(self, token: Token) -> str:
        """The variable that holds a token: of its name, and ``token`` at its end.

        So it is none that a shell uses itself: zsh looks for commands in ``path``, fish writes ``status``.
        """
        name = token.name if token.name.endswith("token") else f"{token.name}_token"
        while name in (taken for raw, taken in self.variables.items() if raw != token.raw):
            name = f"{name}_token"
        self.variables[token.raw] = name
        return name

    def jar(self, user: str) -> str:
        """The variable that names the cookie jar of somebody's browser."""
        name = f"_jar_{re.sub(r'[^a-z0-9]', lambda other: f'_{ord(other[0]):x}_', user)}"
        if name not in self.jars:
            self.jars.add(name)
            self.lines.append(assignment(name, "mktemp"))
        return f'"${name}"'

    def request(self, request: Request) -> str:
        """The command that sends a form, or fetches a document."""
        fields = form_of(request)
        if any(name in _ONCE for name, _ in fields):
            self.comment("The assertion works once and expires within a minute: replay, and copy this again.")
        if has_proof(request):
            self.comment(PROOF_EXPIRES)
        return " ".join(["curl -s", *self.headers(request), *self._form(fields), quoted(request.url)])

    def headers(self, request: Request) -> Iterator[str]:
        """The options of curl for the headers of a request."""
        for header in headers_to_say(request):
            yield f"-H {self.word(header)}"

    def _form(self, fields: Sequence[tuple[str, str]]) -> Iterator[str]:
        """The options for a form: what never changes as it was sent, the code and tokens from their variables."""
        moving = {name for name, value in fields if name == "code" or value in self.variables}
        fixed = [(name, value) for name, value in fields if name not in moving]
        if fixed:
            yield f"--data-raw {quoted(urlencode(fixed))}"
        for name, value in fields:
            if name in moving:
                yield f'--data-urlencode "{name}=${"_code" if name == "code" else self.variables[value]}"'

    def last_request(self, outcome: Outcome) -> None:
        """Send the last request of a step again, and print what comes."""
        if outcome.exchanges:
            self.lines += [self.request(outcome.exchanges[-1].request), "echo"]
            self.result(outcome)

    def literals(self, tokens: Sequence[Token]) -> None:
        """Put tokens that no request brings into variables."""
        for token in tokens:
            self.comment("No request brings this token. It was made by hand, and stands here as it is:")
            self.lines.append(f"export {self.variable(token)}={quoted(token.raw)}")
