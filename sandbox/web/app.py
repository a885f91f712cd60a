"""The web application: pages, static files, the JSON API, and kind answers to wrong addresses."""

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.errors import UnknownName
from sandbox.scenarios.catalogue import Catalogue
from sandbox.settings import resource_root
from sandbox.web.api import api_routes
from sandbox.web.headers import SecurityHeaders
from sandbox.web.pages import Pages, Player, not_found
from sandbox.web.static import FingerprintedFiles


def create_web(catalogue: Catalogue, play: Player) -> FastAPI:
    """Build the web application.

    Args:
        catalogue: The scenarios to show.
        play: Replays one of them.

    """
    app = FastAPI(
        title="Audience Sandbox",
        version="1",
        summary="Replay scenarios about the audience of a token.",
        openapi_url="/api/openapi.json",
        docs_url=None,  # FastAPI's own pages load from another host
        redoc_url=None,
    )
    app.include_router(Pages(catalogue, play).routes())
    app.include_router(api_routes(catalogue, play))
    app.mount("/static", FingerprintedFiles(directory=resource_root() / "static"))
    app.exception_handler(UnknownName)(_unknown_name)
    app.exception_handler(HTTPException)(_http_error)
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=6)
    app.add_middleware(SecurityHeaders)
    return app


async def _unknown_name(request: Request, error: UnknownName) -> Response:
    if request.url.path.startswith("/api/"):
        answer = {
            "error": "not_found",
            "error_description": error.message,
            "did_you_mean": error.suggestion,
            "allowed": list(error.allowed),
        }
        return JSONResponse(answer, 404)
    suggestion = error.suggestion
    url = request.url.path.replace(error.found, suggestion) if suggestion and error.found else None
    return not_found(f"{error.message[:1].upper()}{error.message[1:]}.", suggestion, url)


async def _http_error(request: Request, error: HTTPException) -> Response:
    if request.url.path.startswith(("/api/", "/static/")):
        return JSONResponse({"error": "http_error", "error_description": str(error.detail)}, error.status_code)
    if error.status_code == 404:
        return not_found("There is no page at this address.", None, None)
    return PlainTextResponse(str(error.detail), error.status_code, error.headers)
