"""One sign-in, several tokens: the session cookie, silent authorization, and when the user is asked again."""

from http.cookies import SimpleCookie

import httpx2
import pytest

from sandbox.settings import LIMITS
from tests.running import FOO, FOO_FILE, ISSUER, App, Running, opened, running, sent_back, world

BAR, BAZ = "https://bar.foo.com", "https://baz.foo.com"


async def silently(app: App, **changed: str | None) -> dict[str, str]:
    """What a silent authorization brings back, in the browser as it is now."""
    return sent_back(await app.http.get(app.authorization_url(**{"prompt": "none", **changed})))


async def test_who_is_signed_in_gets_a_second_token_without_a_page(app: App) -> None:
    await app.sign_in(audience=BAR)
    answer = await app.redeem((await silently(app, audience=BAZ))["code"])
    claims = opened(answer.json()["access_token"])[1]
    assert (claims["sub"], claims["aud"]) == ("alice", BAZ)


async def test_without_prompt_none_there_is_no_page_either(app: App) -> None:
    await app.sign_in()
    answer = await app.http.get(app.authorization_url(audience=BAZ))
    assert "code" in sent_back(answer)


async def test_who_is_not_signed_in_has_to_be_asked(app: App) -> None:
    """OpenID Connect Core §3.1.2.6."""
    assert (await silently(app))["error"] == "login_required"


async def test_the_cookie_is_for_this_issuer_alone_and_no_script_reads_it(app: App) -> None:
    answer = await app.choose()
    cookie = SimpleCookie(answer.headers["set-cookie"])["issuer_session"]
    assert cookie["path"] == "/worlds/foo/issuer/"
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "lax", "")
    assert "secure" not in answer.headers["set-cookie"].lower()


async def test_each_sign_in_makes_a_new_word_and_ends_the_old_one(app: App) -> None:
    await app.sign_in()
    first = app.http.cookies["issuer_session"]
    await app.http.post(app.authorization_url(prompt="login"), data={"user": "alice"})
    assert app.http.cookies["issuer_session"] != first
    app.http.cookies.clear()
    app.http.cookies.set("issuer_session", first)
    assert (await silently(app))["error"] == "login_required"


@pytest.mark.parametrize("word", ["", "invented", "x" * 4000])
async def test_an_invented_cookie_is_nobodys(app: App, word: str) -> None:
    url = app.authorization_url(prompt="none")
    answer = await app.http.get(url, headers={"cookie": f"issuer_session={word}"})
    assert sent_back(answer)["error"] == "login_required"


async def test_a_session_ends(live: Running, app: App) -> None:
    await app.sign_in()
    live.clock.now += LIMITS.session_ttl - 1
    assert "code" in await silently(app)
    live.clock.now += 1
    assert (await silently(app))["error"] == "login_required"


async def test_the_time_of_the_sign_in_is_told_not_that_of_the_second_token(live: Running, app: App) -> None:
    await app.sign_in()
    signed_in = int(live.clock.now)
    live.clock.now += 100
    code = (await silently(app, scope="openid"))["code"]
    assert opened((await app.redeem(code)).json()["id_token"])[1]["auth_time"] == signed_in


async def test_max_age_asks_again_when_it_is_too_long_ago(live: Running, app: App) -> None:
    await app.sign_in()
    live.clock.now += 60
    assert "code" in await silently(app, max_age="60")
    live.clock.now += 1
    assert (await silently(app, max_age="60"))["error"] == "login_required"
    page = await app.http.get(app.authorization_url(max_age="60"))
    assert (page.status_code, "Who are you?" in page.text) == (200, True)


async def test_max_age_0_always_asks(app: App) -> None:
    await app.sign_in()
    assert (await silently(app, max_age="0"))["error"] == "login_required"


@pytest.mark.parametrize("max_age", ["-1", "1.5", "soon", "9" * 20, "0x10"])
async def test_a_max_age_that_is_no_number_of_seconds_is_refused(app: App, max_age: str) -> None:
    assert (await silently(app, max_age=max_age))["error"] == "invalid_request"


@pytest.mark.parametrize("prompt", ["login", "select_account", "login consent"])
async def test_a_prompt_asks_whoever_is_signed_in(app: App, prompt: str) -> None:
    await app.sign_in()
    page = await app.http.get(app.authorization_url(prompt=prompt))
    assert (page.status_code, "Who are you?" in page.text) == (200, True)


