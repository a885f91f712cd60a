"""``/authorize`` (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2): who signs in, what they allow, then a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.http.senders import sender_of
from sandbox.issuer.authorization_request import AuthorizationRequest, check_request, open_request
from sandbox.issuer.authorization_response import respond_to_client
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.pages import ErrorPage, consent_page, render_error, sign_in_page
from sandbox.issuer.parameters import parse_parameters, read_form
from sandbox.issuer.request import IssuerRef, IssuerRequest
from sandbox.issuer.sessions import (
    begin_session,
    has_consented,
    hinted_user,
    is_somebody_else,
    must_sign_in,
    remember_consent,
    session_of,
    set_session_cookie,
)
from sandbox.issuer.state import Code, Family, Grant, Session
from sandbox.issuer.targets import granted_scopes, requested_scopes
from sandbox.settings import LIMITS


@dataclass(frozen=True, slots=True)
class _CheckedRequest:
    """An authorization request that was checked, with the HTTP request that carried it."""

    issuer_request: IssuerRequest
    http: Request
    authorization: AuthorizationRequest
    audiences: tuple[str, ...]
    form: Mapping[str, str]


class AuthorizeEndpoint:
    """The authorization endpoint of one issuer."""

    def __init__(self, issuer_ref: IssuerRef) -> None:
        self._issuer_ref = issuer_ref

    async def respond(self, request: Request) -> Response:
        """GET: a code at once, or the page that asks who signs in. POST: somebody was chosen there."""
        try:
            form = await read_form(request) if request.method == "POST" else parse_parameters("")
            if "client_id" in form:  # a client may POST its request, too (OpenID Connect Core §3.1.2.1)
                return RedirectResponse(f"?{urlencode(form.pairs())}", 303, {"Cache-Control": "no-store"})
            if request.method == "POST" and sender_of(request.headers) == "other page":
                raise OAuthError("invalid_request", "This form was sent by a page of somebody else.")
            query = request.scope["query_string"].decode("ascii", "replace")
            authorization = open_request(self._issuer_ref.world, parse_parameters(query))
        except OAuthError as error:
            return _error_page(error)  # never redirected: the client is not known (RFC 6749 §4.1.2.1)
        issuer_request = IssuerRequest.open(self._issuer_ref, request)
        try:
            return _decide(
                _CheckedRequest(
                    issuer_request, request, authorization, check_request(issuer_request, authorization), form
                )
            )
        except OAuthError as error:
            return respond_to_client(
                authorization, issuer_request.iss, error=error.error, error_description=error.message
            )


def _decide(checked: _CheckedRequest) -> Response:
    """Ask the user for what is missing, or grant a code."""
    issuer_request, chosen = checked.issuer_request, checked.form.get("user")
    session, session_id = session_of(issuer_request, checked.http), None
    if chosen is not None:
        if chosen not in issuer_request.world.users:
            return _ask_who(checked, chosen)
        if session is None or session.user != chosen or "consent" not in checked.form:
            session, session_id = begin_session(issuer_request, checked.http, chosen)
    else:
        session = _silently(checked, session)
    response = _ask_who(checked, None) if session is None else _consented(checked, session)
    if session_id is not None:
        set_session_cookie(response, checked.http, session_id)
    return response


def _silently(checked: _CheckedRequest, session: Session | None) -> Session | None:
    """The session, if it will do for this request without a page; None if a page may ask.

    Raises:
        OAuthError: It will not do, and ``prompt=none`` allows no page (OpenID Connect Core §3.1.2.6).

    """
    silent = "none" in checked.authorization.prompts
    if session is None or must_sign_in(checked.issuer_request, checked.authorization, session):
        if silent:
            raise OAuthError("login_required", "Nobody is signed in here, or not recently enough.")
        return None
    if is_somebody_else(checked.issuer_request, checked.authorization, session):
        if silent:
            raise OAuthError("interaction_required", "Somebody else is signed in here than login_hint says.")
        return None
    return session


def _consented(checked: _CheckedRequest, session: Session) -> Response:
    """The code, or first the page that asks whether the client may have it."""
    issuer_request, authorization = checked.issuer_request, checked.authorization
    scopes = granted_scopes(
        issuer_request.issuer_ref,
        authorization.client,
        session.user,
        checked.audiences,
        requested_scopes(authorization.parameters),
    )
    needed = issuer_request.world.clients[authorization.client].consent == "ask" or "consent" in authorization.prompts
    remembered = has_consented(issuer_request, authorization.client, session.user, checked.audiences, scopes)
    if needed and ("consent" in authorization.prompts or not remembered) and checked.form.get("consent") != "allow":
        if checked.form.get("consent") == "deny":
            raise OAuthError("access_denied", "The user did not allow it.")
        if "none" in authorization.prompts:
            raise OAuthError("consent_required", "The user has not yet allowed this client what it asks for.")
        return consent_page(issuer_request, authorization, checked.audiences, session.user, scopes)
    if needed:
        remember_consent(issuer_request, authorization.client, session.user, checked.audiences, scopes)
    nonce = authorization.parameters.get("nonce")
    grant = Grant(authorization.client, session.user, checked.audiences, scopes, session.auth_time, nonce)
    code = issuer_request.instance.random_text(24)
    challenge, expires = (
        authorization.parameters.get("code_challenge"),
        issuer_request.instance.clock() + LIMITS.code_ttl,
    )
    issuer_request.state.codes.put(code, Code(Family(grant), authorization.redirect_uri, challenge, expires))
    return respond_to_client(authorization, issuer_request.iss, code=code)


def _ask_who(checked: _CheckedRequest, unknown: str | None) -> Response:
    hinted = hinted_user(checked.issuer_request, checked.authorization)
    return sign_in_page(checked.issuer_request, checked.authorization, checked.audiences, hinted, unknown)


def _error_page(error: OAuthError) -> Response:
    return render_error(ErrorPage("This sign-in cannot begin", error.error, error.message), error.status)
