"""What this issuer would answer to a request, as far as that depends on nothing that it remembers.

It is found by the same functions that answer a request, so that what is foreseen is what comes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sandbox.http.forms import Parameters
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.grants.client_credentials import client_grant
from sandbox.issuer.grants.refresh_token import renewed
from sandbox.issuer.grants.token_exchange import exchange_targets
from sandbox.issuer.request import IssuerRef
from sandbox.issuer.state import Family, Grant
from sandbox.issuer.targets import granted_scopes, permitted_scopes, requested_scopes, targets_of
from sandbox.worlds.model import GrantType

_TARGETS: Final = ("audience", "resource")


@dataclass(frozen=True, slots=True)
class ForeseenRefusal:
    """A refusal, in the issuer's words.

    Args:
        error: The error code.
        description: What was wrong.
        parameter: The name of the parameter that is refused; empty if one is missing.
        value: Its value.

    """

    error: str
    description: str
    parameter: str = ""
    value: str = ""


def foreseen(
    issuer_ref: IssuerRef,
    client: str,
    grant: GrantType,
    asked: Mapping[str, Sequence[str]],
    *,
    user: str | None = None,
    base: Grant | None = None,
) -> Grant | ForeseenRefusal:
    """What a client would be granted, or the refusal; of a token exchange, no more than what is said here.

    Args:
        issuer_ref: The issuer.
        client: The client's id.
        grant: By which grant it asks.
        asked: ``audience``, ``resource`` and ``scope``, as far as the request has them.
        user: Who signs in, where somebody does.
        base: What was granted at the sign-in that is renewed.

    """
    declared = issuer_ref.world.clients[client]
    if grant not in declared.grants:  # where nothing may be redirected, the redirect URI is refused first
        nowhere = grant == "authorization_code" and not declared.redirect_uris
        error = "invalid_request" if nowhere else "unauthorized_client"
        return ForeseenRefusal(error, f"Client {client} may not use {grant}.", "grant", grant)
    parameters = Parameters((name, value) for name, values in asked.items() for value in values)
    try:
        return _granted(issuer_ref, client, grant, parameters, user, base)
    except OAuthError as error:
        return _located(issuer_ref, client, parameters, error, renews=grant == "refresh_token")


def _granted(
    issuer_ref: IssuerRef,
    client: str,
    grant: GrantType,
    parameters: Parameters,
    user: str | None,
    base: Grant | None,
) -> Grant:
    if grant == "client_credentials":
        return client_grant(issuer_ref, client, parameters)
    if grant == "refresh_token" and base is not None:
        return renewed(issuer_ref, Family(base), parameters)
    if grant == "token_exchange":
        audiences = exchange_targets(issuer_ref, client, parameters)
        permitted = permitted_scopes(issuer_ref, client, None, audiences)  # of a user, they may be fewer
        requested = requested_scopes(parameters)
        if requested is not None and not {*requested} & {*permitted}:
            named = " ".join(requested)[:200]
            raise OAuthError("invalid_scope", f"None of these can be had at the new audience: {named}.")
        return Grant(client, None, audiences, permitted)
    audiences = targets_of(issuer_ref, client, parameters, at_authorize=True)
    return Grant(
        client, user, audiences, granted_scopes(issuer_ref, client, user, audiences, requested_scopes(parameters))
    )


def _located(
    issuer_ref: IssuerRef, client: str, parameters: Parameters, error: OAuthError, *, renews: bool
) -> ForeseenRefusal:
    """The refusal, and the parameter that brings it about."""
    if error.error == "invalid_scope":
        return ForeseenRefusal(error.error, error.message, "scope", parameters["scope"])
    for name in _TARGETS:
        for value in parameters.all(name) if not renews else ():
            try:
                targets_of(issuer_ref, client, Parameters([(name, value)]))
            except OAuthError as one:
                return ForeseenRefusal(one.error, one.message, name, value)
    named = next(((name, parameters[name]) for name in reversed(_TARGETS) if name in parameters), ("", ""))
    return ForeseenRefusal(error.error, error.message, *named)
