"""A state of the workbench as a scenario, to be replayed or saved as a file."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from sandbox.scenarios.model import Scenario, Step
from sandbox.scenarios.verbs.call import Call
from sandbox.scenarios.verbs.get_token import GetToken
from sandbox.scenarios.verbs.mint import Mint
from sandbox.scenarios.verbs.tamper import Tamper
from sandbox.scenarios.workbench.state import WorkbenchState
from sandbox.settings import LIMITS
from sandbox.worlds.model import World

TOKEN: Final = "token"
"""The name of the token on the workbench."""
OTHER_TOKEN: Final = "other"
"""The name of the token it is compared with."""
PASTED: Final = "pasted"
CALL: Final = "call"
AT_API: Final = "door-"
STRICT_CALL: Final = "as-it-is"


def workbench_scenario(state: WorkbenchState) -> Scenario:
    """The scenario that does what is on the workbench: it gets the token, and calls the api."""
    token = {"paste": PASTED, "none": None}.get(state.way, TOKEN)
    call = Call(
        api=state.api,
        request=state.request,
        token=token,
        send_as="query" if state.send_as == "query" else "raw" if state.send_as == "raw" else "header",
        verify=dict(state.verify),
    )
    title = f"The letter at {state.api}'s door" if token else f"{state.api} is called without a letter"
    steps = [*_token_steps(state), Step(id=CALL, title=title, call=call)]
    return Scenario(
        scenario="from-the-workbench",
        title=f"From the workbench: {_subject(state)} at {state.api}'s door",
        world=state.world.world,
        question=f"What does {state.api} answer?",
        steps=steps,
    )


def pasted_scenario(state: WorkbenchState) -> Scenario:
    """The scenario that sends a pasted token to the api on the workbench, and does nothing else."""
    return workbench_scenario(replace(state, way="paste", send_as="header"))


def _subject(state: WorkbenchState) -> str:
    name = state.world.audience_named(state.audience)
    if state.way == "get":
        return f"a letter for {name}" if name and state.kind == "access_token" else "a letter"
    return {"mint": "a letter of one's own", "paste": "a letter from elsewhere", "none": "no letter"}[state.way]


def at_every_api(scenario: Scenario, number: int, token: str | None, world: World) -> Scenario:
    """The same scenario up to a step, and then its token sent to every api which that step did not call.

    Args:
        scenario: The scenario.
        number: The number of the step, from 1.
        token: The name of the token; None sends none.
        world: Its world.

    """
    steps = [step.model_copy(update={"what_if": []}) for step in scenario.steps[:number]]
    call = steps[-1].call
    calls = [
        Step(
            id=f"{AT_API}{api}",
            title=f"The same letter at {api}'s door",
            call=Call(
                api=api, request=_plain_route(world, api), token=token, send_as=call.send_as if call else "header"
            ),
        )
        for api in world.apis
        if call is None or api != call.api
    ]
    return Scenario.model_construct(**{**dict(scenario), "steps": [*steps, *calls[: LIMITS.grid_side]]})


def _plain_route(world: World, api: str) -> str:
    routes = [route for route in world.apis[api].routes if "{" not in route]
    reading = [route for route in routes if route.startswith("GET ")]
    return [*reading, *routes, "GET /"][0]


def with_strict_call(scenario: Scenario) -> Scenario:
    """The same scenario; where its call goes to another deployment of the api, it goes to the api itself, too."""
    last = scenario.steps[-1]
    if last.call is None or not last.call.verify:
        return scenario
    strict = Step(id=STRICT_CALL, title="As it is", call=last.call.model_copy(update={"verify": {}}))
    return Scenario.model_construct(**{**dict(scenario), "steps": [*scenario.steps[:-1], strict, last]})


def with_other_token(scenario: Scenario, state: WorkbenchState) -> Scenario:
    """The same scenario, in which the app also gets the token that the first is compared with."""
    if not state.beside or not may_have_other_token(state):
        return scenario
    step = Step(id="beside", title="Another letter", get_token=_other_request(state))
    return Scenario.model_construct(**{**dict(scenario), "steps": [step, *scenario.steps]})


def may_have_other_token(state: WorkbenchState) -> bool:
    """Whether the client could request another token as well. An exchange would need a subject token for it."""
    return state.way == "get" and state.grant != "token_exchange"


def _other_request(state: WorkbenchState) -> GetToken:
    client = state.world.clients[state.client]
    if state.beside == "id_token":
        scope = " ".join(dict.fromkeys(["openid", *state.scope.split()]))
        verb = _request(state, scope=scope, save_id_token=OTHER_TOKEN)
    else:
        scope = " ".join(client.audiences.get(state.beside, ()))
        identifier = state.world.audiences[state.beside].identifier
        verb = _request(state, audience=identifier, scope=scope, save=OTHER_TOKEN)
    return verb.model_copy(
        update={"grant": state.grant if state.grant == "client_credentials" else "authorization_code"}
    )


def _token_steps(state: WorkbenchState) -> Iterator[Step]:
    """The steps that bring the token."""
    if state.way == "get":
        yield from _issued(state)
    elif state.way == "mint":
        yield from _minted(state)


def _issued(state: WorkbenchState) -> Iterator[Step]:
    saved = {"save_id_token" if state.kind == "id_token" else "save": TOKEN}
    if state.grant == "refresh_token":
        first = _request(state, audience=_first_audience(state), scope="offline_access", save_refresh_token="refresh")
        sign_in = first.model_copy(update={"grant": "authorization_code"})
        yield Step(id="sign-in", title=f"{state.user} signs in; the app keeps a refresh token", get_token=sign_in)
        saved["refresh_token"] = "refresh"
    elif state.grant == "token_exchange":
        yield from _subject_token(state)
        saved["subject_token"] = "subject"
    yield Step(id="get-token", title=_request_title(state), get_token=_request(state, **saved))


def _request_title(state: WorkbenchState) -> str:
    what = f"a token for {state.audience}" if state.audience else "a token, and names no audience"
    return f"{state.client} asks for {what}"[: LIMITS.line_chars]


def _request(state: WorkbenchState, **more: Any) -> GetToken:
    """The token request that is on the workbench.

    Args:
        state: The state of the workbench.
        **more: What it has besides or in place of that.

    """
    signs_in = state.grant in ("authorization_code", "refresh_token")
    members: dict[str, Any] = {
        "client": state.client,
        "grant": state.grant,
        "issuer": state.issuer,
        **(_signing_in(state.user) if signs_in and "refresh_token" not in more else {}),
        "audience": state.audience or None,
        "scope": state.scope or None,
    }
    return GetToken(**{**members, **more})


def _signing_in(user: str) -> dict[str, Any]:
    """Who signs in. In a world without users nobody can, and the issuer may show no sign-in page."""
    return {"user": user} if user else {"prompt": "none"}


def _first_audience(state: WorkbenchState) -> str | None:
    allowed = state.world.clients[state.client].refresh_audiences
    return state.world.audiences[allowed[0]].identifier if allowed else state.audience or None


def _subject_token(state: WorkbenchState) -> Iterator[Step]:
    """The token that is exchanged: one for the api that requests the exchange, from an app that may have one."""
    world = state.world
    api = world.clients[state.client].api
    accepted = world.apis[api].accepts if api in world.apis else list(world.audiences)
    for id_, client in world.clients.items():
        audience = next((audience for audience in client.audiences if audience in accepted), None)
        if client.is_app and audience:
            verb = GetToken(
                client=id_,
                grant="authorization_code",
                issuer=state.issuer,
                audience=world.audiences[audience].identifier,
                scope=" ".join(client.audiences[audience]) or None,
                save="subject",
                **_signing_in(state.user),
            )
            yield Step(id="sign-in", title=f"Somebody signs in at {id_}, which calls {api}", get_token=verb)
            return


def _minted(state: WorkbenchState) -> Iterator[Step]:
    edit = state.json("edit")
    members = {
        "issuer": state.issuer,
        "header": state.json("header"),
        "claims": state.json("claims"),
        "remove": state.remove.split(),
        "expires_in": state.expires_in or None,
        "sign_with": state.sign_with,
        "save": "sealed" if edit else TOKEN,
    }
    mint = Mint.model_validate({name: value for name, value in members.items() if value is not None})
    yield Step(id="write", title="Somebody writes a letter", mint=mint)
    if edit:
        tamper = Tamper(token="sealed", claims=edit, save=TOKEN)
        yield Step(id="rewrite", title="Somebody rewrites it under its seal", tamper=tamper)
