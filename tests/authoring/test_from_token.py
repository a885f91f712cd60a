"""A world and a scenario made of a token that somebody has: what is kept, what is different, and that it is said."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from sandbox.authoring.from_token import FromToken, from_token
from sandbox.errors import UnknownName
from sandbox.tokens.in_hand import read_in_hand

CLAIMS = {"iss": "https://login.shop.example/", "aud": "https://orders.shop.example", "sub": "jane", "azp": "till"}
GUID = "11111111-2222-4333-8444-555555555555"


def token(claims: dict[str, Any], **header: Any) -> str:
    parts = ({"alg": "RS256", "typ": "JWT", **header}, claims)
    encoded = [urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "c2VhbA"])


def made(claims: dict[str, Any], **header: Any) -> FromToken:
    return from_token("incident", read_in_hand(token(claims, **header)))


def identifiers(new: FromToken) -> list[str]:
    return [identifier for identifier, _ in new.world.audiences.values()]


def said(new: FromToken) -> str:
    return "\n".join(new.notes)


def test_its_audience_client_and_domain_are_those_of_the_token() -> None:
    new = made({**CLAIMS, "scope": "openid read:orders"})
    assert new.world.audiences["orders"] == ("https://orders.shop.example", ["read:orders"])
    assert (new.world.client, new.world.domain, new.world.by_user) == ("till", "shop.example", True)
    assert new.minted is None


@pytest.mark.parametrize(
    ("typ", "dialect"), [("at+jwt", "rfc9068"), ("application/at+jwt", "rfc9068"), ("JWT", "auth0"), (7, "auth0")]
)
def test_its_dialect_is_that_of_its_type(typ: Any, dialect: str) -> None:
    assert made(CLAIMS, typ=typ).world.dialect == dialect


@pytest.mark.parametrize(
    "aud",
    [
        ["https://api.shop.example/v1/orders", "https://api.shop.example/v1/reports"],
        ["https://api.shop.example", "https://api.shop.example/"],
        ["https://api.shop.example", "https://API.shop.example", "https://api.shop.example:443"],
        ["account", "orders-api"],
        ["orders-api", "account"],
        ["https://vault.shop.example", "https://other.shop.example"],
        [GUID, f"api://{GUID}", f"spn:{GUID}"],
        ["a", "b", 7, None, {"c": "d"}],
        ["https://elsewhere.shop.example"],
        ["a", "a"],
    ],
)
def test_each_audience_of_several_is_registered_and_stands_in_the_token(aud: list[Any]) -> None:
    new = made({**CLAIMS, "aud": aud})
    assert {text for text in aud if isinstance(text, str)} < {*identifiers(new)}
    assert new.minted is not None
    assert new.minted["aud"] == aud


@pytest.mark.parametrize("aud", ["", [], 7, None, {"x": 1}, [[]], [7], True])
def test_an_aud_that_names_nobody_is_kept_as_it_is(aud: Any) -> None:
    new = made({**CLAIMS, "aud": aud})
    assert new.minted is not None
    assert new.minted["aud"] == aud
    assert "`aud` names no audience" in said(new)


def test_a_token_without_an_audience_stays_without_one() -> None:
    new = made({name: value for name, value in CLAIMS.items() if name != "aud"})
    assert new.minted is not None
    assert "aud" not in new.minted
    assert "names no audience" in said(new)
    assert identifiers(new) == ["https://orders.shop.example"]


def test_the_issuers_own_userinfo_is_left_out_and_named() -> None:
    userinfo = "https://login.shop.example/userinfo"
    new = made({**CLAIMS, "aud": ["https://orders.shop.example", userinfo]})
    assert (new.minted, userinfo in identifiers(new)) == (None, False)
    assert f"Left out of aud: {userinfo}" in said(new)


@pytest.mark.parametrize("alg", ["HS256", "PS384", "Ed448", "ES512", "none", "x\ny", 7, None, "ES256K"])
def test_an_algorithm_that_is_not_kept_is_said_not_to_be(alg: Any) -> None:
    new = made(CLAIMS, alg=alg)
    assert new.world.signing == "RS256"
    assert f"Not kept: alg is {alg if str(alg).isalnum() and isinstance(alg, str) else json.dumps(alg)}," in said(new)


@pytest.mark.parametrize("alg", ["RS256", "RS384", "RS512", "ES256", "ES384", "PS256", "EdDSA"])
def test_an_algorithm_that_is_kept_is_said_to_be(alg: str) -> None:
    new = made(CLAIMS, alg=alg)
    assert new.world.signing == alg
    assert f"Kept: alg {alg}." in new.notes


@pytest.mark.parametrize(
    ("claims", "by_user", "subject"),
    [
        ({"sub": "till", "azp": "till"}, False, "till"),
        ({"sub": "till@clients", "azp": "till"}, False, "till"),
        ({"sub": "", "azp": "till"}, False, "till"),
        ({"sub": "other", "azp": "till", "gty": "client-credentials"}, False, "till"),
        ({"sub": "repo:octo/repo:ref:refs/heads/main"}, False, "repo:octo/repo:ref:refs/heads/main"),
        (
            {"sub": "project_path:group/project:ref_type:branch:ref:main"},
            False,
            "project_path:group/project:ref_type:branch:ref:main",
        ),
        ({"sub": "system:serviceaccount:ns:name"}, False, "system:serviceaccount:ns:name"),
        ({"sub": "spiffe://shop.example/till"}, False, "spiffe://shop.example/till"),
        ({"sub": "x", "kubernetes.io": {}}, False, "x"),
        ({"sub": "107691", "email": "a@b.iam.gserviceaccount.com"}, False, "107691"),
        ({"sub": GUID, "azp": "till"}, True, "alice"),
        ({"sub": "auth0|123", "azp": "till"}, True, "alice"),
        ({"sub": "google-oauth2|123"}, True, "alice"),
        ({"sub": "jane@shop.example"}, True, "alice"),
        ({"sub": GUID, "role": "authenticated"}, True, "alice"),
    ],
)
def test_who_has_the_token_is_a_person_a_client_or_a_workload(
    claims: dict[str, Any], by_user: bool, subject: str
) -> None:
    new = made({"iss": "https://login.shop.example/", "aud": ["a", "b"], **claims})
    assert new.minted is not None
    assert (new.world.by_user, new.minted["sub"]) == (by_user, subject)


@pytest.mark.parametrize(
    "aud", [GUID, f"api://{GUID}", "1234987819200.apps.googleusercontent.com", "x" * 200, "https://[x"]
)
def test_no_name_is_part_of_a_generated_one(aud: str) -> None:
    new = made({"iss": f"https://login.microsoftonline.com/{GUID}/v2.0", "aud": aud, "azp": GUID})
    for name in (*new.world.audiences, new.world.domain):
        assert not any(part in name for part in ("1111", "5555", "12349", "xxxx"))


def test_every_claim_and_header_member_that_is_left_out_is_named_in_one_line() -> None:
    new = made(
        {**CLAIMS, "salary": 1, "x\nsteps: []": 2, "\x1b[2J": 3, "\u202e": 4, "tid": 5}, kid="k1", x5t="t", jku="j"
    )
    lines = said(new).splitlines()
    assert len(lines) == len(new.notes)
    for name in ("salary", "tid", "kid", "x5t", "jku", '"x\\nsteps: []"', '"\\u001b[2J"', '"\\u202e"'):
        assert any(line.startswith("Left out of the") and name in line for line in lines), name


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("nonsense", "opaque"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJhdWQi.c2VhbA", "no JWT"),
        ("eyJlbmMiOiJBMjU2R0NNIn0.a.b.c.d", "encrypted"),
    ],
)
def test_a_token_whose_claims_nobody_can_read_is_refused(raw: str, message: str) -> None:
    with pytest.raises(UnknownName, match=message):
        from_token("incident", read_in_hand(raw))


@pytest.mark.parametrize("client", [GUID, GUID.upper(), "my_client", "https://app.example/x", "1234.apps.example"])
@pytest.mark.parametrize("claim", ["azp", "client_id", "appid", "cid"])
def test_the_client_is_called_what_the_token_calls_it(claim: str, client: str) -> None:
    new = made({"aud": ["a", "b"], "sub": "jane", claim: client})
    assert new.world.client == client
    assert f"Kept: {claim}, the client." in new.notes


@pytest.mark.parametrize("client", ["é", " x", "issuer", "x" * 300, "a\nb"])
def test_a_client_that_no_issuer_could_have_is_called_otherwise_and_named(client: str) -> None:
    new = made({**CLAIMS, "azp": client})
    assert new.world.client == "app"
    assert any(
        note.startswith("azp, the client, is ") and note.endswith(" in the token and app here.") for note in new.notes
    )


def test_the_client_and_the_apis_have_names_of_their_own() -> None:
    new = made({**CLAIMS, "azp": "orders"})
    assert new.world.client not in new.world.audiences
