"""From a replay to the workbench: the state in which what a page shows can be changed."""

from dataclasses import replace
from typing import Final

from sandbox.replay.trace import Outcome, Token, Trace
from sandbox.scenarios.model import Scenario, Step
from sandbox.scenarios.stops import Stop
from sandbox.scenarios.verbs import VERBS
from sandbox.scenarios.verbs.mint import SignWith
from sandbox.scenarios.workbench.state import WorkbenchState, default_workbench
from sandbox.views.parts.imitation import Original, imitation
from sandbox.views.verbs import VIEWS
from sandbox.worlds.model import World


def workbench_url(scenario: Scenario, world: World, stop: Stop, trace: Trace) -> str:
    """The address of the workbench with what a stop shows on it; empty where the workbench has no such thing.

    Args:
        scenario: The scenario.
        world: Its world.
        stop: A step, or a what-if of one.
        trace: The replay up to there.

    """
    if stop.step is None:
        return ""
    outcome: Outcome = trace.steps[-1].what_ifs[stop.what_if - 1] if stop.what_if else trace.steps[-1]
    view, deployed, verb = VIEWS[stop.step.verb_name], VERBS[stop.step.verb_name].deployed, stop.step.verb
    if deployed is not None and stop.written_what_if is not None:
        verb = deployed(verb, stop.written_what_if.verify)
    state = view.on_workbench(default_workbench(world), verb)
    if state is None:
        return ""
    name = view.token(verb, outcome)
    if name is None:
        return _url(view.request(state, verb, None) or replace(state, way="none"))
    return _url(_with_token(state, scenario.steps[: len(trace.steps)], name, trace))


def _url(state: WorkbenchState) -> str:
    return f"/workbench?{state.query()}"


def _with_token(state: WorkbenchState, steps: list[Step], name: str, trace: Trace) -> WorkbenchState:
    """The workbench with a token: requested as it was in its step, or else imitated.

    Args:
        state: The state of the workbench so far.
        steps: The steps that were played.
        name: The name of the token.
        trace: The replay of those steps.

    """
    step = next((step for step in steps if name in _names(step)), None)
    view = VIEWS[step.verb_name] if step else None
    requested = view.request(state, step.verb, name) if view and step else None
    if requested is not None:
        return requested
    tokens = {token.name: token for step_trace in trace.steps for token in step_trace.tokens}
    if name not in tokens:
        return state
    if view and step:
        return view.imitate(state, step.verb, Original(tokens[name], tokens, trace.now))
    return imitation(state, tokens[name], "stranger", trace.now)


def _names(step: Step) -> list[str]:
    """The names of the tokens that a step saves, or of the one that it shows without saving it."""
    return step.saves() or [VERBS[step.verb_name].unnamed]


_MEMBERS: Final = {"type": "typ", "algorithm": "alg", "key": "kid"}
"""The member of a header that a check reads."""


def minted_like(state: WorkbenchState, token: Token, outcome: Outcome, now: float) -> WorkbenchState:
    """The state whose token says what a pasted one says, signed by whoever signed that one, as far as is known.

    Args:
        state: The state with the pasted token.
        token: The token.
        outcome: What came of it at the api.
        now: When, in epoch seconds.

    """
    verdicts = {check.id: check for check in outcome.checks}
    signature = verdicts.get("signature")
    sign_with: SignWith = "stranger"
    if signature is not None and signature.verdict == "pass":
        sign_with = "issuer"
    elif token.raw.endswith("."):
        sign_with = "none"
    issuer = verdicts.get("issuer")
    ours = issuer is not None and issuer.verdict == "pass"
    failed = [member for check, member in _MEMBERS.items() if check in verdicts and verdicts[check].verdict == "fail"]
    unsigned = ["alg"] if sign_with == "none" and (token.header or {}).get("alg") != "none" else []
    return imitation(state, token, sign_with, now, ours=ours, kept=[*failed, *unsigned])
