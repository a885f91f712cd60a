"""What in a scenario points nowhere: names that its world, or an earlier step, does not have."""

import re
from collections.abc import Iterator
from typing import Final

from sandbox.reading.diagnostics import Place, Problem
from sandbox.scenarios.model import OF_API, VERBS, Call, Expect, Fetch, GetToken, Introspect, Scenario, Step
from sandbox.worlds.loading import unknown, verify_problems
from sandbox.worlds.model import World

PAGES_OF_ITS_OWN: Final = ("takeaway", "handout")
"""The pages that every scenario has beside those of its steps."""
_REFUSED = 400
_BY_KEY = "private_key_jwt"
_SAVES = ("save", "save_id_token", "save_refresh_token")
_USES = ("like", "token", "refresh_token", "subject_token")


def step_shapes(scenario: Scenario, stem: str) -> Iterator[Problem]:
    """What is wrong in a scenario whatever its world: verbs, ids, predictions, what-ifs, saved tokens."""
    if scenario.scenario != stem:
        name = scenario.scenario
        advice = f"or rename the file to {name}.yaml"
        yield Problem("AS008", ("scenario",), f"the id `{name}` is not the file's name", name, (stem,), advice)
    first: dict[str, int] = {}
    saved: list[str] = []
    for index, step in enumerate(scenario.steps):
        at: Place = ("steps", index)
        if first.setdefault(step.id, index) != index:
            yield Problem("AS009", (*at, "id"), f"two steps are called `{step.id}`")
        if step.id in PAGES_OF_ITS_OWN:
            advice = "every scenario has a page of this name"
            yield Problem("AS009", (*at, "id"), f"no step can be called `{step.id}`", advice=advice)
        yield from _verb(at, step)
        if step.what_if and step.call is None:
            yield Problem("AS012", (*at, "what_if"), "what_if is for steps with the verb `call`", on_key=True)
        if step.predict:
            yield from _prediction(at, sum(option.correct for option in step.predict.options))
        yield from _tokens(at, step, saved)
        saved += saved_by(step)


def _verb(at: Place, step: Step) -> Iterator[Problem]:
    verbs = [name for name in VERBS if getattr(step, name) is not None]
    if not verbs:
        yield Problem("AS011", (*at, "id"), "this step has no verb", allowed=VERBS)
    for another in verbs[1:]:
        message = f"this step already has the verb `{verbs[0]}`"
        yield Problem("AS011", (*at, another), message, advice="make two steps of it", on_key=True)


def _prediction(at: Place, correct: int) -> Iterator[Problem]:
    if correct != 1:
        message = f"one option must be `correct: true`; found {correct or 'none'}"
        yield Problem("AS013", (*at, "predict", "options"), message, on_key=True)


def _tokens(at: Place, step: Step, saved: list[str]) -> Iterator[Problem]:
    for key, token in used_by(step):
        if token not in saved:
            message = f"no step before this one saves a token called `{token}`"
            advice = None if saved else "save one with `save:` in a step before"
            yield Problem("AS014", (*at, *key), message, token, tuple(dict.fromkeys(saved)), advice)


def used_by(step: Step) -> Iterator[tuple[Place, str]]:
    """The names of the tokens that a step needs, and where in it they stand."""
    for name, verb in step.verbs():
        for key in _USES:
            if key in type(verb).model_fields and (token := getattr(verb, key)) is not None:
                yield (name, key), token


def saved_by(step: Step) -> list[str]:
    """The names under which a step saves tokens."""
    verbs = [verb for _, verb in step.verbs()]
    keys = [(verb, key) for verb in verbs for key in _SAVES if key in type(verb).model_fields]
    return [name for verb, key in keys if (name := getattr(verb, key))]


def references(scenario: Scenario, world: World) -> Iterator[Problem]:
    """Names that the world does not have."""
    for index, step in enumerate(scenario.steps):
        for name, verb in step.verbs():
            at: Place = ("steps", index, name)
            if isinstance(verb, GetToken):
                yield from _get_token(at, verb, step.expect, world)
            elif isinstance(verb, Call):
                yield from _call(at, verb, step.expect, world)
            elif isinstance(verb, Introspect):
                yield from _introspect(at, verb, world)
            elif isinstance(verb, Fetch):
                yield from _fetch(at, verb, world)
            if isinstance(verb, Call | Fetch):
                yield from _sender(at, verb.by, world)
            if hasattr(verb, "issuer") and verb.issuer not in world.issuers:
                yield unknown((*at, "issuer"), "issuer", verb.issuer, tuple(world.issuers))
        for number, what_if in enumerate(step.what_if):
            yield from verify_problems(("steps", index, "what_if", number, "verify"), what_if.verify)


