"""``grant_type=refresh_token`` (RFC 6749 §6): a new access token, for the same audience or another one.

One refresh token is good for every audience of the client's policy (``refresh_audiences``). It is good once:
each answer brings the next, and one that comes twice revokes its whole family (RFC 9700 §4.14.2).
"""

from dataclasses import replace

from sandbox.http.forms import Parameters
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.request import IssuerRef, IssuerRequest
from sandbox.issuer.state import Family, Grant
from sandbox.issuer.targets import (
    IDENTITY_SCOPES,
    OFFLINE_ACCESS,
    granted_scopes,
    requested_identifiers,
    requested_scopes,
    scopes_at,
)


def refresh(issuer_request: IssuerRequest, client: str, parameters: Parameters) -> Grant:
    """Renew what a sign-in granted.

    Args:
        issuer_request: The request to the issuer.
        client: The id of the authenticated client.
        parameters: The parameters of the token request.

    Raises:
        OAuthError: ``invalid_request`` without a token; ``invalid_grant`` for one that is unknown, expired, revoked,
            another client's or used before; ``invalid_scope`` for more than was granted; ``invalid_target`` for an
            audience outside the client's policy, in dialect ``rfc9068``.

    """
    presented = parameters.get("refresh_token")
    if presented is None:
        raise OAuthError("invalid_request", "The parameter refresh_token is missing.")
    token = issuer_request.state.refresh_tokens.get(presented)
    if token is None or token.expires <= issuer_request.instance.clock() or token.family.grant.client != client:
        raise OAuthError("invalid_grant", "The refresh token is unknown, expired or another client's.")
    if token.used:
        token.family.revoked = True
        raise OAuthError("invalid_grant", "The refresh token was used before. All of its sign-in is revoked.")
    if token.family.revoked:
        raise OAuthError("invalid_grant", "The refresh token is revoked.")
    if token.family.jkt not in (None, issuer_request.jkt):
        raise OAuthError("invalid_grant", "The refresh token is bound to a key, and no proof by that key came with it.")
    grant = renewed(issuer_request.issuer_ref, token.family, parameters)
    token.used = True
    return grant


def renewed(issuer_ref: IssuerRef, family: Family, parameters: Parameters) -> Grant:
    """What a refresh token that is good brings, which depends on nothing else that the issuer remembers.

    Args:
        issuer_ref: The issuer.
        family: The sign-in that the refresh token came from.
        parameters: The parameters of the token request.

    Raises:
        OAuthError: ``invalid_scope`` or ``invalid_target``, as of `refresh`.

    """
    base, requested = family.grant, requested_scopes(parameters)
    audiences = _other_audiences(issuer_ref, base, parameters)
    if audiences is not None and not {*audiences} <= {*base.audiences}:
        identity = [scope for scope in base.scopes if scope in (*IDENTITY_SCOPES, OFFLINE_ACCESS)]
        scopes = granted_scopes(issuer_ref, base.client, base.user, audiences, requested)
        together = tuple(dict.fromkeys([*identity, *scopes]))
        return replace(base, audiences=audiences, scopes=together, nonce=None, family=family)
    had = scopes_at(issuer_ref, base.scopes, audiences) if audiences else base.scopes
    scopes = had if requested is None else requested
    beyond = [scope for scope in scopes if scope not in had]
    if beyond:
        raise OAuthError("invalid_scope", f"This was not granted at the sign-in: {' '.join(beyond)[:200]}.")
    return replace(base, audiences=audiences or base.audiences, scopes=scopes, nonce=None, family=family)


def _other_audiences(issuer_ref: IssuerRef, base: Grant, parameters: Parameters) -> tuple[str, ...] | None:
    """The ids of the audiences that are requested and may be had; None for those of the sign-in.

    Outside the policy, Auth0 answers for the audience of the sign-in, as if no other had been named; RFC 8707 §2
    says no.
    """
    identifiers = requested_identifiers(issuer_ref, parameters)
    if not identifiers:
        return None
    policy = {*issuer_ref.world.clients[base.client].refresh_audiences}
    allowed = {*base.audiences} | (policy if {*base.audiences} <= policy else set())
    requested = [issuer_ref.world.audience_named(identifier) for identifier in identifiers]
    permitted = tuple(id_ for id_ in requested if id_ in allowed and id_ is not None)
    if len(permitted) == len(requested):
        return permitted
    if issuer_ref.issuer.dialect == "auth0":
        return None
    raise OAuthError("invalid_target", f"This refresh token is not good for {', '.join(identifiers)[:200]}.")
