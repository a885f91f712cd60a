"""A secret in a link, kept as a cookie by the browser that opens it: who has the link may do what others may not."""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import RedirectResponse


def new_secret() -> str:
    """A secret of 192 bits."""
    return secrets.token_urlsafe(24)


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class LinkSecret:
    """The secret of one place.

    Args:
        name: What its cookie is called.
        path: The place: the link leads there, and only requests there and below bring the cookie along.
        kept: The hash of the secret.
        lasts: How many seconds the cookie is kept; until the browser is closed if absent.

    """

    name: str
    path: str
    kept: str
    lasts: int | None = None

    def link(self, secret: str) -> str:
        """The link with the secret, below the address of the server."""
        return f"{self.path}?secret={secret}"

    def enter(self, request: Request) -> RedirectResponse | None:
        """The answer to somebody who comes by the link: the cookie, and the way on without the secret.

        None if the request's ``secret`` is wrong, or there is none. The cookie comes with no request that another
        site's page makes (``SameSite=Strict``).
        """
        said = request.query_params.get("secret")
        if said is None or not self._is(said):
            return None
        way = URL(path=request.url.path, query=request.url.remove_query_params("secret").query)
        answer = RedirectResponse(str(way), 303, {"Cache-Control": "no-store"})
        https = request.url.scheme == "https"
        answer.set_cookie(self.name, said, self.lasts, path=self.path, secure=https, httponly=True, samesite="strict")
        return answer

    def knows(self, request: Request) -> bool:
        """Whether a request comes from a browser that came by the link."""
        return self._is(request.cookies.get(self.name, ""))

    def _is(self, said: str) -> bool:
        return compare_digest(hashed(said), self.kept)
