"""Bearer tokens in requests, and the challenge that asks for one: for apis and an issuer's userinfo (RFC 6750)."""

from starlette.requests import Request


class MalformedCredentials(Exception):
    """The Authorization header cannot be understood: ``invalid_request`` (RFC 6750 §3.1)."""


def bearer_token(request: Request) -> str | None:
    """The token of the Authorization header; None when there is none, or another scheme.

    A token in the query is not looked for: RFC 9700 §4.3.2 rules it out.

    Raises:
        MalformedCredentials: Several headers, or ``Bearer`` followed by nothing or by two words.

    """
    headers = request.headers.getlist("authorization")
    if not headers:
        return None
    if len(headers) > 1:
        raise MalformedCredentials("the Authorization header is given more than once")
    scheme, _, token = headers[0].partition(" ")
    if scheme.lower() != "bearer":
        return None
    token = token.strip(" ")
    if not token or " " in token:
        raise MalformedCredentials("after Bearer, one token is expected")
    return token


def challenge(realm: str, **attributes: str) -> dict[str, str]:
    """The ``WWW-Authenticate`` header that asks for a bearer token (RFC 6750 §3)."""
    parameters = ", ".join(f'{name}="{value}"' for name, value in {"realm": realm, **attributes}.items())
    return {"WWW-Authenticate": f"Bearer {parameters}"}
