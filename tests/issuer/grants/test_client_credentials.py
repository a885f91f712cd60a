"""``client_credentials``: the client acts for itself, at the audiences it has a grant for."""

import pytest

from tests.running import App, Running, machine_token, opened


async def test_a_machine_gets_a_token_for_one_audience(live: Running) -> None:
    answer = await machine_token(live.http)
    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "token_type", "expires_in", "scope"}
    assert answer.json()["scope"] == "read:orders"
    claims = opened(answer.json()["access_token"])[1]
    assert claims["aud"] == "https://bar.foo.com"
    assert (claims["sub"], claims["azp"], claims["gty"]) == ("nightly@clients", "nightly", "client-credentials")


async def test_a_resource_names_an_audience_too(live: Running) -> None:
    """RFC 8707 §2."""
    answer = await machine_token(live.http, audience=None, resource="https://bar.foo.com")
    assert opened(answer.json()["access_token"])[1]["aud"] == "https://bar.foo.com"


@pytest.mark.parametrize(
    "audience", [None, "https://nowhere.example", "https://baz.foo.com", "https://bar.foo.com/", "bar"]
)
async def test_no_audience_an_unknown_one_and_one_without_a_grant_are_denied(
    live: Running, audience: str | None
) -> None:
    answer = await machine_token(live.http, audience=audience)
    assert (answer.status_code, answer.json()["error"]) == (403, "access_denied")


async def test_the_other_dialect_calls_that_an_invalid_target(live: Running, web: App) -> None:
    for resource in ("https://nowhere.example", "https://mail.two.example.org"):
        answer = await web.ask(
            grant_type="client_credentials", client_id="web", client_secret=web.secret, resource=resource
        )
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_target")


async def test_a_request_that_names_none_gets_the_default_audience(web: App) -> None:
    answer = await web.ask(grant_type="client_credentials", client_id="web", client_secret=web.secret)
    assert opened(answer.json()["access_token"])[1]["aud"] == "https://notes.two.example.org"


async def test_the_default_audience_needs_a_grant_like_any_other(live: Running, web: App) -> None:
    """``reader`` has none for notes: it signs people in, and its access token means nothing to notes."""
    reader = App(live.http, web.issuer, "reader", "http://localhost:3000/cb")
    tokens = await reader.tokens("carol", scope="openid notes:read")
    assert "." not in tokens["access_token"]
    assert tokens["scope"] == "openid"


async def test_scopes_are_those_asked_for_that_the_client_has(live: Running) -> None:
    answer = await machine_token(live.http, scope="read:orders write:orders openid")
    assert answer.json()["scope"] == "read:orders"


@pytest.mark.parametrize("scope", ["write:orders", "openid", "  ", "read:orders\twrite:orders", "Read:Orders"])
async def test_none_of_the_scopes_asked_for_is_an_invalid_scope(live: Running, scope: str) -> None:
    answer = await machine_token(live.http, scope=scope)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


async def test_a_client_without_the_grant_is_refused_in_the_words_of_the_dialect(
    app: App, live: Running, web: App
) -> None:
    answer = await app.ask(grant_type="client_credentials", client_id="www", audience="https://bar.foo.com")
    assert (answer.status_code, answer.json()["error"]) == (403, "unauthorized_client")
    reader = App(live.http, web.issuer, "reader")
    answer = await reader.ask(grant_type="client_credentials", client_id="reader")
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


async def test_a_machine_gets_no_id_token(live: Running) -> None:
    assert "id_token" not in (await machine_token(live.http, scope="openid read:orders")).json()
