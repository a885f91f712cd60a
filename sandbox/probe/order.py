"""What somebody wants probed, and the ingredients that it takes: the issuer, its keys, other audiences and clients."""

import secrets
from collections.abc import Mapping
from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from sandbox.errors import UnknownName
from sandbox.probe.ingredients import Ingredients
from sandbox.probe.spec import Profile
from sandbox.tokens.keyring import KeyMaker, kid_of
from sandbox.tokens.names import Dialect
from sandbox.worlds.addresses import DEFAULT_ISSUER, issuer_names
from sandbox.worlds.keys import key_name
from sandbox.worlds.model import World

_UNREGISTERED: Final = "https://unregistered.example"
STRANGER: Final = "sandbox-stranger"
_ELLIPTIC: Final = "sandbox-elliptic"
Named = TypeVar("Named")
_Text = Annotated[str, Field(max_length=2_000)]


class Order(BaseModel):
    """What the tokens of a probe are to be like.

    Args:
        audience: What the API calls itself.
        world: The world whose issuer writes them.
        issuer: The issuer's id in it.
        other_audience: Another audience of the same issuer; one that the world declares, if none is named.
        client: The client that they are written for; the first that the world declares, if none is named.
        scope: The scope that the route asks for.
        dialect: What the right token is like; the issuer's own dialect, if none is named.
        profile: Which rows.

    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    audience: Annotated[str, Field(min_length=1, max_length=2_000)]
    world: _Text = "foo"
    issuer: _Text = DEFAULT_ISSUER
    other_audience: _Text = ""
    client: _Text = ""
    scope: _Text = ""
    dialect: Dialect | None = None
    profile: Profile = "default"


def new_run() -> str:
    """The name of one more probe, which nobody can guess."""
    return secrets.token_urlsafe(9)


async def ingredients(
    order: Order, worlds: Mapping[str, World], keys: KeyMaker, public_url: str, now: float, run: str
) -> Ingredients:
    """What the tokens of an order are made of.

    Args:
        order: What is wanted.
        worlds: The worlds by id.
        keys: Makes and holds the keys.
        public_url: Where the sandbox is reached, without a slash at its end.
        now: The time in epoch seconds.
        run: The name of the probe.

    Raises:
        UnknownName: There is no such world, or no such issuer in it.

    """
    world = _known("world", order.world, worlds)
    issuer = _known(f"issuer in {world.world}", order.issuer, world.issuers)
    name = key_name(world, order.issuer)
    registered = (audience.identifier for audience in world.audiences.values())
    return Ingredients(
        issuer=issuer_names(world, order.issuer, public_url).path,
        key=await keys.made(kid_of(name), issuer.signing),
        second=await keys.made(kid_of(name, 2), issuer.signing),
        stranger=await keys.made(STRANGER, "RS256"),
        elliptic=await keys.made(_ELLIPTIC, "ES256"),
        audience=order.audience,
        registered=order.other_audience
        or next((one for one in registered if one != order.audience), "https://other.example"),
        unregistered=_UNREGISTERED,
        client=order.client or next(iter(world.clients), "sandbox-client"),
        other_client="sandbox-other-client",
        scope=order.scope,
        dialect=order.dialect or issuer.dialect,
        now=int(now),
        stranger_keys=f"{public_url}/your-api/keys/{run}.json",
        stranger_certificate=f"{public_url}/your-api/certificate/{run}.pem",
        run=run,
    )


def _known(kind: str, name: str, among: Mapping[str, Named]) -> Named:
    if name not in among:
        raise UnknownName(f"there is no {kind} `{name[:80]}`", found=name[:80], allowed=among)
    return among[name]
