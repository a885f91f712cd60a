"""Requests that work, to be spoilt: one for each endpoint of foo's issuer, and what the issuer remembers of them."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

import httpx2

from sandbox.issuer.state import BoundedStore, IssuerState
from tests.running import CHALLENGE, FORM, ISSUER, VERIFIER, Running

BAR = "https://bar.foo.com"
BACK = "http://www.foo.localhost:8000/callback"
HOME = "http://www.foo.localhost:8000/"
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class EndpointRequest:
    """A request to an endpoint, before it is written out."""

    method: str
    path: str
    query: Pairs = ()
    form: Pairs | None = None
    headers: Pairs = ()

    @property
    def pairs(self) -> Pairs:
        """Its parameters, wherever they are."""
        return self.query if self.form is None else self.form

    def of(self, pairs: Pairs) -> "EndpointRequest":
        """The same request with other parameters."""
        return replace(self, query=pairs) if self.form is None else replace(self, form=pairs)

    async def send(self, http: httpx2.AsyncClient, **instead: Any) -> httpx2.Response:
        """Send it; ``instead`` of its body or content type, others."""
        url = f"{ISSUER}{self.path}" + (f"?{urlencode(self.query)}" if self.query else "")
        content = instead.get("content", urlencode(self.form).encode() if self.form is not None else None)
        kind = instead.get("kind", FORM["content-type"] if self.form is not None else None)
        headers = [*self.headers, *([("content-type", kind)] if kind is not None else [])]
        written = [(key.encode(), value.encode("latin-1")) for key, value in headers]
        return await http.request(self.method, url, content=content, headers=written)


AUTHORIZATION: Pairs = (
    ("response_type", "code"),
    ("client_id", "www"),
    ("redirect_uri", BACK),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
    ("audience", BAR),
    ("scope", "openid offline_access read:orders"),
)
ENDPOINTS = (
    "GET authorize",
    "POST authorize",
    "POST oauth/token",
    "POST oauth/introspect",
    "POST oauth/revoke",
    "GET oidc/logout",
    "POST oidc/logout",
    "GET v2/logout",
)


@dataclass
class SignedIn:
    """Somebody is signed in, and has a code and tokens: everything with which each endpoint can be asked well."""

    live: Running
    code: str
    tokens: dict[str, str]

    def good(self, name: str) -> EndpointRequest:
        """A request that works at an endpoint."""
        method, _, path = name.partition(" ")
        form: dict[str, Pairs] = {
            "authorize": (("user", "alice"),),
            "oauth/token": (
                ("grant_type", "authorization_code"),
                ("client_id", "www"),
                ("code", self.code),
                ("redirect_uri", BACK),
                ("code_verifier", VERIFIER),
            ),
            "oauth/introspect": (
                ("client_id", "bar-backend"),
                ("client_secret", "bar-backend-secret"),
                ("token", self.tokens["access_token"]),
            ),
            "oauth/revoke": (("client_id", "www"), ("token", self.tokens["refresh_token"])),
            "oidc/logout": (("client_id", "www"), ("post_logout_redirect_uri", HOME)),
            "v2/logout": (("client_id", "www"), ("returnTo", HOME)),
        }
        query = AUTHORIZATION if path == "authorize" else ()
        if method == "GET":
            return EndpointRequest(method, path, query or form[path])
        return EndpointRequest(method, path, query, form[path])

    @property
    def state(self) -> IssuerState:
        """What the issuer remembers."""
        assert self.live.network.instance is not None
        state: IssuerState = self.live.network.instance._parts["issuer", "foo", "issuer"]
        return state

    def remembered(self) -> dict[str, str]:
        """All of it, to the last flag."""
        return {name: repr(store._entries) for name, store in self._stores()}

    def issued(self) -> dict[str, list[str]]:
        """What stands for something: codes, tokens, sessions, consents."""
        return {name: list(store._entries) for name, store in self._stores()}

    def _stores(self) -> Iterator[tuple[str, BoundedStore[Any]]]:
        for one in fields(self.state):
            value = getattr(self.state, one.name)
            if isinstance(value, BoundedStore):
                yield one.name, value

    async def works(self, name: str) -> None:
        """The good request is answered well: something comes of it, or is told."""
        before, answer = self.remembered(), await self.good(name).send(self.live.http)
        assert answer.status_code in (200, 302), answer.text
        if name.endswith("introspect"):
            assert answer.json()["active"] is True
        else:
            assert self.remembered() != before


def refuses(answer: httpx2.Response, status: int, error: str) -> None:
    """The error, as JSON or on a page; nobody keeps it, and nobody is led anywhere by it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers
    if answer.headers["content-type"] == "application/json":
        assert answer.json()["error"] == error
        assert answer.json()["error_description"]
    else:
        assert answer.headers["content-type"].startswith("text/html")
        assert f"<code>{error}</code>" in answer.text
        assert str(answer.request.url).startswith((f"{ISSUER}authorize", f"{ISSUER}oidc/logout", f"{ISSUER}v2/logout"))
