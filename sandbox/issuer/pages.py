"""The pages an issuer shows: who signs in, what they allow, the response on its way back, and what is wrong."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse, Response

from sandbox.http.headers import REFERRER_POLICY
from sandbox.issuer.authorization_request import AuthorizationRequest
from sandbox.issuer.request import IssuerRequest
from sandbox.issuer.targets import OFFLINE_ACCESS
from sandbox.templating import render

_CSP: Final = "default-src 'self'; base-uri 'none'; object-src 'none'"
_IN_WORDS: Final = {
    "openid": "Know who you are",
    "profile": "Know your name",
    "email": "Know your e-mail address",
    OFFLINE_ACCESS: "Renew its tokens without you",
}
"""The scopes about the user, as the consent page puts them (OpenID Connect Core §5.4 and §11)."""


@dataclass(frozen=True, slots=True)
class AskPage:
    """What the sign-in page and the consent page show.

    Args:
        issuer_name: The issuer's ``iss``.
        client_id: Who asks.
        audiences: The identifiers requested.
        scopes: Each scope and what it means in words.
        users: Id, name and e-mail address of everyone who can sign in; on the consent page, of who did.
        unknown_user: An id that was chosen and is nobody's.

    """

    issuer_name: str
    client_id: str
    audiences: tuple[str, ...]
    scopes: tuple[tuple[str, str], ...]
    users: tuple[tuple[str, str, str], ...]
    unknown_user: str | None = None


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """A page that carries a response back to the client: to which address or origin, and the fields."""

    client_id: str
    target: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What the error page shows."""

    title: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class MessagePage:
    """What a page says that has nothing to ask."""

    title: str
    message: str


def sign_in_page(
    issuer_request: IssuerRequest,
    authorization: AuthorizationRequest,
    audiences: tuple[str, ...],
    hinted: str | None,
    unknown: str | None,
) -> Response:
    """The page that asks who signs in.

    Args:
        issuer_request: The request to the issuer.
        authorization: The authorization request.
        audiences: The audiences' ids.
        hinted: The id of the user whom ``login_hint`` means, who comes first.
        unknown: An id that was chosen and is nobody's.

    """
    users = sorted(issuer_request.world.users, key=lambda id_: id_ != hinted)
    page = _ask_page(issuer_request, authorization, audiences, authorization.parameters.get("scope"), users, unknown)
    return _page("authorize", page, authorization.redirect_uri, 200 if unknown is None else 400)


def consent_page(
    issuer_request: IssuerRequest,
    authorization: AuthorizationRequest,
    audiences: tuple[str, ...],
    user: str,
    scopes: tuple[str, ...],
) -> Response:
    """The page that asks whether the client may have what it would be granted.

    Args:
        issuer_request: The request to the issuer.
        authorization: The authorization request.
        audiences: The audiences' ids.
        user: The id of who signed in.
        scopes: The scopes that the client would be granted.

    """
    return _page(
        "consent",
        _ask_page(issuer_request, authorization, audiences, " ".join(scopes), [user], None),
        authorization.redirect_uri,
        200,
    )


def _ask_page(
    issuer_request: IssuerRequest,
    authorization: AuthorizationRequest,
    audiences: tuple[str, ...],
    scope: str | None,
    users: list[str],
    unknown: str | None,
) -> AskPage:
    world = issuer_request.world
    described = {name: text for id_ in audiences for name, text in world.audiences[id_].scopes.items()}
    scopes = list(described) if scope is None else scope.split()
    texts = {**_IN_WORDS, **described}
    return AskPage(
        issuer_name=issuer_request.iss,
        client_id=authorization.client,
        audiences=tuple(world.audiences[id_].identifier for id_ in audiences),
        scopes=tuple((name, texts[name]) for name in dict.fromkeys(scopes) if name in texts),
        users=tuple((id_, world.users[id_].name, world.users[id_].email or "") for id_ in users),
        unknown_user=unknown,
    )


def _page(name: str, page: AskPage, redirect_uri: str, status: int) -> Response:
    """Its form may lead to the client's address, to which browsers hold ``form-action``."""
    policy = f"{_CSP}; frame-ancestors 'none'; form-action 'self' {_source(redirect_uri)}"
    return HTMLResponse(render(f"pages/{name}.html", page=page), status, _headers(policy))


def render_form_post(page: ReturnPage) -> Response:
    """A form that brings the response to the client by itself, or at a press where there is no JavaScript."""
    policy = f"{_CSP}; frame-ancestors 'none'; form-action {_source(page.target)}"
    return HTMLResponse(render("pages/form_post.html", page=page), 200, _headers(policy))


def render_web_message(page: ReturnPage) -> Response:
    """A page for a frame of the client's own page, which receives the answer; nobody else may frame it."""
    policy = f"{_CSP}; frame-ancestors {page.target}; form-action 'none'"
    return HTMLResponse(render("pages/web_message.html", page=page), 200, _headers(policy))


def render_error(page: ErrorPage, status: int) -> Response:
    """The page for a request that must not be redirected."""
    policy = f"{_CSP}; frame-ancestors 'none'; form-action 'self'"
    return HTMLResponse(render("pages/error.html", page=page), status, _headers(policy))


def render_message(page: MessagePage) -> Response:
    """A page that says something is done."""
    policy = f"{_CSP}; frame-ancestors 'none'; form-action 'self'"
    return HTMLResponse(render("pages/message.html", page=page), 200, _headers(policy))


def origin_of(uri: str) -> str:
    """The origin of an address, as browsers write it (RFC 6454 §6.1)."""
    target = urlsplit(uri)
    return f"{target.scheme}://{target.netloc}"


def _source(redirect_uri: str) -> str:
    target = urlsplit(redirect_uri)
    if "[" in target.netloc:  # no source of a policy can name an IPv6 address (CSP Level 3, section 2.3.1)
        return f"{target.scheme}:"
    return origin_of(redirect_uri) if target.netloc else f"{target.scheme}:"


def _headers(policy: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": REFERRER_POLICY,
    }
