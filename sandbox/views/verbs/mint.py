"""``mint``: a token that no honest issuer would write."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sandbox.replay.trace import Outcome, Token
from sandbox.scenarios.verbs.mint import Mint
from sandbox.scenarios.workbench.state import WorkbenchState
from sandbox.views.parts.imitation import Original, imitation, json_text
from sandbox.views.parts.shell_script import ShellScript
from sandbox.views.verb_view import VerbView


def _curl(script: ShellScript, _verb: Mint, _outcome: Outcome, tokens: Sequence[Token]) -> None:
    script.literals(tokens)


def _imitate(state: WorkbenchState, verb: Mint, original: Original) -> WorkbenchState:
    """The same token, with whatever the step writes itself as the step writes it."""
    token = original.token
    like = imitation(replace(state, issuer=verb.issuer), token, verb.sign_with, original.now)
    header = {**json.loads(like.header or "{}"), **verb.header}
    claims = {**json.loads(like.claims), **{name: (token.claims or {}).get(name) for name in verb.claims}}
    expires_in = like.expires_in if verb.expires_in is None else f"{verb.expires_in}s"
    header_text = json_text(header) if header else ""
    return replace(like, header=header_text, claims=json_text(claims), expires_in=expires_in)


VIEW: Final[VerbView[Mint]] = VerbView(
    short=lambda _: "Make a token", curl=_curl, source=lambda verb: verb.like, imitate=_imitate
)
