"""Which audience a request is for, and whether this client may ask for it."""

from collections.abc import Mapping

from sandbox.issuer.errors import OAuthError
from sandbox.issuer.site import Site

IDENTITY_SCOPES = ("openid", "profile", "email")
OFFLINE_ACCESS = "offline_access"


def target_of(site: Site, client: str, parameters: Mapping[str, str]) -> str | None:
    """The id of the audience a request names by ``audience`` (Auth0) or ``resource`` (RFC 8707 §2).

    Args:
        site: The issuer asked.
        client: Who asks.
        parameters: The request's parameters.

    Returns:
        The audience's id. If the request names none: the issuer's default if this client has a grant for it,
        else None.

    Raises:
        OAuthError: It is unknown here, or this client has no grant for it.

    """
    identifier = asked_identifier(parameters)
    granted = site.world.clients[client].audiences
    if identifier is None:
        return site.issuer.default_audience if site.issuer.default_audience in granted else None
    id_ = site.world.audience_named(identifier)
    if id_ is None:
        raise refused_target(site, f"Service not found: {identifier[:200]}")
    if id_ not in granted:
        raise refused_target(site, f"Client {client} is not authorized to access {identifier}.")
    return id_


def asked_identifier(parameters: Mapping[str, str]) -> str | None:
    """The audience that a request names, by ``audience`` or ``resource``.

    Raises:
        OAuthError: ``invalid_target``: it names two different ones.

    """
    audience, resource = parameters.get("audience"), parameters.get("resource")
    if audience and resource and audience != resource:
        raise OAuthError("invalid_target", f"audience says {audience[:200]} and resource says {resource[:200]}.")
    return audience or resource


def refused_target(site: Site, description: str) -> OAuthError:
    """The refusal of an audience, in the issuer's dialect."""
    if site.issuer.dialect == "auth0":
        return OAuthError("access_denied", description, 403)
    return OAuthError("invalid_target", description)


def granted_scopes(
    site: Site, client: str, user: str | None, audience: str | None, asked: str | None
) -> tuple[str, ...]:
    """The scopes asked for, less what the client was not granted and what the user may not do.

    A request without ``scope`` asks for all the client has a grant for (RFC 6749 §3.3: a default).
    """
    registered = site.world.clients[client]
    granted = registered.audiences.get(audience, []) if audience else []
    if user is not None:
        permitted = site.world.users[user].permissions.get(audience, []) if audience else []
        granted = [scope for scope in granted if scope in permitted]
    if asked is None:
        return tuple(granted)
    renewable = (OFFLINE_ACCESS,) if "refresh_token" in registered.grants else ()
    allowed = {*granted, *((*IDENTITY_SCOPES, *renewable) if user is not None else ())}
    return tuple(dict.fromkeys(scope for scope in asked.split(" ") if scope in allowed))
