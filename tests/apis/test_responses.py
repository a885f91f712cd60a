"""An api answers as RFC 6750 says, and adds its checks."""

import re
from typing import Any

import httpx2
import pytest

from sandbox.tokens.check_facts import SECTIONS
from sandbox.tokens.minting import sign, sign_with_public_key, tamper, unsigned
from tests.apis.conftest import Forge
from tests.running import BAR, BAZ, KEYS, App, Running, bearer, machine_token, opened
from tests.tokens.samples import USUAL

TWO_NOTES = "http://localhost:8000/worlds/two/apis/notes"

METADATA = "http://localhost:8000/.well-known/oauth-protected-resource/worlds/foo/apis/bar"


def challenge(answer: httpx2.Response) -> dict[str, str]:
    """The attributes of the one Bearer challenge (RFC 9110 §11.6.1)."""
    (value,) = answer.headers.get_list("www-authenticate")
    scheme, _, rest = value.partition(" ")
    assert scheme == "Bearer"
    attributes = re.findall(r'([a-z_]+)="([^"\\]*)"(?:, |$)', rest)
    assert ", ".join(f'{name}="{text}"' for name, text in attributes) == rest
    return dict(attributes)


async def orders(live: Running, token: str, at: str = BAR) -> httpx2.Response:
    return await live.http.get(f"{at}/orders", headers=bearer(token))


async def test_a_good_token_is_served(live: Running) -> None:
    token = (await App(live.http).tokens(audience="https://bar.foo.com"))["access_token"]
    for method, path in (("GET", "/orders"), ("POST", "/orders"), ("GET", "/health")):
        answer = await live.http.request(method, BAR + path, headers=bearer(token))
        assert answer.status_code == 200
        body = answer.json()
        assert (body["api"], body["route"], body["sub"]) == ("bar", f"{method} {path}", "alice")
        assert body["sandbox"]["decision"] == "accept"
        assert "www-authenticate" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


async def test_a_bar_token_at_bazs_door(live: Running) -> None:
    token = (await machine_token(live.http)).json()["access_token"]
    answer = await live.http.get(f"{BAZ}/reports", headers=bearer(token))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
    sandbox = answer.json()["sandbox"]
    assert (sandbox["decision"], sandbox["decided_by"]) == ("refuse", "audience")
    audience = next(check for check in sandbox["checks"] if check["id"] == "audience")
    assert audience["expected"] == ["https://baz.foo.com"]
    assert audience["actual"] == "https://bar.foo.com"
    assert next(check for check in sandbox["checks"] if check["id"] == "signature")["verdict"] == "pass"


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Basic YTpi"}, {"Authorization": "DPoP abc"}, {"Authorization": ""}]
)
async def test_without_credentials_it_names_no_error(live: Running, headers: dict[str, str]) -> None:
    """RFC 6750 §3.1."""
    answer = await live.http.get(f"{BAR}/orders", headers=headers)
    assert answer.status_code == 401
    assert challenge(answer) == {"realm": "bar", "resource_metadata": METADATA}
    assert set(answer.json()) == {"sandbox"}
    assert answer.json()["sandbox"]["checks"] == []
    assert answer.json()["sandbox"]["decided_by"] == "none"


@pytest.mark.parametrize(
    "values",
    [["Bearer"], ["Bearer "], ["bearer   "], ["Bearer a b"], ["Bearer a", "Bearer a"], ["Basic YTpi", "Bearer a"]],
)
async def test_malformed_credentials_are_an_invalid_request(live: Running, values: list[str]) -> None:
    answer = await live.http.get(f"{BAR}/orders", headers=[("Authorization", value) for value in values])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert challenge(answer)["error"] == "invalid_request"
    assert answer.json()["sandbox"]["decision"] == "refuse"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_the_name_of_the_scheme_has_no_case(live: Running, forge: Forge, scheme: str) -> None:
    answer = await live.http.get(f"{BAR}/orders", headers={"Authorization": f"{scheme} {forge()}"})
    assert answer.status_code == 200


async def test_a_token_in_the_query_or_the_body_is_not_read(live: Running, forge: Forge) -> None:
    """RFC 9700 §4.3.2."""
    answer = await live.http.get(f"{BAR}/orders?access_token={forge()}")
    assert challenge(answer) == {"realm": "bar", "resource_metadata": METADATA}
    answer = await live.http.post(f"{BAR}/orders", data={"access_token": forge(scope="write:orders")})
    assert challenge(answer) == {"realm": "bar", "resource_metadata": METADATA}
    answer = await live.http.get(f"{BAR}/orders", headers={"cookie": f"access_token={forge()}"})
    assert challenge(answer) == {"realm": "bar", "resource_metadata": METADATA}


