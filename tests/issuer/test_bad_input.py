"""Whatever is sent: an answer below 500, nothing issued, and nothing of it in a header."""

import asyncio
import re
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import quote, urlencode

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.network import Network, served
from tests.openapi import conforms
from tests.running import CHALLENGE, FOO, FORM, ISSUER, KEYS, PUBLIC_URL, VERIFIER, running, sent_back

NAMES = st.sampled_from(
    [
        "client_id",
        "redirect_uri",
        "response_type",
        "state",
        "nonce",
        "scope",
        "audience",
        "resource",
        "prompt",
        "code_challenge",
        "response_mode",
        "code_challenge_method",
        "request",
        "request_uri",
        "user",
        "max_age",
        "grant_type",
        "code",
        "code_verifier",
        "client_secret",
        "refresh_token",
        "subject_token",
        "subject_token_type",
        "client_assertion",
        "client_assertion_type",
        "token",
        "consent",
        "login_hint",
        "id_token_hint",
        "post_logout_redirect_uri",
        "returnTo",
    ]
)
GOOD_VALUES = st.sampled_from(
    f"""www nightly code S256 {CHALLENGE} {VERIFIER} openid https://bar.foo.com none nightly-secret alice query
    http://www.foo.localhost:8000/callback authorization_code client_credentials read:orders refresh_token
    bar-backend bar-backend-secret web_message form_post fragment login consent allow deny 0 http://www.foo.localhost:8000/
    urn:ietf:params:oauth:grant-type:token-exchange urn:ietf:params:oauth:token-type:access_token
    urn:ietf:params:oauth:client-assertion-type:jwt-bearer""".split()
)
VALUES = GOOD_VALUES | st.text(max_size=30)
PAIRS = st.lists(st.tuples(NAMES | st.text(max_size=8), VALUES), max_size=12)
ENCODED = PAIRS.map(lambda pairs: urlencode(pairs, errors="surrogatepass"))
QUERIES = ENCODED | st.text(max_size=60).map(lambda text: quote(text, safe="&=+%;", errors="surrogatepass"))
BODIES = ENCODED.map(str.encode) | st.binary(max_size=60)
HEADERS = st.binary(max_size=40).map(lambda noise: bytes(byte for byte in noise if byte not in b"\r\n\x00"))

GOOD = {
    "client_id": "www",
    "redirect_uri": "http://www.foo.localhost:8000/callback",
    "response_type": "code",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}

many = settings(max_examples=150, deadline=None)


def ask(method: str, path: str, **request: object) -> httpx2.Response:
    """One request to a new copy of the worlds; an exception of the application is one here, too."""

    async def requested() -> httpx2.Response:
        async with running() as live:
            live.http.event_hooks["response"] = [conforms]
            return await live.http.request(method, f"{ISSUER}{path}", **request)  # type: ignore[arg-type]

    return asyncio.run(requested())


@many
@given(QUERIES)
def test_any_query_of_the_authorization_endpoint(query: str) -> None:
    answer = ask("GET", f"authorize?{query}")
    assert answer.status_code in (200, 302, 400)
    if answer.status_code == 302:
        assert re.match(r"http://www\.foo\.localhost:8000/callback[?#]error=", answer.headers["location"])


@many
@given(QUERIES, BODIES)
def test_any_query_and_body_posted_to_the_authorization_endpoint(query: str, body: bytes) -> None:
    answer = ask("POST", f"authorize?{query}", content=body, headers=FORM)
    assert answer.status_code in (200, 302, 303, 400)


@many
@given(BODIES, HEADERS)
def test_any_body_of_the_token_endpoint(body: bytes, authorization: bytes) -> None:
    headers = [(b"content-type", FORM["content-type"].encode())]
    if authorization:
        headers.append((b"authorization", authorization))
    answer = ask("POST", "oauth/token", content=body, headers=headers)
    assert answer.status_code in (200, 400, 401, 403)
    assert answer.headers["cache-control"] == "no-store"
    assert ("error" in answer.json()) == (answer.status_code != 200)


