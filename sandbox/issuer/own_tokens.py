"""Reading the tokens this issuer wrote itself, when somebody brings one back.

The checks are those of any reader (`sandbox.tokens.verify`): who issued a token still has to ask whom it is for.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.issuer.request import IssuerRequest
from sandbox.issuer.state import OpaqueToken, token_digest
from sandbox.tokens.claim_types import strings_in
from sandbox.tokens.names import Dialect
from sandbox.tokens.policy import OFF, Policy, TrustedIssuer
from sandbox.tokens.verify import Verification, verify
from sandbox.worlds.addresses import issuer_names


def read_access_token(issuer_request: IssuerRequest, token: str, audiences: Iterable[str]) -> Verification:
    """Check an access token of this issuer for a reader that answers to some audiences (RFC 9068 §4).

    Args:
        issuer_request: The request to the issuer.
        token: The token as it was received.
        audiences: The identifiers of the reader.

    """
    issuer = issuer_request.issuer
    return verify(
        token, Policy(tuple(audiences), (_self(issuer_request, issuer.dialect),), issuer_request.instance.clock())
    )


def read_id_token(issuer_request: IssuerRequest, token: str) -> Mapping[str, Any] | None:
    """The claims of an ID token of this issuer, however old (``id_token_hint``), or None if it is not one."""
    clients = tuple(issuer_request.world.clients)
    policy = Policy(clients, (_self(issuer_request, "auth0"),), issuer_request.instance.clock(), modes={"expiry": OFF})
    verification = verify(token, policy)
    return None if verification.decided_by else verification.claims


def is_revoked(issuer_request: IssuerRequest, token: str) -> bool:
    """Whether an access token, or the sign-in it came from, was revoked. Who reads it elsewhere cannot know."""
    digest = token_digest(token)
    family = issuer_request.state.families.get(digest)
    return digest in issuer_request.state.revoked_tokens or (family is not None and family.revoked)


def revoke_access_token(issuer_request: IssuerRequest, token: str, client: str) -> None:
    """Revoke a JWT access token of this issuer until it expires, if it was issued to this client (RFC 7009 §2.1).

    Args:
        issuer_request: The request to the issuer.
        token: The token as it was received.
        client: The client that asks.

    """
    issuer, now = issuer_request.issuer, issuer_request.instance.clock()
    policy = Policy((issuer_request.iss,), (_self(issuer_request, issuer.dialect),), now, modes={"audience": OFF})
    verification = verify(token, policy)
    claims = verification.claims
    if verification.decided_by or claims is None or client != claims.get("client_id", claims.get("azp")):
        return
    issuer_request.state.revoked_tokens.put(token_digest(token), claims["exp"], now)


def opaque_token(issuer_request: IssuerRequest, token: str) -> OpaqueToken | None:
    """What an opaque access token stands for, if it is still good."""
    found = issuer_request.state.opaque_tokens.get(token)
    if found is None or found.expires <= issuer_request.instance.clock():
        return None
    revoked = found.grant.family is not None and found.grant.family.revoked
    return None if revoked else found


def is_for(found: OpaqueToken, audiences: Iterable[str]) -> bool:
    """Whether an opaque token is for a reader that answers to some audiences: what its `aud` would say."""
    aud = strings_in((found.claims or {}).get("aud")) or []
    return not set(audiences).isdisjoint(aud)


def why_refused(verification: Verification) -> str:
    """In words for a developer: the check that decided, what it expected and what it found."""
    check = next(check for check in verification.checks if check.refuses)
    return f"{check.id}: expected {check.expected}, found {check.actual}"[:300]


def _self(issuer_request: IssuerRequest, dialect: Dialect) -> TrustedIssuer:
    names = issuer_names(issuer_request.world, issuer_request.issuer_ref.id, issuer_request.instance.public_url)
    return TrustedIssuer(names.both, dialect, issuer_request.issuer.signing, issuer_request.keys.published)
