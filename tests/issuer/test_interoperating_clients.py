"""What real clients send, and what the specifications let them: scopes, redirect URIs, secrets, preflights."""

import base64
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from sandbox.worlds.expiring import ExpiringSet
from tests.running import FORM, ISSUER, App, Running, bearer, machine_token, running, sent_back, world

BAR, BAZ = "https://bar.foo.com", "https://baz.foo.com"
ORIGIN = "http://www.foo.localhost:8000"
NATIVE = """
    world: native
    title: Installed apps
    domain: native.example
    issuers: {issuer: {}}
    audiences: {notes: {identifier: "https://notes.example", scopes: {read: Read}}}
    clients:
      desk:
        grants: [authorization_code]
        audiences: {notes: [read]}
        redirect_uris:
          - http://127.0.0.1/cb
          - http://127.0.0.1:7777/other?x=1
          - "http://[::1]:8123/six"
          - http://localhost:3000/cb
          - https://127.0.0.1/tls
          - https://app.example/back?
          - https://app.example/query?a=1
          - https://app.example/open?a=1&
    users: {alice: {name: Alice, permissions: {notes: [read]}}}
"""
NATIVE_WORLD = world(NATIVE)
NATIVE_ISSUER = "http://localhost:8000/worlds/native/issuer/"


def basic(client: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{client}:{password}".encode()).decode()}


@pytest.mark.parametrize("form", [{"client_id": "www"}, {}, {"client_id": "www", "client_secret": ""}])
async def test_an_empty_password_is_no_secret(app: App, form: dict[str, str]) -> None:
    """RFC 6749 §2.3.1."""
    given = {"grant_type": "authorization_code", "code": await app.sign_in(), "redirect_uri": app.redirect_uri}
    given |= {"code_verifier": "a-verifier-of-forty-three-characters-at-least", **form}
    answer = await app.http.post(f"{ISSUER}oauth/token", data=given, headers=basic("www", ""))
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("headers", "form", "status"),
    [
        (basic("nightly", ""), {}, 401),
        (basic("www", "guessed"), {}, 401),
        (basic("www", ""), {"client_id": "nightly"}, 400),
        (basic("nightly", "nightly-secret"), {"client_id": "www"}, 400),
        (basic("www", ""), {"client_secret": "x"}, 400),
    ],
)
async def test_an_empty_password_proves_nothing(
    live: Running, headers: dict[str, str], form: dict[str, str], status: int
) -> None:
    given = {"grant_type": "client_credentials", "audience": BAR, **form}
    answer = await live.http.post(f"{ISSUER}oauth/token", data=given, headers=headers)
    assert answer.status_code == status
    assert ("www-authenticate" in answer.headers) == (status == 401)


@pytest.mark.parametrize(
    ("uri", "good"),
    [
        ("http://127.0.0.1/cb", True),
        ("http://127.0.0.1:51004/cb", True),
        ("http://127.0.0.1:1/other?x=1", True),
        ("http://[::1]:49152/six", True),
        ("http://[::1]/six", True),
        ("http://127.0.0.1:51004/cb/", False),
        ("http://127.0.0.1:51004/cb?x=1", False),
        ("http://127.0.0.1:51004/other", False),
        ("http://[::1]:51004/cb", False),
        ("http://127.0.0.1:0/cb", False),
        ("http://127.0.0.1:65536/cb", False),
        ("http://127.0.0.1:/cb", False),
        ("http://127.0.0.1:51004@evil.example/cb", False),
        ("http://127.0.0.1.evil.example:80/cb", False),
        ("http://127.0.0.2:51004/cb", False),
        ("http://localhost:51004/cb", False),
        ("https://127.0.0.1:51004/tls", False),
        ("https://127.0.0.1:51004/cb", False),
    ],
)
async def test_an_installed_app_takes_whatever_port_is_free(uri: str, good: bool) -> None:
    """RFC 8252 §7.3; the name localhost is no loopback address (§8.3)."""
    async with running(NATIVE_WORLD) as live:
        app = App(live.http, issuer=NATIVE_ISSUER, client_id="desk", redirect_uri=uri)
        if good:
            assert "access_token" in await app.tokens(audience="https://notes.example")
        else:
            assert (await live.http.get(app.authorization_url())).status_code == 400


@pytest.mark.parametrize("uri", ["back?", "query?a=1", "open?a=1&"])
@pytest.mark.parametrize("changed", [{}, {"response_type": "token"}])
async def test_a_response_joins_the_query_that_is_there(uri: str, changed: dict[str, str]) -> None:
    async with running(NATIVE_WORLD) as live:
        redirect_uri = f"https://app.example/{uri}"
        app = App(live.http, issuer=NATIVE_ISSUER, client_id="desk", redirect_uri=redirect_uri)
        location = (await app.choose(**changed)).headers["location"]
    assert location.startswith(redirect_uri)
    assert "??" not in location
    assert "&&" not in location
    assert {"iss", "state"} < {name for name, _ in parse_qsl(urlsplit(location).query, strict_parsing=True)}


@pytest.mark.parametrize("wide", ["  {}", "{}  ", " {} ", "{}   {}"])
async def test_spaces_between_scopes_make_no_difference(app: App, wide: str) -> None:
    """RFC 6749 §3.3, at every endpoint that takes scopes."""
    scope = wide.format("read:orders", "read:orders")
    tokens = await app.tokens(audience=BAR, scope=f"offline_access  {scope}")
    assert tokens["scope"] == "offline_access read:orders"
    form = {"grant_type": "refresh_token", "client_id": "www", "refresh_token": tokens["refresh_token"]}
    assert (await app.ask(**form, scope=scope)).json()["scope"] == "read:orders"
    assert (await machine_token(app.http, scope=scope)).json()["scope"] == "read:orders"


