"""What an authorization request asks for (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1), checked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sandbox.http.forms import Parameters
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.request import IssuerRequest
from sandbox.issuer.targets import targets_of
from sandbox.settings import LIMITS
from sandbox.worlds.model import World

RESPONSE_MODES: Final = ("query", "fragment", "form_post", "web_message")
PROMPTS: Final = ("none", "login", "consent", "select_account")
_LOOPBACK: Final = re.compile(r"http://(?P<host>127\.0\.0\.1|\[::1\])(:(?P<port>[0-9]{1,5}))?(?P<rest>(/[!-~]*)?)")
_MOST_PORT: Final = 65535
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """An authorization request whose client and redirect URI are good.

    Args:
        client: The client's id.
        redirect_uri: One that is registered for it.
        parameters: The request's parameters.

    """

    client: str
    redirect_uri: str
    parameters: Parameters

    @property
    def response_mode(self) -> str:
        """How the response goes back; with an unknown mode, in the query."""
        mode = self.parameters.get("response_mode", "query")
        return mode if mode in RESPONSE_MODES else "query"

    @property
    def prompts(self) -> frozenset[str]:
        """What the user must, or must not, be asked."""
        return frozenset(self.parameters.get("prompt", "").split())


def open_request(world: World, parameters: Parameters) -> AuthorizationRequest:
    """Find out whom an answer may be sent to.

    Raises:
        OAuthError: The client or its redirect URI is not registered: nothing may be redirected (RFC 6749 §4.1.2.1).

    """
    client_id, redirect_uri = parameters.get("client_id", ""), parameters.get("redirect_uri", "")
    client = world.clients.get(client_id)
    if client is None:
        raise OAuthError("invalid_client", f"No client {client_id[:60] or '(none given)'} is registered here.")
    if not is_registered(redirect_uri, client.redirect_uris):
        registered = ", ".join(client.redirect_uris) or "none"
        raise OAuthError("invalid_request", f"redirect_uri must be exactly one that is registered: {registered}.")
    return AuthorizationRequest(client_id, redirect_uri, parameters)


def is_registered(uri: str, registered: Iterable[str]) -> bool:
    """Whether an address is a registered one: the same string, but for the port of a loopback address.

    An installed app takes the port that is free (RFC 8252 §7.3). ``localhost`` is no such address: it is a name, which
    may resolve to something else than the loopback interface (§8.3).
    """
    return any(uri == one or _differ_in_port(uri, one) for one in registered)


def _differ_in_port(uri: str, registered: str) -> bool:
    one, other = _LOOPBACK.fullmatch(uri), _LOOPBACK.fullmatch(registered)
    if one is None or other is None or int(one["port"] or 80) not in range(1, _MOST_PORT + 1):
        return False
    return (one["host"], one["rest"]) == (other["host"], other["rest"])


def check_request(issuer_request: IssuerRequest, authorization: AuthorizationRequest) -> tuple[str, ...]:
    """Check the rest of a request and name its audiences.

    Raises:
        OAuthError: With the code of RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6 or RFC 8707 §2.

    """
    client, parameters = issuer_request.world.clients[authorization.client], authorization.parameters
    _refuse_unsupported(parameters)
    if "response_type" not in parameters:
        raise OAuthError("invalid_request", "The parameter response_type is missing.")
    if parameters["response_type"] != "code":
        raise OAuthError("unsupported_response_type", "response_type must be code.")
    if "authorization_code" not in client.grants:
        raise OAuthError("unauthorized_client", f"Client {authorization.client} may not use authorization_code.")
    challenge, method = parameters.get("code_challenge"), parameters.get("code_challenge_method")
    if challenge is None and client.type == "public":
        raise OAuthError("invalid_request", "code_challenge is missing: a public client needs PKCE.")
    if challenge is not None and (method != "S256" or not _CHALLENGE.fullmatch(challenge)):
        raise OAuthError(
            "invalid_request", "code_challenge must be S256, 43 base64url characters (RFC 7636, section 4.2)."
        )
    _check_prompts(authorization)
    return targets_of(issuer_request.issuer_ref, authorization.client, parameters, at_authorize=True)


def _refuse_unsupported(parameters: Parameters) -> None:
    """Refuse what discovery does not name, rather than ignore it."""
    if "request" in parameters:
        raise OAuthError("request_not_supported", "Send the parameters themselves: request objects are not read here.")
    if "request_uri" in parameters:
        raise OAuthError("request_uri_not_supported", "Send the parameters themselves: nothing is fetched here.")
    if parameters.get("response_mode", "query") not in RESPONSE_MODES:
        raise OAuthError("invalid_request", f"response_mode must be one of {', '.join(RESPONSE_MODES)}.")
    if len(parameters.get("nonce", "")) > LIMITS.nonce_characters:
        raise OAuthError("invalid_request", f"nonce is longer than {LIMITS.nonce_characters} characters.")


def _check_prompts(authorization: AuthorizationRequest) -> None:
    prompts = authorization.prompts
    if not prompts <= {*PROMPTS} or ("none" in prompts and len(prompts) > 1):
        raise OAuthError("invalid_request", f"prompt must be none, or some of {', '.join(PROMPTS[1:])}.")
    if authorization.response_mode == "web_message" and not authorization.redirect_uri.startswith(
        ("http://", "https://")
    ):
        raise OAuthError("invalid_request", "response_mode web_message needs a redirect_uri that has a web origin.")
    if not re.fullmatch(r"[0-9]{0,9}", authorization.parameters.get("max_age", "")):
        raise OAuthError("invalid_request", "max_age must be a whole number of seconds.")
