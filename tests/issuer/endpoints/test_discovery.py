"""Discovery is truthful: whatever it names answers, and what it does not name is refused."""

from typing import Any

import pytest

from tests.running import ISSUER, TWO, App, Running, machine_token, opened, sent_back

TWO_ISSUER = "http://localhost:8000/worlds/two/issuer/"
PARTNER = "http://localhost:8000/worlds/two/issuers/partner/"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
BACKEND = {"client_id": "bar-backend", "client_secret": "bar-backend-secret"}


async def configuration(live: Running, issuer: str = ISSUER) -> dict[str, Any]:
    answer = await live.http.get(f"{issuer}.well-known/openid-configuration")
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


@pytest.mark.parametrize("issuer", [ISSUER, TWO_ISSUER, PARTNER])
async def test_the_issuer_is_the_address_it_was_asked_at(live: Running, issuer: str) -> None:
    assert (await configuration(live, issuer))["issuer"] == issuer


async def test_what_is_required_is_there(live: Running) -> None:
    """OpenID Connect Discovery §3 and RFC 8414 §2."""
    assert {
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "response_types_supported",
        "subject_types_supported",
        "id_token_signing_alg_values_supported",
    } <= set(await configuration(live))


@pytest.mark.parametrize("issuer", [ISSUER, TWO_ISSUER, PARTNER])
async def test_every_endpoint_named_is_below_the_issuer_and_answers(live: Running, issuer: str) -> None:
    named = await configuration(live, issuer)
    endpoints = {name: url for name, url in named.items() if name.endswith(("_endpoint", "_uri"))}
    assert sorted(endpoints) == [
        "authorization_endpoint",
        "end_session_endpoint",
        "introspection_endpoint",
        "jwks_uri",
        "revocation_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
    ]
    for url in endpoints.values():
        assert url.startswith(issuer)
    assert (await live.http.get(endpoints["jwks_uri"])).status_code == 200
    assert "invalid_client" in (await live.http.get(endpoints["authorization_endpoint"])).text
    assert (await live.http.get(endpoints["userinfo_endpoint"])).status_code == 401
    assert "You are signed out" in (await live.http.get(endpoints["end_session_endpoint"])).text
    for name in ("token_endpoint", "revocation_endpoint", "introspection_endpoint"):
        answer = await live.http.post(endpoints[name], data={"client_id": "nobody"})
        assert answer.json()["error"] == "invalid_client"


async def test_the_same_document_is_where_rfc_8414_looks_for_it(live: Running) -> None:
    """RFC 8414 §3.1: before the path of the issuer, whose slash at the end may be left out."""
    named = await configuration(live)
    for path in ("/worlds/foo/issuer", "/worlds/foo/issuer/"):
        answer = await live.http.get(f"http://localhost:8000/.well-known/oauth-authorization-server{path}")
        assert answer.json() == named
    assert (await live.http.get(f"{ISSUER}.well-known/oauth-authorization-server")).json() == named
    host = {"host": "issuer.foo.localhost:8000"}
    answer = await live.http.get("/.well-known/oauth-authorization-server", headers=host)
    assert answer.json()["issuer"] == "http://issuer.foo.localhost:8000/"


async def test_every_grant_named_works(live: Running, app: App) -> None:
    named = (await configuration(live))["grant_types_supported"]
    exchange = "urn:ietf:params:oauth:grant-type:token-exchange"
    assert sorted(named) == ["authorization_code", "client_credentials", "refresh_token", exchange]
    tokens = await app.tokens(scope="offline_access")
    renewed = await app.ask(grant_type="refresh_token", client_id="www", refresh_token=tokens["refresh_token"])
    assert "access_token" in renewed.json()
    machine = (await machine_token(live.http)).json()
    subject = {"subject_token": machine["access_token"], "subject_token_type": ACCESS_TOKEN}
    answer = await machine_token(live.http, **BACKEND, grant_type=exchange, audience="https://baz.foo.com", **subject)
    assert "access_token" in answer.json()


@pytest.mark.parametrize("grant", ["password", "implicit", "token_exchange", "x"])
async def test_a_grant_not_named_is_refused(live: Running, grant: str) -> None:
    answer = await machine_token(live.http, grant_type=grant)
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


@pytest.mark.parametrize("kind", ["token", "id_token", "code id_token", "none", "", None])
async def test_a_response_type_not_named_is_refused(live: Running, app: App, kind: str | None) -> None:
    assert (await configuration(live))["response_types_supported"] == ["code"]
    returned = sent_back(await app.choose(response_type=kind))
    assert returned["error"] == ("unsupported_response_type" if kind else "invalid_request")
    assert "code" not in returned


