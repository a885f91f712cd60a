"""The page of the workbench as one object: its form, and what came of the letter that is on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

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
from sandbox.scenarios.workbench.state import KINDS, SEND_AS, SIGN_WITH, TOKEN_SOURCES, WorkbenchState, grants_of
from sandbox.tokens.check_facts import FLAWS
from sandbox.tokens.names import CHECKS, CheckId
from sandbox.views.parts.answer import Answer, answer_of
from sandbox.views.parts.check_words import WORDS, mode_words
from sandbox.views.parts.checks import CheckRow, check_rows
from sandbox.views.parts.claims import Comparison, comparison
from sandbox.views.parts.exchange import WireEntry, wire
from sandbox.views.parts.outcome_card import Side, side
from sandbox.views.parts.token_card import TokenCard, letter
from sandbox.views.parts.verdicts import Lamp, lamps

_WAYS: Final = {
    "get": "Ask the issuer for one",
    "mint": "Write one by hand",
    "paste": "Paste one",
    "none": "Send none",
}
_SEALS: Final = {
    "issuer": "the issuer's own key",
    "stranger": "somebody else's key",
    "none": "nothing (alg: none)",
    "public-key-as-hmac": "HMAC with the issuer's public key",
}
_SEND_AS: Final = {
    "header": "Authorization: Bearer",
    "query": "?access_token= in the address",
    "raw": "Authorization, without Bearer",
}
_KINDS: Final = {"access_token": "the access token", "id_token": "the ID token"}
_KEPT: Final = ("world", "client", "grant", "user", "audience", "scope", "kind", "api", "request")
"""What a form remembers of the state it was made for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values of a field."""

    value: str
    text: str
    current: bool


@dataclass(frozen=True, slots=True)
class CheckField:
    """How a check is made: on, off, or one of its flaws."""

    id: str
    title: str
    choices: list[Choice]
    strict: bool


@dataclass(frozen=True, slots=True)
class WorkbenchForm:
    """The fields of the form."""

    worlds: list[Choice]
    ways: list[Choice]
    issuers: list[Choice]
    clients: list[Choice]
    grants: list[Choice]
    users: list[Choice]
    audiences: list[Choice]
    kinds: list[Choice]
    seals: list[Choice]
    apis: list[Choice]
    requests: list[Choice]
    ways_to_send: list[Choice]
    checks: list[CheckField]
    was: str


@dataclass(frozen=True, slots=True)
class WorkbenchPage:
    """Everything on the workbench."""

    bench: WorkbenchState
    form: WorkbenchForm
    problems: Mapping[str, str]
    pasted: str
    query: str
    sent: bool
    refusal: Refusal | None
    answer: Answer | None
    lamps: list[Lamp]
    letters: list[TokenCard]
    checks: list[CheckRow]
    wire: list[WireEntry]
    doors: list[Side]
    sides: list[Side]
    besides: list[tuple[str, str, bool]]
    compared: Comparison | None


def workbench_page(
    bench: WorkbenchState, worlds: Iterable[str], problems: Mapping[str, str], trace: Trace | None, pasted: Token | None
) -> WorkbenchPage:
    """Build the page.

    Args:
        bench: The state.
        worlds: The ids of the worlds there are.
        problems: What was wrong in the address or the form, by field.
        trace: What came of it; None if nothing was sent.
        pasted: The token that was pasted, if one was.

    """
    world = bench.world
    steps = {step.id: step for step in trace.steps} if trace else {}
    call, now = steps.get(CALL), trace.now if trace else 0.0
    known = {token.name: token for step in steps.values() for token in step.tokens}
    known |= {PASTED: pasted} if pasted else {}
    token = known.get(PASTED if bench.way == "paste" else TOKEN)
    answer = answer_of(call, world) if call else None
    checked = call if call and answer else None
    other = known.get(OTHER_TOKEN)
    return WorkbenchPage(
        bench=bench,
        form=_form(bench, worlds),
        problems=problems,
        pasted=pasted.raw if pasted else "",
        query=bench.query(),
        sent=trace is not None,
        refusal=None if answer or not trace else _refusal(steps),
        answer=answer,
        lamps=lamps(checked, world) if checked else [],
        letters=[letter(token, world, now, outcome=checked, before=known.get("sealed"))] if token else [],
        checks=check_rows(checked, now, world) if checked else [],
        wire=wire(_exchanges(steps), world, known.values(), checked),
        doors=_sides(steps, [CALL, *(id_ for id_ in steps if id_.startswith(AT_API))], now, bench),
        sides=_sides(steps, [STRICT_CALL, CALL], now, bench) if STRICT_CALL in steps else [],
        besides=_besides(bench),
        compared=comparison(token, other, world) if token and other else None,
    )


def _exchanges(steps: Mapping[str, StepTrace]) -> list[Exchange]:
    told = [step for id_, step in steps.items() if id_ not in ("beside", STRICT_CALL) and not id_.startswith(AT_API)]
    return [exchange for step in told for exchange in step.exchanges]


def _sides(steps: Mapping[str, StepTrace], ids: list[str], now: float, bench: WorkbenchState) -> list[Side]:
    titles = {STRICT_CALL: "As it is", CALL: "As it is set here"} if STRICT_CALL in ids else {}
    found = [side(titles.get(id_, ""), steps[id_], now, bench.world) for id_ in ids if id_ in steps]
    return [each for each in found if each] if len(found) > 1 else []


def _refusal(steps: Mapping[str, StepTrace]) -> Refusal:
    """What the issuer answered last before the call that could not be made."""
    asked = next((step for step in reversed([*steps.values()]) if step.exchanges), None)
    said = last_refusal(asked) if asked else None
    if said is None:
        return Refusal(0, "", "There is no letter to send.")
    if not said.error:
        return replace(said, description="No such token came with the answer.")
    return said


def _besides(bench: WorkbenchState) -> list[tuple[str, str, bool]]:
    """The letters that can be laid beside this one: a name, the address, and whether it lies there."""
    if not may_have_other_token(bench):
        return []
    here = bench.world.audience_named(bench.audience) if bench.kind == "access_token" else "id_token"
    known = [*bench.world.clients[bench.client].audiences]
    signs_in = bench.grant in ("authorization_code", "refresh_token")
    others = [id_ for id_ in [*known, *(["id_token"] if signs_in else [])] if id_ != here]
    words = {"id_token": "the ID token"}
    return [(words.get(id_, f"a token for {id_}"), _with(bench, "beside", id_), id_ == bench.beside) for id_ in others]


def _with(bench: WorkbenchState, name: str, value: str) -> str:
    query = bench.query()
    pairs = [pair for pair in query.split("&") if not pair.startswith(f"{name}=")]
    return f"/workbench?{'&'.join([*pairs, f'{name}={value}'])}#beside"


def _form(bench: WorkbenchState, worlds: Iterable[str]) -> WorkbenchForm:
    world = bench.world
    identifiers = {audience.identifier: audience.identifier for audience in world.audiences.values()}
    routes = list(world.apis[bench.api].routes) if bench.api in world.apis else []
    return WorkbenchForm(
        worlds=_choices(worlds, world.world),
        ways=_choices(TOKEN_SOURCES, bench.way, _WAYS),
        issuers=_choices(world.issuers, bench.issuer),
        clients=_choices(world.clients, bench.client),
        grants=_choices(grants_of(world.clients[bench.client]), bench.grant),
        users=_choices(world.users, bench.user, {id_: user.name for id_, user in world.users.items()}),
        audiences=_choices([*identifiers, ""], bench.audience, {"": "none: the request names no audience"}),
        kinds=_choices(KINDS, bench.kind, _KINDS),
        seals=_choices(SIGN_WITH, bench.sign_with, _SEALS),
        apis=_choices(world.apis, bench.api),
        requests=_choices(routes, bench.request),
        ways_to_send=_choices(SEND_AS, bench.send_as, _SEND_AS),
        checks=[
            CheckField(
                check, WORDS[check].title, _made(check, bench.verify.get(check, "on")), check not in bench.verify
            )
            for check in CHECKS
        ],
        was="\n".join(f"{name}={getattr(bench, name) if name != 'world' else world.world}" for name in _KEPT),
    )


def _made(check: CheckId, current: str) -> list[Choice]:
    modes = ["on", "off", *FLAWS.get(check, ())]
    words = {mode: mode_words(check, mode) for mode in modes}
    return _choices(modes, current, {**words, "on": "made as it should be"})


def _choices(values: Iterable[str], current: str, texts: Mapping[str, str] | None = None) -> list[Choice]:
    """The values of a field; the one it has is among them, even where it is none of those that there are."""
    all_of = dict.fromkeys([*values, current])
    return [Choice(value, (texts or {}).get(value, value), value == current) for value in all_of]
