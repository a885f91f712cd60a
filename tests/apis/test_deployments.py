"""``/apis/baz;audience=off``: how a deployment makes its checks stands in its address, and nowhere else."""

from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.tokens.check_facts import FLAWS
from sandbox.tokens.minting import sign, sign_with_public_key, unsigned
from tests.apis.conftest import Forge
from tests.running import BAR, BAZ, ISSUER, KEYS, Running, bearer, opened

CAREFUL = "https://baz.foo.com"


async def reports(live: Running, deployment: str, token: str) -> httpx2.Response:
    return await live.http.get(f"{BAZ}{deployment}/reports", headers=bearer(token))


def found(answer: httpx2.Response, check: str) -> dict[str, Any]:
    result: dict[str, Any] = next(result for result in answer.json()["sandbox"]["checks"] if result["id"] == check)
    return result


async def test_baz_built_without_the_audience_check_serves_a_bar_token(live: Running, forge: Forge) -> None:
    token = forge(scope="read:reports")
    assert (await reports(live, "", token)).status_code == 401
    careless = await reports(live, ";audience=off", token)
    assert careless.status_code == 200
    assert careless.json()["sandbox"]["verify"] == {"audience": "off"}
    assert careless.json()["sandbox"]["decided_by"] == "none"
    audience = found(careless, "audience")
    assert (audience["verdict"], audience["made"], audience["refuses"]) == ("fail", "off", False)


async def test_several_words_stand_one_after_the_other(live: Running, forge: Forge) -> None:
    now = int(live.clock.now)
    token = forge(scope="read:reports", aud="https://baz.foo.com.evil.example", exp=now - 299)
    answer = await reports(live, ";audience=prefix;expiry=leeway-5m", token)
    assert answer.status_code == 200
    assert answer.json()["sandbox"]["verify"] == {"audience": "prefix", "expiry": "leeway-5m"}
    assert (await reports(live, ";audience=prefix", token)).json()["sandbox"]["decided_by"] == "expiry"
    assert (await reports(live, ";expiry=leeway-5m", token)).json()["sandbox"]["decided_by"] == "audience"


@pytest.mark.parametrize(
    "address", ["baz%3Baudience=off", "baz%3baudience%3Doff", "baz;audience%3doff", "%62az;audience=%6fff"]
)
async def test_an_address_may_be_percent_encoded(live: Running, forge: Forge, address: str) -> None:
    answer = await live.http.get(f"/worlds/foo/apis/{address}/reports", headers=bearer(forge(scope="read:reports")))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("words", "error", "suggestion"),
    [
        (";audiance=off", "there is no check `audiance`", "audience"),
        (";audience=prefx", "the check `audience` cannot be made `prefx`", "prefix"),
        (";audience", "the check `audience` cannot be made ``", None),
        (";audience=", "the check `audience` cannot be made ``", None),
        (";audience=OFF", "the check `audience` cannot be made `OFF`", "off"),
        (";expiry=leeway-5y", "the check `expiry` cannot be made `leeway-5y`", "leeway-5m"),
        (";expiry=leeway--5m", "the check `expiry` cannot be made `leeway--5m`", "leeway-5m"),
        (";expiry=prefix", "the check `expiry` cannot be made `prefix`", None),
        (";signature=any", "the check `signature` cannot be made `any`", None),
        (";", "there is no check ``", None),
        (";audience=off;", "there is no check ``", None),
        (";=off", "there is no check ``", None),
        (";audience=off;audience=on", "the check `audience` stands twice in this address", None),
        (";audience=off,expiry=off", "the check `audience` cannot be made `off,expiry=off`", None),
        (";verify=off", "there is no check `verify`", None),
    ],
)
async def test_a_deployment_that_cannot_be_is_a_404_with_a_suggestion(
    live: Running, forge: Forge, words: str, error: str, suggestion: str | None
) -> None:
    answer = await reports(live, words, forge(aud=CAREFUL, scope="read:reports"))
    assert answer.status_code == 404
    body = answer.json()
    assert (body["error"], body["error_description"], body["did_you_mean"]) == ("not_found", error, suggestion)


async def test_a_very_long_word_is_shortened_in_the_answer(live: Running, forge: Forge) -> None:
    answer = await reports(live, f";audience={'x' * 5000}", forge())
    assert answer.status_code == 404
    assert len(answer.content) < 1000


