"""Tokens in requests, and the challenge that asks for one: for apis and an issuer's userinfo (RFC 6750, RFC 9449)."""

from typing import Final

from starlette.requests import Request


class MalformedCredentials(Exception):
    """The Authorization header cannot be understood: ``invalid_request`` (RFC 6750 §3.1)."""


BEARER: Final = "Bearer"
DPOP: Final = "DPoP"


def presented_token(request: Request, schemes: tuple[str, ...] = (BEARER,)) -> tuple[str, str] | None:
    """The scheme and the token of the Authorization header; None when there is none, or another scheme.

    A token in the query is not looked for: RFC 9700 §4.3.2 rules it out.

    Raises:
        MalformedCredentials: Several headers, or a scheme followed by nothing or by two words.

    """
    headers = request.headers.getlist("authorization")
    if not headers:
        return None
    if len(headers) > 1:
        raise MalformedCredentials("the Authorization header is given more than once")
    word, _, token = headers[0].partition(" ")
    scheme = next((scheme for scheme in schemes if scheme.lower() == word.lower()), None)
    if scheme is None:
        return None
    token = token.strip(" ")
    if not token or " " in token:
        raise MalformedCredentials(f"after {scheme}, one token is expected")
    return scheme, token


def challenge(realm: str, scheme: str = BEARER, **attributes: str) -> dict[str, str]:
    """The ``WWW-Authenticate`` header that asks for a token (RFC 6750 §3, RFC 9449 §7.1).

    Args:
        realm: Who asks.
        scheme: How it is to be sent.
        **attributes: Further parameters, such as the error.

    """
    parameters = ", ".join(f'{name}="{value}"' for name, value in {"realm": realm, **attributes}.items())
    return {"WWW-Authenticate": f"{scheme} {parameters}"}
