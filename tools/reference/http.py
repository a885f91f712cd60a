"""``docs/http.md``: every address that is served, from the routes and from what the applications describe."""

from collections.abc import Iterator
from typing import Any, Final, cast

from fastapi import FastAPI
from starlette.routing import Route
from starlette.testclient import TestClient

from sandbox.app import create_app
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import Trace
from sandbox.replay.turns import Turns
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.settings import DEFAULT_PUBLIC_URL, shipped_pack
from sandbox.tokens.keyring import KeyMaker
from sandbox.web.context import WebContext
from sandbox.web.table import SECTIONS, site_frame

_HEAD: Final = """# The addresses over HTTP

Everything is on one port. An issuer or api of a world is reached by its path below `/worlds/`, and by a host name of
its own (`issuer.foo.localhost`). Issuers, apis and the JSON API describe themselves as OpenAPI 3.1; this page is made
from those descriptions. An address that is not there is answered by 404, another method by 405, a host name that the
server does not have by 421, a request of another site's page that would change something by 403.
"""
_API: Final = """Below `/worlds/WORLD/apis/API`, such as `/worlds/foo/apis/bar`; its routes are those of its world.
What follows a semicolon is how a deployment makes its [checks](checks.md): `/worlds/foo/apis/baz;audience=off/reports`.
"""
_ISSUER: Final = "Below `/worlds/WORLD/ISSUER`, such as `/worlds/foo/issuer`. [What it speaks](issuer.md) says more."
_DESCRIBED: Final = {
    "The JSON API": ("", "/api/openapi.json", "It describes itself at `/api/openapi.json`."),
    "An issuer": ("/worlds/foo/issuer", "/worlds/foo/issuer/openapi.json", _ISSUER),
    "An api": ("/worlds/foo/apis/bar", "/worlds/foo/apis/bar/openapi.json", _API),
}
"""What describes itself: where it is, where its description is, and what is said of it."""


def http_reference() -> str:
    """The page in Markdown."""
    catalogue, keys = load_catalogue([shipped_pack()]), KeyMaker()
    lines = [_HEAD, *_pages(catalogue, keys)]
    with TestClient(create_app(catalogue, keys, DEFAULT_PUBLIC_URL), base_url=DEFAULT_PUBLIC_URL) as http:
        for title, (below, address, about) in _DESCRIBED.items():
            lines += [f"## {title}", "", about.rstrip(), "", *_operations(http.get(address).json(), below), ""]
    return "\n".join(lines)


def _operations(description: dict[str, Any], below: str) -> Iterator[str]:
    yield "| request | what it is | answers |"
    yield "| --- | --- | --- |"
    for path, item in description["paths"].items():
        for method, operation in item.items():
            statuses = ", ".join(sorted(operation["responses"]))
            yield f"| `{method.upper()} {below}{path}` | {operation['summary']} | {statuses} |"


def _pages(catalogue: Catalogue, keys: KeyMaker) -> Iterator[str]:
    frame = site_frame()
    context = WebContext(catalogue, _never, _never, Turns(), frame, keys=keys)
    yield "## The pages"
    yield ""
    yield "| address | methods | of the pages |"
    yield "| --- | --- | --- |"
    for section in SECTIONS:
        if section.module and section.module != "json_api":
            app = cast("FastAPI", section.create(context))
            methods: dict[str, set[str]] = {}
            for route in (one for one in app.routes if isinstance(one, Route)):
                if route.path.split("/")[1] == section.part:
                    methods.setdefault(route.path, set()).update(route.methods or ())
            for path, found in methods.items():
                name = section.title or section.part.capitalize()
                yield f"| `{path.replace(':path}', '}')}` | {', '.join(sorted(found - {'HEAD'}))} | {name} |"
    yield ""
    yield "GET implies HEAD. The pages of a room (`/workshop`, `/room/CODE`) are those of [a workshop](workshop.md)."
    yield ""


async def _never(_request: ReplayRequest) -> Trace:
    raise NotImplementedError  # the addresses are read, and nothing is replayed
