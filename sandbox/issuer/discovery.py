"""Discovery (OpenID Connect Discovery §4) and the JWK Set: only what is really spoken here."""

import json

from starlette.requests import Request
from starlette.responses import Response

from sandbox.issuer.grants import GRANTS
from sandbox.issuer.site import Site, visit
from sandbox.issuer.targets import IDENTITY_SCOPES, OFFLINE_ACCESS


class DiscoveryEndpoints:
    """The documents of one issuer."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def configuration(self, request: Request) -> Response:
        """The provider's configuration, under the name it was reached by."""
        iss = visit(self._site, request).iss
        scopes = {scope for audience in self._site.world.audiences.values() for scope in audience.scopes}
        return _public_json(
            {
                "issuer": iss,
                "authorization_endpoint": f"{iss}authorize",
                "token_endpoint": f"{iss}oauth/token",
                "revocation_endpoint": f"{iss}oauth/revoke",
                "jwks_uri": f"{iss}.well-known/jwks.json",
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": list(GRANTS),
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [self._site.issuer.signing],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
                "code_challenge_methods_supported": ["S256"],
                "request_uri_parameter_supported": False,  # true if it is not said (OpenID Connect Discovery §3)
                "authorization_response_iss_parameter_supported": True,
                "scopes_supported": [*IDENTITY_SCOPES, OFFLINE_ACCESS, *sorted(scopes)],
                "claims_supported": ["iss", "sub", "aud", "iat", "exp", "auth_time", "nonce", "name", "email"],
            }
        )

    async def jwks(self, request: Request) -> Response:
        """The published keys (RFC 7517 §5)."""
        return _public_json(visit(self._site, request).state.keys.jwks())


def _public_json(document: object) -> Response:
    headers = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
    return Response(json.dumps(document), 200, headers, "application/json")
