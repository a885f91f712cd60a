"""``grant_type=authorization_code`` (RFC 6749 §4.1.3) with PKCE (RFC 7636 §4.6)."""

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import Final

from sandbox.http.forms import Parameters
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.request import IssuerRequest
from sandbox.issuer.state import Grant
from sandbox.issuer.targets import requested_identifiers, scopes_at

_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def redeem_code(issuer_request: IssuerRequest, client: str, parameters: Parameters) -> Grant:
    """Redeem a code, which works once, for the client, address and verifier it was made for.

    A code that comes twice was stolen: whatever the first redemption led to is revoked (RFC 6749 §4.1.2).

    Args:
        issuer_request: The request to the issuer.
        client: The id of the authenticated client.
        parameters: The parameters of the token request.

    Raises:
        OAuthError: ``invalid_request`` when a parameter is missing, ``invalid_grant`` when one is wrong,
            ``invalid_target`` for a resource that the authorization request did not name.

    """
    presented = parameters.get("code")
    if presented is None:
        raise OAuthError("invalid_request", "The parameter code is missing.")
    code = issuer_request.state.codes.get(presented)
    if code is not None and code.used:  # even when it has expired since: whoever comes with it has stolen it
        code.family.revoked = True
        raise OAuthError("invalid_grant", "The code was used before. What it led to is revoked.")
    if code is None or code.expires <= issuer_request.instance.clock():
        raise OAuthError("invalid_grant", "The code is unknown or expired.")
    code.used = True
    grant = code.family.grant
    if grant.client != client:
        raise OAuthError("invalid_grant", "The code was issued to another client.")
    if parameters.get("redirect_uri") != code.redirect_uri:
        raise OAuthError("invalid_grant", "redirect_uri is not the one of the authorization request.")
    _prove_possession(code.challenge, parameters.get("code_verifier"))
    if issuer_request.world.clients[client].type == "public":
        code.family.jkt = issuer_request.jkt
    return replace(_narrowed(issuer_request, grant, parameters), family=code.family)


def _narrowed(issuer_request: IssuerRequest, grant: Grant, parameters: Parameters) -> Grant:
    """The grant for some of its resources, if the token request names them (RFC 8707 §2.2)."""
    auth0 = issuer_request.issuer.dialect == "auth0"  # which reads no audience here
    identifiers = parameters.all("resource") if auth0 else requested_identifiers(issuer_request.issuer_ref, parameters)
    if not identifiers:
        return grant
    named = {issuer_request.world.audience_named(identifier) for identifier in identifiers}
    if not named <= {*grant.audiences}:
        raise OAuthError("invalid_target", "The authorization request did not name every one of these resources.")
    audiences = tuple(id_ for id_ in grant.audiences if id_ in named)
    return replace(grant, audiences=audiences, scopes=scopes_at(issuer_request.issuer_ref, grant.scopes, audiences))


def _prove_possession(challenge: str | None, verifier: str | None) -> None:
    """Compare the verifier with the challenge (S256)."""
    if challenge is None:
        if verifier is not None:
            raise OAuthError("invalid_grant", "code_verifier is given, but the authorization request had no challenge.")
        return
    if verifier is None:
        raise OAuthError("invalid_request", "The parameter code_verifier is missing.")
    if not _VERIFIER.fullmatch(verifier):
        raise OAuthError(
            "invalid_grant", "code_verifier is not 43 to 128 unreserved characters (RFC 7636, section 4.1)."
        )
    digest = urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=")
    if not secrets.compare_digest(digest, challenge.encode()):
        raise OAuthError("invalid_grant", "code_verifier does not fit the code_challenge.")