@pytest.mark.parametrize("mode", ["jwt", "query.jwt", "x"])
async def test_a_response_mode_not_named_is_refused(live: Running, app: App, mode: str) -> None:
    named = (await configuration(live))["response_modes_supported"]
    assert named == ["query", "fragment", "form_post", "web_message"]
    assert sent_back(await app.choose(response_mode=mode))["error"] == "invalid_request"


async def test_a_response_mode_named_is_taken(app: App) -> None:
    assert "code" in sent_back(await app.choose(response_mode="query"))


async def test_request_objects_are_refused_as_discovery_says(live: Running, app: App) -> None:
    """Where ``request_uri_parameter_supported`` is not said, it is true (OpenID Connect Discovery §3)."""
    assert (await configuration(live))["request_uri_parameter_supported"] is False
    assert sent_back(await app.choose(request_uri="https://a.example/r"))["error"] == "request_uri_not_supported"
    assert sent_back(await app.choose(request="a.b.c"))["error"] == "request_not_supported"


async def test_a_challenge_method_not_named_is_refused(live: Running, app: App) -> None:
    assert (await configuration(live))["code_challenge_methods_supported"] == ["S256"]
    assert sent_back(await app.choose(code_challenge_method="plain"))["error"] == "invalid_request"


async def test_scopes_named_are_those_of_the_worlds_audiences(live: Running) -> None:
    named = await configuration(live, TWO_ISSUER)
    registered = {scope for audience in TWO.audiences.values() for scope in audience.scopes}
    assert set(named["scopes_supported"]) == registered | {"openid", "profile", "email", "offline_access"}


async def test_claims_of_an_id_token_are_all_named(live: Running, app: App) -> None:
    tokens = await app.tokens(scope="openid profile email", nonce="n")
    named = (await configuration(live))["claims_supported"]
    assert set(named) == set(claims_of(tokens["id_token"]))


async def test_the_algorithm_named_is_the_one_that_signs(live: Running, app: App, web: App) -> None:
    for client, issuer in ((app, ISSUER), (web, TWO_ISSUER)):
        token = (await client.tokens(scope="openid"))["id_token"]
        named = (await configuration(live, issuer))["id_token_signing_alg_values_supported"]
        assert named == [header_of(token)["alg"]]


async def test_the_answer_names_who_answers_as_promised(live: Running, app: App) -> None:
    assert (await configuration(live))["authorization_response_iss_parameter_supported"] is True
    assert sent_back(await app.choose())["iss"] == ISSUER


async def test_documents_may_be_read_by_browsers_and_kept_for_a_while(live: Running) -> None:
    for path in ("openid-configuration", "jwks.json"):
        answer = await live.http.get(f"{ISSUER}.well-known/{path}")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "public, max-age=300"
        assert answer.headers["content-type"] == "application/json"
        head = await live.http.head(f"{ISSUER}.well-known/{path}")
        assert head.status_code == 200


async def test_keys_are_public_halves_for_signatures_alone(live: Running) -> None:
    for issuer, kind in ((ISSUER, "RSA"), (TWO_ISSUER, "EC")):
        keys = (await live.http.get(f"{issuer}.well-known/jwks.json")).json()["keys"]
        assert [(key["kty"], key["use"]) for key in keys] == [(kind, "sig")]
        assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & {*keys[0]}
        assert [key["kid"].rpartition("-")[2] for key in keys] == ["1"]


async def test_two_issuers_of_a_world_have_different_keys(live: Running) -> None:
    first = (await live.http.get(f"{TWO_ISSUER}.well-known/jwks.json")).json()["keys"]
    second = (await live.http.get(f"{PARTNER}.well-known/jwks.json")).json()["keys"]
    assert {key["kid"] for key in first}.isdisjoint(key["kid"] for key in second)


async def test_a_path_that_is_none_and_a_method_that_is_none_are_told_as_json(live: Running) -> None:
    nowhere = await live.http.get(f"{ISSUER}oauth/tokens")
    assert (nowhere.status_code, nowhere.json()["error"]) == (404, "not_found")
    for method, path, allowed in (("GET", "oauth/token", {"POST"}), ("PUT", "authorize", {"GET", "HEAD", "POST"})):
        answer = await live.http.request(method, ISSUER + path)
        assert (answer.status_code, answer.json()["error"]) == (405, "method_not_allowed")
        assert set(answer.headers["allow"].split(", ")) == allowed
        assert answer.headers["cache-control"] == "no-store"


def header_of(token: str) -> dict[str, Any]:
    return opened(token)[0]


def claims_of(token: str) -> dict[str, Any]:
    return opened(token)[1]
