"""``/userinfo`` (OpenID Connect Core §5.3): the issuer's own API, which asks of a token what every API has to ask."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.issuer.answers import private_json
from sandbox.issuer.claims import about_user, userinfo_audience
from sandbox.issuer.errors import speakable
from sandbox.issuer.own_tokens import is_for, is_revoked, opaque_token, read_access_token, why_refused
from sandbox.issuer.request import IssuerRef, IssuerRequest, visit
from sandbox.worlds.addresses import issuer_names
from sandbox.worlds.bearer import MalformedCredentials, bearer_token, challenge


class UserinfoEndpoint:
    """The userinfo endpoint of one issuer. Its answers are those of RFC 6750 §3."""

    def __init__(self, site: IssuerRef) -> None:
        self._site = site

    async def answer(self, request: Request) -> Response:
        """GET or POST: what the scopes of a token allow to know of its user."""
        here = visit(self._site, request)
        try:
            token = bearer_token(request)
        except MalformedCredentials as error:
            return self._refused(400, "invalid_request", str(error))
        return private_json(401, {}, challenge(self._site.id)) if token is None else self._about(here, token)

    def _about(self, here: IssuerRequest, token: str) -> Response:
        opaque = opaque_token(here, token)
        names = issuer_names(here.site.world, here.site.id, here.instance.public_url)
        mine = [userinfo_audience(name) for name in names.both]
        if opaque is not None:
            if opaque.claims is None or is_for(opaque, mine):
                return self._known(here, opaque.grant.user, opaque.grant.scopes)
            return self._refused(401, "invalid_token", "The token is for somebody else than userinfo.")
        verification = read_access_token(here, token, mine)
        claims = verification.claims
        if verification.decided_by or claims is None:
            return self._refused(401, "invalid_token", f"The token is refused. {why_refused(verification)}.")
        if is_revoked(here, claims):
            return self._refused(401, "invalid_token", "The token is revoked.")
        return self._known(here, claims.get("sub"), str(claims.get("scope", "")).split(" "))

    def _known(self, here: IssuerRequest, user: Any, scopes: Any) -> Response:
        if "openid" not in scopes or user not in here.site.world.users:
            return self._refused(403, "insufficient_scope", "The token has no scope openid.", scope="openid")
        return private_json(200, {"sub": user, **about_user(here, user, scopes)})

    def _refused(self, status: int, error: str, description: str, **attributes: str) -> Response:
        body = {"error": error, "error_description": speakable(description)}
        return private_json(status, body, challenge(self._site.id, **body, **attributes))
