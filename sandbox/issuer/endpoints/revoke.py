"""``/oauth/revoke`` (RFC 7009): a client says that it needs a token no more."""

from starlette.requests import Request
from starlette.responses import Response

from sandbox.issuer.clients import authenticate
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.own_tokens import revoke_access_token
from sandbox.issuer.parameters import read_form
from sandbox.issuer.request import IssuerRef, IssuerRequest
from sandbox.issuer.responses import NO_STORE, error_response


class RevocationEndpoint:
    """The revocation endpoint of one issuer."""

    def __init__(self, issuer_ref: IssuerRef) -> None:
        self._issuer_ref = issuer_ref

    async def respond(self, request: Request) -> Response:
        """POST: revoke a refresh token with all that came from its sign-in, or an access token.

        A token that is unknown is answered like one that was revoked (RFC 7009 §2.2). So is another client's, which
        stays good: the error that §2.1 has for it would tell that it exists. A JWT is revoked at this issuer:
        an api that reads it by itself asks nobody, and accepts it until it expires.
        """
        issuer_request = IssuerRequest.open(self._issuer_ref, request)
        try:
            parameters = await read_form(request, or_json=self._issuer_ref.issuer.dialect == "auth0")
            client = authenticate(issuer_request, parameters, request)
            presented = parameters.get("token")
            if presented is None:
                raise OAuthError("invalid_request", "The parameter token is missing.")
        except OAuthError as error:
            return error_response(error, self._issuer_ref.id)
        state = issuer_request.state
        refresh_token, opaque = state.refresh_tokens.get(presented), state.opaque_tokens.get(presented)
        if refresh_token is not None and refresh_token.family.grant.client == client:
            refresh_token.family.revoked = True
        if opaque is not None and opaque.grant.client == client:
            state.opaque_tokens.take(presented)
        if refresh_token is None and opaque is None:
            revoke_access_token(issuer_request, presented, client)
        return Response(status_code=200, headers=NO_STORE)