async def test_a_declared_deployment_holds_where_the_address_says_nothing(live: Running) -> None:
    """``careless`` is declared ``audience: off``; an address may make it careful again."""
    now = int(live.clock.now)
    claims = {"iss": "http://localhost:8000/worlds/two/issuer/", "aud": "x", "sub": "s", "iat": now, "exp": now - 60}
    key = KEYS.key("two-1", "ES256")
    token = sign({"alg": "ES256", "typ": "at+jwt", "kid": "two-1"}, claims, key)
    at = "http://localhost:8000/worlds/two/apis/careless"
    answer = await live.http.get(f"{at}/", headers=bearer(token))
    assert answer.status_code == 200
    assert answer.json()["sandbox"]["verify"] == {"audience": "off", "expiry": "leeway-2m"}
    careful = await live.http.get(f"{at};audience=on/", headers=bearer(token))
    assert careful.json()["sandbox"]["decided_by"] == "audience"


LET_IN: dict[str, dict[str, Any]] = {
    "audience=missing-passes": {"aud": None},
    "audience=empty-list-passes": {"aud": []},
    "audience=list-passes": {"aud": ["https://bar.foo.com", "https://qux.foo.com"]},
    "audience=string-passes": {"aud": "https://bar.foo.com"},
    "audience=prefix": {"aud": "https://baz.foo.com.evil.example"},
    "audience=substring": {"aud": "https://evil.example/?https://baz.foo.com"},
    "audience=ignore-case": {"aud": "https://BAZ.foo.com"},
    "audience=ignore-slash": {"aud": "https://baz.foo.com/"},
    "audience=ignore-scheme": {"aud": "api://baz.foo.com"},
    "audience=client-id-instead": {"aud": "https://bar.foo.com"},
    "audience=client-id-if-missing": {"aud": None},
    "audience=any-registered": {"aud": "https://api.foo.com", "azp": "x"},
    "issuer=prefix": {"aud": CAREFUL, "iss": f"{ISSUER}evil"},
    "issuer=substring": {"aud": CAREFUL, "iss": "http://localhost:8000/"},
    "issuer=ignore-slash": {"aud": CAREFUL, "iss": ISSUER.rstrip("/")},
    "not_before=leeway-5m": {"aud": CAREFUL, "nbf": 1_800_000_000 + 300},
    "expiry=leeway-5m": {"aud": CAREFUL, "exp": 1_800_000_000 - 299},
}
"""For each flaw, what is odd about a token that it lets in."""


def let_in(forge: Forge, flaw: str) -> str:
    """A token that baz refuses, and lets in when it has this flaw."""
    if flaw != "algorithm=any":
        return forge(scope="read:reports", **LET_IN[flaw])
    header, claims = opened(forge(scope="read:reports", aud=CAREFUL))
    return sign_with_public_key({**header, "alg": "HS256"}, claims, KEYS.key("foo-1", "RS256"))


REFUSED = {
    "audience=first-only": {"aud": ["https://bar.foo.com", CAREFUL]},
    "audience=list-refused": {"aud": [CAREFUL]},
    "audience=exact-list": {"aud": [CAREFUL, "https://bar.foo.com"]},
}
"""For each flaw that lets nothing in, what is odd about a token that it refuses all the same."""
EVERY = sorted({f"{check}={flaw}" for check, flaws in FLAWS.items() for flaw in flaws} - REFUSED.keys())


@pytest.mark.parametrize("flaw", EVERY)
async def test_every_flaw_lets_in_a_token_that_is_refused_without_it(live: Running, forge: Forge, flaw: str) -> None:
    token, check = let_in(forge, flaw), flaw.partition("=")[0]
    strict = await reports(live, "", token)
    assert (strict.status_code, strict.json()["sandbox"]["decided_by"]) == (401, check)
    flawed = await reports(live, f";{flaw}", token)
    assert flawed.status_code == 200
    result = found(flawed, check)
    assert (result["verdict"], result["made"], result["refuses"]) == ("fail", flaw.partition("=")[2], False)