def expects_refusal(expect: Expect) -> bool:
    """Whether a step is expected to be refused."""
    return expect.error is not None or (expect.status is not None and expect.status >= _REFUSED)


def _get_token(at: Place, verb: GetToken, expect: Expect, world: World) -> Iterator[Problem]:
    if verb.client not in world.clients:
        yield unknown((*at, "client"), "client", verb.client, tuple(world.clients))
    elif world.clients[verb.client].jwks is not None:
        yield _signs_elsewhere(at, verb.client)
    elif verb.client_assertion and world.clients[verb.client].token_endpoint_auth_method != _BY_KEY:
        message = f"`{verb.client}` proves who it is by its secret, or not at all: it sends no assertion"
        yield Problem(
            "AS010", (*at, "client_assertion"), message, advice=f"choose a client with `{_BY_KEY}`", on_key=True
        )
    if verb.grant == "authorization_code" and verb.user is None and verb.prompt != "none":
        yield Problem("AS005", at, "the grant authorization_code needs a `user`", on_key=True)
    if verb.user is not None and verb.user not in world.users:
        yield unknown((*at, "user"), "user", verb.user, tuple(world.users))
    if expects_refusal(expect):
        return  # then an audience that nobody registered may be the point
    yield from _audiences(at, verb, world)


def _introspect(at: Place, verb: Introspect, world: World) -> Iterator[Problem]:
    if verb.client not in world.clients:
        yield unknown((*at, "client"), "client", verb.client, tuple(world.clients))
    elif world.clients[verb.client].jwks is not None:
        yield _signs_elsewhere(at, verb.client)


def _signs_elsewhere(at: Place, client: str) -> Problem:
    message = f"only `{client}` itself can sign what proves who it is: its world registers keys of its own"
    return Problem("AS010", (*at, "client"), message, advice="leave out `jwks`, and the sandbox makes a key")


def _fetch(at: Place, verb: Fetch, world: World) -> Iterator[Problem]:
    kind, parts = ("api", world.apis) if verb.document == OF_API else ("issuer", world.issuers)
    if verb.of not in parts:
        message = f"no {kind} is called `{verb.of}`, and nobody else has this document"
        yield Problem("AS007", (*at, "of"), message, verb.of, tuple(parts))


def _sender(at: Place, sender: str | None, world: World) -> Iterator[Problem]:
    senders = (*world.clients, *world.apis)
    if sender is not None and sender not in senders:
        yield unknown((*at, "by"), "client or api called", sender, senders)


def _audiences(at: Place, verb: GetToken, world: World) -> Iterator[Problem]:
    identifiers = tuple(audience.identifier for audience in world.audiences.values())
    for key, identifier in _asked(verb):
        if identifier in identifiers:
            continue
        if identifier in world.audiences:
            message = f"`{identifier}` is the id of an audience; a request names its identifier"
            advice = f"write {world.audiences[identifier].identifier}"
            yield Problem("AS007", (*at, *key), message, advice=advice)
        else:
            yield unknown((*at, *key), "audience with the identifier", identifier, identifiers)


def _asked(verb: GetToken) -> Iterator[tuple[Place, str]]:
    """The audiences a request names, and where in the step they stand."""
    if verb.audience is not None:
        yield ("audience",), verb.audience
    if isinstance(verb.resource, str):
        yield ("resource",), verb.resource
    elif verb.resource is not None:
        yield from ((("resource", number), resource) for number, resource in enumerate(verb.resource))


def _call(at: Place, verb: Call, expect: Expect, world: World) -> Iterator[Problem]:
    yield from verify_problems((*at, "verify"), verb.verify)
    if verb.api not in world.apis:
        yield unknown((*at, "api"), "api", verb.api, tuple(world.apis))
        return
    routes = tuple(world.apis[verb.api].routes)
    if not expects_refusal(expect) and not any(_answers(route, verb.request) for route in routes):
        yield unknown((*at, "request"), f"route of `{verb.api}` called", verb.request, routes)


def _answers(route: str, request: str) -> bool:
    """Whether a request is for a route, in which ``{name}`` stands for any one segment."""
    segments = re.split(r"\{\w+\}", route)
    return re.fullmatch("[^/]+".join(map(re.escape, segments)), request) is not None
