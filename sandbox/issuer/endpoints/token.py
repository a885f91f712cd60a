"""``/oauth/token`` (RFC 6749 §3.2): who asks, by which grant, and the answer."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.issuer.claims import issue
from sandbox.issuer.clients import authenticate
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.grants import GRANTS
from sandbox.issuer.parameters import read_form
from sandbox.issuer.request import IssuerRef, IssuerRequest
from sandbox.issuer.responses import error_response, private_json
from sandbox.tokens.proofs import BadProof
from sandbox.worlds.proofs import proof_of


class TokenEndpoint:
    """The token endpoint of one issuer."""

    def __init__(self, issuer_ref: IssuerRef) -> None:
        self._issuer_ref = issuer_ref

    async def respond(self, request: Request) -> Response:
        """POST: a grant for a token."""
        try:
            return private_json(200, await self._respond(request))
        except OAuthError as error:
            return error_response(error, self._issuer_ref.id)

    async def _respond(self, request: Request) -> dict[str, Any]:
        issuer_request = replace(IssuerRequest.open(self._issuer_ref, request), jkt=self._key(request))
        parameters = await read_form(request)
        client = authenticate(issuer_request, parameters, request)
        grant_type = parameters.get("grant_type")
        if grant_type is None:
            raise OAuthError("invalid_request", "The parameter grant_type is missing.")
        if grant_type not in GRANTS:
            spoken = ", ".join(GRANTS)
            raise OAuthError("unsupported_grant_type", f"This issuer speaks {spoken}; found {grant_type[:80]}.")
        name, decide = GRANTS[grant_type]
        if name not in self._issuer_ref.world.clients[client].grants:
            status = 403 if self._issuer_ref.issuer.dialect == "auth0" else 400
            raise OAuthError("unauthorized_client", f"Client {client} may not use {grant_type}.", status)
        return issue(issuer_request, decide(issuer_request, client, parameters))

    def _key(self, request: Request) -> str | None:
        """The thumbprint of the key to which the token will be bound, if the client proves that it has one.

        Raises:
            OAuthError: ``invalid_dpop_proof``: it proves nothing (RFC 9449 §5).

        """
        try:
            proof = proof_of(request, self._issuer_ref.world, self._issuer_ref.id)
        except BadProof as error:
            raise OAuthError("invalid_dpop_proof", f"The DPoP proof is refused: {error.message}.") from error
        return proof.jkt if proof is not None else None