@pytest.mark.parametrize("flaw", REFUSED)
async def test_some_flaws_refuse_a_token_that_the_strict_api_accepts(live: Running, forge: Forge, flaw: str) -> None:
    odd = forge(scope="read:reports", **REFUSED[flaw])
    assert (await reports(live, "", odd)).status_code == 200
    refused = await reports(live, f";{flaw}", odd)
    result = found(refused, "audience")
    assert (refused.status_code, result["verdict"], result["refuses"]) == (401, "pass", True)


async def test_any_algorithm_needs_no_signature_at_all(live: Running, forge: Forge) -> None:
    header, claims = opened(forge(scope="read:reports", aud=CAREFUL))
    token = unsigned({**header, "alg": "none"}, claims)
    assert (await reports(live, "", token)).status_code == 401
    assert (await reports(live, ";algorithm=any", token)).status_code == 200


@pytest.mark.parametrize(
    "check", ["format", "type", "algorithm", "key", "signature", "issuer", "audience", "expiry", "not_before", "scope"]
)
async def test_every_check_can_be_switched_off(live: Running, forge: Forge, check: str) -> None:
    answer = await reports(live, f";{check}=off", forge(aud=CAREFUL, scope="read:reports"))
    assert answer.status_code == 200
    assert found(answer, check)["made"] == "off"


async def test_the_deployment_without_a_signature_check_still_checks_the_address(live: Running, forge: Forge) -> None:
    header, claims = opened(forge(scope="read:reports"))
    token = sign(header, claims, KEYS.key("stranger-1", "RS256"))
    assert (await reports(live, ";signature=off", token)).json()["sandbox"]["decided_by"] == "audience"


async def test_a_deployment_is_only_its_own(live: Running, forge: Forge) -> None:
    """One request to a careless deployment leaves the careful one as it was."""
    token = forge(scope="read:reports")
    assert (await reports(live, ";audience=off", token)).status_code == 200
    assert (await reports(live, "", token)).status_code == 401


async def test_an_origin_is_always_the_deployment_that_was_declared(live: Running, forge: Forge) -> None:
    for path in ("/reports", "/;audience=off/reports", "/reports;audience=off"):
        at = f"http://localhost:8000{path}"
        answer = await live.http.get(
            at, headers=bearer(forge(scope="read:reports")) | {"host": "baz.foo.localhost:8000"}
        )
        assert answer.status_code in (401, 404)
    answer = await live.http.get("http://baz;audience=off.foo.localhost:8000/reports", headers=bearer(forge()))
    assert answer.status_code == 404


WORDS = [
    "audience=off",
    "off",
    "on",
    "verify",
    "audience",
    "sandbox.verify",
    "{'audience': 'off'}",
    '{"audience":"off"}',
]
TEXT = st.sampled_from(WORDS) | st.text(st.characters(codec="ascii", exclude_characters="\r\n\0"), max_size=20)
NAME = st.sampled_from(
    """verify audience sandbox.verify sandbox-verify x-verify x-sandbox-verify x-original-url x-rewrite-url forwarded
    x-forwarded-prefix x-forwarded-host x-http-method-override cookie root_path""".split()  # noqa: SIM905
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.dictionaries(NAME | TEXT, TEXT, max_size=4), headers=st.dictionaries(NAME, TEXT, max_size=4))
async def test_no_query_header_or_cookie_turns_a_check_off(
    live: Running, forge: Forge, query: dict[str, str], headers: dict[str, str]
) -> None:
    token = forge(scope="read:reports")
    headers = {"cookie": "verify=audience=off", **headers, **bearer(token)}
    answer = await live.http.get(f"{BAZ}/reports", params=query, headers=headers)
    assert answer.status_code == 401
    sandbox = answer.json()["sandbox"]
    assert (sandbox["verify"], sandbox["decided_by"]) == ({}, "audience")


async def test_the_prefix_of_the_path_is_no_address(live: Running, forge: Forge) -> None:
    for path in ("/reports;audience=off", "/reports?;audience=off", "/;audience=off/reports"):
        answer = await live.http.get(f"{BAZ}{path}", headers=bearer(forge(scope="read:reports")))
        assert answer.status_code in (401, 404)


async def test_the_declared_checks_of_bar_are_all_on(live: Running, forge: Forge) -> None:
    answer = await live.http.get(f"{BAR}/orders", headers=bearer(forge()))
    assert {result["made"] for result in answer.json()["sandbox"]["checks"]} == {"on"}
