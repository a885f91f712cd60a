"""A sandbox below a path of a host, as in ``https://example.org/sandbox``: what it answers leads there.

Only with such a public URL anything is done here. Requests are served with the prefix or without, so that a proxy may
keep it or strip it. Answers have it in every address of this site: of HTML, in attributes; of headers, in redirects and
the paths of cookies. What somebody typed is never taken for an address: in HTML its quotes are escaped.
"""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ATTRIBUTES: Final = rb"href|src|action|formaction|hx-[a-z:.-]+|data-events|data-room|data-screen|data-presenter"
_ORIGIN: Final = b".localhost"
_HTML: Final = b"text/html"
_EVENTS: Final = b"text/event-stream"
_WELL_KNOWN: Final = "/.well-known/"
_LOCATIONS: Final = (b"location", b"hx-redirect", b"hx-push-url", b"hx-replace-url", b"hx-location")
_COMPRESS_LEVEL: Final = 1

Headers = list[tuple[bytes, bytes]]


def prefix_of(public_url: str) -> str:
    """The path of a public URL, without a slash at its end; empty if it has none."""
    return urlsplit(public_url).path.rstrip("/")


def without_prefix(path: str, prefix: str) -> str:
    """A path as the site knows it; unchanged if it does not begin with the prefix.

    Documents about a part stand before the path of its address, prefix included (RFC 8414 §3.1, RFC 9728 §3.1).

    Args:
        path: The path of a request.
        prefix: The path of the public URL.

    """
    if path.startswith(_WELL_KNOWN):
        name, _, rest = path.removeprefix(_WELL_KNOWN).partition("/")
        return f"{_WELL_KNOWN}{name}{without_prefix(f'/{rest}', prefix)}" if rest else path
    return path.removeprefix(prefix) if path.startswith(f"{prefix}/") else path


def under_prefix(app: ASGIApp, public_url: str) -> ASGIApp:
    """An application below the path of a public URL; as it is if that has none.

    Args:
        app: The application, which knows nothing of the path.
        public_url: Where the server is reached, without a slash at its end.

    """
    prefix = prefix_of(public_url)
    return _UnderPrefix(app, prefix) if prefix else app


class _UnderPrefix:
    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix
        path = rb"(?=/)(?!//|%s(?:[/?#\"; ]|$))" % re.escape(prefix.encode())
        self._path = re.compile(path)
        self._cookie_path = re.compile(rb"(;\s*path=)" + path, re.IGNORECASE)
        self._address = re.compile(rb'((?:\s(?:%s)="|\scontent="[0-9]+;url=))' % _ATTRIBUTES + path)
        self._compressed = GZipMiddleware(self._serve, minimum_size=500, compresslevel=_COMPRESS_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request: what is compressed is compressed after it was written anew."""
        if scope["type"] != "http" or _has_origin(scope["headers"]):
            await self._app(scope, receive, send)
        elif scope["path"] == self._prefix:
            location = (b"location", f"{self._prefix}/".encode())
            await send({"type": "http.response.start", "status": 308, "headers": [location, (b"content-length", b"0")]})
            await send({"type": "http.response.body"})
        else:
            zipped = any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])
            await (self._compressed if zipped else self._serve)(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = scope.get("raw_path")
        inner = {
            **scope,
            "path": without_prefix(scope["path"], self._prefix),
            "headers": [header for header in scope["headers"] if header[0] != b"accept-encoding"],
        }
        if raw:
            inner["raw_path"] = without_prefix(raw.decode("latin-1"), self._prefix).encode("latin-1")
        await self._app(inner, receive, _Rewriting(send, self).send)

    def headers(self, headers: Iterable[tuple[bytes, bytes]]) -> Headers:
        """The headers of an answer, with the prefix where they have addresses."""
        return [(name, self._header(name.lower(), value)) for name, value in headers]

    def _header(self, name: bytes, value: bytes) -> bytes:
        if name == b"etag" and not value.startswith(b"W/"):
            return b"W/" + value  # what is compressed anew has other bytes (RFC 9110 §8.8.3)
        if name == b"set-cookie":
            return self._cookie_path.sub(rb"\g<1>%s" % self._prefix.encode(), value)
        return self._prefix.encode() + value if name in _LOCATIONS and self._path.match(value) else value

    def html(self, text: bytes) -> bytes:
        """HTML, with the prefix in its addresses."""
        return self._address.sub(rb"\g<1>%s" % self._prefix.encode(), text)


class _Rewriting:
    """Sends one answer: a page when it is whole, a stream of events line by line, anything else as it comes."""

    def __init__(self, send: Send, under: _UnderPrefix) -> None:
        self._send = send
        self._under = under
        self._start: Message | None = None
        self._kind = b""
        self._held = b""

    async def send(self, message: Message) -> None:
        """Send a part of it."""
        if message["type"] == "http.response.start":
            headers = self._under.headers(message.get("headers", ()))
            self._kind = next((value for name, value in headers if name.lower() == b"content-type"), b"")
            message = {**message, "headers": headers}
            if self._kind.startswith(_HTML):
                self._start = message  # its length is not known yet
                return
        elif message["type"] == "http.response.body" and self._kind.startswith((_HTML, _EVENTS)):
            await self._body(message)
            return
        await self._send(message)

    async def _body(self, message: Message) -> None:
        text, more = self._held + message.get("body", b""), message.get("more_body", False)
        if self._start is not None and more:
            self._held = text
            return
        whole = len(text) if not more else text.rfind(b"\n") + 1
        self._held = text[whole:]
        body = self._under.html(text[:whole])
        if self._start is not None:
            await self._send({**self._start, "headers": _with_length(self._start["headers"], body)})
            self._start = None
        await self._send({"type": "http.response.body", "body": body, "more_body": more})


def _with_length(headers: Headers, body: bytes) -> Headers:
    """The headers, with the length of a body if they had one. An answer to HEAD has a length, and no body."""
    lengths = [value for name, value in headers if name.lower() == b"content-length"]
    if not lengths or not body:
        return headers
    others = [header for header in headers if header[0].lower() != b"content-length"]
    return [*others, (b"content-length", str(len(body)).encode())]


def _has_origin(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a request is for a part of a world by its own host, which has no prefix."""
    host = next((value for name, value in headers if name == b"host"), b"")
    return host.partition(b":")[0].lower().endswith(_ORIGIN)
