"""``rotate_keys``: a new signing key of an issuer."""

from collections.abc import Sequence
from typing import Final

from sandbox.replay.trace import Outcome, Token
from sandbox.scenarios.verbs.rotate_keys import RotateKeys
from sandbox.views.parts.shell_script import ShellScript
from sandbox.views.verb_view import VerbView


def _curl(script: ShellScript, _verb: RotateKeys, _outcome: Outcome, _tokens: Sequence[Token]) -> None:
    script.comment("The issuer gets a new key, which happens inside a replay only: the running server keeps its own.")


VIEW: Final[VerbView[RotateKeys]] = VerbView(short=lambda _: "New key", curl=_curl)
