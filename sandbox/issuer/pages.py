"""The two pages an issuer shows: who signs in, and what is wrong with a request."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse, Response

from sandbox.templating import render

_CSP = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; form-action 'self'"


@dataclass(frozen=True, slots=True)
class SignInPage:
    """What the sign-in page shows.

    Args:
        issuer_name: The issuer's ``iss``.
        client_id: Who asks.
        audience: The identifier asked for, or None.
        scopes: Each scope and what it means in words.
        users: Id, name and e-mail address of everyone who can sign in.
        unknown_user: An id that was chosen and is nobody's.

    """

    issuer_name: str
    client_id: str
    audience: str | None
    scopes: tuple[tuple[str, str], ...]
    users: tuple[tuple[str, str, str], ...]
    unknown_user: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What the error page shows."""

    title: str
    code: str
    message: str


def render_sign_in(page: SignInPage, redirect_uri: str) -> Response:
    """The sign-in page. Its form may lead to the client's address, which browsers hold to ``form-action``."""
    status = 200 if page.unknown_user is None else 400
    target = urlsplit(redirect_uri)
    source = f"{target.scheme}://{target.netloc}" if target.netloc else f"{target.scheme}:"
    policy = f"{_CSP} {source}"
    return HTMLResponse(render("pages/authorize.html", page=page), status, _headers(policy))


def render_error(page: ErrorPage, status: int) -> Response:
    """The page for a request that must not be redirected."""
    return HTMLResponse(render("pages/error.html", page=page), status, _headers(_CSP))


def _headers(policy: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
