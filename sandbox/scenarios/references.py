"""What in a scenario points nowhere: names that its world, or an earlier step, does not have."""

from collections.abc import Iterator

from sandbox.reading.diagnostics import Problem
from sandbox.scenarios.model import VERBS, Call, Expect, GetToken, Mint, Scenario, Step
from sandbox.worlds.loading import unknown, verify_problems
from sandbox.worlds.model import World

Path = tuple[str | int, ...]
_REFUSED = 400


def step_shapes(scenario: Scenario, stem: str) -> Iterator[Problem]:
    """What is wrong in a scenario whatever its world: verbs, ids, predictions, what-ifs."""
    if scenario.scenario != stem:
        name = scenario.scenario
        yield Problem("AS008", ("scenario",), f"the id `{name}` is not the file's name", name, (stem,))
    seen: set[str] = set()
    for index, step in enumerate(scenario.steps):
        at: Path = ("steps", index)
        if step.id in seen:
            yield Problem("AS009", (*at, "id"), f"two steps are called `{step.id}`")
        seen.add(step.id)
        if step.id == "takeaway":
            yield Problem("AS009", (*at, "id"), "`takeaway` is the end of every scenario; call the step something else")
        verbs = [name for name in VERBS if getattr(step, name) is not None]
        if len(verbs) != 1:
            found = " and ".join(f"`{name}`" for name in verbs) or "none"
            yield Problem("AS011", (*at, "id"), f"a step has exactly one verb; found {found}", None, VERBS)
        if step.what_if and step.call is None:
            yield Problem("AS012", (*at, "what_if"), "what_if is for steps with the verb `call`", on_key=True)
        if step.predict and sum(option.correct for option in step.predict.options) != 1:
            yield Problem(
                "AS013", (*at, "predict", "options"), "exactly one option must be `correct: true`", on_key=True
            )


def references(scenario: Scenario, world: World) -> Iterator[Problem]:
    """Names that the world or the steps before do not have."""
    saved: list[str] = []
    for index, step in enumerate(scenario.steps):
        at: Path = ("steps", index, step.verb_name)
        verb = step.verb
        if isinstance(verb, GetToken):
            yield from _get_token(at, verb, step.expect, world)
        elif isinstance(verb, Call):
            yield from _call(at, verb, step.expect, world)
        if hasattr(verb, "issuer") and verb.issuer not in world.issuers:
            yield unknown((*at, "issuer"), "issuer", verb.issuer, tuple(world.issuers))
        yield from _tokens(at, step, saved)
        for number, what_if in enumerate(step.what_if):
            yield from verify_problems(("steps", index, "what_if", number, "verify"), what_if.verify)
        saved += [name for key in _SAVES if (name := getattr(verb, key, None))]


_SAVES = ("save", "save_id_token", "save_refresh_token")


def _tokens(at: Path, step: Step, saved: list[str]) -> Iterator[Problem]:
    keys = ("like",) if isinstance(step.verb, Mint) else ("token", "refresh_token", "subject_token")
    for key in keys:
        name = getattr(step.verb, key, None)
        if name is not None and name not in saved:
            message = f"no step before this one saves a token called `{name}`"
            yield Problem("AS014", (*at, key), message, name, tuple(saved))


def _expects_refusal(expect: Expect) -> bool:
    return expect.error is not None or (expect.status is not None and expect.status >= _REFUSED)


def _get_token(at: Path, verb: GetToken, expect: Expect, world: World) -> Iterator[Problem]:
    if verb.client not in world.clients:
        yield unknown((*at, "client"), "client", verb.client, tuple(world.clients))
    if verb.grant == "authorization_code" and verb.user is None:
        yield Problem("AS005", at, "the grant authorization_code needs a `user`", on_key=True)
    if verb.user is not None and verb.user not in world.users:
        yield unknown((*at, "user"), "user", verb.user, tuple(world.users))
    if _expects_refusal(expect):
        return  # then an audience that nobody registered may be the point
    identifiers = tuple(audience.identifier for audience in world.audiences.values())
    if verb.audience is not None and verb.audience not in identifiers:
        yield unknown((*at, "audience"), "audience with the identifier", verb.audience, identifiers)
    if isinstance(verb.resource, str) and verb.resource not in identifiers:
        yield unknown((*at, "resource"), "audience with the identifier", verb.resource, identifiers)
    for index, resource in enumerate(verb.resource if isinstance(verb.resource, list) else []):
        if resource not in identifiers:
            yield unknown((*at, "resource", index), "audience with the identifier", resource, identifiers)


def _call(at: Path, verb: Call, expect: Expect, world: World) -> Iterator[Problem]:
    yield from verify_problems((*at, "verify"), verb.verify)
    if verb.api not in world.apis:
        yield unknown((*at, "api"), "api", verb.api, tuple(world.apis))
    elif verb.request not in world.apis[verb.api].routes and not _expects_refusal(expect):
        routes = tuple(world.apis[verb.api].routes)
        yield unknown((*at, "request"), f"route of `{verb.api}` called", verb.request, routes)
