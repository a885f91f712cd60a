"""oauth4webapi, which checks strictly, as a client of our issuers."""

from typing import Any

import pytest

from tests.interop.conftest import node
from tests.interop.worlds import private_jwk
from tests.running import opened

NOTES, MAIL = "https://notes.strict.example", "https://mail.strict.example"


def web(strict: str, **more: Any) -> dict[str, Any]:
    """What the client ``web`` asks for."""
    who = {"client": "web", "redirect_uri": "http://localhost:3000/cb", "user": "carol"}
    return {"issuer": strict, "audience": NOTES, "other": MAIL, "scope": "openid notes:read"} | who | more


def does(what: str, given: dict[str, Any]) -> Any:
    told = node("client.mjs", what, given)
    assert told["ok"], told
    return told["came"]


def token_for_notes(strict: str) -> str:
    token: str = does("code", web(strict))["tokens"]["access_token"]
    return token


def test_it_finds_the_issuer_by_openid_connect_and_by_rfc_8414(strict: str) -> None:
    assert does("discovery", web(strict)) == {"same": True, "issuer": strict}


def test_it_signs_somebody_in_with_pkce_and_accepts_the_answer_and_the_id_token(strict: str) -> None:
    """It checks ``iss`` and ``state`` of the answer, and of the ID token signature, ``aud``, ``nonce``, times."""
    came = does("code", web(strict))
    assert (came["claims"]["sub"], came["claims"]["aud"]) == ("carol", "web")
    assert opened(came["tokens"]["access_token"])[1]["aud"] == NOTES


def test_in_the_other_dialect_too(foo: str, server: str) -> None:
    given = web(foo, client="www", user="alice", audience="https://bar.foo.com", scope="openid read:orders")
    came = does("code", given | {"redirect_uri": f"{server}/worlds/foo/clients/www/callback"})
    assert opened(came["tokens"]["access_token"])[1]["aud"] == ["https://bar.foo.com", f"{foo}userinfo"]


def test_one_refresh_token_gives_a_token_for_the_second_audience_and_works_once(strict: str) -> None:
    came = does("refresh", web(strict, scope="notes:read"))
    assert opened(came["first"])[1]["aud"] == NOTES
    assert opened(came["second"])[1]["aud"] == MAIL
    assert came["reused"] == "invalid_grant"


@pytest.mark.parametrize("auth", ["basic", "post"])
def test_a_machine_authenticates_by_its_secret(strict: str, auth: str) -> None:
    given = web(strict, client="machine", secret="m@chine+secret", auth=auth)
    assert opened(does("machine", given)["access_token"])[1]["client_id"] == "machine"


def test_a_machine_authenticates_by_its_key(strict: str) -> None:
    """The ``aud`` it writes into its assertion by default is the issuer: the one that is accepted here."""
    given = web(strict, client="robot", auth="key", key=private_jwk())
    assert opened(does("machine", given)["access_token"])[1]["client_id"] == "robot"


def test_another_key_is_refused(strict: str) -> None:
    key = {**private_jwk(), "kid": "robot-2"}
    told = node("client.mjs", "machine", web(strict, client="robot", auth="key", key=key))
    # It reports a 401's challenge (RFC 9110 §15.5.2) before the error in the body.
    assert (told["ok"], told["error"]) == (False, "OAUTH_WWW_AUTHENTICATE_CHALLENGE")


def test_an_api_exchanges_the_token_it_was_sent(strict: str) -> None:
    given = web(strict, client="notes-backend", secret="notes-secret", auth="basic", audience=MAIL)
    came = does("exchange", given | {"token": token_for_notes(strict)})
    claims = opened(came["access_token"])[1]
    assert (claims["aud"], claims["act"]) == (MAIL, {"sub": "notes-backend"})
    assert came["issued_token_type"] == "urn:ietf:params:oauth:token-type:access_token"
    told = node("client.mjs", "exchange", given | {"token": came["access_token"]})
    assert (told["ok"], told["error"]) == (False, "invalid_request")


def test_introspection_tells_the_api_of_its_own_tokens_alone(strict: str) -> None:
    given = web(strict, client="notes-backend", secret="notes-secret", auth="basic")
    assert does("introspection", given | {"token": token_for_notes(strict)})["active"] is True
    mail = does("code", web(strict, audience=MAIL, scope="mail:read"))["tokens"]["access_token"]
    assert does("introspection", given | {"token": mail}) == {"active": False}


def test_a_revoked_refresh_token_is_good_no_more(strict: str) -> None:
    assert does("revocation", web(strict, scope="notes:read")) == {"renewed": "invalid_grant"}


def test_userinfo_is_about_who_signed_in(strict: str) -> None:
    assert does("userinfo", web(strict)) == {"sub": "carol", "name": "Carol"}


def test_its_validator_of_rfc_9068_accepts_the_token_for_its_audience_and_no_other(strict: str) -> None:
    token = token_for_notes(strict)
    assert does("verify", web(strict, token=token))["client_id"] == "web"
    told = node("client.mjs", "verify", web(strict, token=token, audience=MAIL))
    assert (told["ok"], "aud" in told["message"]) == (False, True)


def test_its_validator_refuses_an_id_token_by_its_type(strict: str) -> None:
    token = does("code", web(strict))["tokens"]["id_token"]
    told = node("client.mjs", "verify", web(strict, token=token, audience="web"))
    assert (told["ok"], "typ" in told["message"]) == (False, True)


def test_metadata_of_an_api_names_its_audience_and_not_its_address(server: str, strict: str) -> None:
    """So a client that keeps to RFC 9728 §3.3 refuses it: an audience is a name, and here it is not the address."""
    told = node("client.mjs", "resource", web(strict, api=f"{server}/worlds/strict/apis/notes"))
    assert (told["ok"], "resource" in told["message"]) == (False, True)
