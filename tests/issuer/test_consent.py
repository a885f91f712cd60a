"""The consent page: what is asked in words, what a yes is good for, and what a no means."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.running import FOO_FILE, App, Running, running, sent_back, world

BAR, BAZ = "https://bar.foo.com", "https://baz.foo.com"
ASKING = world(FOO_FILE.read_text().replace("    type: public\n", "    type: public\n    consent: ask\n", 1))


@pytest.fixture
async def live() -> AsyncIterator[Running]:
    async with running(ASKING) as worlds:
        yield worlds


async def answered(app: App, consent: str, **changed: str | None) -> httpx2.Response:
    url = app.authorization_url(**changed)
    return await app.http.post(url, data={"user": "alice", "consent": consent})


async def test_after_the_sign_in_comes_the_question_with_audience_and_scopes_in_words(app: App) -> None:
    page = await app.choose(audience=BAR, scope="openid read:orders offline_access read:nothing")
    assert page.status_code == 200
    for word in ("Allow it?", "www", BAR, "Read your orders", "Know who you are", "Renew its tokens without you"):
        assert word in page.text
    assert "Place orders" not in page.text
    assert "read:nothing" not in page.text
    assert "location" not in page.headers


async def test_only_what_can_be_granted_is_asked_for(app: App) -> None:
    page = await app.choose("bob", audience=BAR, scope="read:orders write:orders")
    assert "Read your orders" in page.text
    assert "Place orders" not in page.text


async def test_who_allows_it_is_not_asked_again(app: App) -> None:
    await app.choose(audience=BAR)
    assert "code" in sent_back(await answered(app, "allow", audience=BAR))
    again = await app.http.get(app.authorization_url(audience=BAR, prompt="none"))
    assert "code" in sent_back(again)


async def test_a_yes_is_good_for_these_scopes_at_this_audience_and_this_user(app: App) -> None:
    assert "code" in sent_back(await answered(app, "allow", audience=BAR, scope="read:orders"))
    for more in ({"audience": BAR, "scope": "read:orders write:orders"}, {"audience": BAZ, "scope": "read:reports"}):
        silent = await app.http.get(app.authorization_url(**more, prompt="none"))
        assert sent_back(silent)["error"] == "consent_required"
        assert "Allow it?" in (await app.http.get(app.authorization_url(**more))).text
    assert "Allow it?" in (await app.choose("bob", audience=BAR, scope="read:orders")).text


async def test_who_does_not_allow_it_sends_the_client_away(app: App) -> None:
    """RFC 6749 §4.1.2.1."""
    await app.choose(audience=BAR)
    assert sent_back(await answered(app, "deny", audience=BAR))["error"] == "access_denied"
    again = await app.http.get(app.authorization_url(audience=BAR, prompt="none"))
    assert sent_back(again)["error"] == "consent_required"


async def test_prompt_consent_asks_again(app: App) -> None:
    assert "code" in sent_back(await answered(app, "allow", audience=BAR))
    page = await app.http.get(app.authorization_url(audience=BAR, prompt="consent"))
    assert "Allow it?" in page.text


async def test_an_answer_that_is_neither_asks_again(app: App) -> None:
    assert "Allow it?" in (await answered(app, "perhaps", audience=BAR)).text


async def test_a_client_that_does_not_ask_can_be_made_to() -> None:
    async with running() as worlds:
        app = App(worlds.http)
        assert "Allow it?" in (await app.choose(prompt="consent", audience=BAR)).text
        assert "code" in sent_back(await answered(app, "allow", prompt="consent", audience=BAR))
        assert "code" in sent_back(await app.choose(audience=BAR))
