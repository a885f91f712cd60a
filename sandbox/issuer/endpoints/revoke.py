"""``/oauth/revoke`` (RFC 7009): a client says that it needs a token no more."""

from starlette.requests import Request
from starlette.responses import Response

from sandbox.issuer.answers import NO_STORE, refused
from sandbox.issuer.clients import authenticate
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.parameters import read_form
from sandbox.issuer.request import IssuerRef, visit


class RevocationEndpoint:
    """The revocation endpoint of one issuer."""

    def __init__(self, site: IssuerRef) -> None:
        self._site = site

    async def answer(self, request: Request) -> Response:
        """POST: revoke a refresh token with all that came from its sign-in, or forget an opaque access token.

        A token that is unknown is answered like one that was revoked (RFC 7009 §2.2). So is another client's, which
        stays good: the error that §2.1 has for it would tell that it exists. A JWT stays good until it expires:
        whoever reads it asks nobody.
        """
        here = visit(self._site, request)
        try:
            parameters = await read_form(request)
            client = authenticate(here, parameters, request)
            presented = parameters.get("token")
            if presented is None:
                raise OAuthError("invalid_request", "The parameter token is missing.")
        except OAuthError as error:
            return refused(error, request, self._site.id)
        state = here.state
        refresh_token, opaque = state.refresh_tokens.get(presented), state.opaque_tokens.get(presented)
        if refresh_token is not None and refresh_token.family.grant.client == client:
            refresh_token.family.revoked = True
        if opaque is not None and opaque.grant.client == client:
            state.opaque_tokens.take(presented)
        return Response(status_code=200, headers=NO_STORE)
