"""An issuer has exactly two names, and says the one it was reached by. It copies nothing from a Host header."""

import pytest

from tests.running import CHALLENGE, FORM, ISSUER, Running, machine_token, opened, running, sent_back

ORIGIN = "http://issuer.foo.localhost:8000/"
DISCOVERY = ".well-known/openid-configuration"
MACHINE = "grant_type=client_credentials&client_id=nightly&client_secret=nightly-secret&audience=https://bar.foo.com"
SIGN_IN = (
    "response_type=code&client_id=www&redirect_uri=http://www.foo.localhost:8000/callback&scope=openid"
    f"&code_challenge={CHALLENGE}&code_challenge_method=S256"
)


async def test_by_its_path_it_has_the_name_of_the_public_url(live: Running) -> None:
    assert (await live.http.get(ISSUER + DISCOVERY)).json()["issuer"] == ISSUER
    assert opened((await machine_token(live.http)).json()["access_token"])[1]["iss"] == ISSUER


async def test_by_its_origin_it_has_the_name_of_its_origin(live: Running) -> None:
    document = (await live.http.get(ORIGIN + DISCOVERY)).json()
    assert document["issuer"] == ORIGIN
    assert document["token_endpoint"] == f"{ORIGIN}oauth/token"
    token = (await live.http.post(document["token_endpoint"], content=MACHINE, headers=FORM)).json()["access_token"]
    assert opened(token)[1]["iss"] == ORIGIN
    returned = sent_back(await live.http.post(f"{ORIGIN}authorize?{SIGN_IN}", data={"user": "alice"}))
    assert returned["iss"] == ORIGIN


async def test_both_names_publish_the_same_keys(live: Running) -> None:
    by_path = (await live.http.get(f"{ISSUER}.well-known/jwks.json")).json()
    assert (await live.http.get(f"{ORIGIN}.well-known/jwks.json")).json() == by_path


async def test_the_issuer_called_issuer_has_no_third_name(live: Running) -> None:
    assert (await live.http.get(f"/worlds/foo/issuers/issuer/{DISCOVERY}")).status_code == 404


HOSTS = [
    "127.0.0.1:8000",
    "127.0.0.1",
    "[::1]:8000",
    "LOCALHOST:8000",
    "localhost",
    "sandbox.evil.example",
    "evil.example:8000",
    "issuer.foo.localhost.evil.example",
    "localhost:8000@evil.example",
    "[::1",
    "evil.example\\",
    "",
]


@pytest.mark.parametrize("host", HOSTS)
async def test_whatever_the_host_header_says_the_name_is_that_of_the_public_url(live: Running, host: str) -> None:
    headers = {"host": host}
    document = await live.http.get(ISSUER + DISCOVERY, headers=headers)
    assert document.json()["issuer"] == ISSUER
    token = await live.http.post(f"{ISSUER}oauth/token", content=MACHINE, headers=FORM | headers)
    assert opened(token.json()["access_token"])[1]["iss"] == ISSUER
    signed_in = await live.http.post(f"{ISSUER}authorize?{SIGN_IN}", content="user=alice", headers=FORM | headers)
    assert sent_back(signed_in)["iss"] == ISSUER


@pytest.mark.parametrize(
    "host", ["issuer.foo.localhost", "ISSUER.FOO.LOCALHOST:1", "issuer.foo.localhost:666@evil.example"]
)
async def test_an_origin_is_named_by_its_own_words_not_by_those_of_the_request(live: Running, host: str) -> None:
    answer = await live.http.get(f"http://localhost:8000/{DISCOVERY}", headers={"host": host})
    assert answer.json()["issuer"] == ORIGIN


@pytest.mark.parametrize(
    "host", ["evil.example/issuer.foo.localhost", "x.issuer.foo.localhost", "x@issuer.foo.localhost"]
)
async def test_what_only_ends_like_an_origin_is_none(live: Running, host: str) -> None:
    answer = await live.http.get(f"http://localhost:8000/{DISCOVERY}", headers={"host": host})
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


@pytest.mark.parametrize(
    "path",
    [
        DISCOVERY,
        ".well-known/jwks.json",
        "authorize",
        f"authorize?{SIGN_IN}",
        "authorize/",
        "oauth/token",
        "oauth/token/",
    ],
)
async def test_no_answer_to_a_hostile_host_ever_names_it(live: Running, path: str) -> None:
    for method in ("GET", "POST", "PUT", "OPTIONS"):
        answer = await live.http.request(method, ISSUER + path, headers={"host": "evil.example", **FORM})
        assert "evil" not in answer.text
        assert "evil" not in str(answer.headers.raw)


async def test_the_public_url_is_a_setting() -> None:
    async with running(public_url="https://sandbox.example.org") as elsewhere:
        document = (await elsewhere.http.get(f"/worlds/foo/issuer/{DISCOVERY}")).json()
        assert document["issuer"] == "https://sandbox.example.org/worlds/foo/issuer/"
