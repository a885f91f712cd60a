"""``introspect``: what an issuer says of a token."""

from collections.abc import Sequence
from typing import Final

from sandbox.replay.trace import Outcome, Token
from sandbox.scenarios.verbs.introspect import Introspect
from sandbox.views.parts.shell_script import ShellScript
from sandbox.views.verb_view import VerbView


def _curl(script: ShellScript, _verb: Introspect, outcome: Outcome, _tokens: Sequence[Token]) -> None:
    script.last_request(outcome)


VIEW: Final[VerbView[Introspect]] = VerbView(
    short=lambda _: "Ask the issuer",
    parties=lambda verb, _: (verb.issuer,),
    curl=_curl,
    shows_answer=lambda _: True,
)
