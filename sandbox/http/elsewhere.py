"""Requests that another process answers, because it has what they are about.

Of several processes that serve the same, one keeps what issuers remember. Each of the others finds out that it needs
it only while it answers: then it drops its answer, and the request is answered there.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.settings import LIMITS

_PASSED_ON: Final = ("method", "path", "scheme", "http_version", "root_path", "client", "server")
_MOST: Final = LIMITS.author_form_bytes
"""The part of a body that is passed on, which is more than any such request may have."""

PassOn = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
"""Sends a request, as plain data, to the process that answers it; the response, as plain data."""


class KeptElsewhere(BaseException):
    """What a request needs is kept by another process. It is no error: no handler of errors is to answer it."""


def passing_on(app: ASGIApp, pass_on: PassOn) -> ASGIApp:
    """The same application, whose requests that need what is kept elsewhere are answered there.

    Args:
        app: The application; it raises `KeptElsewhere` before it begins to respond.
        pass_on: Sends a request to the process that answers it.

    """

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()
        more = scope["type"] == "http"

        async def read() -> Message:
            nonlocal more
            message = await receive()
            if message["type"] == "http.request":
                body.extend(message.get("body", b"")[: _MOST - len(body)])
                more = message.get("more_body", False)
            else:
                more = False
            return message

        try:
            await app(scope, read, send)
        except KeptElsewhere:
            while more:
                await read()
            await _send(await pass_on(_as_data(scope, bytes(body))), send)

    return served


async def answered(app: ASGIApp, data: dict[str, Any]) -> dict[str, Any]:
    """The response of an application to a request that was passed on.

    Args:
        app: The application.
        data: The request, as plain data.

    """
    status, headers, body = 500, list[tuple[bytes, bytes]](), bytearray()
    asked = [{"type": "http.request", "body": data["body"].encode("latin-1"), "more_body": False}]

    async def receive() -> Message:
        return asked.pop() if asked else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], list(message.get("headers", ()))
        else:
            body.extend(message.get("body", b""))

    await app(_scope(data), receive, send)
    return {"status": status, "headers": _texts(headers), "body": body.decode("latin-1")}


def _as_data(scope: Scope, body: bytes) -> dict[str, Any]:
    return {
        **{name: scope[name] for name in _PASSED_ON if name in scope},
        "raw_path": scope.get("raw_path", scope["path"].encode()).decode("latin-1"),
        "query_string": scope["query_string"].decode("latin-1"),
        "headers": _texts(scope["headers"]),
        "body": body.decode("latin-1"),
    }


def _scope(data: dict[str, Any]) -> Scope:
    return {
        **{name: data[name] for name in _PASSED_ON if name in data},
        "type": "http",
        "asgi": {"version": "3.0"},
        "raw_path": data["raw_path"].encode("latin-1"),
        "query_string": data["query_string"].encode("latin-1"),
        "headers": _octets(data["headers"]),
    }


async def _send(response: dict[str, Any], send: Send) -> None:
    await send({"type": "http.response.start", "status": response["status"], "headers": _octets(response["headers"])})
    await send({"type": "http.response.body", "body": response["body"].encode("latin-1")})


def _texts(headers: Any) -> list[list[str]]:
    return [[name.decode("latin-1"), value.decode("latin-1")] for name, value in headers]


def _octets(headers: Any) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
