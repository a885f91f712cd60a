"""A state of the workbench as a scenario, to be replayed or kept as a file."""

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
"""What the letter on the workbench is called."""
BESIDE: Final = "other"
PASTED: Final = "pasted"
CALL: Final = "call"
DOOR: Final = "door-"
AS_IT_IS: Final = "as-it-is"


def workbench_scenario(bench: WorkbenchState) -> Scenario:
    """The scenario that does what is on the workbench: the letter, and the call."""
    token = {"paste": PASTED, "none": None}.get(bench.way, TOKEN)
    call = Call(
        api=bench.api,
        request=bench.request,
        token=token,
        send_as="query" if bench.send_as == "query" else "raw" if bench.send_as == "raw" else "header",
        verify=dict(bench.verify),
    )
    carried = f"The letter at {bench.api}'s door" if token else f"{bench.api} is called without a letter"
    steps = [*_written(bench), Step(id=CALL, title=carried, call=call)]
    return Scenario(
        scenario="from-the-workbench",
        title=f"From the workbench: {_subject(bench)} at {bench.api}'s door",
        world=bench.world.world,
        question=f"What does {bench.api} answer?",
        steps=steps,
    )


def sent_as_it_is(bench: WorkbenchState) -> Scenario:
    """The scenario that carries a letter from elsewhere to the reader on the workbench, and does nothing before."""
    return workbench_scenario(replace(bench, way="paste", send_as="header"))


def _subject(bench: WorkbenchState) -> str:
    name = bench.world.audience_named(bench.audience)
    if bench.way == "get":
        return f"a letter for {name}" if name and bench.kind == "access_token" else "a letter"
    return {"mint": "a letter of one's own", "paste": "a letter from elsewhere", "none": "no letter"}[bench.way]


def at_every_door(scenario: Scenario, number: int, token: str | None, world: World) -> Scenario:
    """The same scenario up to a step, and then its letter at every door where that step did not carry it.

    Args:
        scenario: The scenario.
        number: The number of the step, from 1.
        token: The name of the letter; None carries nothing, as a call without a token does.
        world: Its world.

    """
    told = [step.model_copy(update={"what_if": []}) for step in scenario.steps[:number]]
    call = told[-1].call
    doors = [
        Step(
            id=f"{DOOR}{api}",
            title=f"The same letter at {api}'s door",
            call=Call(
                api=api, request=_plain_route(world, api), token=token, send_as=call.send_as if call else "header"
            ),
        )
        for api in world.apis
        if call is None or api != call.api
    ]
    return Scenario.model_construct(**{**dict(scenario), "steps": [*told, *doors[: LIMITS.grid_side]]})


def _plain_route(world: World, api: str) -> str:
    routes = [route for route in world.apis[api].routes if "{" not in route]
    reading = [route for route in routes if route.startswith("GET ")]
    return [*reading, *routes, "GET /"][0]


def as_it_is(scenario: Scenario) -> Scenario:
    """The same scenario; its call goes to the api as it is, too, where it goes to another deployment of it."""
    last = scenario.steps[-1]
    if last.call is None or not last.call.verify:
        return scenario
    strict = Step(id=AS_IT_IS, title="As it is", call=last.call.model_copy(update={"verify": {}}))
    return Scenario.model_construct(**{**dict(scenario), "steps": [*scenario.steps[:-1], strict, last]})


def with_another(scenario: Scenario, bench: WorkbenchState) -> Scenario:
    """The same scenario, in which the app also gets the letter that is laid beside the first."""
    if not bench.beside or not may_lie_beside(bench):
        return scenario
    step = Step(id="beside", title="Another letter", get_token=_another(bench))
    return Scenario.model_construct(**{**dict(scenario), "steps": [step, *scenario.steps]})


def may_lie_beside(bench: WorkbenchState) -> bool:
    """Whether the client could ask for another letter as well. An exchange would need another letter to begin with."""
    return bench.way == "get" and bench.grant != "token_exchange"


