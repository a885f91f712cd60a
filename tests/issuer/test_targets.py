"""One or many resources in one request (RFC 8707), and what a token for several of them is good for."""

from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest

from tests.running import ISSUER, VERIFIER, App, Running, bearer, opened, sent_back

BAR, BAZ, API = "https://bar.foo.com", "https://baz.foo.com", "https://api.foo.com"


async def code_for(app: App, *resources: str, user: str = "alice", scope: str = "read:orders read:reports") -> str:
    app.http.cookies.clear()
    query = urlencode([("resource", resource) for resource in resources])
    url = f"{app.authorization_url(scope=scope)}&{query}"
    return sent_back(await app.http.post(url, data={"user": user}))["code"]


async def redeemed(app: App, code: str, *resources: str) -> httpx2.Response:
    form: dict[str, Any] = {
        "grant_type": "authorization_code",
        "client_id": app.client_id,
        "code": code,
        "redirect_uri": app.redirect_uri,
        "code_verifier": VERIFIER,
        "resource": list(resources),
    }
    return await app.http.post(f"{ISSUER}oauth/token", data=form)


def claims_of(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return opened(answer.json()["access_token"])[1]


async def test_a_token_for_two_audiences_names_both_and_is_good_at_both_doors(live: Running, app: App) -> None:
    answer = await redeemed(app, await code_for(app, BAR, BAZ))
    assert claims_of(answer)["aud"] == [BAR, BAZ]
    token = answer.json()["access_token"]
    for path in ("bar/orders", "baz/reports"):
        assert (await live.http.get(f"/worlds/foo/apis/{path}", headers=bearer(token))).status_code == 200


async def test_the_token_request_may_name_one_of_them(app: App) -> None:
    """§2.2; the scopes that mean nothing there are left out."""
    claims = claims_of(await redeemed(app, await code_for(app, BAR, BAZ), BAZ))
    assert (claims["aud"], claims["scope"]) == (BAZ, "read:reports")


async def test_and_no_other(app: App) -> None:
    for resources in ((BAZ,), (BAR, BAZ), ("https://nowhere.example",)):
        answer = await redeemed(app, await code_for(app, BAR), *resources)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_target")


async def test_one_named_twice_is_one(app: App) -> None:
    assert claims_of(await redeemed(app, await code_for(app, BAR, BAR)))["aud"] == BAR


async def test_one_unknown_among_them_refuses_all(app: App) -> None:
    query = urlencode([("resource", BAR), ("resource", "https://nowhere.example")])
    answer = await app.http.get(f"{app.authorization_url()}&{query}")
    assert sent_back(answer)["error"] == "access_denied"


async def test_a_scope_that_two_audiences_know_counts_only_where_it_is_allowed_at_both(app: App) -> None:
    """The rights of a token are the product of its scopes and its audiences (RFC 8693 §2.1.1)."""
    both = claims_of(await redeemed(app, await code_for(app, BAR, API, user="bob")))
    alone = claims_of(await redeemed(app, await code_for(app, BAR, user="bob")))
    assert (both.get("scope"), alone["scope"]) == (None, "read:orders")


async def test_a_refresh_token_of_several_is_good_for_each(app: App) -> None:
    code = await code_for(app, BAR, BAZ, scope="offline_access read:orders read:reports")
    tokens = (await redeemed(app, code)).json()
    form = {"grant_type": "refresh_token", "client_id": "www", "refresh_token": tokens["refresh_token"]}
    one = await app.ask(**form, resource=BAZ)
    claims = claims_of(one)
    assert (claims["aud"], claims["scope"]) == (BAZ, "offline_access read:reports")
    again = await app.ask(**{**form, "refresh_token": one.json()["refresh_token"]})
    assert claims_of(again)["aud"] == [BAR, BAZ]


async def test_too_many_at_once_are_refused(app: App) -> None:
    query = urlencode([("resource", f"https://{number}.example") for number in range(11)])
    answer = await app.http.get(f"{app.authorization_url()}&{query}")
    assert sent_back(answer)["error"] == "invalid_request"


async def test_audience_may_not_be_repeated(app: App) -> None:
    query = urlencode([("audience", BAR), ("audience", BAZ)])
    assert sent_back(await app.http.get(f"{app.authorization_url()}&{query}"))["error"] == "invalid_request"


@pytest.mark.parametrize("name", ["resource", "audience"])
async def test_client_credentials_may_name_one_either_way(live: Running, name: str) -> None:
    app = App(live.http, client_id="nightly", secret="nightly-secret")
    form = {"grant_type": "client_credentials", "client_id": "nightly", "client_secret": "nightly-secret", name: BAR}
    assert claims_of(await app.ask(**form))["aud"] == BAR
