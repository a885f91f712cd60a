"""How the answer to an authorization request goes back to the client, by ``response_mode``."""

import json
from urllib.parse import urlencode, urlsplit

from starlette.responses import RedirectResponse, Response

from sandbox.issuer.authorization_request import AuthorizationRequest
from sandbox.issuer.pages import ReturnPage, origin_of, render_form_post, render_web_message

_NO_STORE = {"Cache-Control": "no-store"}


def answer_client(asked: AuthorizationRequest, iss: str, **members: str) -> Response:
    """Send these members back, with ``state`` and who answers (RFC 9207 §2).

    By ``query`` or ``fragment`` it is a redirect (OAuth 2.0 Multiple Response Type Encoding Practices §2.1), by
    ``form_post`` a form that sends itself (OAuth 2.0 Form Post Response Mode), by ``web_message`` a message from a
    frame to the page that opened it (draft-sakimura-oauth-wmrm).
    """
    state = asked.parameters.get("state")
    answer = {**members, **({"state": state} if state else {}), "iss": iss}
    target = asked.redirect_uri
    if asked.response_mode == "fragment":
        return RedirectResponse(f"{target}#{urlencode(answer)}", 302, _NO_STORE)
    if asked.response_mode == "form_post":
        return render_form_post(ReturnPage(asked.client, target, tuple(answer.items())))
    if asked.response_mode == "web_message":
        message = json.dumps({"type": "authorization_response", "response": answer})
        return render_web_message(ReturnPage(asked.client, origin_of(target), (("message", message),)))
    joint = "&" if urlsplit(target).query else "?"
    return RedirectResponse(f"{target}{joint}{urlencode(answer)}", 302, _NO_STORE)