@pytest.mark.parametrize("prompt", ["none login", "create", "None", "login none"])
async def test_a_prompt_that_cannot_be_is_refused(app: App, prompt: str) -> None:
    assert (await silently(app, prompt=prompt))["error"] == "invalid_request"


@pytest.mark.parametrize("hint", ["bob", "bob@foo.com"])
async def test_a_login_hint_for_somebody_else_needs_a_page(app: App, hint: str) -> None:
    await app.sign_in()
    assert (await silently(app, login_hint=hint))["error"] == "interaction_required"
    page = await app.http.get(app.authorization_url(login_hint=hint))
    assert page.text.index('value="bob"') < page.text.index('value="alice"')


@pytest.mark.parametrize("hint", ["alice", "alice@foo.com", "nobody", "x" * 3000])
async def test_a_login_hint_for_the_same_or_for_nobody_changes_nothing(app: App, hint: str) -> None:
    await app.sign_in()
    assert "code" in await silently(app, login_hint=hint)


async def test_an_id_token_hint_of_somebody_else_needs_a_sign_in(live: Running, app: App) -> None:
    """OpenID Connect Core §3.1.2.1: then ``login_required``; an old ID token is a good hint."""
    alice = (await app.tokens("alice", scope="openid"))["id_token"]
    bob = (await app.tokens("bob", scope="openid"))["id_token"]
    live.clock.now += LIMITS.id_token_ttl
    await app.sign_in("alice")
    assert "code" in await silently(app, id_token_hint=alice)
    for hint in (bob, "no token", alice[:-4] + "AAAA"):
        assert (await silently(app, id_token_hint=hint))["error"] == "login_required"


async def test_somebody_else_may_sign_in_in_the_same_browser(app: App) -> None:
    await app.sign_in("alice")
    answer = await app.http.post(app.authorization_url(prompt="login", scope="openid"), data={"user": "bob"})
    tokens = (await app.redeem(sent_back(answer)["code"])).json()
    assert opened(tokens["id_token"])[1]["sub"] == "bob"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_form_of_somebody_elses_page_signs_nobody_in(app: App, site: str) -> None:
    url = app.authorization_url()
    answer = await app.http.post(url, data={"user": "alice"}, headers={"sec-fetch-site": site})
    assert (answer.status_code, "set-cookie" in answer.headers, "location" in answer.headers) == (400, False, False)
    answer = await app.http.post(url, data={"user": "alice"}, headers={"sec-fetch-site": "same-origin"})
    assert "code" in sent_back(answer)


async def test_the_other_name_of_an_issuer_has_a_cookie_of_its_own(live: Running) -> None:
    app = App(live.http, issuer="http://issuer.foo.localhost:8000/")
    answer = await app.choose()
    assert SimpleCookie(answer.headers["set-cookie"])["issuer_session"]["path"] == "/"


class TestSigningOut:
    @pytest.mark.parametrize("path", ["v2/logout?client_id=www", "oidc/logout"])
    async def test_who_signs_out_is_signed_out(self, app: App, path: str) -> None:
        await app.sign_in()
        answer = await app.http.get(f"{ISSUER}{path}")
        assert (answer.status_code, "You are signed out" in answer.text) == (200, True)
        assert (await silently(app))["error"] == "login_required"

    async def test_auth0_leads_back_to_a_registered_address(self, app: App) -> None:
        await app.sign_in()
        back = "http://www.foo.localhost:8000/"
        answer = await app.http.get(f"{ISSUER}v2/logout", params={"client_id": "www", "returnTo": back})
        assert (answer.status_code, answer.headers["location"]) == (302, back)
        assert (await silently(app))["error"] == "login_required"

    async def test_openid_connect_leads_back_with_the_state(self, app: App) -> None:
        """OpenID Connect RP-Initiated Logout 1.0 §3."""
        hint = (await app.tokens(scope="openid"))["id_token"]
        back = "http://www.foo.localhost:8000/"
        form = {"id_token_hint": hint, "post_logout_redirect_uri": back, "state": "a&b"}
        answer = await app.http.post(f"{ISSUER}oidc/logout", data=form)
        assert answer.headers["location"] == f"{back}?state=a%26b"
        answer = await app.http.get(f"{ISSUER}oidc/logout", params=form)
        assert answer.headers["location"] == f"{back}?state=a%26b"

    @pytest.mark.parametrize(
        "query",
        [
            {"client_id": "www", "post_logout_redirect_uri": "http://www.foo.localhost:8000"},
            {"client_id": "www", "post_logout_redirect_uri": "http://evil.example/"},
            {"client_id": "nightly", "post_logout_redirect_uri": "http://www.foo.localhost:8000/"},
            {"client_id": "nobody", "post_logout_redirect_uri": "http://www.foo.localhost:8000/"},
            {"post_logout_redirect_uri": "http://www.foo.localhost:8000/"},
            {"id_token_hint": "no token", "client_id": "www"},
        ],
    )
    async def test_to_any_other_address_nobody_is_led_and_nobody_is_signed_out(
        self, app: App, query: dict[str, str]
    ) -> None:
        await app.sign_in()
        answer = await app.http.get(f"{ISSUER}oidc/logout", params=query)
        assert (answer.status_code, "location" in answer.headers) == (400, False)
        assert "code" in await silently(app)

    async def test_a_hint_and_a_client_must_agree(self, app: App) -> None:
        hint = (await app.tokens(scope="openid"))["id_token"]
        answer = await app.http.get(f"{ISSUER}oidc/logout", params={"id_token_hint": hint, "client_id": "nightly"})
        assert answer.status_code == 400