def tokens_refused(forge: Forge) -> dict[str, str]:
    """For each check, a token that fails it and none before it."""
    good, key = forge(), KEYS.key("foo-1", "RS256")
    header, claims = opened(good)
    stranger = KEYS.key("stranger-1", "RS256")
    return {
        "format": "no-token",
        "type": forge({"typ": "at+jwt"}),
        "algorithm": sign_with_public_key({**header, "alg": "HS256"}, claims, key),
        "key": sign({**header, "kid": "stranger-1"}, claims, stranger),
        "signature": sign(header, claims, stranger),
        "issuer": forge(iss="http://localhost:8000/worlds/foo/issuer"),
        "audience": forge(aud="https://baz.foo.com"),
        "expiry": forge(exp=claims["iat"]),
        "not_before": forge(nbf=claims["iat"] + 60),
        "scope": forge(scope="read:reports"),
    }


@pytest.mark.parametrize("check", USUAL)
async def test_each_check_refuses_what_fails_it(live: Running, forge: Forge, check: str) -> None:
    answer = await orders(live, tokens_refused(forge)[check])
    status, error = (403, "insufficient_scope") if check == "scope" else (401, "invalid_token")
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["sandbox"]["decided_by"] == check
    parameters = challenge(answer)
    assert parameters["realm"] == "bar"
    assert (parameters["error"], parameters["error_description"]) == (error, answer.json()["error_description"])
    assert parameters.get("scope") == ("read:orders" if check == "scope" else None)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("check", USUAL)
async def test_what_failed_is_told_as_data_of_the_contracts_shape(live: Running, forge: Forge, check: str) -> None:
    sandbox = (await orders(live, tokens_refused(forge)[check])).json()["sandbox"]
    assert set(sandbox) == {"api", "verify", "decision", "decided_by", "claims_verified", "checks"}
    assert (sandbox["api"], sandbox["verify"], sandbox["decision"]) == ("bar", {}, "refuse")
    assert [row["id"] for row in sandbox["checks"]] == list(USUAL)
    for row in sandbox["checks"]:
        assert_contract(row)
    decisive = next(row for row in sandbox["checks"] if row["id"] == check)
    assert (decisive["verdict"], decisive["made"], decisive["refuses"]) == ("fail", "on", True)
    before = sandbox["checks"][: USUAL.index(decisive["id"])]
    assert not any(row["refuses"] for row in before)


def assert_contract(check: dict[str, Any]) -> None:
    """What the page of the scenario language says a check looks like; ``reason`` is added to it."""
    contract = {"id", "verdict", "made", "refuses", "expected", "actual", "spec", "library"}
    assert set(check) == contract | {"reason"}
    assert check["verdict"] in ("pass", "fail", "skipped")
    assert isinstance(check["refuses"], bool)
    assert check["spec"] == SECTIONS[check["id"]]
    if check["library"] is not None:
        assert set(check["library"]) == {"call", "says"}
        assert check["library"]["call"].startswith(("jwt.", "jws."))
        says = check["library"]["says"]
        assert says is None or re.match(r"\w+(Error|Exception)?: ", says)


async def test_the_explanation_is_the_same_on_success_and_refusal(live: Running, forge: Forge) -> None:
    served, refused = await orders(live, forge()), await orders(live, forge(aud="x"))
    assert set(served.json()["sandbox"]) == set(refused.json()["sandbox"])
    for row in served.json()["sandbox"]["checks"]:
        assert_contract(row)
        assert row["verdict"] == "pass"
        assert not row["refuses"]


async def test_claims_of_a_token_whose_signature_failed_are_marked_unverified(live: Running, forge: Forge) -> None:
    rewritten = tamper(forge(), {}, {"aud": "https://bar.foo.com", "sub": "mallory"}, [])
    assert (await orders(live, rewritten)).json()["sandbox"]["claims_verified"] is False
    assert (await orders(live, forge())).json()["sandbox"]["claims_verified"] is True


async def test_every_route_needs_its_own_scope(live: Running, forge: Forge) -> None:
    token = forge(scope="read:orders")
    assert (await orders(live, token)).status_code == 200
    refused = await live.http.post(f"{BAR}/orders", headers=bearer(token))
    assert (refused.status_code, challenge(refused)["scope"]) == (403, "write:orders")
    assert (await live.http.get(f"{BAR}/health", headers=bearer(forge(scope=None)))).status_code == 200


@pytest.mark.parametrize(
    "scope", ["read:orders:all", "xread:orders", "READ:ORDERS", ["read:orders"], "read:orders,x", ""]
)
async def test_a_scope_is_a_whole_word(live: Running, forge: Forge, scope: Any) -> None:
    assert (await orders(live, forge(scope=scope))).status_code == 403


