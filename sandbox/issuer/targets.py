"""Which audiences a request is for, whether this client may ask for them, and which scopes it gets there."""

from collections.abc import Iterable

from sandbox.http.forms import Parameters, words_in
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.request import IssuerRef
from sandbox.settings import LIMITS

IDENTITY_SCOPES = ("openid", "profile", "email")
OFFLINE_ACCESS = "offline_access"


def targets_of(
    issuer_ref: IssuerRef,
    client: str,
    parameters: Parameters,
    *,
    many_audiences: bool = False,
    at_authorize: bool = False,
) -> tuple[str, ...]:
    """The ids of the audiences that a request names by ``audience`` (Auth0) or ``resource`` (RFC 8707 §2).

    Args:
        issuer_ref: The issuer.
        client: Who asks.
        parameters: The request's parameters.
        many_audiences: Whether ``audience`` may be repeated, as in a token exchange (RFC 8693 §2.1).
        at_authorize: Whether it is an authorization request: Auth0 has other words there for an unknown audience.

    Returns:
        The audiences' ids. If the request names none: the issuer's default if this client has a grant for it,
        else nothing.

    Raises:
        OAuthError: One is unknown here, or this client has no grant for it; or see `requested_identifiers`.

    """
    identifiers = requested_identifiers(issuer_ref, parameters, many_audiences=many_audiences)
    granted = issuer_ref.world.clients[client].audiences
    if not identifiers:
        default = issuer_ref.issuer.default_audience
        return (default,) if default is not None and default in granted else ()
    elsewhere = at_authorize or issuer_ref.issuer.dialect != "auth0"
    unknown = "Service not found" if elsewhere else "Service not enabled within domain"
    found = []
    for identifier in identifiers:
        id_ = issuer_ref.world.audience_named(identifier)
        if id_ is None:
            raise refused_target(issuer_ref, f"{unknown}: {identifier[:200]}")
        if id_ not in granted:
            raise refused_target(issuer_ref, _unauthorized(issuer_ref, client, identifier))
        found.append(id_)
    return tuple(found)


def _unauthorized(issuer_ref: IssuerRef, client: str, identifier: str) -> str:
    """That a client has no grant for an audience. Auth0 quotes it, by characters that no description may hold."""
    if issuer_ref.issuer.dialect == "auth0":
        return (
            f"Client is not authorized to access {identifier[:200]}. "
            "You need to create a client-grant associated to this API."
        )
    return f"Client {client} is not authorized to access {identifier[:200]}."


def requested_identifiers(
    issuer_ref: IssuerRef, parameters: Parameters, *, many_audiences: bool = False
) -> tuple[str, ...]:
    """The identifiers of the audiences that a request names, each once.

    Where ``audience`` and ``resource`` disagree, Auth0 answers for ``audience`` (its compatibility profile for
    ``resource``); in dialect ``rfc9068`` nothing is guessed.

    Args:
        issuer_ref: The issuer.
        parameters: The request's parameters.
        many_audiences: Whether ``audience`` may be repeated (RFC 8693 §2.1).

    Raises:
        OAuthError: ``invalid_target``: the two disagree. ``invalid_request``: too many, or ``audience`` repeated.

    """
    audiences = tuple(dict.fromkeys(parameters.all("audience")))
    resources = tuple(dict.fromkeys(parameters.all("resource")))
    if len(audiences) > 1 and not many_audiences:
        raise OAuthError("invalid_request", "The parameter audience is given more than once.")
    if len(audiences) + len(resources) > LIMITS.targets_in_request:
        raise OAuthError("invalid_request", f"More than {LIMITS.targets_in_request} audiences are asked for.")
    if many_audiences:
        return tuple(dict.fromkeys([*audiences, *resources]))
    if audiences and resources and issuer_ref.issuer.dialect != "auth0" and set(audiences) != set(resources):
        named = ", ".join(resources)
        raise OAuthError("invalid_target", f"audience says {audiences[0][:200]} and resource says {named[:200]}.")
    return audiences or resources


def refused_target(issuer_ref: IssuerRef, description: str) -> OAuthError:
    """The refusal of an audience, in the issuer's dialect."""
    if issuer_ref.issuer.dialect == "auth0":
        return OAuthError("access_denied", description, 403)
    return OAuthError("invalid_target", description)


def permitted_scopes(issuer_ref: IssuerRef, client: str, user: str | None, audiences: Iterable[str]) -> tuple[str, ...]:
    """The scopes that a client was granted and the user may use, at these audiences together.

    Args:
        issuer_ref: The issuer.
        client: The client's id.
        user: The user's id, or None when the client acts for itself.
        audiences: The audiences' ids.

    A token with several audiences is good for each of its scopes at each of them (RFC 8693 §2.1.1: the product of the
    two). So a scope that several of them register counts only if it is allowed at all of those.
    """
    world = issuer_ref.world
    grants = world.clients[client].audiences
    permissions = world.users[user].permissions if user is not None else grants
    denied: set[str] = set()
    allowed: dict[str, None] = {}
    for id_ in audiences:
        permitted = permissions.get(id_, [])
        usable = [scope for scope in grants.get(id_, []) if scope in permitted]
        allowed.update(dict.fromkeys(usable))
        denied.update(world.audiences[id_].scopes.keys() - set(usable))
    return tuple(scope for scope in allowed if scope not in denied)


def requested_scopes(parameters: Parameters) -> tuple[str, ...] | None:
    """The scopes that a request names, each once; None where it names none (RFC 6749 §3.3).

    Raises:
        OAuthError: ``invalid_scope``: there are spaces alone.

    """
    if "scope" not in parameters:
        return None
    if scopes := words_in(parameters["scope"]):
        return scopes
    raise OAuthError("invalid_scope", "The parameter scope holds spaces alone.")


def granted_scopes(
    issuer_ref: IssuerRef, client: str, user: str | None, audiences: Iterable[str], requested: tuple[str, ...] | None
) -> tuple[str, ...]:
    """The scopes requested, less what the client was not granted and what the user may not do.

    Args:
        issuer_ref: The issuer.
        client: The client's id.
        user: The user's id, or None when the client acts for itself.
        audiences: The audiences' ids.
        requested: See `requested_scopes`; None means all that the client has a grant for (RFC 6749 §3.3: a default).

    """
    permitted = permitted_scopes(issuer_ref, client, user, audiences)
    if requested is None:
        return permitted
    renewable = (OFFLINE_ACCESS,) if "refresh_token" in issuer_ref.world.clients[client].grants else ()
    allowed = {*permitted, *((*IDENTITY_SCOPES, *renewable) if user is not None else ())}
    return tuple(scope for scope in requested if scope in allowed)


def scopes_at(issuer_ref: IssuerRef, scopes: Iterable[str], audiences: Iterable[str]) -> tuple[str, ...]:
    """Those of some scopes that mean something at these audiences, and those about the user.

    Args:
        issuer_ref: The issuer.
        scopes: The scopes to choose from.
        audiences: The audiences' ids.

    """
    meant = {scope for id_ in audiences for scope in issuer_ref.world.audiences[id_].scopes}
    return tuple(scope for scope in scopes if scope in meant or scope in (*IDENTITY_SCOPES, OFFLINE_ACCESS))
