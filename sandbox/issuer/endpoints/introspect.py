"""``/oauth/introspect`` (RFC 7662): an api asks what a token says.

It is answered only about tokens addressed to itself. An issuer with ``introspection: everybody`` answers about any, and
leaves it to the api to read ``aud``.
"""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from sandbox.issuer.clients import authenticate
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.own_tokens import is_for, is_revoked, opaque_token, read_access_token
from sandbox.issuer.parameters import read_form
from sandbox.issuer.request import IssuerRef, IssuerRequest
from sandbox.issuer.responses import error_response, private_json
from sandbox.worlds.bearer import BEARER, DPOP
from sandbox.worlds.model import ISSUER_CLAIMS

_REPEATED: Final = ("iss", "sub", "aud", "scope", "iat", "nbf", "exp", "jti", "act", "cnf", "permissions")
"""The claims of the specifications that the answer repeats (RFC 7662 §2.2, RFC 8693 §4.1)."""


class IntrospectionEndpoint:
    """The introspection endpoint of one issuer."""

    def __init__(self, issuer_ref: IssuerRef) -> None:
        self._issuer_ref = issuer_ref

    async def respond(self, request: Request) -> Response:
        """POST: whether a token is active for the client that asks.

        For a client that may not know, and for a token that is no good, the answer is ``{"active": false}`` and says no
        more: who may not use a token has no business to learn what it says (RFC 7662 §2.2 and §4).
        """
        issuer_request = IssuerRequest.open(self._issuer_ref, request)
        try:
            parameters = await read_form(request)
            client = authenticate(issuer_request, parameters, request)
            if self._issuer_ref.world.clients[client].type == "public":
                raise OAuthError("invalid_client", "Who introspects must authenticate (RFC 7662, section 2.1).", 401)
            if "token" not in parameters:
                raise OAuthError("invalid_request", "The parameter token is missing.")
        except OAuthError as error:
            return error_response(error, self._issuer_ref.id)
        claims = _active(issuer_request, client, parameters["token"])
        if claims is None:
            return private_json(200, {"active": False})
        repeated = {name: claims[name] for name in _REPEATED if name in claims}
        repeated |= {name: value for name, value in claims.items() if name not in ISSUER_CLAIMS}  # the world's own
        client_id = claims.get("client_id", claims.get("azp"))
        return private_json(
            200, {"active": True, "token_type": DPOP if "cnf" in claims else BEARER, "client_id": client_id, **repeated}
        )


def _active(issuer_request: IssuerRequest, client: str, token: str) -> Mapping[str, Any] | None:
    """The claims of a token that is good, if this client may know them."""
    world = issuer_request.world
    api = world.clients[client].api
    everybody = issuer_request.issuer.introspection == "everybody"
    audiences = world.audiences if everybody else world.apis[api].accepts if api else ()
    identifiers = [world.audiences[id_].identifier for id_ in audiences]
    if not identifiers:
        return None
    opaque = opaque_token(issuer_request, token)
    if opaque is not None:
        return opaque.claims if is_for(opaque, identifiers) else None
    verification = read_access_token(issuer_request, token, identifiers)
    if verification.decided_by or verification.claims is None or is_revoked(issuer_request, token, verification.claims):
        return None
    return verification.claims
