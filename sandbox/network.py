"""Which part of a world a request is for: by path under the public URL, and by the host of each part.

It holds no state. Each request has its instance in its ASGI scope, put there by whoever runs this
application (the server, or one replay) and by nobody else.
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote

from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.errors import SandboxError, UnknownName
from sandbox.serving.prefix import under_prefix
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.tokens.check_modes import parse_deployment
from sandbox.tokens.keyring import KeyMaker
from sandbox.worlds.addresses import DEFAULT_ISSUER, has_origin, relocated
from sandbox.worlds.instance import BY_ORIGIN, DEPLOYMENT, SCOPE_KEY, Fetched, Instance, Posted
from sandbox.worlds.model import World

if TYPE_CHECKING:
    from sandbox.replay.engine import Replayer

_PREFIX: Final = "/worlds/"
_STATIC: Final = "/static/"
_PLACE_OF_PART: Final = 4
"""Of ``/worlds/{world}/clients/{client}/``, cut at its slashes."""
_HOST_SUFFIX: Final = ".localhost"
_INSERTED: Final = re.compile(
    r"/\.well-known/(?P<name>oauth-authorization-server|oauth-protected-resource)(?P<part>/worlds/.+?)/?"
)
"""Documents about a part whose address has a path stand before that path (RFC 8414 §3.1, RFC 9728 §3.1)."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A part of a world that a request is for.

    Args:
        world: The world's id.
        kind: ``issuer``, ``api`` or ``client``.
        part: The id of the issuer, api or client.
        root_path: The part of the path that leads to it.
        verify: The deployment of the api that the address names.
        by_origin: Whether it was reached by a host of its own.
        well_known: The path within the part, if the address has it before the part (RFC 8414 §3.1, RFC 9728 §3.1).

    """

    world: str
    kind: str
    part: str
    root_path: str
    verify: dict[str, str] = field(default_factory=dict)
    by_origin: bool = False
    well_known: str | None = None


class Network:
    """The ASGI application of all issuers and apis of some worlds; each is built when it is first reached."""

    def __init__(
        self, worlds: Mapping[str, World], otherwise: ASGIApp | None = None, public_url: str = DEFAULT_PUBLIC_URL
    ) -> None:
        """Connect the parts of some worlds.

        Args:
            worlds: The worlds by id.
            otherwise: Serves the requests that are for no part of any world.
            public_url: Where the server is reached, without a slash at its end.

        """
        self._worlds = {id_: relocated(world, public_url) for id_, world in worlds.items()}
        self._otherwise = otherwise
        self._serve = under_prefix(self._lead, public_url)
        self._apps: dict[tuple[str, str, str], ASGIApp] = {}

    def destination(self, scope: Scope) -> Destination | None:
        """The part that a request is for, or None if it is for no part of any world.

        Raises:
            UnknownName: It is for a part that no world has, or a deployment that cannot be.

        """
        path = scope["path"]
        if path.startswith(_STATIC):
            return None  # the sign-in page takes its style from its own origin
        return self._by_host(scope) or self._by_path(path, scope.get("raw_path") or quote(path).encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request to a part of a world."""
        await self._serve(scope, receive, send)

    async def _lead(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            where = self.destination(scope) if scope["type"] == "http" else None
        except UnknownName as error:
            await _answer_unknown(error, send)
            return
        if where is not None:
            inner = {**scope, "root_path": where.root_path, DEPLOYMENT: where.verify, BY_ORIGIN: where.by_origin}
            if where.well_known:
                inner["path"] = where.well_known
            await self._app(where)(inner, receive, send)
        elif self._otherwise is not None:
            await self._otherwise(scope, receive, send)
        else:
            worlds = [f"{_PREFIX}{world}/" for world in self._worlds]
            await _answer_unknown(UnknownName("no part of any world has this address", allowed=worlds), send)

    def _app(self, where: Destination) -> ASGIApp:
        key = (where.world, where.kind, where.part)
        if key not in self._apps:
            self._apps[key] = _CREATE[where.kind](self._worlds[where.world], where.part)
        return self._apps[key]

    def _by_host(self, scope: Scope) -> Destination | None:
        host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
        name = host.partition(":")[0].lower()
        if not name.endswith(_HOST_SUFFIX):
            return None
        part, _, world_id = name.removesuffix(_HOST_SUFFIX).partition(".")
        world = self._worlds.get(world_id)
        if world is None or not part:
            return None
        if part in world.issuers:
            return Destination(world_id, "issuer", part, "", by_origin=True)
        if part in world.apis:
            return Destination(world_id, "api", part, "", by_origin=True)
        _checked(
            f"part of {world_id} called",
            part,
            {**world.issuers, **world.apis, **{id_: None for id_ in world.clients if has_origin(id_)}},
        )
        return Destination(world_id, "client", part, "", by_origin=True)

    def _by_path(self, path: str, raw_path: bytes) -> Destination | None:
        inserted = None if path.startswith(_PREFIX) else _INSERTED.fullmatch(path)
        if inserted:
            where = self._by_path(f"{inserted['part']}/", quote(f"{inserted['part']}/").encode())
            if where is None or where.root_path != inserted["part"]:
                return None
            return replace(where, well_known=f"{where.root_path}/.well-known/{inserted['name']}")
        if not path.startswith(_PREFIX):
            return None
        world_id, _, rest = path.removeprefix(_PREFIX).partition("/")
        group, _, rest = rest.partition("/")
        if group not in ("issuer", "issuers", "apis", "clients"):
            return None
        world = _checked("world", world_id, self._worlds)
        prefix = f"{_PREFIX}{world_id}/{group}"
        if group == "issuer":
            return Destination(world_id, "issuer", DEFAULT_ISSUER, prefix)
        segment = rest.partition("/")[0]
        root_path = f"{prefix}/{segment}"
        if group == "issuers":
            _checked("issuer", segment, {id_: issuer for id_, issuer in world.issuers.items() if id_ != DEFAULT_ISSUER})
            return Destination(world_id, "issuer", segment, root_path)
        if group == "clients":  # whose id may have a slash, which is percent-encoded
            client = unquote(raw_path.decode("latin-1").split("/")[_PLACE_OF_PART])
            _checked("client", client, world.clients)
            return Destination(world_id, "client", client, f"{prefix}/{client}")
        part, *words = segment.split(";")
        _checked("api", part, world.apis)
        return Destination(world_id, "api", part, root_path, parse_deployment(words))


def _create_issuer(world: World, issuer: str) -> ASGIApp:
    from sandbox.issuer.app import create_issuer  # noqa: PLC0415 - the home page needs none

    return create_issuer(world, issuer)


def _create_api(world: World, api: str) -> ASGIApp:
    from sandbox.apis.app import create_api  # noqa: PLC0415 - the home page needs none

    return create_api(world, api)


def _create_client(world: World, client: str) -> ASGIApp:
    from sandbox.clients.app import create_client  # noqa: PLC0415 - the home page needs none

    return create_client(world, client)


_CREATE: Final = {"issuer": _create_issuer, "api": _create_api, "client": _create_client}


def _checked(kind: str, name: str, among: Mapping[str, Any]) -> Any:
    if name not in among:
        raise UnknownName(f"there is no {kind} `{name[:80]}`", found=name[:80], allowed=among)
    return among[name]


async def _answer_unknown(error: SandboxError, send: Send) -> None:
    body = json.dumps(
        {
            "error": "not_found",
            "error_description": error.message,
            "allowed": error.allowed,
            "did_you_mean": error.suggestion,
        }
    ).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def within(app: ASGIApp, instance: Instance) -> ASGIApp:
    """The same application, every request of it in one instance."""

    async def bound(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, SCOPE_KEY: instance}, receive, send)

    return bound


