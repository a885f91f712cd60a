"""``inspect``: a look at a saved token."""

from collections.abc import Sequence
from typing import Final

from sandbox.replay.trace import Outcome, Token
from sandbox.scenarios.verbs.inspect import Inspect
from sandbox.views.parts.shell_script import ShellScript
from sandbox.views.verb_view import VerbView


def _curl(script: ShellScript, verb: Inspect, _outcome: Outcome, _tokens: Sequence[Token]) -> None:
    script.lines.append(f"printf '%s\\n' \"${verb.token}\"")


VIEW: Final[VerbView[Inspect]] = VerbView(short=lambda _: "Read it", curl=_curl, highlight=lambda verb: verb.highlight)
