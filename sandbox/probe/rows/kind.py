"""Rows about kinds of tokens: what the same issuer signs, and is no access token for this API."""

from typing import Final

from sandbox.probe.ingredients import Ingredients
from sandbox.probe.spec import Row

_LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"


def _id_token(it: Ingredients) -> str:
    claims = {"aud": it.client, "nonce": "n-0S6_WzA2Mj", "auth_time": it.now, "email": "sandbox@example.com"}
    return it.signed(claims, remove=("scope", "jti", "client_id"), header={"typ": "JWT"})


def _logout_token(it: Ingredients) -> str:
    claims = {"aud": it.client, "events": {_LOGOUT_EVENT: {}}}
    return it.signed(claims, remove=("scope", "azp", "client_id"), header={"typ": "logout+jwt"})


def _refresh_token(it: Ingredients) -> str:
    return it.signed({"aud": it.issuer, "typ": "Refresh"}, header={"typ": "JWT"})


def _client_id_is_mine(it: Ingredients) -> str:
    return it.signed({"aud": it.registered, "azp": it.audience, "client_id": it.audience})


KIND: Final = (
    Row("kind.id-token", "an ID token of the same issuer", "refuse", "RFC 8725 §3.11-3.12", _id_token, profile="quick"),
    Row(
        "kind.logout-token",
        "a logout token of the same issuer",
        "refuse",
        "RFC 8725 §3.11-3.12",
        _logout_token,
        profile="all",
    ),
    Row(
        "kind.refresh-token", "a refresh token that is a JWT", "refuse", "RFC 8725 §3.12", _refresh_token, profile="all"
    ),
    Row(
        "kind.azp-me",
        "a token for another API whose azp and client_id name this one",
        "refuse",
        "RFC 7519 §4.1.3",
        _client_id_is_mine,
    ),
    Row(
        "typ.at+jwt",
        "the right token with typ at+jwt",
        "measure",
        "RFC 9068 §2.1",
        lambda it: it.signed(header={"typ": "at+jwt"}),
        severity="warning",
    ),
    Row(
        "typ.JWT", "the right token with typ JWT", "measure", "RFC 9068 §4", lambda it: it.signed(header={"typ": "JWT"})
    ),
    Row(
        "typ.none",
        "the right token without typ",
        "measure",
        "RFC 9068 §4",
        lambda it: it.signed(header={"typ": None}),
        profile="all",
    ),
    Row(
        "typ.wrong",
        "the right token with the typ of another kind",
        "measure",
        "RFC 8725 §3.11",
        lambda it: it.signed(header={"typ": "logout+jwt"}),
    ),
)
