"""Static files: kept for ever under an address that has their fingerprint, asked for again under any other."""

from mimetypes import guess_type

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from sandbox.http.unchanging import Unchanging
from sandbox.static_files import static_file, static_names
from sandbox.templating import static_url

_STATIC = "/static/"
_SCHEMA = {"Access-Control-Allow-Origin": "*"}
"""Editors in other pages may read schemas, too."""


def add_static_files(app: FastAPI) -> None:
    """Add the files below ``static/``, and the schemas among them at an address of their own."""
    app.add_api_route(_STATIC + "{name:path}", _file, methods=["GET", "HEAD"])
    app.add_api_route("/schema/{name}", _schema, methods=["GET", "HEAD"])


async def _file(request: Request, name: str) -> Response:
    if name not in static_names():
        raise HTTPException(404)
    kept = "public, max-age=31536000, immutable" if _has_fingerprint(request) else "no-cache"
    return Unchanging(static_file(name), guess_type(name)[0], {"Cache-Control": kept}, _has_fingerprint)


def _has_fingerprint(request: Request) -> bool:
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    return f"{path}?{query}" == static_url(path.removeprefix(_STATIC))


async def _schema(name: str) -> Response:
    if f"schema/{name}" not in static_names():
        raise HTTPException(404)
    return Unchanging(static_file(f"schema/{name}"), "application/schema+json", _SCHEMA)
