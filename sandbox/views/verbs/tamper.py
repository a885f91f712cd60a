"""``tamper``: a token rewritten under its signature."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sandbox.replay.trace import Outcome, Token
from sandbox.scenarios.verbs.tamper import Tamper
from sandbox.scenarios.workbench.state import WorkbenchState
from sandbox.views.parts.imitation import Original, imitation, json_text
from sandbox.views.parts.shell_script import ShellScript
from sandbox.views.verb_view import VerbView


def _curl(script: ShellScript, _verb: Tamper, _outcome: Outcome, tokens: Sequence[Token]) -> None:
    script.literals(tokens)


def _imitate(state: WorkbenchState, verb: Tamper, original: Original) -> WorkbenchState:
    """The token as it was before, and on it the same edit, as far as the workbench can make it."""
    if verb.remove or verb.header or verb.token not in original.tokens:
        return imitation(state, original.token, "stranger", original.now)
    before = imitation(state, original.tokens[verb.token], "issuer", original.now)
    return replace(before, edit=json_text(verb.claims))


VIEW: Final[VerbView[Tamper]] = VerbView(
    short=lambda _: "Rewrite it", curl=_curl, source=lambda verb: verb.token, imitate=_imitate
)
