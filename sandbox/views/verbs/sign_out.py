"""``sign_out``: the session of a user's browser at an issuer ends."""

from collections.abc import Sequence
from typing import Final

from sandbox.replay.trace import Outcome, Token
from sandbox.scenarios.verbs.sign_out import SignOut
from sandbox.views.parts.shell_script import ShellScript
from sandbox.views.verb_view import VerbView


def _curl(script: ShellScript, verb: SignOut, outcome: Outcome, _tokens: Sequence[Token]) -> None:
    """Open the address in the browser whose cookies the sign-in put into a jar."""
    jar = script.jar(verb.user)
    words = [f"curl -s -o /dev/null -b {jar} -c {jar}", "-w '%{http_code} %{redirect_url}\\n'"]
    script.lines += [" ".join([*words, script.word(exchange.request.url)]) for exchange in outcome.exchanges]
    script.result(outcome)


VIEW: Final[VerbView[SignOut]] = VerbView(
    short=lambda _: "Sign out",
    parties=lambda verb, _: (verb.issuer,),
    curl=_curl,
    on_workbench=lambda *_: None,
)
