"""Discovery (OpenID Connect Discovery §4) and the JWK Set: only what is really supported here."""

from typing import get_args

from starlette.requests import Request
from starlette.responses import Response

from sandbox.issuer.authorization_request import PROMPTS, RESPONSE_MODES
from sandbox.issuer.grants import GRANTS
from sandbox.issuer.request import IssuerRef, IssuerRequest
from sandbox.issuer.targets import IDENTITY_SCOPES, OFFLINE_ACCESS
from sandbox.tokens.names import ALGORITHMS
from sandbox.worlds.documents import public_json
from sandbox.worlds.model import AuthMethod


class DiscoveryEndpoints:
    """The documents of one issuer."""

    def __init__(self, issuer_ref: IssuerRef) -> None:
        self._issuer_ref = issuer_ref

    async def configuration(self, request: Request) -> Response:
        """The provider's configuration, under the name it was reached by (the same for OAuth: RFC 8414 §2)."""
        iss = IssuerRequest.open(self._issuer_ref, request).iss
        scopes = {scope for audience in self._issuer_ref.world.audiences.values() for scope in audience.scopes}
        return public_json(
            {
                "issuer": iss,
                "authorization_endpoint": f"{iss}authorize",
                "token_endpoint": f"{iss}oauth/token",
                "userinfo_endpoint": f"{iss}userinfo",
                "introspection_endpoint": f"{iss}oauth/introspect",
                "revocation_endpoint": f"{iss}oauth/revoke",
                "end_session_endpoint": f"{iss}oidc/logout",
                "jwks_uri": f"{iss}.well-known/jwks.json",
                "response_types_supported": ["code"],
                "response_modes_supported": list(RESPONSE_MODES),
                "prompt_values_supported": list(PROMPTS),
                "grant_types_supported": list(GRANTS),
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [self._issuer_ref.issuer.signing],
                "token_endpoint_auth_methods_supported": [*get_args(AuthMethod), "none"],
                "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
                "introspection_endpoint_auth_methods_supported": list(get_args(AuthMethod)),
                "introspection_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
                "revocation_endpoint_auth_methods_supported": [*get_args(AuthMethod), "none"],
                "revocation_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
                "dpop_signing_alg_values_supported": list(ALGORITHMS),
                "code_challenge_methods_supported": ["S256"],
                "request_uri_parameter_supported": False,  # true if it is not said (OpenID Connect Discovery §3)
                "authorization_response_iss_parameter_supported": True,
                "scopes_supported": [*IDENTITY_SCOPES, OFFLINE_ACCESS, *sorted(scopes)],
                "claims_supported": ["iss", "sub", "aud", "iat", "exp", "auth_time", "nonce", "name", "email"],
            }
        )

    async def description(self, request: Request) -> Response:
        """What the endpoints take and answer (OpenAPI 3.1)."""
        from sandbox.issuer.description.paths import describe  # noqa: PLC0415 - few ask for it, and no replay does

        return public_json(describe(self._issuer_ref, IssuerRequest.open(self._issuer_ref, request).iss))

    async def jwks(self, request: Request) -> Response:
        """The published keys (RFC 7517 §5)."""
        return public_json(await IssuerRequest.open(self._issuer_ref, request).keys.jwks())
