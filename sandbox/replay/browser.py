"""The browser of a user: it keeps the cookies of each issuer, and sends them there."""

from http.cookies import CookieError, SimpleCookie

from sandbox.replay.state import ReplayState
from sandbox.replay.trace import Response


async def browse(
    state: ReplayState, user: str, client: str, issuer: str, url: str, form: dict[str, str] | None = None
) -> Response:
    """Send a request from a user's browser, with the cookies it has for this issuer, and keep those it gets.

    Args:
        state: The state of the replay.
        user: Whose browser it is.
        client: The client whose page they were on.
        issuer: The id of the issuer.
        url: The whole address.
        form: The fields of a form; a GET if None.

    """
    cookies = state.cookies.setdefault((user, issuer), {})
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
    method = "GET" if form is None else "POST"
    response = await state.wire.send(state.party(client), issuer, method, url, headers=headers, form=form)
    for name, value in response.headers:
        if name.lower() == "set-cookie":
            _keep(cookies, value)
    return response


def _keep(cookies: dict[str, str], header: str) -> None:
    """Keep a cookie, or forget it, if the header says that it is over (RFC 6265 §5.2.2)."""
    try:
        received = SimpleCookie(header)
    except CookieError:
        return
    for name, morsel in received.items():
        if morsel["max-age"] == "0":
            cookies.pop(name, None)
        else:
            cookies[name] = morsel.value
