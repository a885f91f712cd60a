"""``revoke``: a token that is needed no more."""

from collections.abc import Sequence
from typing import Final

from sandbox.replay.trace import Outcome, Token
from sandbox.scenarios.verbs.revoke import Revoke
from sandbox.views.parts.shell_script import ShellScript
from sandbox.views.verb_view import VerbView


def _curl(script: ShellScript, _verb: Revoke, outcome: Outcome, _tokens: Sequence[Token]) -> None:
    script.last_request(outcome)


VIEW: Final[VerbView[Revoke]] = VerbView(
    short=lambda _: "Revoke it", parties=lambda verb, _: (verb.issuer,), curl=_curl
)
