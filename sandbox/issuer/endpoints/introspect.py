"""``/oauth/introspect`` (RFC 7662): an api asks what a token says.

It is told only of those addressed to itself; an issuer with ``introspection: everybody`` tells it of any, and leaves it
to who asks to read ``aud``.
"""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from sandbox.issuer.answers import private_json, refused
from sandbox.issuer.clients import authenticate
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.own_tokens import is_for, is_revoked, opaque_token, read_access_token
from sandbox.issuer.parameters import read_form
from sandbox.issuer.request import IssuerRef, IssuerRequest, visit

_TOLD: Final = ("iss", "sub", "aud", "scope", "iat", "nbf", "exp", "jti", "act", "permissions")
"""The claims that the answer repeats (RFC 7662 §2.2, RFC 8693 §4.1)."""


class IntrospectionEndpoint:
    """The introspection endpoint of one issuer."""

    def __init__(self, site: IssuerRef) -> None:
        self._site = site

    async def answer(self, request: Request) -> Response:
        """POST: whether a token is active for the client that asks.

        To whom it is not told, and for a token that is no good, the answer is ``{"active": false}`` and says no more:
        who may not use a token has no business to learn what it says (RFC 7662 §2.2 and §4).
        """
        here = visit(self._site, request)
        try:
            parameters = await read_form(request)
            client = authenticate(here, parameters, request)
            if self._site.world.clients[client].type == "public":
                raise OAuthError("invalid_client", "Who introspects must authenticate (RFC 7662, section 2.1).", 401)
            if "token" not in parameters:
                raise OAuthError("invalid_request", "The parameter token is missing.")
        except OAuthError as error:
            return refused(error, request, self._site.id)
        claims = _active(here, client, parameters["token"])
        if claims is None:
            return private_json(200, {"active": False})
        told = {name: claims[name] for name in _TOLD if name in claims}
        client_id = claims.get("client_id", claims.get("azp"))
        return private_json(200, {"active": True, "token_type": "Bearer", "client_id": client_id, **told})


def _active(here: IssuerRequest, client: str, token: str) -> Mapping[str, Any] | None:
    """The claims of a token that is good, and of which this client is told."""
    world = here.site.world
    api = world.clients[client].api
    told = world.audiences if here.site.issuer.introspection == "everybody" else world.apis[api].accepts if api else ()
    identifiers = [world.audiences[id_].identifier for id_ in told]
    if not identifiers:
        return None
    opaque = opaque_token(here, token)
    if opaque is not None:
        return opaque.claims if is_for(opaque, identifiers) else None
    verification = read_access_token(here, token, identifiers)
    if verification.decided_by or verification.claims is None or is_revoked(here, verification.claims):
        return None
    return verification.claims
