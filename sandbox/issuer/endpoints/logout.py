"""Signing out: ``/v2/logout`` as Auth0 has it, and ``/oidc/logout`` (OpenID Connect RP-Initiated Logout 1.0)."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.http.forms import Parameters, with_query
from sandbox.http.senders import sender_of
from sandbox.issuer.authorization_request import is_registered
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.own_tokens import read_id_token
from sandbox.issuer.pages import ErrorPage, MessagePage, render_error, render_message
from sandbox.issuer.parameters import parse_parameters, read_form
from sandbox.issuer.request import IssuerRef, IssuerRequest
from sandbox.issuer.sessions import end_session
from sandbox.tokens.claim_types import strings_in


class LogoutEndpoints:
    """The two ways to sign out at one issuer. Tokens that were issued stay good."""

    def __init__(self, issuer_ref: IssuerRef) -> None:
        self._issuer_ref = issuer_ref

    async def auth0(self, request: Request) -> Response:
        """GET ``/v2/logout?client_id&returnTo``."""
        return await self._sign_out(request, "returnTo")

    async def oidc(self, request: Request) -> Response:
        """GET or POST ``/oidc/logout?post_logout_redirect_uri``, with ``client_id`` or ``id_token_hint``."""
        return await self._sign_out(request, "post_logout_redirect_uri")

    async def _sign_out(self, request: Request, back: str) -> Response:
        issuer_request = IssuerRequest.open(self._issuer_ref, request)
        try:
            if request.method == "POST":
                parameters = await read_form(request)
                if "id_token_hint" not in parameters and sender_of(request.headers) == "other page":
                    raise OAuthError("invalid_request", "A form of somebody else's page has to send id_token_hint.")
            else:
                parameters = parse_parameters(request.scope["query_string"].decode("ascii", "replace"))
            target = _target(issuer_request, parameters, back)
        except OAuthError as error:
            return render_error(ErrorPage("This sign-out leads nowhere", error.error, error.message), error.status)
        if target is None:
            response = render_message(
                MessagePage("You are signed out", "Tokens that apps already hold stay good until they expire.")
            )
        else:
            response = RedirectResponse(target, 302, {"Cache-Control": "no-store"})
        end_session(issuer_request, request, response)
        return response


def _target(issuer_request: IssuerRequest, parameters: Parameters, name: str) -> str | None:
    """Where to go afterwards: exactly one of the addresses that the client registered for this, or nowhere.

    Raises:
        OAuthError: ``invalid_request``: it is not registered, or nobody says for whom. Nobody is redirected there, and
            nobody is signed out.

    """
    clients = issuer_request.world.clients
    hint = parameters.get("id_token_hint")
    hinted = read_id_token(issuer_request, hint) if hint is not None else None
    if hint is not None and hinted is None:
        raise OAuthError("invalid_request", "id_token_hint is no ID token of this issuer.")
    client_id = parameters.get("client_id")
    if hinted is not None:
        client_id = _hinted_client(issuer_request, hinted, client_id)
    target = parameters.get(name)
    if target is None:
        return None
    registered = clients[client_id].post_logout_redirect_uris if client_id in clients else []
    if not is_registered(target, registered):
        allowed = ", ".join(registered) or "none, for no client is named that has any"
        raise OAuthError("invalid_request", f"{name} must be exactly one that is registered: {allowed}.")
    state = parameters.get("state")
    return with_query(target, {"state": state}) if state else target


def _hinted_client(issuer_request: IssuerRequest, hinted: Mapping[str, Any], client_id: str | None) -> str | None:
    """The client that an ID token was written for: the one named, the only one of its audience, or its ``azp``.

    Raises:
        OAuthError: ``invalid_request``: the client named is none of the token's audience.

    """
    audience = [name for name in strings_in(hinted.get("aud")) or [] if name in issuer_request.world.clients]
    if client_id is not None:
        if client_id not in audience:
            raise OAuthError("invalid_request", "client_id is not the client of id_token_hint.")
        return client_id
    return audience[0] if len(audience) == 1 else next((name for name in audience if name == hinted.get("azp")), None)
