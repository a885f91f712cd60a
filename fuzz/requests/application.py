"""The composed application that is asked: what is shipped, a pack that may be edited, and rooms."""

import asyncio
from functools import cache
from pathlib import Path

from starlette.types import ASGIApp

from fuzz.requests.calling import HOST, Request, call
from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.serving.hosts import AllowedHosts
from sandbox.settings import shipped_pack
from sandbox.tokens.keyring import KeyMaker
from sandbox.workshop.hub import Hub
from sandbox.workshop.store.memory import MemoryStore

PUBLIC_URL = f"http://{HOST}"
OWN = (b"host", HOST.encode())
_PARTS = (
    *("/", "/scenarios", "/workbench", "/questions", "/docs", "/check", "/your-api", "/workshop", "/author", "/search"),
    *("/api/openapi.json", "/worlds/foo/grid", "/worlds/foo/clients/www/"),
)
"""An address of each section: what it serves is built when it is first asked for."""


@cache
def shipped() -> Catalogue:
    """What is shipped, read once."""
    return load_catalogue([shipped_pack()])


@cache
def _keys() -> KeyMaker:
    return KeyMaker()


def application(edited: Path | None = None) -> tuple[ASGIApp, Hub]:
    """The application as ``aud workshop`` serves it, and its rooms.

    Args:
        edited: A pack that may be edited from the browser.

    """
    hub = Hub(MemoryStore(), PUBLIC_URL)
    app = create_app(shipped(), _keys(), PUBLIC_URL, [edited] if edited else [], hub=lambda: hub)
    return AllowedHosts(app, {"localhost"}, lambda: shipped().worlds), hub


async def build(app: ASGIApp) -> None:
    """Ask every section, issuer and api once."""
    parts = [f"/worlds/{id_}/issuer/openapi.json" for id_ in shipped().worlds]
    parts += [f"/worlds/{id_}/apis/{api}/openapi.json" for id_, world in shipped().worlds.items() for api in world.apis]
    for path in (*_PARTS, *parts):
        await call(app, Request("GET", path.encode(), (OWN,)))


async def open_room(app: ASGIApp, playlist: str = "workshop-45") -> tuple[str, str]:
    """Open a room; its code, and the link of its presenter."""
    form = (OWN, (b"content-type", b"application/x-www-form-urlencoded"))
    opened = await call(app, Request("POST", b"/workshop", form, f"playlist={playlist}".encode()))
    link = opened.header("location")
    return link.split("/")[2], link


async def settle() -> None:
    """Let what was begun in the background end."""
    await asyncio.sleep(0)
