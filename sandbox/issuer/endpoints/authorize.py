"""``/authorize`` (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2): who signs in, what they allow, then a code."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.issuer.authorization_request import AuthorizationRequest, check_request, open_request
from sandbox.issuer.endpoints.authorization_response import answer_client
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.pages import ErrorPage, consent_page, render_error, sign_in_page
from sandbox.issuer.parameters import parse_parameters, read_form
from sandbox.issuer.request import IssuerRef, IssuerRequest, visit
from sandbox.issuer.sessions import (
    begin_session,
    consent,
    hand_out,
    has_consented,
    hinted_user,
    is_somebody_else,
    must_sign_in,
    session_of,
)
from sandbox.issuer.state import Code, Family, Grant, Session
from sandbox.issuer.targets import granted_scopes
from sandbox.settings import LIMITS

_OWN_PAGES: Final = ("same-origin", "none")
"""What a browser says of a form that our own page sends, or nobody's (``Sec-Fetch-IssuerRef``)."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """An authorization request that was checked, with what the browser brought along."""

    here: IssuerRequest
    http: Request
    request: AuthorizationRequest
    audiences: tuple[str, ...]
    form: Mapping[str, str]


class AuthorizeEndpoint:
    """The authorization endpoint of one issuer."""

    def __init__(self, site: IssuerRef) -> None:
        self._site = site

    async def answer(self, request: Request) -> Response:
        """GET: a code at once, or the page that asks who signs in. POST: somebody was chosen there."""
        try:
            form = await read_form(request) if request.method == "POST" else parse_parameters("")
            if "client_id" in form:  # a client may POST its request, too (OpenID Connect Core §3.1.2.1)
                return RedirectResponse(f"?{urlencode(form.pairs())}", 303, {"Cache-Control": "no-store"})
            if "user" in form and request.headers.get("sec-fetch-site", "none") not in _OWN_PAGES:
                raise OAuthError("invalid_request", "This form was sent by a page of somebody else.")
            query = request.scope["query_string"].decode("ascii", "replace")
            asked = open_request(self._site.world, parse_parameters(query))
        except OAuthError as error:
            return _error_page(error)  # never redirected: who asks is not known (RFC 6749 §4.1.2.1)
        here = visit(self._site, request)
        try:
            return _decide(_Asked(here, request, asked, check_request(here, asked), form))
        except OAuthError as error:
            return answer_client(asked, here.iss, error=error.error, error_description=error.message)


def _decide(asked: _Asked) -> Response:
    """Ask the user for what is missing, or grant a code."""
    here, chosen = asked.here, asked.form.get("user")
    session, word = session_of(here, asked.http), None
    if chosen is not None:
        if chosen not in here.site.world.users:
            return _ask_who(asked, chosen)
        if session is None or session.user != chosen or "consent" not in asked.form:
            session, word = begin_session(here, asked.http, chosen)
    else:
        session = _silently(asked, session)
    response = _ask_who(asked, None) if session is None else _consented(asked, session)
    if word is not None:
        hand_out(response, asked.http, word)
    return response


def _silently(asked: _Asked, session: Session | None) -> Session | None:
    """The session, if it will do for this request without a page; None if a page may ask.

    Raises:
        OAuthError: It will not do, and ``prompt=none`` allows no page (OpenID Connect Core §3.1.2.6).

    """
    silent = "none" in asked.request.prompts
    if session is None or must_sign_in(asked.here, asked.request, session):
        if silent:
            raise OAuthError("login_required", "Nobody is signed in here, or not recently enough.")
        return None
    if is_somebody_else(asked.here, asked.request, session):
        if silent:
            raise OAuthError("interaction_required", "Somebody else is signed in here than login_hint says.")
        return None
    return session


def _consented(asked: _Asked, session: Session) -> Response:
    """The code, or first the page that asks whether the client may have it."""
    here, request = asked.here, asked.request
    scopes = granted_scopes(here.site, request.client, session.user, asked.audiences, request.parameters.get("scope"))
    needed = here.site.world.clients[request.client].consent == "ask" or "consent" in request.prompts
    remembered = has_consented(here, request.client, session.user, asked.audiences, scopes)
    if needed and ("consent" in request.prompts or not remembered) and asked.form.get("consent") != "allow":
        if asked.form.get("consent") == "deny":
            raise OAuthError("access_denied", "The user did not allow it.")
        if "none" in request.prompts:
            raise OAuthError("consent_required", "The user has not yet allowed this client what it asks for.")
        return consent_page(here, request, asked.audiences, session.user, scopes)
    if needed:
        consent(here, request.client, session.user, asked.audiences, scopes)
    nonce = request.parameters.get("nonce")
    grant = Grant(request.client, session.user, asked.audiences, scopes, session.auth_time, nonce)
    code = secrets.token_urlsafe(24)
    challenge, expires = request.parameters.get("code_challenge"), here.instance.clock() + LIMITS.code_ttl
    here.state.codes.put(code, Code(Family(grant), request.redirect_uri, challenge, expires))
    return answer_client(request, here.iss, code=code)


def _ask_who(asked: _Asked, unknown: str | None) -> Response:
    hinted = hinted_user(asked.here, asked.request)
    return sign_in_page(asked.here, asked.request, asked.audiences, hinted, unknown)


def _error_page(error: OAuthError) -> Response:
    return render_error(ErrorPage("This sign-in cannot begin", error.error, error.message), error.status)
