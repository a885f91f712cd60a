"""``/authorize`` (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2): a page to choose who signs in, then a code."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.issuer.errors import OAuthError
from sandbox.issuer.pages import ErrorPage, SignInPage, render_error, render_sign_in
from sandbox.issuer.parameters import parse_parameters, read_form
from sandbox.issuer.site import Site, Visit, visit
from sandbox.issuer.state import Code, Family, Grant
from sandbox.issuer.targets import IDENTITY_SCOPES, granted_scopes, target_of
from sandbox.settings import LIMITS
from sandbox.worlds.model import World

_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_NO_STORE: Final = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """An authorization request whose client and redirect URI are good."""

    client: str
    redirect_uri: str
    state: str | None
    parameters: Mapping[str, str]

    def answer(self, iss: str, **members: str) -> Response:
        """Redirect back with these members, ``state``, and who answers (RFC 9207 §2)."""
        query = {**members, **({"state": self.state} if self.state else {}), "iss": iss}
        joint = "&" if urlsplit(self.redirect_uri).query else "?"
        return RedirectResponse(f"{self.redirect_uri}{joint}{urlencode(query)}", 302, _NO_STORE)


class AuthorizeEndpoint:
    """The authorization endpoint of one issuer."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def answer(self, request: Request) -> Response:
        """GET: the page that asks who signs in. POST: somebody was chosen there."""
        try:
            form = await read_form(request) if request.method == "POST" else {}
            if "client_id" in form:  # a client may POST its request, too (OpenID Connect Core §3.1.2.1)
                return RedirectResponse(f"?{urlencode(form)}", 303, _NO_STORE)
            query = request.scope["query_string"].decode("ascii", "replace")
            asked = _client_and_redirect(self._site.world, parse_parameters(query))
        except OAuthError as error:
            return _error_page(error)  # never redirected: who asks is not known (RFC 6749 §4.1.2.1)
        return self._decide(visit(self._site, request), asked, form.get("user"))

    def _decide(self, here: Visit, asked: AuthorizationRequest, chosen: str | None) -> Response:
        try:
            audience = _checked(here, asked)
            if chosen is None or chosen not in self._site.world.users:
                return _sign_in_page(here, asked, audience, chosen)
            return _grant_code(here, asked, audience, chosen)
        except OAuthError as error:
            return asked.answer(here.iss, error=error.error, error_description=error.message)


def _client_and_redirect(world: World, parameters: Mapping[str, str]) -> AuthorizationRequest:
    client_id, redirect_uri = parameters.get("client_id", ""), parameters.get("redirect_uri", "")
    client = world.clients.get(client_id)
    if client is None:
        raise OAuthError("invalid_client", f"No client {client_id[:60] or '(none given)'} is registered here.")
    if redirect_uri not in client.redirect_uris:
        registered = ", ".join(client.redirect_uris) or "none"
        raise OAuthError("invalid_request", f"redirect_uri must be exactly one that is registered: {registered}.")
    return AuthorizationRequest(client_id, redirect_uri, parameters.get("state"), parameters)


def _checked(here: Visit, asked: AuthorizationRequest) -> str | None:
    """Check the rest of the request and name its audience."""
    client, parameters = here.site.world.clients[asked.client], asked.parameters
    _refuse_unspoken(parameters)
    if parameters.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "response_type must be code.")
    if "authorization_code" not in client.grants:
        raise OAuthError("unauthorized_client", f"Client {asked.client} may not use authorization_code.")
    challenge, method = parameters.get("code_challenge"), parameters.get("code_challenge_method")
    if challenge is None and client.type == "public":
        raise OAuthError("invalid_request", "code_challenge is missing: a public client needs PKCE.")
    if challenge is not None and (method != "S256" or not _CHALLENGE.fullmatch(challenge)):
        raise OAuthError(
            "invalid_request", "code_challenge must be S256, 43 base64url characters (RFC 7636, section 4.2)."
        )
    if "none" in parameters.get("prompt", "").split(" "):
        raise OAuthError("login_required", "Nobody is signed in here: every sign-in asks who it is.")
    return target_of(here.site, asked.client, parameters)


def _refuse_unspoken(parameters: Mapping[str, str]) -> None:
    """Refuse what discovery does not name, rather than answer as if it had not been asked."""
    if "request" in parameters:
        raise OAuthError("request_not_supported", "Send the parameters themselves: request objects are not read here.")
    if "request_uri" in parameters:
        raise OAuthError("request_uri_not_supported", "Send the parameters themselves: nothing is fetched here.")
    if parameters.get("response_mode", "query") != "query":
        raise OAuthError("invalid_request", "response_mode must be query.")
    if len(parameters.get("nonce", "")) > LIMITS.nonce_characters:
        raise OAuthError("invalid_request", f"nonce is longer than {LIMITS.nonce_characters} characters.")


def _grant_code(here: Visit, asked: AuthorizationRequest, audience: str | None, user: str) -> Response:
    now = here.instance.clock()
    scopes = granted_scopes(here.site, asked.client, user, audience, asked.parameters.get("scope"))
    grant = Grant(asked.client, user, audience, scopes, int(now), asked.parameters.get("nonce"))
    code = secrets.token_urlsafe(24)
    challenge = asked.parameters.get("code_challenge")
    here.state.codes.put(code, Code(Family(grant), asked.redirect_uri, challenge, now + LIMITS.code_ttl))
    return asked.answer(here.iss, code=code)


def _sign_in_page(here: Visit, asked: AuthorizationRequest, audience: str | None, chosen: str | None) -> Response:
    world = here.site.world
    described = world.audiences[audience].scopes if audience else {}
    scopes = (asked.parameters.get("scope") or " ".join(described)).split()
    page = SignInPage(
        issuer_name=here.iss,
        client_id=asked.client,
        audience=world.audiences[audience].identifier if audience else None,
        scopes=tuple((s, described.get(s, "")) for s in scopes if s in described or s in IDENTITY_SCOPES),
        users=tuple((id_, user.name, user.email or "") for id_, user in world.users.items()),
        unknown_user=chosen,
    )
    return render_sign_in(page, asked.redirect_uri)


def _error_page(error: OAuthError) -> Response:
    return render_error(ErrorPage("This sign-in cannot begin", error.error, error.message), error.status)
