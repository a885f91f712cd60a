"""Compression: whether a client takes gzip (RFC 9110 §12.5.3), and answers compressed as they are made."""

import re
from typing import Final

from starlette.middleware.gzip import GZipResponder, IdentityResponder
from starlette.types import ASGIApp, Receive, Scope, Send

LEAST_COMPRESSED: Final = 500
"""Bytes below which compressing a body saves nothing."""
_CODING: Final = re.compile(
    r"\s*([!#$%&'*+.^_`|~0-9a-z-]+)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?", re.IGNORECASE
)


def accepts_gzip(scope: Scope) -> bool:
    """Whether whoever sent a request takes gzip, and likes it no less than what is not compressed."""
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-encoding"]
    found = (_CODING.fullmatch(coding) for line in lines for coding in line.split(","))
    weights = {one[1].lower(): float(one[2] or 1) for one in found if one}
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


class Compressed:
    """Compresses what an application answers, at the quickest level: it is different each time."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif accepts_gzip(scope):
            await GZipResponder(self._app, LEAST_COMPRESSED, compresslevel=1)(scope, receive, send)
        else:
            await IdentityResponder(self._app, LEAST_COMPRESSED)(scope, receive, send)