class TestResponseModes:
    async def test_a_fragment(self, app: App) -> None:
        answer = await app.choose(response_mode="fragment")
        url = httpx2.URL(answer.headers["location"])
        assert url.query == b""
        assert set(dict(pair.split("=", 1) for pair in url.fragment.split("&"))) == {"code", "state", "iss"}

    async def test_a_form_that_sends_itself(self, app: App) -> None:
        page = await app.choose(response_mode="form_post", state='"><script>')
        assert page.status_code == 200
        assert 'action="http://www.foo.localhost:8000/callback" data-send' in page.text
        assert 'name="code"' in page.text
        assert "<script>" not in page.text
        assert "form-action http://www.foo.localhost:8000" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"

    async def test_a_message_to_the_page_that_opened_the_frame(self, app: App) -> None:
        await app.sign_in()
        page = await app.http.get(app.authorization_url(response_mode="web_message", prompt="none"))
        assert page.status_code == 200
        assert 'data-target="http://www.foo.localhost:8000"' in page.text
        assert "authorization_response" in page.text
        assert "frame-ancestors http://www.foo.localhost:8000;" in page.headers["content-security-policy"]

    async def test_an_error_goes_the_same_way(self, app: App) -> None:
        app.http.cookies.clear()
        page = await app.http.get(app.authorization_url(response_mode="web_message", prompt="none"))
        assert "login_required" in page.text
        page = await app.http.get(app.authorization_url(response_mode="fragment", response_type="x"))
        assert "#error=unsupported_response_type" in page.headers["location"]

    async def test_an_app_without_a_web_origin_can_be_told_no_message(self) -> None:
        text = FOO_FILE.read_text().replace("http://www.foo.localhost:8000/callback", "com.example.app:/callback")
        async with running(world(text)) as worlds:
            app = App(worlds.http, redirect_uri="com.example.app:/callback")
            assert "code" in sent_back(await app.choose())
            page = await app.http.get(app.authorization_url(response_mode="web_message", prompt="none"))
            assert "needs a redirect_uri that has a web origin" in page.text

    async def test_nobody_else_may_frame_a_page(self, app: App) -> None:
        page = await app.http.get(app.authorization_url(response_mode="web_message"))
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(("path", "name"), [("v2/logout", "returnTo"), ("oidc/logout", "post_logout_redirect_uri")])
@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        ("http://127.0.0.1:51004/bye", True),
        ("http://127.0.0.1/bye", True),
        ("http://[::1]:8/bye", True),
        ("http://127.0.0.1:51004/", False),
        ("http://127.0.0.1:0/bye", False),
        ("http://127.0.0.1:51004@evil.example/bye", False),
        ("http://localhost:51004/bye", False),
        ("https://127.0.0.1:51004/bye", False),
    ],
)
async def test_an_installed_app_is_led_back_to_the_port_that_it_has_now(
    path: str, name: str, asked: str, allowed: bool
) -> None:
    """RFC 8252 §7.3, of addresses after signing out as of those before."""
    declared = FOO.clients["www"].model_copy(
        update={
            "post_logout_redirect_uris": ["http://127.0.0.1:4000/bye", "http://[::1]/bye", "http://localhost:1/bye"]
        }
    )
    async with running(FOO.model_copy(update={"clients": {**FOO.clients, "www": declared}})) as live:
        answer = await live.http.get(f"{ISSUER}{path}", params={"client_id": "www", name: asked})
    assert (answer.status_code, answer.headers.get("location")) == ((302, asked) if allowed else (400, None))
