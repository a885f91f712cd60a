"""Who is signed in at this issuer, one session a browser, and which scopes users allowed which clients."""

import json
from collections.abc import Collection
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from sandbox.issuer.authorization_request import AuthorizationRequest
from sandbox.issuer.own_tokens import read_id_token
from sandbox.issuer.request import IssuerRequest
from sandbox.issuer.state import Session
from sandbox.settings import LIMITS

COOKIE: Final = "issuer_session"


def session_of(issuer_request: IssuerRequest, request: Request) -> Session | None:
    """The session of the browser that sent a request, if it is still good."""
    session = issuer_request.state.sessions.get(request.cookies.get(COOKIE, ""))
    if session is None or issuer_request.instance.clock() - session.auth_time >= LIMITS.session_ttl:
        return None
    return session if session.user in issuer_request.world.users else None


def begin_session(issuer_request: IssuerRequest, request: Request, user: str) -> tuple[Session, str]:
    """Sign somebody in: their session, and the new id by which the browser will refer to it.

    The session that this browser had ends: an id from before a sign-in is worth nothing after it.

    Args:
        issuer_request: The request to the issuer.
        request: The same request, with the browser's cookies.
        user: The user's id.

    """
    issuer_request.state.sessions.take(request.cookies.get(COOKIE, ""))
    session = Session(user, int(issuer_request.instance.clock()))
    session_id = issuer_request.instance.random_text(24)
    issuer_request.state.sessions.put(session_id, session)
    return session, session_id


def set_session_cookie(response: Response, request: Request, session_id: str) -> None:
    """Give the browser the id of its session.

    The cookie is sent to this issuer alone, and not with requests from other sites (``SameSite=Lax``).

    Args:
        response: The response that sets the cookie.
        request: The request that it answers.
        session_id: The id of the session.

    """
    https = request.url.scheme == "https"
    path = f"{request.scope['root_path']}/"
    response.set_cookie(
        COOKIE, session_id, max_age=LIMITS.session_ttl, path=path, secure=https, httponly=True, samesite="lax"
    )


def end_session(issuer_request: IssuerRequest, request: Request, response: Response) -> None:
    """Sign out whoever is signed in in this browser.

    Args:
        issuer_request: The request to the issuer.
        request: The same request, with the browser's cookies.
        response: The response, which deletes the cookie.

    """
    issuer_request.state.sessions.take(request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE, path=f"{request.scope['root_path']}/", httponly=True, samesite="lax")


def must_sign_in(issuer_request: IssuerRequest, authorization: AuthorizationRequest, session: Session) -> bool:
    """Whether somebody who is signed in has to do it again for this request (OpenID Connect Core §3.1.2.1).

    Args:
        issuer_request: The request to the issuer.
        authorization: The authorization request.
        session: The session of the browser.

    """
    if authorization.prompts & {"login", "select_account"}:
        return True
    max_age = authorization.parameters.get("max_age")
    if max_age is not None and (
        int(max_age) == 0 or issuer_request.instance.clock() - session.auth_time > int(max_age)
    ):
        return True
    hint = authorization.parameters.get("id_token_hint")
    return hint is not None and (read_id_token(issuer_request, hint) or {}).get("sub") != session.user


def is_somebody_else(issuer_request: IssuerRequest, authorization: AuthorizationRequest, session: Session) -> bool:
    """Whether ``login_hint`` means another person than the one who is signed in.

    Args:
        issuer_request: The request to the issuer.
        authorization: The authorization request.
        session: The session of the browser.

    """
    hinted = hinted_user(issuer_request, authorization)
    return hinted is not None and hinted != session.user


def hinted_user(issuer_request: IssuerRequest, authorization: AuthorizationRequest) -> str | None:
    """The id of the user whom ``login_hint`` means, by id or e-mail address; None if it means nobody."""
    hint = authorization.parameters.get("login_hint")
    users = issuer_request.world.users
    return next((id_ for id_, user in users.items() if hint is not None and hint in (id_, user.email)), None)


def has_consented(
    issuer_request: IssuerRequest, client: str, user: str, audiences: Collection[str], scopes: Collection[str]
) -> bool:
    """Whether this user allowed this client all of these scopes at these audiences before.

    Args:
        issuer_request: The request to the issuer.
        client: The client's id.
        user: The user's id.
        audiences: The audiences' ids.
        scopes: The scopes that it would be granted.

    """
    allowed = issuer_request.state.consents.get(_consent_key(client, user, audiences))
    return allowed is not None and allowed >= {*scopes}


def remember_consent(
    issuer_request: IssuerRequest, client: str, user: str, audiences: Collection[str], scopes: Collection[str]
) -> None:
    """Remember that this user allows this client these scopes.

    Args:
        issuer_request: The request to the issuer.
        client: The client's id.
        user: The user's id.
        audiences: The audiences' ids.
        scopes: The scopes that are allowed.

    """
    key = _consent_key(client, user, audiences)
    issuer_request.state.consents.put(key, frozenset(scopes) | (issuer_request.state.consents.get(key) or frozenset()))


def _consent_key(client: str, user: str, audiences: Collection[str]) -> str:
    """A text that no other user, client and audiences have, whatever characters their ids are of."""
    return json.dumps([user, client, *sorted(audiences)])
