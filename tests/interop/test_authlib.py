"""Authlib's OAuth2 session, as a client of our issuers."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

import pytest
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import ECKey

from tests.interop.worlds import private_jwk
from tests.running import opened

NOTES, MAIL = "https://notes.strict.example", "https://mail.strict.example"
VERIFIER = "a-verifier-of-forty-three-characters-at-least"


@pytest.fixture
def web(strict: str) -> Iterator[Any]:
    """A session that has signed somebody in, by hand: what a browser would do is done with its own connection."""
    session = OAuth2Session(
        "web",
        redirect_uri="http://localhost:3000/cb",
        scope="offline_access notes:read",
        code_challenge_method="S256",
        token_endpoint_auth_method="none",
    )
    url, state = session.create_authorization_url(f"{strict}authorize", code_verifier=VERIFIER, resource=NOTES)
    answer = session.request("POST", url, data={"user": "carol"}, allow_redirects=False, withhold_token=True)
    session.fetch_token(
        f"{strict}oauth/token",
        authorization_response=answer.headers["location"],
        code_verifier=VERIFIER,
        state=state,
    )
    yield session
    session.close()


def test_it_signs_somebody_in_with_pkce(web: Any) -> None:
    assert opened(web.token["access_token"])[1]["aud"] == NOTES


def test_it_calls_an_api_with_the_token(web: Any, server: str) -> None:
    assert web.get(f"{server}/worlds/strict/apis/notes/notes").status_code == 200
    assert web.get(f"{server}/worlds/strict/apis/mail/mail").status_code == 401


def test_it_renews_for_the_second_audience(web: Any, strict: str, server: str) -> None:
    """By itself it asks again for the scopes of the sign-in, which mean nothing at the second audience."""
    token = web.refresh_token(f"{strict}oauth/token", resource=MAIL, scope="mail:read")
    assert opened(token["access_token"])[1]["aud"] == MAIL
    assert web.get(f"{server}/worlds/strict/apis/mail/mail").status_code == 200


def machine(strict: str, client: str, secret: Any, method: Any) -> Any:
    with OAuth2Session(client, secret, token_endpoint_auth_method=method) as session:
        token = session.fetch_token(f"{strict}oauth/token", grant_type="client_credentials", resource=NOTES)
    return opened(token["access_token"])[1]["client_id"]


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_a_machine_authenticates_by_its_secret(strict: str, method: str) -> None:
    assert machine(strict, "plain", "plain-secret", method) == "plain"


def test_a_secret_with_signs_has_to_be_posted(strict: str) -> None:
    """In the header Authlib leaves out the encoding of RFC 6749 §2.3.1, so that ``+`` would be read as a space."""
    assert machine(strict, "machine", "m@chine+secret", "client_secret_post") == "machine"
    with pytest.raises(OAuthError, match="wrong"):
        machine(strict, "machine", "m@chine+secret", "client_secret_basic")
    assert machine(strict, "machine", quote_plus("m@chine+secret"), "client_secret_basic") == "machine"


def test_a_machine_authenticates_by_its_key_once_the_audience_is_the_issuer(strict: str) -> None:
    """By itself Authlib writes the token endpoint into ``aud``, which RFC 10070 forbids and we refuse."""
    key = ECKey.import_key(private_jwk())
    with pytest.raises(OAuthError, match="its aud must be the issuer"):
        machine(strict, "robot", key, PrivateKeyJWT(alg="ES256"))
    assert machine(strict, "robot", key, PrivateKeyJWT(strict, alg="ES256")) == "robot"