def _another(bench: WorkbenchState) -> GetToken:
    client = bench.world.clients[bench.client]
    if bench.beside == "id_token":
        scope = " ".join(dict.fromkeys(["openid", *bench.scope.split()]))
        verb = _asked(bench, scope=scope, save_id_token=BESIDE)
    else:
        scope = " ".join(client.audiences.get(bench.beside, ()))
        identifier = bench.world.audiences[bench.beside].identifier
        verb = _asked(bench, audience=identifier, scope=scope, save=BESIDE)
    return verb.model_copy(
        update={"grant": bench.grant if bench.grant == "client_credentials" else "authorization_code"}
    )


def _written(bench: WorkbenchState) -> Iterator[Step]:
    """The steps after which the letter is there."""
    if bench.way == "get":
        yield from _got(bench)
    elif bench.way == "mint":
        yield from _minted(bench)


def _got(bench: WorkbenchState) -> Iterator[Step]:
    saved = {"save_id_token" if bench.kind == "id_token" else "save": TOKEN}
    if bench.grant == "refresh_token":
        first = _asked(bench, audience=_first_audience(bench), scope="offline_access", save_refresh_token="refresh")
        sign_in = first.model_copy(update={"grant": "authorization_code"})
        yield Step(id="sign-in", title=f"{bench.user} signs in; the app keeps a refresh token", get_token=sign_in)
        saved["refresh_token"] = "refresh"
    elif bench.grant == "token_exchange":
        yield from _subject_token(bench)
        saved["subject_token"] = "subject"
    yield Step(id="get-token", title=_asking(bench), get_token=_asked(bench, **saved))


def _asking(bench: WorkbenchState) -> str:
    what = f"a token for {bench.audience}" if bench.audience else "a token, and names no audience"
    return f"{bench.client} asks for {what}"[: LIMITS.line_chars]


def _asked(bench: WorkbenchState, **more: Any) -> GetToken:
    """The request as it is on the workbench, with something else or more in it."""
    signs_in = bench.grant in ("authorization_code", "refresh_token")
    members: dict[str, Any] = {
        "client": bench.client,
        "grant": bench.grant,
        "issuer": bench.issuer,
        **(_signing_in(bench.user) if signs_in and "refresh_token" not in more else {}),
        "audience": bench.audience or None,
        "scope": bench.scope or None,
    }
    return GetToken(**{**members, **more})


def _signing_in(user: str) -> dict[str, Any]:
    """Who signs in. In a world without people nobody can, and the issuer may ask nobody who it is."""
    return {"user": user} if user else {"prompt": "none"}


def _first_audience(bench: WorkbenchState) -> str | None:
    allowed = bench.world.clients[bench.client].refresh_audiences
    return bench.world.audiences[allowed[0]].identifier if allowed else bench.audience or None


def _subject_token(bench: WorkbenchState) -> Iterator[Step]:
    """The letter that is exchanged: one for the api that asks, from an app that may have one."""
    world = bench.world
    api = world.clients[bench.client].api
    accepted = world.apis[api].accepts if api in world.apis else list(world.audiences)
    for id_, client in world.clients.items():
        known = next((audience for audience in client.audiences if audience in accepted), None)
        if client.is_app and known:
            verb = GetToken(
                client=id_,
                grant="authorization_code",
                issuer=bench.issuer,
                audience=world.audiences[known].identifier,
                scope=" ".join(client.audiences[known]) or None,
                save="subject",
                **_signing_in(bench.user),
            )
            yield Step(id="sign-in", title=f"Somebody signs in at {id_}, which calls {api}", get_token=verb)
            return


def _minted(bench: WorkbenchState) -> Iterator[Step]:
    edit = bench.json("edit")
    members = {
        "issuer": bench.issuer,
        "header": bench.json("header"),
        "claims": bench.json("claims"),
        "remove": bench.remove.split(),
        "expires_in": bench.expires_in or None,
        "sign_with": bench.sign_with,
        "save": "sealed" if edit else TOKEN,
    }
    mint = Mint.model_validate({name: value for name, value in members.items() if value is not None})
    yield Step(id="write", title="Somebody writes a letter", mint=mint)
    if edit:
        tamper = Tamper(token="sealed", claims=edit, save=TOKEN)
        yield Step(id="rewrite", title="Somebody rewrites it under its seal", tamper=tamper)
