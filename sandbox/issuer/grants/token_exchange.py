"""``urn:ietf:params:oauth:grant-type:token-exchange`` (RFC 8693): a token that was received, for one to send on.

An api that must call another does not pass on the token it was sent: that one is addressed to itself. It asks for one
addressed to the other, in which ``act`` says who acts for whom.
"""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.http.forms import Parameters, words_in
from sandbox.issuer.claims import ACCESS_TOKEN_TYPE
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.own_tokens import is_for, is_revoked, opaque_token, read_access_token, why_refused
from sandbox.issuer.request import IssuerRef, IssuerRequest
from sandbox.issuer.state import Exchange, Grant
from sandbox.issuer.targets import permitted_scopes, refused_target, requested_scopes, targets_of
from sandbox.tokens.claim_types import as_number, strings_in
from sandbox.worlds.model import World

TOKEN_EXCHANGE: Final = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - a name, RFC 8693 §2.1
_TYPES: Final = (ACCESS_TOKEN_TYPE, "urn:ietf:params:oauth:token-type:jwt")


def exchange(issuer_request: IssuerRequest, client: str, parameters: Parameters) -> Grant:
    """Exchange an access token of this issuer that was sent to the client, for one it can send on.

    The scopes are those requested, less what the client was not granted at the target, what the user may not do there,
    and, where the target is the audience it had, what the first token did not allow.

    Args:
        issuer_request: The request to the issuer.
        client: The id of the authenticated client.
        parameters: The parameters of the token request.

    Raises:
        OAuthError: ``invalid_request``: a parameter is missing or not read here, or the subject token is not good, or
            not for this client (RFC 8693 §2.2.2). ``invalid_scope``: none of the scopes can be had. Or see
            `targets_of`.

    """
    claims = _subject(issuer_request, client, parameters)
    audiences = exchange_targets(issuer_request.issuer_ref, client, parameters)
    subject = claims["sub"]
    user = subject if subject in issuer_request.world.users else None
    permitted = _permitted(issuer_request, client, user, audiences, claims)
    requested = requested_scopes(parameters)
    scopes = permitted if requested is None else tuple(scope for scope in requested if scope in permitted)
    if requested is not None and not scopes:
        raise OAuthError("invalid_scope", f"None of these can be had at the new audience: {' '.join(requested)[:200]}.")
    actor: dict[str, Any] = {"sub": client}
    if isinstance(claims.get("act"), Mapping):
        actor["act"] = claims["act"]
    passed_on = Exchange(subject, actor, int(claims["exp"]))
    auth_time = as_number(claims.get("auth_time"))
    when = None if auth_time is None else int(auth_time)
    return Grant(client, user, audiences, scopes, when, exchange=passed_on)


def exchange_targets(issuer_ref: IssuerRef, client: str, parameters: Parameters) -> tuple[str, ...]:
    """The ids of the audiences of the new token.

    Args:
        issuer_ref: The issuer.
        client: The id of the authenticated client.
        parameters: The parameters of the token request.

    Raises:
        OAuthError: None is named, or see `targets_of`.

    """
    audiences = targets_of(issuer_ref, client, parameters, many_audiences=True)
    if not audiences:
        raise refused_target(issuer_ref, "Name the audience of the new token by audience or resource.")
    return audiences


def readers_of(world: World, client: str) -> tuple[str, ...]:
    """The ids of the audiences whose tokens a client may exchange: those of its api, or all if it speaks for none."""
    api = world.clients[client].api
    return tuple(world.apis[api].accepts if api is not None else world.audiences)


def _subject(issuer_request: IssuerRequest, client: str, parameters: Parameters) -> Mapping[str, Any]:
    """The claims of the subject token, which must be good and for this client's own api."""
    for name in ("subject_token", "subject_token_type"):
        if name not in parameters:
            raise OAuthError("invalid_request", f"The parameter {name} is missing.")
    for name in ("subject_token_type", "requested_token_type"):
        if parameters.get(name, ACCESS_TOKEN_TYPE) not in _TYPES:
            raise OAuthError("invalid_request", f"{name} must be one of {', '.join(_TYPES)}.")
    if "actor_token" in parameters:
        raise OAuthError("invalid_request", "actor_token is not read here: who authenticates is the actor.")
    return _read_subject(issuer_request, client, parameters["subject_token"])


def _read_subject(issuer_request: IssuerRequest, client: str, token: str) -> Mapping[str, Any]:
    world = issuer_request.world
    identifiers = [world.audiences[id_].identifier for id_ in readers_of(world, client)]
    opaque = opaque_token(issuer_request, token)
    if opaque is not None:
        if opaque.claims is None or not is_for(opaque, identifiers):
            raise OAuthError("invalid_request", "The subject token is not for this client.")
        return opaque.claims
    verification = read_access_token(issuer_request, token, identifiers)
    claims = verification.claims
    if verification.decided_by or claims is None:
        raise OAuthError("invalid_request", f"The subject token is refused. {why_refused(verification)}.")
    if is_revoked(issuer_request, token):
        raise OAuthError("invalid_request", "The subject token is revoked.")
    if not isinstance(claims.get("sub"), str):
        raise OAuthError("invalid_request", "The subject token has no sub that is a string.")
    return claims


def _permitted(
    issuer_request: IssuerRequest, client: str, user: str | None, audiences: tuple[str, ...], claims: Mapping[str, Any]
) -> tuple[str, ...]:
    """What may be had at the new audiences; at one the first token was for, no more than it allowed."""
    permitted = permitted_scopes(issuer_request.issuer_ref, client, user, audiences)
    aud = strings_in(claims.get("aud")) or []
    same = {id_ for id_ in audiences if issuer_request.world.audiences[id_].identifier in aud}
    had = words_in(str(claims.get("scope", "")))
    beyond = {scope for id_ in same for scope in issuer_request.world.audiences[id_].scopes if scope not in had}
    return tuple(scope for scope in permitted if scope not in beyond)
