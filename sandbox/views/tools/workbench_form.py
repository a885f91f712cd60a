"""The form of the workbench: every field with its choices, and what it remembers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sandbox.scenarios.workbench.state import KINDS, SEND_AS, SIGN_WITH, TOKEN_SOURCES, WorkbenchState, grants_of
from sandbox.tokens.check_facts import FLAWS
from sandbox.tokens.names import CHECKS, CheckId
from sandbox.views.parts.check_words import WORDS, mode_words
from sandbox.worlds.addresses import relocated

_SOURCES: Final = {
    "get": "Ask the issuer for one",
    "mint": "Write one by hand",
    "paste": "Paste one",
    "none": "Send none",
}
_SIGNERS: Final = {
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
_REMEMBERED: Final = ("world", "client", "grant", "user", "audience", "scope", "kind", "api", "request")
"""What a form remembers of the state it was made for."""


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One of several values of a field."""

    value: str
    text: str
    current: bool


@dataclass(frozen=True, slots=True)
class CheckField:
    """How a check is made: on, off, or one of its flaws."""

    id: str
    title: str
    choices: list[FieldChoice]
    strict: bool


@dataclass(frozen=True, slots=True)
class TokenFields:
    """The fields that say which token is sent."""

    ways: list[FieldChoice]
    issuers: list[FieldChoice]
    clients: list[FieldChoice]
    grants: list[FieldChoice]
    users: list[FieldChoice]
    audiences: list[FieldChoice]
    kinds: list[FieldChoice]
    signers: list[FieldChoice]


@dataclass(frozen=True, slots=True)
class CallFields:
    """The fields that say which api it is sent to, how, and how that api makes its checks."""

    apis: list[FieldChoice]
    requests: list[FieldChoice]
    ways_to_send: list[FieldChoice]
    checks: list[CheckField]


@dataclass(frozen=True, slots=True)
class WorkbenchForm:
    """The fields of the form. ``was`` is what it remembers of the state it was made for."""

    worlds: list[FieldChoice]
    token: TokenFields
    call: CallFields
    was: str


def workbench_form(state: WorkbenchState, worlds: Iterable[str], public_url: str) -> WorkbenchForm:
    """The form that shows a state, and changes it.

    Args:
        state: The state, in which addresses of the sandbox are those of files.
        worlds: The ids of the worlds there are.
        public_url: Where the server is reached.

    """
    world = state.world
    return WorkbenchForm(
        worlds=_choices(worlds, world.world),
        token=_token_fields(state, public_url),
        call=_call_fields(state),
        was="\n".join(f"{name}={getattr(state, name) if name != 'world' else world.world}" for name in _REMEMBERED),
    )


def _token_fields(state: WorkbenchState, public_url: str) -> TokenFields:
    world = state.world
    here = relocated(world, public_url).audiences
    none = "none: the request names no audience"
    identifiers = {audience.identifier: here[id_].identifier for id_, audience in world.audiences.items()}
    return TokenFields(
        ways=_choices(TOKEN_SOURCES, state.way, _SOURCES),
        issuers=_choices(world.issuers, state.issuer),
        clients=_choices(world.clients, state.client),
        grants=_choices(grants_of(world.clients[state.client]), state.grant),
        users=_choices(world.users, state.user, {id_: user.name for id_, user in world.users.items()}),
        audiences=_choices([*identifiers, ""], state.audience, {**identifiers, "": none}),
        kinds=_choices(KINDS, state.kind, _KINDS),
        signers=_choices(SIGN_WITH, state.sign_with, _SIGNERS),
    )


def _call_fields(state: WorkbenchState) -> CallFields:
    world = state.world
    routes = list(world.apis[state.api].routes) if state.api in world.apis else []
    return CallFields(
        apis=_choices(world.apis, state.api),
        requests=_choices(routes, state.request),
        ways_to_send=_choices(SEND_AS, state.send_as, _SEND_AS),
        checks=[
            CheckField(
                check, WORDS[check].title, _modes(check, state.verify.get(check, "on")), check not in state.verify
            )
            for check in CHECKS
            if check != "sender" or any(api.sender for api in world.apis.values())
        ],
    )


def _modes(check: CheckId, current: str) -> list[FieldChoice]:
    modes = ["on", "off", *FLAWS.get(check, ())]
    words = {mode: mode_words(check, mode) for mode in modes}
    return _choices(modes, current, {**words, "on": "made as it should be"})


def _choices(values: Iterable[str], current: str, texts: Mapping[str, str] | None = None) -> list[FieldChoice]:
    """The values of a field; the one it has is among them, even where it is none of those that there are."""
    all_of = dict.fromkeys([*values, current])
    return [FieldChoice(value, (texts or {}).get(value, value), value == current) for value in all_of]
