"""How the response to an authorization request goes back to the client, by ``response_mode``."""

import json
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from sandbox.http.forms import with_query
from sandbox.issuer.authorization_request import AuthorizationRequest
from sandbox.issuer.pages import ReturnPage, origin_of, render_form_post, render_web_message

_NO_STORE = {"Cache-Control": "no-store"}


def respond_to_client(authorization: AuthorizationRequest, iss: str, **members: str) -> Response:
    """Send these members back, with ``state`` and the issuer's name (RFC 9207 §2).

    By ``query`` or ``fragment`` it is a redirect (OAuth 2.0 Multiple Response Type Encoding Practices §2.1), by
    ``form_post`` a form that sends itself (OAuth 2.0 Form Post Response Mode), by ``web_message`` a message from a
    frame to the page that opened it (draft-sakimura-oauth-wmrm).

    Args:
        authorization: The request that is responded to.
        iss: The issuer's name.
        **members: The members of the response, such as ``code`` or ``error``.

    """
    state = authorization.parameters.get("state")
    members_sent = {**members, **({"state": state} if state else {}), "iss": iss}
    target = authorization.redirect_uri
    if authorization.response_mode == "fragment":
        return RedirectResponse(f"{target}#{urlencode(members_sent)}", 302, _NO_STORE)
    if authorization.response_mode == "form_post":
        return render_form_post(ReturnPage(authorization.client, target, tuple(members_sent.items())))
    if authorization.response_mode == "web_message":
        message = json.dumps({"type": "authorization_response", "response": members_sent})
        return render_web_message(ReturnPage(authorization.client, origin_of(target), (("message", message),)))
    return RedirectResponse(with_query(target, members_sent), 302, _NO_STORE)
