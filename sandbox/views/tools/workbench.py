"""The page of the workbench as one object: its form, and what came of the token that is on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sandbox.replay.refusal import Refusal, last_refusal
from sandbox.replay.trace import Exchange, StepTrace, Token, Trace
from sandbox.scenarios.workbench.scenario import (
    AT_API,
    CALL,
    OTHER_TOKEN,
    PASTED,
    STRICT_CALL,
    TOKEN,
    may_have_other_token,
)
from sandbox.scenarios.workbench.state import WorkbenchState
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.views.parts.checks import CheckList, check_list
from sandbox.views.parts.comparison import Choice, Comparison, claims_table
from sandbox.views.parts.exchange import ExchangeEntry, exchange_entries
from sandbox.views.parts.outcome_card import Answer, OutcomeCards, answer_of, outcome_card, outcome_cards
from sandbox.views.parts.token_card import TokenCard, token_card
from sandbox.views.parts.verdicts import Lamp, lamps
from sandbox.views.tools.workbench_form import WorkbenchForm, workbench_form


@dataclass(frozen=True, slots=True)
class WorkbenchOutcome:
    """What came of a state.

    Args:
        issuer: The issuer that a token was requested from.
        sent: Whether anything was sent.
        refusal: What the issuer answered in place of a token.
        answer: What the api answered.
        as_set: That answer beside the one of the api as it is, where its checks were changed.
        lamps: The two great questions.
        everywhere: What each api answered to the same token.
        comparison: Other tokens to compare it with, and the one that was chosen.
        tokens: The token.
        checks: What the api checked.
        exchanges: What was sent.

    """

    issuer: str
    sent: bool
    refusal: Refusal | None
    answer: Answer | None
    as_set: OutcomeCards | None
    lamps: list[Lamp]
    everywhere: OutcomeCards | None
    comparison: Comparison | None
    tokens: list[TokenCard]
    checks: CheckList | None
    exchanges: list[ExchangeEntry]


@dataclass(frozen=True, slots=True)
class WorkbenchPage:
    """Everything on the workbench.

    Args:
        state: The state.
        query: The same as a query.
        form: The form that changes it.
        problems: What was wrong in the address or the form, by field.
        pasted: The token that was pasted; empty else.
        outcome: What came of it.
        pasted_notes: Where the pasted token was found, and what was done to find it.

    """

    state: WorkbenchState
    query: str
    form: WorkbenchForm
    problems: Mapping[str, str]
    pasted: str
    outcome: WorkbenchOutcome
    pasted_notes: Sequence[str] = ()


def workbench_page(
    state: WorkbenchState,
    worlds: Iterable[str],
    problems: Mapping[str, str],
    trace: Trace | None,
    pasted: Token | None,
    public_url: str = DEFAULT_PUBLIC_URL,
) -> WorkbenchPage:
    """Build the page.

    Args:
        state: The state.
        worlds: The ids of the worlds there are.
        problems: What was wrong in the address or the form, by field.
        trace: What came of it; None if nothing was sent.
        pasted: The token that was pasted, if one was.
        public_url: Where the server is reached; it stands in the form alone.

    """
    return WorkbenchPage(
        state=state,
        query=state.query(),
        form=workbench_form(state, worlds, public_url),
        problems=problems,
        pasted=pasted.raw if pasted else "",
        outcome=_outcome(state, trace, pasted),
    )


def _outcome(state: WorkbenchState, trace: Trace | None, pasted: Token | None) -> WorkbenchOutcome:
    world, now = state.world, trace.now if trace else 0.0
    steps = {step.id: step for step in trace.steps} if trace else {}
    tokens = {token.name: token for step in steps.values() for token in step.tokens}
    tokens |= {PASTED: pasted} if pasted else {}
    token, call = tokens.get(PASTED if state.way == "paste" else TOKEN), steps.get(CALL)
    answer = answer_of(call, world) if call else None
    checked = call if call and answer else None
    return WorkbenchOutcome(
        issuer=state.issuer,
        sent=trace is not None,
        refusal=None if answer or not trace else _refusal(steps),
        answer=answer,
        as_set=_cards("The same call, twice", steps, [STRICT_CALL, CALL], now, state) if STRICT_CALL in steps else None,
        lamps=lamps(checked, world) if checked else [],
        everywhere=_cards("The same letter at every door", steps, _at_every_api(steps), now, state),
        comparison=_comparison(state, token, tokens.get(OTHER_TOKEN)),
        tokens=[token_card(token, world, now, outcome=checked, before=tokens.get("sealed"))] if token else [],
        checks=check_list(checked, now, world) if checked else None,
        exchanges=exchange_entries(_exchanges(steps), world, tokens.values(), checked),
    )


def _at_every_api(steps: Iterable[str]) -> list[str]:
    return [CALL, *(id_ for id_ in steps if id_.startswith(AT_API))]


def _exchanges(steps: Mapping[str, StepTrace]) -> list[Exchange]:
    own = [step for id_, step in steps.items() if id_ not in ("beside", STRICT_CALL) and not id_.startswith(AT_API)]
    return [exchange for step in own for exchange in step.exchanges]


def _cards(
    label: str, steps: Mapping[str, StepTrace], ids: list[str], now: float, state: WorkbenchState
) -> OutcomeCards | None:
    """The cards of some steps; None where there is only one."""
    titles = {STRICT_CALL: "As it is", CALL: "As it is set here"} if STRICT_CALL in ids else {}
    found = [outcome_card(titles.get(id_, ""), steps[id_], now, state.world) for id_ in ids if id_ in steps]
    return outcome_cards(label, found) if len(found) > 1 else None


def _refusal(steps: Mapping[str, StepTrace]) -> Refusal:
    """What the issuer answered last before the call that could not be made."""
    last = next((step for step in reversed([*steps.values()]) if step.exchanges), None)
    answer = last_refusal(last) if last else None
    if answer is None:
        return Refusal(0, "", "There is no letter to send.")
    if not answer.error:
        return replace(answer, description="No such token came with the answer.")
    return answer


def _comparison(state: WorkbenchState, token: Token | None, other: Token | None) -> Comparison | None:
    """The tokens that this one can be compared with; None where there are none."""
    if not may_have_other_token(state):
        return None
    here = state.world.audience_named(state.audience) if state.kind == "access_token" else "id_token"
    audiences = [*state.world.clients[state.client].audiences]
    signs_in = state.grant in ("authorization_code", "refresh_token")
    others = [id_ for id_ in [*audiences, *(["id_token"] if signs_in else [])] if id_ != here]
    texts = {"id_token": "the ID token"}
    choices = [
        Choice(texts.get(id_, f"a token for {id_}"), _with(state, "beside", id_), id_ == state.beside) for id_ in others
    ]
    claims = claims_table(token, other, state.world) if token and other else None
    return Comparison(choices, claims) if choices else None


def _with(state: WorkbenchState, name: str, value: str) -> str:
    pairs = [pair for pair in state.query().split("&") if not pair.startswith(f"{name}=")]
    return f"/workbench?{'&'.join([*pairs, f'{name}={value}'])}#beside"
