"""``grant_type=client_credentials`` (RFC 6749 §4.4): the client acts for itself."""

from sandbox.http.forms import Parameters
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.request import IssuerRef, IssuerRequest
from sandbox.issuer.state import Grant
from sandbox.issuer.targets import granted_scopes, refused_target, requested_scopes, targets_of


def grant_to_client(issuer_request: IssuerRequest, client: str, parameters: Parameters) -> Grant:
    """Grant what the client's own grants allow at the audiences it names.

    Args:
        issuer_request: The request to the issuer.
        client: The id of the authenticated client.
        parameters: The parameters of the token request.

    Raises:
        OAuthError: No audience is named, none such is registered, the client has no grant for it, or
            no scope is left of those requested.

    """
    return client_grant(issuer_request.issuer_ref, client, parameters)


def client_grant(issuer_ref: IssuerRef, client: str, parameters: Parameters) -> Grant:
    """The same, which depends on nothing that the issuer remembers.

    Args:
        issuer_ref: The issuer.
        client: The id of the authenticated client.
        parameters: The parameters of the token request.

    Raises:
        OAuthError: As of `grant_to_client`.

    """
    audiences = targets_of(issuer_ref, client, parameters)
    if not audiences:
        raise refused_target(issuer_ref, "Name an audience: there is no default one for this client.")
    requested = requested_scopes(parameters)
    scopes = granted_scopes(issuer_ref, client, None, audiences, requested)
    if requested is not None and not scopes:
        named = " ".join(requested)[:200]
        raise OAuthError("invalid_scope", f"Client {client} was granted none of these scopes: {named}.")
    return Grant(client, None, audiences, scopes)