@pytest.mark.parametrize("path", ["oauth/introspect", "oauth/revoke"])
@many
@given(body=BODIES, authorization=HEADERS)
def test_any_body_of_the_endpoints_about_a_token(path: str, body: bytes, authorization: bytes) -> None:
    headers = [(b"content-type", FORM["content-type"].encode())]
    if authorization:
        headers.append((b"authorization", authorization))
    answer = ask("POST", path, content=body, headers=headers)
    assert answer.status_code in (200, 400, 401)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.status_code != 200 or answer.content in (b"", b'{"active": false}')
    assert answer.status_code == 200 or "error" in answer.json()


@pytest.mark.parametrize("path", ["v2/logout", "oidc/logout"])
@many
@given(query=QUERIES)
def test_any_query_of_a_sign_out(path: str, query: str) -> None:
    answer = ask("GET", f"{path}?{query}")
    assert answer.status_code in (200, 302, 400)
    assert answer.headers["cache-control"] == "no-store"
    if answer.status_code == 302:
        assert answer.headers["location"].partition("?")[0] == "http://www.foo.localhost:8000/"


@many
@given(HEADERS, HEADERS)
def test_any_credentials_at_userinfo_and_any_cookie(authorization: bytes, cookie: bytes) -> None:
    for value in (authorization, b"Bearer " + authorization):
        answer = ask("GET", "userinfo", headers=[(b"authorization", value), (b"cookie", b"issuer_session=" + cookie)])
        assert answer.status_code in (400, 401)
        assert answer.headers["www-authenticate"].startswith('Bearer realm="issuer"')
        assert answer.headers["cache-control"] == "no-store"


@many
@given(HEADERS)
def test_any_cookie_is_nobodys_session(cookie: bytes) -> None:
    query = urlencode({**GOOD, "prompt": "none"})
    for value in (cookie, b"issuer_session=" + cookie):
        answer = ask("GET", f"authorize?{query}", headers=[(b"cookie", value)])
        assert sent_back(answer)["error"] == "login_required"


@many
@given(st.binary(max_size=40))
def test_any_content_type(kind: bytes) -> None:
    clean = bytes(byte for byte in kind if byte not in b"\r\n\x00")
    assert ask("POST", "oauth/token", content=b"a=b", headers=[(b"content-type", clean)]).status_code in (400, 401)


NASTY = {
    "sixty kilobytes": "x" * 60_000,
    "NULs": "%00" * 50,
    "a lone surrogate": "%ED%A0%80",
    "overlong UTF-8": "%C0%AF",
    "a header": "x%0D%0ASet-Cookie: a=b",
    "right to left": "\u202e",
    "a template": "{{7*7}}",
    "a path": "../../etc/passwd",
    "percent signs": "%" * 100,
}


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("parameter", ["client_id", "redirect_uri", "state", "scope", "audience", "nonce", "prompt"])
def test_nasty_values_of_an_otherwise_good_request(name: str, parameter: str) -> None:
    query = urlencode({key: value for key, value in GOOD.items() if key != parameter})
    answer = ask("GET", f"authorize?{query}&{parameter}={NASTY[name]}")
    assert answer.status_code in (200, 302, 400)
    assert "set-cookie" not in answer.headers
    if parameter in ("client_id", "redirect_uri"):
        assert "location" not in answer.headers


@pytest.mark.parametrize("path", ["oauth/token", "oauth/introspect", "oauth/revoke", "authorize", "oidc/logout"])
async def test_a_body_that_breaks_off_is_answered_like_any_bad_one(path: str) -> None:
    """Whoever sent half of it hears nothing; but neither does our log say that something is broken here."""
    messages: list[dict[str, object]] = [{"type": "http.request", "body": b"grant_", "more_body": True}]
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return messages.pop() if messages else {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    address = f"/worlds/foo/issuer/{path}"
    scope = {"type": "http", "method": "POST", "path": address, "query_string": b"", "scheme": "http"}
    headers = [(name.encode(), value.encode()) for name, value in FORM.items()]
    await served(Network({"foo": FOO}), KEYS, PUBLIC_URL)({**scope, "headers": headers}, receive, send)
    assert sent[0]["status"] == 400
