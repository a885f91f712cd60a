"""``fetch``: a document that an issuer or an api has for everybody."""

from collections.abc import Iterator, Sequence
from typing import Final

from sandbox.replay.trace import Outcome, Token
from sandbox.scenarios.verbs.fetch import DocumentName, Fetch
from sandbox.views.parts.shell_script import ShellScript
from sandbox.views.verb_view import VerbView
from sandbox.worlds.model import World

_SHORT: Final[dict[DocumentName, str]] = {
    "openid-configuration": "Discover",
    "oauth-authorization-server": "Discover",
    "jwks": "Get the keys",
    "oauth-protected-resource": "Read metadata",
}


def _parties(verb: Fetch, _world: World) -> Iterator[str]:
    yield verb.of
    if verb.by:
        yield verb.by


def _curl(script: ShellScript, _verb: Fetch, outcome: Outcome, _tokens: Sequence[Token]) -> None:
    script.last_request(outcome)


VIEW: Final[VerbView[Fetch]] = VerbView(
    short=lambda verb: _SHORT[verb.document],
    parties=_parties,
    curl=_curl,
    shows_answer=lambda _: True,
    on_workbench=lambda *_: None,
)
