"""The grants this issuer speaks, by the ``grant_type`` of the token request. One module each."""

from collections.abc import Callable
from typing import Final

from sandbox.http.forms import Parameters
from sandbox.issuer.grants.authorization_code import redeem_code
from sandbox.issuer.grants.client_credentials import grant_to_client
from sandbox.issuer.grants.refresh_token import refresh
from sandbox.issuer.grants.token_exchange import TOKEN_EXCHANGE, exchange
from sandbox.issuer.request import IssuerRequest
from sandbox.issuer.state import Grant
from sandbox.worlds.model import GrantType

GrantHandler = Callable[[IssuerRequest, str, Parameters], Grant]
"""Decides a token request: the request, the authenticated client's id, the form's parameters."""

GRANTS: Final[dict[str, tuple[GrantType, GrantHandler]]] = {
    "authorization_code": ("authorization_code", redeem_code),
    "client_credentials": ("client_credentials", grant_to_client),
    "refresh_token": ("refresh_token", refresh),
    TOKEN_EXCHANGE: ("token_exchange", exchange),
}
"""``grant_type`` on the wire: its name in a world, and who decides it."""
