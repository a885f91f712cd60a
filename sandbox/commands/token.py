"""``aud token``: one token from a running sandbox, for use with curl."""

import asyncio
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Final

import click
import httpx2

from sandbox.commands.shared.errors import CannotRead, Mistakes, hint, say
from sandbox.commands.shared.options import pack_option, server_url
from sandbox.replay.carriers import over_sockets
from sandbox.replay.state import ReplayState, StepResult
from sandbox.replay.verbs import get_token
from sandbox.replay.wire import Wire
from sandbox.scenarios.loading.catalogue import load_catalogue
from sandbox.scenarios.loading.pack_loader import WORLDS_FOLDER
from sandbox.scenarios.verbs.get_token import GetToken
from sandbox.settings import DEFAULT_PUBLIC_URL, shipped_pack
from sandbox.tokens.keyring import KeyMaker
from sandbox.worlds.addresses import relocated
from sandbox.worlds.instance import Instance
from sandbox.worlds.model import World

_EXAMPLE: Final = """\b
For example:
  curl -H "Authorization: Bearer $(aud token bar)" http://localhost:8000/worlds/foo/apis/bar/orders
"""


@click.command(epilog=_EXAMPLE)
@click.argument("audience", required=False)
@click.option("--world", "world_id", metavar="ID", default="foo", show_default=True, help="The world to ask in.")
@pack_option
@click.option("--client", metavar="ID", help="Who asks; the world's first client if absent.")
@click.option("--user", metavar="ID", help="Who signs in; the world's first user if absent.")
@click.option("--scope", metavar="SCOPES", help="The scopes to ask for; all the client may have if absent.")
@click.option("--id-token", is_flag=True, help="Print the ID token instead of the access token.")
@click.option(
    "--url",
    metavar="URL",
    callback=server_url,
    default=DEFAULT_PUBLIC_URL,
    show_default=True,
    help="Where the sandbox runs (aud serve).",
)
def command(  # noqa: PLR0913 - one argument an option
    audience: str | None,
    world_id: str,
    packs: tuple[Path, ...],
    client: str | None,
    user: str | None,
    scope: str | None,
    url: str,
    *,
    id_token: bool,
) -> None:
    """Print one token that the running sandbox issued.

    AUDIENCE is an identifier (https://bar.foo.com) or its id in the world (bar); without one the token is opaque.
    """
    catalogue = load_catalogue([shipped_pack(), *packs], only=WORLDS_FOLDER)
    if catalogue.diagnostics:
        raise Mistakes(catalogue.diagnostics)
    world = catalogue.worlds[_checked("world", world_id, catalogue.worlds)]
    client = _checked("client", client or next(iter(world.clients)), world.clients)
    by_user = "authorization_code" in world.clients[client].grants
    audience = _identifier(world, audience) if audience else None
    if id_token and not (scope and "openid" in scope.split()):
        scope = f"openid {scope or ''}".strip()
    verb = GetToken(
        client=client,
        grant="authorization_code" if by_user else "client_credentials",
        user=_checked("user", user or next(iter(world.users), ""), world.users) if by_user else None,
        audience=audience,
        scope=scope,
        save="access_token",
        save_id_token="id_token" if id_token else None,
    )
    say(_token(asyncio.run(_request(world, verb, url)), "id_token" if id_token else "access_token", url))


def _checked(kind: str, name: str, among: Collection[str]) -> str:
    if name not in among:
        raise CannotRead(f"there is no {kind} `{name}`{hint(name, among)}")
    return name


def _identifier(world: World, audience: str) -> str:
    """The identifier of an audience that was named by it or by its id."""
    identifiers = {id_: registered.identifier for id_, registered in world.audiences.items()}
    if audience not in identifiers.values():
        audience = identifiers[_checked("audience", audience, [*identifiers, *identifiers.values()])]
    return audience


async def _request(world: World, verb: GetToken, url: str) -> StepResult:
    async with httpx2.AsyncHTTPTransport() as transport:
        wire = Wire(over_sockets(transport))
        state = ReplayState(
            relocated(world, url),
            Instance(KeyMaker(), partial(wire.fetch, receiver=verb.issuer), url),
            wire,
            verb.client,
        )
        try:
            return await get_token.play(state, verb)
        except httpx2.ConnectError:
            raise CannotRead(f"nothing answers at {url}; start it with `aud serve`, or name it with --url") from None
        except (httpx2.HTTPError, ValueError) as error:
            raise CannotRead(f"{url} does not answer as a sandbox: {error}") from None


def _token(result: StepResult, kind: str, url: str) -> str:
    if result.error:
        raise CannotRead(f"the issuer refused: {result.error}: {result.error_description}")
    for token in result.tokens:
        if token.kind == kind:
            return token.raw
    question = "is it a sandbox with this world, and its public URL?"
    raise CannotRead(f"{url} answered {result.status} and no {kind}; {question}")