def served(
    network: ASGIApp,
    keys: KeyMaker,
    public_url: str,
    clock: Callable[[], float] = time.time,
    *,
    announces_keys: bool = False,
    remembers: bool = True,
) -> ASGIApp:
    """The network in one lasting instance, whose parts fetch from one another without sockets.

    Args:
        network: The issuers, apis and clients.
        keys: Makes and holds the signing keys.
        public_url: Where the server is reached, without a slash at its end.
        clock: Returns the time in epoch seconds.
        announces_keys: Whether issuers publish the key of their next rotation, too.
        remembers: Whether its issuers and apis remember, or another process does for it.

    """

    async def fetch(_part: str, url: str, posted: Posted | None = None, /) -> Fetched:
        import httpx2  # noqa: PLC0415 - costs a tenth of a second, which the first page need not pay

        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app)) as client:
            if posted is None:
                answer = await client.get(url)
            else:
                answer = await client.post(url, data=dict(posted.form), headers=dict(posted.headers))
        return Fetched(answer.status_code, answer.content)

    instance = Instance(keys, fetch, public_url, clock, announces_keys=announces_keys, remembers=remembers)
    app = within(network, instance)
    return app


def create_replayer(
    worlds: Mapping[str, World], keys: KeyMaker, public_url: str, clock: Callable[[], float] = time.time
) -> "Replayer":
    """What replays scenarios, each in an instance of its own on one network.

    Args:
        worlds: The worlds by id.
        keys: Makes and holds the signing keys.
        public_url: Where the server is reached, without a slash at its end.
        clock: Returns the time in epoch seconds.

    """
    from sandbox.replay.engine import Replayer  # noqa: PLC0415 - the home page needs none

    return Replayer(partial(within, Network(worlds, public_url=public_url)), keys, public_url, clock)
