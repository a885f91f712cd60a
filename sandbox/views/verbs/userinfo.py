"""``userinfo``: who a token is about, as its issuer says."""

from collections.abc import Iterator, Sequence
from typing import Final

from sandbox.replay.trace import Outcome, Token
from sandbox.scenarios.verbs.userinfo import Userinfo
from sandbox.views.parts.shell_script import ShellScript
from sandbox.views.verb_view import VerbView
from sandbox.worlds.model import World


def _parties(verb: Userinfo, _world: World) -> Iterator[str]:
    yield verb.issuer
    if verb.by:
        yield verb.by


def _curl(script: ShellScript, _verb: Userinfo, outcome: Outcome, _tokens: Sequence[Token]) -> None:
    script.last_request(outcome)


VIEW: Final[VerbView[Userinfo]] = VerbView(
    short=lambda _: "Ask userinfo", parties=_parties, curl=_curl, shows_answer=lambda _: True
)