async def test_unsigned_tokens_are_refused(live: Running, forge: Forge) -> None:
    header, claims = opened(forge())
    for alg in ("none", "None", "NONE"):
        assert (await orders(live, unsigned({**header, "alg": alg}, claims))).status_code == 401


async def test_an_id_token_is_refused_for_its_audience(live: Running) -> None:
    token = (await App(live.http).tokens(scope="openid", audience="https://bar.foo.com"))["id_token"]
    answer = await orders(live, token)
    assert answer.json()["sandbox"]["decided_by"] == "audience"


async def test_an_opaque_token_is_no_jwt(live: Running) -> None:
    token = (await App(live.http).tokens(scope="openid"))["access_token"]
    assert (await orders(live, token)).json()["sandbox"]["decided_by"] == "format"


async def test_both_names_of_a_trusted_issuer_are_trusted_and_no_third(live: Running, forge: Forge) -> None:
    origin = "http://issuer.foo.localhost:8000/"
    assert (await orders(live, forge(iss=origin))).status_code == 200
    for iss in (
        origin.rstrip("/"),
        "http://127.0.0.1:8000/worlds/foo/issuer/",
        "https://issuer.foo.localhost:8000/",
        "",
        1,
    ):
        assert (await orders(live, forge(iss=iss))).json()["sandbox"]["decided_by"] == "issuer"


async def test_an_api_may_accept_several_audiences_and_trust_several_issuers(live: Running) -> None:
    web = App(
        live.http, "http://localhost:8000/worlds/two/issuer/", "web", "http://localhost:3000/cb", "s3cret: with+signs %"
    )
    ask = {"grant_type": "client_credentials", "client_id": "web", "client_secret": web.secret}
    for issuer in (web.issuer, "http://localhost:8000/worlds/two/issuers/partner/"):
        web.issuer = issuer
        token = (await web.ask(**ask, audience="https://notes.two.example.org")).json()["access_token"]
        assert (await live.http.get(f"{TWO_NOTES}/", headers=bearer(token))).status_code == 200
    token = (await web.ask(**ask, audience="urn:attic")).json()["access_token"]
    answer = await live.http.delete(f"{TWO_NOTES}/notes/7", headers=bearer(token))
    assert (answer.status_code, answer.json()["route"]) == (200, "DELETE /notes/{id}")


async def test_an_access_token_of_the_other_dialect_has_its_own_type(live: Running) -> None:
    web = App(
        live.http, "http://localhost:8000/worlds/two/issuer/", "web", "http://localhost:3000/cb", "s3cret: with+signs %"
    )
    tokens = await web.tokens("carol", scope="openid notes:read")
    assert (await live.http.get(f"{TWO_NOTES}/", headers=bearer(tokens["access_token"]))).status_code == 200
    refused = await live.http.get(f"{TWO_NOTES}/", headers=bearer(tokens["id_token"]))
    assert refused.json()["sandbox"]["decided_by"] == "type"


async def test_a_token_of_another_worlds_issuer_is_refused(live: Running) -> None:
    token = (await machine_token(live.http)).json()["access_token"]
    answer = await live.http.get(f"{TWO_NOTES}/", headers=bearer(token))
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "path", ["", "/", "/order", "/orders/", "/orders/1", "//orders", "/../orders", "/%2e%2e/orders"]
)
async def test_an_unknown_route_is_told_as_json(live: Running, forge: Forge, path: str) -> None:
    for headers in ({}, bearer(forge())):
        answer = await live.http.get(f"{BAR}{path}", headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


async def test_an_unknown_route_says_which_there_are(live: Running) -> None:
    answer = await live.http.get(f"{BAR}/order")
    assert "GET /orders, POST /orders, GET /health" in answer.json()["error_description"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
async def test_an_unknown_method_is_told_as_json_with_those_allowed(live: Running, forge: Forge, method: str) -> None:
    answer = await live.http.request(method, f"{BAR}/orders", headers=bearer(forge()))
    assert (answer.status_code, answer.json()["error"]) == (405, "method_not_allowed")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


async def test_a_head_is_answered_as_a_get(live: Running, forge: Forge) -> None:
    assert (await live.http.head(f"{BAR}/orders", headers=bearer(forge()))).status_code == 200
    assert (await live.http.head(f"{BAR}/orders")).status_code == 401


async def test_a_description_may_be_what_it_likes_the_header_stays_one_line(live: Running, forge: Forge) -> None:
    for nasty in ('x"\r\nSet-Cookie: a=b', "ünï", "\u0000", '", error="none'):
        for claim in ("sub", "aud", "iss", "scope", "azp"):
            answer = await orders(live, forge(**{claim: nasty}))
            assert "set-cookie" not in answer.headers
            if answer.status_code != 200:
                assert set(challenge(answer)) <= {"realm", "error", "error_description", "scope", "resource_metadata"}
