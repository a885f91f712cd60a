"""Pages of other sites change nothing: every route that takes more than GET, found by looking at all there are."""

import gc
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from starlette.routing import Route

from sandbox.app import create_app
from sandbox.http.senders import _SAFE
from sandbox.scenarios.loading.catalogue import load_catalogue
from sandbox.settings import shipped_pack
from sandbox.workshop.hub import Hub
from sandbox.workshop.store.memory import MemoryStore
from tests.running import FORM, ISSUER, KEYS, PUBLIC_URL, App, sent_back
from tests.scenarios import pack_files

FOREIGN = {
    "another site": {"origin": "http://evil.example"},
    "no site": {"origin": "null"},
    "another port": {"origin": "http://localhost:9999"},
    "the part next door": {"origin": "http://www.foo.localhost:8000", "sec-fetch-site": "same-site"},
    "another site, by Fetch Metadata alone": {"sec-fetch-site": "cross-site"},
}
OPEN = {"/oauth/token", "/userinfo", "/oauth/introspect", "/oauth/revoke"}
"""What clients send from pages of their own: what they may do is in the request itself, and in no cookie."""
ALSO_FROM_CLIENTS = {"/authorize", "/oidc/logout"}
"""A client may lead here by a form, too. Who then chooses a user, or signs out, has to be a page of the issuer."""
EVERY_PART = [
    "/", "/questions", "/scenarios", "/workbench", "/author", "/docs/authoring", "/api/scenarios", "/workshop",
    "/your-api",
    "/worlds/foo/grid", "/worlds/foo/issuer/userinfo", "/worlds/foo/apis/bar/orders", "/worlds/foo/clients/www/",
]  # fmt: skip


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of everything: with files that can be saved, and with rooms."""
    catalogue = load_catalogue([shipped_pack(), pack_files.pack(tmp_path)])
    hub = Hub(MemoryStore(), PUBLIC_URL)
    app = create_app(catalogue, KEYS, PUBLIC_URL, [tmp_path], hub=lambda: hub)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC_URL) as client:
        for path in EVERY_PART:
            await client.get(path)
        yield client


def changing() -> set[str]:
    """The path of each route of the product that takes a method that may change something.

    Those of apis are left out: what they do is decided by the token in the request alone.
    """
    routes = [one for one in gc.get_objects() if isinstance(one, Route) and (one.methods or set()) - _SAFE]
    modules = {one.path: getattr(one.endpoint, "func", one.endpoint).__module__ for one in routes}
    return {path for path, module in modules.items() if re.match(r"sandbox\.(?!apis\.)", module)}


async def test_no_page_of_another_site_changes_anything(http: httpx2.AsyncClient) -> None:
    paths = changing()
    assert paths >= {"/author/save", "/workshop", "/room/{code}/present", "/room/{code}/vote", "/workbench/seal"}
    assert paths >= OPEN | ALSO_FROM_CLIENTS
    for path in sorted(paths - OPEN - ALSO_FROM_CLIENTS):
        for headers in FOREIGN.values():
            answer = await http.post(re.sub(r"\{[^}]*\}", "x", path), data={"x": "y"}, headers=headers)
            assert (answer.status_code, answer.text[:14]) == (403, "403 Forbidden:"), (path, headers)


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("form", [{"user": "alice"}, {"user": "alice", "consent": "allow"}, {}])
async def test_no_page_of_another_site_signs_in(
    http: httpx2.AsyncClient, headers: dict[str, str], form: dict[str, str]
) -> None:
    app = App(http)
    answer = await http.post(app.authorization_url(), data=form, headers={**FORM, **headers})
    assert (answer.status_code, "set-cookie" in answer.headers, "location" in answer.headers) == (400, False, False)
    assert "a page of somebody else" in answer.text
    led = await http.post(f"{ISSUER}authorize", data={"client_id": "www", **form}, headers=headers)
    assert (led.status_code, "set-cookie" in led.headers) == (303, False)


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
async def test_no_page_of_another_site_signs_out(http: httpx2.AsyncClient, headers: dict[str, str]) -> None:
    app = App(http)
    id_token = (await app.tokens(scope="openid"))["id_token"]
    for form in ({}, {"client_id": "www"}):
        answer = await http.post(f"{ISSUER}oidc/logout", data=form, headers={**FORM, **headers})
        assert (answer.status_code, "set-cookie" in answer.headers) == (400, False)
    known = await http.post(f"{ISSUER}oidc/logout", data={"id_token_hint": id_token}, headers=headers)
    assert known.status_code == 200


@pytest.mark.parametrize("path", sorted(OPEN))
async def test_clients_of_other_origins_are_answered(http: httpx2.AsyncClient, path: str) -> None:
    answer = await http.post(
        f"{ISSUER}{path[1:]}", data={"x": "y"}, headers={"origin": "http://www.foo.localhost:8000"}
    )
    assert answer.status_code in (400, 401)
    assert answer.headers["access-control-allow-origin"] == "http://www.foo.localhost:8000"


async def test_its_own_pages_are_not_others(http: httpx2.AsyncClient) -> None:
    """As a browser sends them on a local network: by Origin alone."""
    own = {"origin": PUBLIC_URL}
    opened = await http.post("/workshop", data={}, headers={**FORM, **own})
    assert opened.status_code == 303
    panel = opened.headers["location"]
    await http.get(panel)
    closed = await http.post(panel.partition("?")[0], data={"do": "close"}, headers=own)
    assert (closed.status_code, closed.headers["location"]) == (303, "/workshop")
    signed_in = await http.post(App(http).authorization_url(), data={"user": "alice"}, headers=own)
    assert "code" in sent_back(signed_in)
