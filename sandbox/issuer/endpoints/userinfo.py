"""``/userinfo`` (OpenID Connect Core §5.3): the issuer's own API, which asks of a token what every API has to ask."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from sandbox.http.forms import words_in
from sandbox.issuer.claims import about_user, userinfo_audience
from sandbox.issuer.errors import allowed_text
from sandbox.issuer.own_tokens import is_for, is_revoked, opaque_token, read_access_token, why_refused
from sandbox.issuer.request import IssuerRef, IssuerRequest
from sandbox.issuer.responses import private_json
from sandbox.tokens.proofs import BadProof, token_hash
from sandbox.worlds.addresses import issuer_names
from sandbox.worlds.bearer import BEARER, DPOP, MalformedCredentials, challenge, presented_token
from sandbox.worlds.proofs import proof_of

_NOT_THEIRS: Final = "A token that is bound to a key comes with a proof by that key, and no other does."


class UserinfoEndpoint:
    """The userinfo endpoint of one issuer. Its answers are those of RFC 6750 §3."""

    def __init__(self, issuer_ref: IssuerRef) -> None:
        self._issuer_ref = issuer_ref

    async def respond(self, request: Request) -> Response:
        """GET or POST: what the scopes of a token allow to know of its user."""
        issuer_request = IssuerRequest.open(self._issuer_ref, request)
        try:
            credentials = presented_token(request, (BEARER, DPOP))
        except MalformedCredentials as error:
            return self._refused(400, "invalid_request", str(error))
        if credentials is None:
            return private_json(401, {}, challenge(self._issuer_ref.id))
        return self._respond(issuer_request, request, *credentials)

    def _respond(self, issuer_request: IssuerRequest, request: Request, scheme: str, token: str) -> Response:
        opaque = opaque_token(issuer_request, token)
        names = issuer_names(issuer_request.world, issuer_request.issuer_ref.id, issuer_request.instance.public_url)
        identifiers = [userinfo_audience(name) for name in names.both]
        if opaque is not None:
            if opaque.claims is not None and not is_for(opaque, identifiers):
                return self._refused(401, "invalid_token", "The token is for somebody else than userinfo.")
            if not self._is_senders(request, scheme, token, opaque.jkt):
                return self._refused(401, "invalid_token", _NOT_THEIRS)
            return self._claims(issuer_request, opaque.grant.user, opaque.grant.scopes)
        verification = read_access_token(issuer_request, token, identifiers)
        claims = verification.claims
        if verification.decided_by or claims is None:
            return self._refused(401, "invalid_token", f"The token is refused. {why_refused(verification)}.")
        if is_revoked(issuer_request, token, claims):
            return self._refused(401, "invalid_token", "The token is revoked.")
        cnf = claims.get("cnf")
        if not self._is_senders(request, scheme, token, cnf.get("jkt") if isinstance(cnf, dict) else None):
            return self._refused(401, "invalid_token", _NOT_THEIRS)
        return self._claims(issuer_request, claims.get("sub"), words_in(str(claims.get("scope", ""))))

    def _is_senders(self, request: Request, scheme: str, token: str, jkt: Any) -> bool:
        """Whether who sends a token has the key that it is bound to, if it is bound to any (RFC 9449 §7.1, §7.2)."""
        if jkt is None:
            return scheme == BEARER
        try:
            proof = proof_of(request, self._issuer_ref.world, self._issuer_ref.id)
        except BadProof:
            return False
        return scheme == DPOP and proof is not None and (proof.jkt, proof.ath) == (jkt, token_hash(token))

    def _claims(self, issuer_request: IssuerRequest, user: Any, scopes: Any) -> Response:
        if "openid" not in scopes or not isinstance(user, str) or user not in issuer_request.world.users:
            return self._refused(403, "insufficient_scope", "The token has no scope openid.", scope="openid")
        return private_json(200, {"sub": user, **about_user(issuer_request, user, scopes)})

    def _refused(self, status: int, error: str, description: str, **attributes: str) -> Response:
        body = {"error": error, "error_description": allowed_text(description)}
        return private_json(status, body, challenge(self._issuer_ref.id, **body, **attributes))
