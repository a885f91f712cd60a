"""The part of ``get_token`` that a browser plays: to the issuer, through its pages, and back with a code."""

import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from sandbox.replay.state import ReplayState
from sandbox.replay.trace import Response
from sandbox.scenarios.verbs.get_token import GetToken
from sandbox.worlds.addresses import issuer_names

_ASKS_FOR_CONSENT: Final = 'name="consent"'


async def sign_in(stage: ReplayState, verb: GetToken, target: dict[str, Any]) -> tuple[Response, dict[str, str]]:
    """Sign the user in with PKCE (RFC 7636), in a browser of their own that keeps the issuer's cookies.

    Args:
        stage: Where the replay stands.
        verb: Who signs in, where, by which client.
        target: The parameters ``audience``, ``resource`` and ``scope``, as far as the request has them.

    Returns:
        The last answer, and the form fields that redeem the code; none if no code came.

    """
    redirect_uri = next(iter(stage.world.clients[verb.client].redirect_uris), "")
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(12)
    query = {
        "response_type": "code",
        "client_id": verb.client,
        "redirect_uri": redirect_uri,
        **target,
        **({"prompt": verb.prompt} if verb.prompt else {}),
        "state": state,
        "nonce": secrets.token_urlsafe(12),
        "code_challenge": urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    issuer = issuer_names(stage.world, verb.issuer, stage.instance.public_url).path
    url = f"{issuer}authorize?{urlencode(query, doseq=True)}"
    answer = await _through_the_pages(stage, verb, url)
    returned = redirect_parameters(answer)
    if "code" not in returned or returned.get("state") != state:
        return answer, {}
    return answer, {"code": returned["code"], "redirect_uri": redirect_uri, "code_verifier": verifier}


async def _through_the_pages(stage: ReplayState, verb: GetToken, url: str) -> Response:
    """Answer the issuer's pages, as far as it shows any: who it is, and what is allowed."""
    user = verb.user or ""
    answer = await _browse(stage, verb, url)
    if answer.status == 200 and _ASKS_FOR_CONSENT not in answer.body:
        answer = await _browse(stage, verb, url, {"user": user})
    if answer.status == 200 and _ASKS_FOR_CONSENT in answer.body:
        answer = await _browse(stage, verb, url, {"user": user, "consent": verb.consent})
    return answer


async def _browse(stage: ReplayState, verb: GetToken, url: str, form: dict[str, str] | None = None) -> Response:
    """Send a request from the user's browser, with the cookies it has for this issuer, and keep those it gets.

    Where the step says nothing of ``prompt``, it begins in a fresh browser, so that the issuer asks who it is.
    """
    if form is None and verb.prompt is None:
        stage.cookies.pop((verb.user or "", verb.issuer), None)
    cookies = stage.cookies.setdefault((verb.user or "", verb.issuer), {})
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
    method = "GET" if form is None else "POST"
    answer = await stage.wire.send(stage.party(verb.client), verb.issuer, method, url, headers=headers, form=form)
    for name, value in answer.headers:
        if name.lower() == "set-cookie":
            cookies.update(_cookie(value))
    return answer


def _cookie(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def redirect_parameters(answer: Response) -> dict[str, str]:
    """The parameters that a redirect takes back to the client."""
    location = next((value for name, value in answer.headers if name.lower() == "location"), "")
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