@pytest.mark.parametrize("kind", [None, ""])
async def test_a_missing_response_type_is_an_invalid_request(app: App, kind: str | None) -> None:
    assert sent_back(await app.choose(response_type=kind))["error"] == "invalid_request"


async def test_a_jwt_that_its_client_revoked_is_good_no_more_at_its_issuer(live: Running, app: App) -> None:
    """RFC 7009 §2.2; an api that reads it by itself cannot know."""
    tokens, other = [await app.tokens(audience=BAR, scope="openid read:orders") for _ in range(2)]
    token = tokens["access_token"]
    secret = ("bar-backend", "bar-backend-secret")
    exchange = {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": token,
        "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
        "audience": BAZ,
    }

    async def good_at(token: str) -> list[bool]:
        info = await live.http.get(f"{ISSUER}userinfo", headers=bearer(token))
        said = await live.http.post(f"{ISSUER}oauth/introspect", data={"token": token}, auth=secret)
        changed = await live.http.post(f"{ISSUER}oauth/token", data={**exchange, "subject_token": token}, auth=secret)
        return [info.status_code == 200, said.json()["active"], changed.status_code == 200]

    stranger = await live.http.post(f"{ISSUER}oauth/revoke", data={"token": token}, auth=("nightly", "nightly-secret"))
    assert (stranger.status_code, await good_at(token)) == (200, [True] * 3)
    assert (await live.http.post(f"{ISSUER}oauth/revoke", data={"token": token, "client_id": "www"})).status_code == 200
    assert await good_at(token) == [False] * 3
    assert await good_at(other["access_token"]) == [True] * 3
    api = await live.http.get("http://localhost:8000/worlds/foo/apis/bar/orders", headers=bearer(token))
    assert api.status_code == 200


def test_what_is_revoked_is_remembered_until_it_expires_and_no_more_than_so_many() -> None:
    revoked = ExpiringSet(3)
    for key, expires in (("a", 5), ("b", 20), ("c", 15)):
        revoked.put(key, expires, 0)
    revoked.put("d", 30, 10)
    assert [key in revoked for key in "abcd"] == [False, True, True, True]
    revoked.put("e", 40, 10)
    assert [key in revoked for key in "bcde"] == [True, False, True, True]
    assert len(revoked) == 3


PATHS = ("issuer/oauth/token", "issuer/userinfo", "apis/bar/orders", "issuer/.well-known/openid-configuration")


@pytest.mark.parametrize("header", ["MCP-Protocol-Version", "DPoP", "traceparent,Authorization", "X-Whatever_1"])
@pytest.mark.parametrize("path", PATHS)
async def test_a_page_may_send_the_headers_of_its_libraries(live: Running, path: str, header: str) -> None:
    asks = {"origin": ORIGIN, "access-control-request-method": "GET", "access-control-request-headers": header}
    answer = await live.http.options(f"/worlds/foo/{path}", headers=asks)
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-headers"].replace(" ", "") == header
    assert answer.headers["access-control-allow-origin"] in (ORIGIN, "*")
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/worlds/foo/issuer/.well-known/openid-configuration",
        "/worlds/foo/issuer/.well-known/jwks.json",
        "/.well-known/oauth-authorization-server/worlds/foo/issuer",
        "/.well-known/oauth-protected-resource/worlds/foo/apis/bar",
        "/worlds/foo/issuer/openapi.json",
    ],
)
async def test_documents_for_everybody_can_be_read_from_any_origin(live: Running, path: str) -> None:
    asks = {"origin": "http://localhost:6274", "access-control-request-method": "GET"}
    answer = await live.http.options(path, headers=asks | {"access-control-request-headers": "mcp-protocol-version"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
    got = await live.http.get(path, headers={"origin": "http://localhost:6274", "mcp-protocol-version": "x"})
    assert (got.status_code, got.headers["access-control-allow-origin"]) == (200, "*")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"origin": "http://evil.example"}, "http://evil.example"),
        ({"access-control-request-method": "BREW"}, "BREW"),
        ({"access-control-request-headers": "a b"}, "Access-Control-Request-Headers"),
        ({"access-control-request-headers": ",".join(f"h{n}" for n in range(500))}, "Access-Control-Request-Headers"),
    ],
)
async def test_a_preflight_that_is_refused_says_why(live: Running, changed: dict[str, str], why: str) -> None:
    asks = {"origin": ORIGIN, "access-control-request-method": "GET", "access-control-request-headers": "dpop"}
    answer = await live.http.options("/worlds/foo/issuer/oauth/token", headers=asks | changed)
    assert answer.status_code == 400
    assert why in answer.text
    assert "access-control-allow-origin" not in answer.headers


async def test_every_401_has_a_challenge(live: Running) -> None:
    """RFC 9110 §15.5.2, also where the secret was posted."""
    for path in ("oauth/token", "oauth/introspect", "oauth/revoke"):
        body = urlencode({"client_id": "nightly", "client_secret": "wrong", "token": "x"})
        answer = await live.http.post(f"{ISSUER}{path}", content=body, headers=FORM)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Basic realm="issuer"')
