"""Helpful answers to addresses that nothing answers to."""

from dataclasses import dataclass
from functools import partial

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from sandbox.errors import UnknownName
from sandbox.replay.budget import TooManyReplays
from sandbox.templating import Frame


@dataclass(frozen=True, slots=True)
class NotFoundPage:
    """What a page says that is not there.

    Args:
        message: What is wrong with its address, as a sentence.
        suggestion: What may have been meant.
        url: Where that is.

    """

    message: str
    suggestion: str | None = None
    url: str | None = None


def answer_errors_with_pages(app: FastAPI, frame: Frame) -> None:
    """Answer unknown names and addresses with a page."""
    app.exception_handler(UnknownName)(partial(_name_as_page, frame))
    app.exception_handler(TooManyReplays)(partial(_too_many_as_page, frame))
    app.exception_handler(HTTPException)(partial(_http_as_page, frame))


def answer_errors_with_json(app: FastAPI) -> None:
    """Answer unknown names and addresses with JSON."""
    app.exception_handler(UnknownName)(_name_as_json)
    app.exception_handler(TooManyReplays)(_too_many_as_json)
    app.exception_handler(HTTPException)(_http_as_json)


async def _name_as_json(_request: Request, error: UnknownName) -> Response:
    answer = {
        "error": "not_found",
        "error_description": error.message,
        "did_you_mean": error.suggestion,
        "allowed": list(error.allowed),
    }
    return JSONResponse(answer, 404)


async def _name_as_page(frame: Frame, request: Request, error: UnknownName) -> Response:
    suggestion = error.suggestion
    url = request.url.path.replace(error.found, suggestion) if suggestion and error.found else None
    message = f"{error.message[:1].upper()}{error.message[1:]}."
    return _not_found(frame, NotFoundPage(message, suggestion, url))


async def _http_as_json(_request: Request, error: HTTPException) -> Response:
    answer = {"error": "http_error", "error_description": str(error.detail)}
    return JSONResponse(answer, error.status_code, error.headers)


async def _http_as_page(frame: Frame, _request: Request, error: HTTPException) -> Response:
    if error.status_code == 404:
        return _not_found(frame, NotFoundPage("There is no page at this address."))
    return PlainTextResponse(str(error.detail), error.status_code, error.headers)


async def _too_many_as_json(_request: Request, error: TooManyReplays) -> Response:
    answer = {"error": error.code, "error_description": error.message}
    return JSONResponse(answer, 429, _again_after(error))


async def _too_many_as_page(frame: Frame, _request: Request, error: TooManyReplays) -> Response:
    page = NotFoundPage(f"{error.message[:1].upper()}{error.message[1:]}.")
    return HTMLResponse(frame.render("pages/too_many.html", page=page), 429, _again_after(error))


def _again_after(error: TooManyReplays) -> dict[str, str]:
    return {"Retry-After": str(error.seconds), "Cache-Control": "no-store"}


def _not_found(frame: Frame, page: NotFoundPage) -> Response:
    return HTMLResponse(frame.render("pages/not_found.html", page=page), 404)
