"""A secret in a link, kept as a cookie by the browser that opens it: who has the link may do what others may not."""

import secrets
from dataclasses import dataclass, field
from hmac import compare_digest

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import RedirectResponse


@dataclass(frozen=True, slots=True)
class LinkSecret:
    """The secret of one place.

    Args:
        name: What its cookie is called.
        path: The place: the link leads there, and only requests there and below bring the cookie along.
        secret: The secret; a new one if absent.

    """

    name: str
    path: str
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)

    @property
    def link(self) -> str:
        """The link, below the address of the server."""
        return f"{self.path}?secret={self.secret}"

    def enter(self, request: Request) -> RedirectResponse | None:
        """The answer to somebody who comes by the link: the cookie, and the way on without the secret.

        None if the request's ``secret`` is wrong, or there is none. The cookie comes with no request that another
        site's page makes (``SameSite=Strict``).
        """
        if not self._is(request.query_params.get("secret")):
            return None
        way = URL(path=self.path, query=request.url.remove_query_params("secret").query)
        answer = RedirectResponse(str(way), 303, {"Cache-Control": "no-store"})
        https = request.url.scheme == "https"
        answer.set_cookie(self.name, self.secret, path=self.path, secure=https, httponly=True, samesite="strict")
        return answer

    def knows(self, request: Request) -> bool:
        """Whether a request comes from a browser that came by the link."""
        return self._is(request.cookies.get(self.name))

    def _is(self, said: str | None) -> bool:
        return said is not None and compare_digest(said.encode(), self.secret.encode())
