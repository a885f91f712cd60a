"""Answers that are the same at each request: made once, compressed once, and confirmed by their ETag.

Such an answer is good for as long as the application that made it: when a file is saved, another one is composed.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import partial
from gzip import compress
from hashlib import sha256
from typing import Final

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.http.coding import LEAST_COMPRESSED, accepts_gzip

Headers = list[tuple[bytes, bytes]]
Variant = Callable[[Request], Hashable]

_KEEP: Final = "sandbox.keep"
"""Under this key of a scope stands what keeps an unchanging answer, and returns how to send it: compressed already."""
_ETAG: Final = re.compile(rb'"[\x21\x23-\x7e\x80-\xff]*"')
"""An entity tag, weak or not: which of both is not asked (RFC 9110 §13.1.2)."""
_OF_A_BODY: Final = frozenset({b"content-type", b"content-length", b"content-encoding"})


def _no_variant(_request: Request) -> Hashable:
    return None


class Unchanging(Response):
    """An answer that is the same for every request of its path, or for every one of the same variant.

    Args:
        content: The body.
        media_type: Its type; HTML if absent.
        headers: Headers besides. Without a ``Cache-Control`` among them, browsers are to ask again each time.
        variant: What of a request the answer depends on besides its path: one of a few values, whatever is sent.
        background: What to do when it has been sent for the first time.

    """

    media_type = "text/html"

    def __init__(
        self,
        content: str | bytes,
        media_type: str | None = None,
        headers: Mapping[str, str] | None = None,
        variant: Variant = _no_variant,
        background: BackgroundTask | None = None,
    ) -> None:
        common = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"} | dict(headers or {})
        super().__init__(content, headers=common, media_type=media_type, background=background)
        self.variant = variant
        body = bytes(self.body)
        compressed = compress(body, 9, mtime=0) if len(body) >= LEAST_COMPRESSED else body
        self._plain = _Coded(body, self.raw_headers)
        self._gzipped = self._plain
        if len(compressed) < len(body):
            self._gzipped = _Coded(compressed, [*self.raw_headers, (b"content-encoding", b"gzip")])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as ASGI has it
        """Answer a request, and be kept for the next ones."""
        send = scope[_KEEP](self) if _KEEP in scope else send
        await (self._gzipped if accepts_gzip(scope) else self._plain).answer(scope, send)
        if self.background is not None:
            background, self.background = self.background, None
            await background()


class _Coded:
    """An answer in one content coding. Each has an ETag of its own, because its bytes differ (RFC 9110 §8.8.3.3)."""

    def __init__(self, body: bytes, headers: Headers) -> None:
        self._body = body
        self._etag = b'"%s"' % sha256(body).hexdigest()[:32].encode()
        others = [header for header in headers if header[0] != b"content-length"]
        self._headers = [*others, (b"content-length", b"%d" % len(body)), (b"etag", self._etag)]
        self._of_304 = [header for header in self._headers if header[0] not in _OF_A_BODY]

    async def answer(self, scope: Scope, send: Send) -> None:
        """Send it, or say that the client has it (RFC 9110 §13.1.2, §15.4.5)."""
        known = self._is_named(value for name, value in scope["headers"] if name == b"if-none-match")
        status, headers = (304, self._of_304) if known else (200, self._headers)
        body = b"" if known or scope["method"] == "HEAD" else self._body
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        await send({"type": "http.response.body", "body": body})

    def _is_named(self, conditions: Iterable[bytes]) -> bool:
        return any(one.strip() == b"*" or self._etag in _ETAG.findall(one) for one in conditions)


class MadeOnce:
    """Keeps the unchanging answers of an application by path and variant, and asks for none of them twice."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[str, tuple[Variant, dict[Hashable, Unchanging]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        variant, answers = self._kept.get(scope["path"], (_no_variant, {}))
        answer = answers.get(variant(request))
        if answer is None:
            await self._app({**scope, _KEEP: partial(self._keep, request, send)}, receive, send)
        else:
            await answer(scope, receive, send)

    def _keep(self, request: Request, send: Send, answer: Unchanging) -> Send:
        _, answers = self._kept.setdefault(request.scope["path"], (answer.variant, {}))
        answers[answer.variant(request)] = answer
        return send
