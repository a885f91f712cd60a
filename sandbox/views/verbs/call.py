"""``call``: a request to an api."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from sandbox.replay.trace import Outcome, Token
from sandbox.scenarios.verbs.call import Call
from sandbox.scenarios.workbench.state import WorkbenchState
from sandbox.views.parts.curl import globbing
from sandbox.views.parts.shell_script import ShellScript
from sandbox.views.verb_view import VerbView
from sandbox.worlds.model import World


def _parties(verb: Call, world: World) -> Iterator[str]:
    yield from (verb.api, *world.apis[verb.api].trusts)
    if verb.by:
        yield verb.by


def _curl(script: ShellScript, verb: Call, outcome: Outcome, _tokens: Sequence[Token]) -> None:
    sent = next((exchange.request for exchange in outcome.exchanges if exchange.receiver == outcome.api), None)
    if sent is None:
        return
    if verb.send_as == "dpop":
        script.comment("curl cannot sign the proof that comes with this token. Only a replay sends this request.")
        script.result(outcome)
        return
    method = [] if sent.method == "GET" else ["-X", sent.method]
    words = ["curl -si", *globbing(sent.url), *method, *script.headers(sent), script.word(sent.url)]
    script.lines += [" ".join(words), "echo"]
    script.result(outcome)


def _on_workbench(state: WorkbenchState, verb: Call) -> WorkbenchState | None:
    """The same call; None if it has headers or a proof, which the workbench does not send."""
    if verb.headers or verb.send_as == "dpop":
        return None
    return replace(state, api=verb.api, request=verb.request, send_as=verb.send_as, verify=verb.verify)


VIEW: Final[VerbView[Call]] = VerbView(
    short=lambda verb: f"Call {verb.api}",
    parties=_parties,
    curl=_curl,
    token=lambda verb, _: verb.token,
    on_workbench=_on_workbench,
)
