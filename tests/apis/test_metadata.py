"""Protected resource metadata (RFC 9728): what an api says of itself, and where a refusal says that this is."""

import re

import pytest

from tests.running import Running, bearer, machine_token

AT = "/.well-known/oauth-protected-resource"


async def test_it_names_the_audience_to_ask_for_and_who_issues_tokens(live: Running) -> None:
    answer = await live.http.get(f"{AT}/worlds/foo/apis/bar")
    assert answer.json() == {
        "resource": "https://bar.foo.com",
        "authorization_servers": ["http://localhost:8000/worlds/foo/issuer/"],
        "scopes_supported": ["read:orders", "write:orders"],
        "bearer_methods_supported": ["header"],
        "resource_name": "bar of www.foo.com and its two APIs",
    }
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_at_its_origin_it_names_the_issuer_by_its_origin(live: Running) -> None:
    answer = await live.http.get(AT, headers={"host": "notes.two.localhost:8000"})
    assert answer.json()["resource"] == "https://notes.two.example.org"
    assert answer.json()["authorization_servers"] == [
        "http://issuer.two.localhost:8000/",
        "http://partner.two.localhost:8000/",
    ]


@pytest.mark.parametrize(
    ("url", "metadata"),
    [
        ("/worlds/foo/apis/bar/orders", f"http://localhost:8000{AT}/worlds/foo/apis/bar"),
        ("/worlds/foo/apis/baz;audience=off/reports", f"http://localhost:8000{AT}/worlds/foo/apis/baz;audience=off"),
        ("http://bar.foo.localhost:8000/orders", f"http://bar.foo.localhost:8000{AT}"),
    ],
)
async def test_every_refusal_says_where_it_is(live: Running, url: str, metadata: str) -> None:
    """RFC 9728 §5.1."""
    token = (await machine_token(live.http)).json()["access_token"]
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Bearer"}):
        refused = await live.http.get(url, headers=headers)
        (named,) = re.findall(r'resource_metadata="([^"]+)"', refused.headers["www-authenticate"])
        assert named == metadata
        assert (await live.http.get(named)).json()["authorization_servers"]
    assert "www-authenticate" not in (await live.http.get("/worlds/foo/apis/bar/health", headers=bearer(token))).headers
