"""Kind answers to addresses that nothing answers to."""

from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from sandbox.errors import UnknownName
from sandbox.templating import render


def answer_kindly(app: FastAPI, *, as_json: bool) -> None:
    """Answer unknown names and addresses with a page, or with JSON."""
    app.exception_handler(UnknownName)(_name_as_json if as_json else _name_as_page)
    app.exception_handler(HTTPException)(_http_as_json if as_json else _http_as_page)


async def _name_as_json(_request: Request, error: UnknownName) -> Response:
    answer = {
        "error": "not_found",
        "error_description": error.message,
        "did_you_mean": error.suggestion,
        "allowed": list(error.allowed),
    }
    return JSONResponse(answer, 404)


async def _name_as_page(request: Request, error: UnknownName) -> Response:
    suggestion = error.suggestion
    url = request.url.path.replace(error.found, suggestion) if suggestion and error.found else None
    return _not_found(f"{error.message[:1].upper()}{error.message[1:]}.", suggestion, url)


async def _http_as_json(_request: Request, error: HTTPException) -> Response:
    answer = {"error": "http_error", "error_description": str(error.detail)}
    return JSONResponse(answer, error.status_code, error.headers)


async def _http_as_page(_request: Request, error: HTTPException) -> Response:
    if error.status_code == 404:
        return _not_found("There is no page at this address.", None, None)
    return PlainTextResponse(str(error.detail), error.status_code, error.headers)


def _not_found(message: str, suggestion: str | None, url: str | None) -> Response:
    page: dict[str, Any] = {"message": message, "suggestion": suggestion, "url": url}
    return HTMLResponse(render("pages/not_found.html", page=page), 404)
