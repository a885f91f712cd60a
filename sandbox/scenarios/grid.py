"""Every token of one sign-in at every api: a scenario that no author writes, made from a world."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.errors import UnknownName
from sandbox.scenarios.model import Scenario, Step
from sandbox.scenarios.verbs.call import Call
from sandbox.scenarios.verbs.get_token import GetToken
from sandbox.settings import LIMITS
from sandbox.worlds.model import Client, World


@dataclass(frozen=True, slots=True)
class Grid:
    """Who signs in where, and which tokens go to which apis.

    Args:
        world: The world.
        client: The id of the app.
        user: The id of the person who signs in.
        audiences: The ids of the audiences it gets a token for, each a row.
        apis: The ids of the apis it sends each of them to, each a column.
        verify: How those apis make their checks, where that is not as they are.

    """

    world: World
    client: str
    user: str
    audiences: tuple[str, ...]
    apis: tuple[str, ...]
    verify: Mapping[str, str]

    @property
    def by_refresh_token(self) -> bool:
        """Whether one refresh token of this app is good for all of these audiences."""
        client = self.world.clients[self.client]
        return "refresh_token" in client.grants and {*self.audiences} <= {*client.refresh_audiences}

    def token(self, audience: str) -> str:
        """The name under which the token for an audience is saved."""
        return f"token_{self.audiences.index(audience) + 1}"

    def call(self, audience: str, api: str) -> str:
        """The id of the step that sends the token for an audience to an api."""
        return f"call-{self.audiences.index(audience) + 1}-{self.apis.index(api) + 1}"


def grid_of(world: World, user: str | None, verify: Mapping[str, str]) -> Grid:
    """The grid of a world: its first app that signs people in, and all audiences that this app may ask for.

    Args:
        world: The world.
        user: The id of who signs in; the world's first one if it is None.
        verify: How the apis make their checks.

    Raises:
        UnknownName: The world has no such app, no such user, or no api that the app could call.

    """
    client = next((id_ for id_, client in world.clients.items() if client.is_app), None)
    if client is None or not world.users:
        raise UnknownName(f"the world `{world.world}` has no app that signs people in, so there is no grid of it")
    if user is not None and user not in world.users:
        raise UnknownName(f"there is no user `{user[:80]}`", found=user[:80], allowed=world.users)
    accepted = {id_ for api in world.apis.values() for id_ in api.accepts}
    audiences = [id_ for id_ in world.clients[client].audiences if id_ in accepted]
    apis = [id_ for id_ in world.apis if _route(world, id_) is not None]
    if not audiences or not apis:
        raise UnknownName(f"in the world `{world.world}` no api answers to what the app may ask for")
    most = LIMITS.grid_side
    chosen = user or next(iter(world.users))
    return Grid(world, client, chosen, tuple(audiences[:most]), tuple(apis[:most]), verify)


def grid_scenario(grid: Grid) -> Scenario:
    """The scenario that plays a grid: one sign-in, a token an audience, and every token sent to every api."""
    client = grid.world.clients[grid.client]
    steps = [_sign_in(grid, client), *(_further(grid, client, audience) for audience in grid.audiences[1:])]
    for audience in grid.audiences:
        for api in grid.apis:
            call = Call(api=api, request=_route(grid.world, api) or "", token=grid.token(audience))
            call = call.model_copy(update={"verify": dict(grid.verify)})
            steps.append(Step(id=grid.call(audience, api), title=f"{audience}'s token at {api}'s door", call=call))
    return Scenario.model_construct(
        scenario=f"grid-{grid.user}",  # the tokens of another person have other ids
        title=f"{len(grid.audiences)} letters, {len(grid.apis)} doors",
        world=grid.world.world,
        question="Which letter opens which door?",
        steps=steps,  # more than an author's scenario may have
    )


def _sign_in(grid: Grid, client: Client) -> Step:
    first = grid.audiences[0]
    renewable = ["offline_access"] if grid.by_refresh_token else []
    verb = GetToken(
        client=grid.client,
        grant="authorization_code",
        user=grid.user,
        audience=grid.world.audiences[first].identifier,
        scope=" ".join([*renewable, *client.audiences[first]]),
        save=grid.token(first),
        save_refresh_token="refresh_1" if renewable else None,
    )
    return Step(id="sign-in", title=f"{grid.user} signs in, once", get_token=verb)


def _further(grid: Grid, client: Client, audience: str) -> Step:
    """The token for a further audience: by the one refresh token, or silently where that is not good for all."""
    number = grid.audiences.index(audience) + 1
    verb = GetToken(
        client=grid.client,
        grant="authorization_code",
        user=grid.user,
        prompt="none",
        audience=grid.world.audiences[audience].identifier,
        scope=" ".join(client.audiences[audience]),
        save=grid.token(audience),
    )
    if grid.by_refresh_token:
        renewal = {"refresh_token": f"refresh_{number - 1}", "save_refresh_token": f"refresh_{number}"}
        update = {"grant": "refresh_token", "user": None, "prompt": None, "scope": None, **renewal}
        verb = verb.model_copy(update=update)
    return Step(id=f"token-{number}", title=f"A token for {audience}", get_token=verb)


def _route(world: World, api: str) -> str | None:
    """The first route of an api that only reads."""
    return next((route for route in world.apis[api].routes if route.startswith("GET ") and "{" not in route), None)
