"""Signing a user in as a browser does: to the issuer, through its pages, and back with a code."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from sandbox.replay.browser import browse
from sandbox.replay.state import ReplayState
from sandbox.replay.trace import Response
from sandbox.scenarios.verbs.get_token import GetToken
from sandbox.worlds.addresses import issuer_names

_ASKS_FOR_CONSENT: Final = 'name="consent"'


async def sign_in(state: ReplayState, verb: GetToken, target: dict[str, Any]) -> tuple[Response, dict[str, str]]:
    """Sign the user in with PKCE (RFC 7636), in a browser of their own that keeps the issuer's cookies.

    Args:
        state: The state of the replay.
        verb: Who signs in, where, by which client.
        target: The parameters ``audience``, ``resource`` and ``scope``, as far as the request has them.

    Returns:
        The last response, and the form fields that redeem the code; none if no code came.

    """
    redirect_uri = next(iter(state.world.clients[verb.client].redirect_uris), "")
    verifier, oauth_state = state.instance.random_text(48), state.instance.random_text(12)
    query = {
        "response_type": "code",
        "client_id": verb.client,
        "redirect_uri": redirect_uri,
        **target,
        **({"prompt": verb.prompt} if verb.prompt else {}),
        "state": oauth_state,
        "nonce": state.instance.random_text(12),
        "code_challenge": urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    issuer = issuer_names(state.world, verb.issuer, state.instance.public_url).path
    url = f"{issuer}authorize?{urlencode(query, doseq=True)}"
    response = await _through_the_pages(state, verb, url)
    returned = redirect_parameters(response)
    if "code" not in returned or returned.get("state") != oauth_state:
        return response, {}
    return response, {"code": returned["code"], "redirect_uri": redirect_uri, "code_verifier": verifier}


async def _through_the_pages(state: ReplayState, verb: GetToken, url: str) -> Response:
    """Answer the issuer's pages, as far as it shows any: who signs in, and what is allowed."""
    user = verb.user or ""
    response = await _browse(state, verb, url)
    if response.status == 200 and _ASKS_FOR_CONSENT not in response.body:
        response = await _browse(state, verb, url, {"user": user})
    if response.status == 200 and _ASKS_FOR_CONSENT in response.body:
        response = await _browse(state, verb, url, {"user": user, "consent": verb.consent})
    return response


async def _browse(state: ReplayState, verb: GetToken, url: str, form: dict[str, str] | None = None) -> Response:
    """Send a request from the user's browser.

    Where the step says nothing of ``prompt``, it begins in a fresh browser, so that the issuer asks who it is.
    """
    if form is None and verb.prompt is None:
        state.cookies.pop((verb.user or "", verb.issuer), None)
    return await browse(state, verb.user or "", verb.client, verb.issuer, url, form)


def redirect_parameters(response: Response) -> dict[str, str]:
    """The parameters that a redirect takes back to the client (RFC 6749 §4.1.2)."""
    location = next((value for name, value in response.headers if name.lower() == "location"), "")
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
