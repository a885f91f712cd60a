"""A secret in a link, stored as a cookie by the browser that opens it: a right for whoever has the link."""

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
    """The hash of a secret, which is stored in place of it."""
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class LinkSecret:
    """The secret of one place.

    Args:
        name: The name of its cookie.
        path: The path of the link; the browser sends the cookie there and below.
        secret_hash: The hash of the secret (see `hashed`).
        max_age: Seconds for which the browser keeps the cookie; until it is closed if absent.

    """

    name: str
    path: str
    secret_hash: str
    max_age: int | None = None

    def link(self, secret: str) -> str:
        """The link with the secret, below the address of the server."""
        return f"{self.path}?secret={secret}"

    def enter(self, request: Request) -> RedirectResponse | None:
        """The response to a request by the link: the cookie, and a redirect to the same address without the secret.

        None if the request's ``secret`` is wrong, or there is none. The browser sends the cookie with no request that
        another site's page makes (``SameSite=Strict``).
        """
        secret = request.query_params.get("secret")
        if secret is None or not self._matches(secret):
            return None
        location = URL(path=request.url.path, query=request.url.remove_query_params("secret").query)
        answer = RedirectResponse(str(location), 303, {"Cache-Control": "no-store"})
        https = request.url.scheme == "https"
        answer.set_cookie(
            self.name, secret, self.max_age, path=self.path, secure=https, httponly=True, samesite="strict"
        )
        return answer

    def admits(self, request: Request) -> bool:
        """Whether a request comes from a browser that opened the link."""
        return self._matches(request.cookies.get(self.name, ""))

    def _matches(self, secret: str) -> bool:
        return compare_digest(hashed(secret), self.secret_hash)
