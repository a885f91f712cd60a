"""Who is signed in at this issuer: a session a browser, and what its user allowed which client."""

import secrets
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


def session_of(here: IssuerRequest, request: Request) -> Session | None:
    """The session of the browser that sent a request, if it is still good."""
    session = here.state.sessions.get(request.cookies.get(COOKIE, ""))
    if session is None or here.instance.clock() - session.auth_time >= LIMITS.session_ttl:
        return None
    return session if session.user in here.site.world.users else None


def begin_session(here: IssuerRequest, request: Request, user: str) -> tuple[Session, str]:
    """Sign somebody in: their session, and the new word by which the browser will be known.

    The session that this browser had ends: a word known before a sign-in is worth nothing after it.
    """
    here.state.sessions.take(request.cookies.get(COOKIE, ""))
    session, word = Session(user, int(here.instance.clock())), secrets.token_urlsafe(24)
    here.state.sessions.put(word, session)
    return session, word


def hand_out(response: Response, request: Request, word: str) -> None:
    """Give the browser its word. It comes back to this issuer alone, and not from other sites (``SameSite=Lax``)."""
    https = request.url.scheme == "https"
    path = f"{request.scope['root_path']}/"
    response.set_cookie(
        COOKIE, word, max_age=LIMITS.session_ttl, path=path, secure=https, httponly=True, samesite="lax"
    )


def end_session(here: IssuerRequest, request: Request, response: Response) -> None:
    """Sign out whoever is signed in in this browser."""
    here.state.sessions.take(request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE, path=f"{request.scope['root_path']}/", httponly=True, samesite="lax")


def must_sign_in(here: IssuerRequest, asked: AuthorizationRequest, session: Session) -> bool:
    """Whether somebody who is signed in has to do it again for this request (OpenID Connect Core §3.1.2.1)."""
    if asked.prompts & {"login", "select_account"}:
        return True
    max_age = asked.parameters.get("max_age")
    if max_age is not None and (int(max_age) == 0 or here.instance.clock() - session.auth_time > int(max_age)):
        return True
    hint = asked.parameters.get("id_token_hint")
    return hint is not None and (read_id_token(here, hint) or {}).get("sub") != session.user


def is_somebody_else(here: IssuerRequest, asked: AuthorizationRequest, session: Session) -> bool:
    """Whether ``login_hint`` means another person than the one who is signed in."""
    hinted = hinted_user(here, asked)
    return hinted is not None and hinted != session.user


def hinted_user(here: IssuerRequest, asked: AuthorizationRequest) -> str | None:
    """The id of the user whom ``login_hint`` means, by id or e-mail address; None if it means nobody."""
    hint = asked.parameters.get("login_hint")
    users = here.site.world.users
    return next((id_ for id_, user in users.items() if hint is not None and hint in (id_, user.email)), None)


def has_consented(
    here: IssuerRequest, client: str, user: str, audiences: Collection[str], scopes: Collection[str]
) -> bool:
    """Whether this user allowed this client all of these scopes at these audiences before."""
    allowed = here.state.consents.get(_consent(client, user, audiences))
    return allowed is not None and allowed >= {*scopes}


def consent(here: IssuerRequest, client: str, user: str, audiences: Collection[str], scopes: Collection[str]) -> None:
    """Remember that this user allows this client these scopes."""
    key = _consent(client, user, audiences)
    here.state.consents.put(key, frozenset(scopes) | (here.state.consents.get(key) or frozenset()))


def _consent(client: str, user: str, audiences: Collection[str]) -> str:
    return " ".join([user, client, *sorted(audiences)])
