"""``/authorize``: whom it shows a page, whom it sends back with an error, and whom it sends nowhere."""

from urllib.parse import urlencode, urlsplit

import httpx2
import pytest

from sandbox.settings import LIMITS
from tests.running import CHALLENGE, FORM, ISSUER, App, Running, opened, sent_back


def shows_an_error_page(answer: httpx2.Response, code: str) -> None:
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert answer.headers["content-type"].startswith("text/html")
    assert f"<code>{code}</code>" in answer.text


async def test_the_sign_in_page_names_who_asks_for_what_and_offers_everybody(live: Running, app: App) -> None:
    page = await live.http.get(app.authorization_url(audience="https://bar.foo.com", scope="openid read:orders"))
    assert page.status_code == 200
    for word in ("www", "https://bar.foo.com", "read:orders", "Read your orders", "Alice", "Bob", "bob@foo.com"):
        assert word in page.text
    assert "write:orders" not in page.text


async def test_the_page_may_lead_to_the_client_and_nowhere_else(live: Running, app: App) -> None:
    page = await live.http.get(app.authorization_url())
    policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
    assert policy["form-action"] == "'self' http://www.foo.localhost:8000"
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"


async def test_what_a_request_says_is_text_on_the_page(live: Running, app: App) -> None:
    page = await live.http.post(app.authorization_url(), data={"user": "<script>alert(1)</script>"})
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text


async def test_somebody_is_chosen_and_the_browser_goes_back(app: App) -> None:
    answer = await app.choose()
    location = urlsplit(answer.headers["location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == app.redirect_uri
    returned = sent_back(answer)
    assert set(returned) == {"code", "state", "iss"}
    assert returned["state"] == "the state"
    assert returned["iss"] == ISSUER
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("state", ["a b+c&d=e%", "ünï", "https://x/?a#b", "'\"<>\\", " "])
async def test_the_state_comes_back_exactly(app: App, state: str) -> None:
    assert sent_back(await app.choose(state=state))["state"] == state
    assert sent_back(await app.choose(state=state, response_type="x"))["state"] == state


async def test_without_a_state_none_comes_back(app: App) -> None:
    assert set(sent_back(await app.choose(state=None))) == {"code", "iss"}


async def test_no_two_codes_are_the_same(app: App) -> None:
    assert len({await app.sign_in() for _ in range(5)}) == 5


async def test_a_redirect_uri_with_a_query_keeps_it(web: App) -> None:
    answer = await web.choose()
    assert answer.headers["location"].startswith("https://web.two.example.org/back?tab=1&code=")
    assert sent_back(answer)["tab"] == "1"


@pytest.mark.parametrize("client", [None, "", "nobody", "WWW", "www "])
async def test_an_unknown_client_is_sent_nowhere(app: App, client: str | None) -> None:
    shows_an_error_page(await app.choose(client_id=client), "invalid_client")


@pytest.mark.parametrize(
    "uri",
    [
        None,
        "",
        "http://www.foo.localhost:8000/callback/",
        "http://www.foo.localhost:8000/callback?x=1",
        "http://www.foo.localhost:8000/Callback",
        "http://www.foo.localhost:8000/callback#x",
        "http://www.foo.localhost:80/callback",
        "https://www.foo.localhost:8000/callback",
        "http://www.foo.localhost:8000/callback@evil.example",
        "http://evil.example/callback",
        "javascript:alert(1)",
        "/callback",
    ],
)
async def test_a_redirect_uri_that_is_not_registered_is_never_redirected_to(app: App, uri: str | None) -> None:
    """RFC 6749 §3.1.2.4; exact comparison: RFC 9700 §2.1."""
    shows_an_error_page(await app.choose(redirect_uri=uri), "invalid_request")


async def test_a_redirect_uri_of_another_client_is_not_registered(app: App) -> None:
    shows_an_error_page(await app.choose(client_id="nightly"), "invalid_request")


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "scope", "code_challenge", "whatever"])
async def test_a_repeated_parameter_is_refused(live: Running, app: App, name: str) -> None:
    """RFC 6749 §3.1. Nothing is redirected: which of the two should be believed?"""
    again = urlencode([(name, "a"), (name, "b")])
    shows_an_error_page(await live.http.get(f"{app.authorization_url()}&{again}"), "invalid_request")


async def test_too_many_parameters_are_refused(live: Running, app: App) -> None:
    many = urlencode([(f"p{number}", "x") for number in range(LIMITS.form_fields + 1)])
    shows_an_error_page(await live.http.get(f"{app.authorization_url()}&{many}"), "invalid_request")


async def test_a_value_that_is_not_utf_8_is_not_guessed_at(live: Running, app: App) -> None:
    shows_an_error_page(await live.http.get(f"{app.authorization_url(state=None)}&state=%ff"), "invalid_request")


@pytest.mark.parametrize("query", ["client_id=%ff", "client_id=%00", "%", "&&&", "=", "client_id", "a;b;c"])
async def test_a_query_that_is_no_query_is_refused(live: Running, query: str) -> None:
    answer = await live.http.get(f"{ISSUER}authorize?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")


async def test_without_pkce_a_public_client_gets_no_code(app: App) -> None:
    returned = sent_back(await app.choose(code_challenge=None, code_challenge_method=None))
    assert returned["error"] == "invalid_request"
    assert set(returned) == {"error", "error_description", "state", "iss"}


@pytest.mark.parametrize("method", ["plain", None, "s256", "S512"])
async def test_a_challenge_method_other_than_s256_is_refused(app: App, method: str | None) -> None:
    """Absent means plain (RFC 7636 §4.3)."""
    assert sent_back(await app.choose(code_challenge_method=method))["error"] == "invalid_request"


@pytest.mark.parametrize(
    "challenge", [CHALLENGE[:-1], f"{CHALLENGE}A", f"{CHALLENGE[:-1]}=", f"{CHALLENGE[:-1]}+", "x"]
)
async def test_a_challenge_that_is_no_digest_is_refused(app: App, challenge: str) -> None:
    assert sent_back(await app.choose(code_challenge=challenge))["error"] == "invalid_request"


async def test_a_client_without_the_grant_is_refused_and_told(live: Running, web: App) -> None:
    robot = App(live.http, web.issuer, "robot", "http://localhost:3000/cb")
    assert sent_back(await robot.choose("carol"))["error"] == "unauthorized_client"


async def test_nobody_is_signed_in_without_being_asked(app: App) -> None:
    """``prompt=none`` must show no page (OpenID Connect Core §3.1.2.1)."""
    returned = sent_back(await app.choose(prompt="none"))
    assert returned["error"] == "login_required"
    assert "code" in sent_back(await app.choose(prompt="login"))


@pytest.mark.parametrize("user", ["mallory", "", "Alice", "alice ", "alice\x00"])
async def test_an_unknown_user_is_asked_again(live: Running, app: App, user: str) -> None:
    page = await live.http.post(app.authorization_url(), data={"user": user})
    assert page.status_code in (200, 400)
    assert "location" not in page.headers
    assert "Alice" in page.text


async def test_an_unknown_audience_is_told_to_the_client(app: App) -> None:
    returned = sent_back(await app.choose(audience="https://nowhere.example"))
    assert returned["error"] == "access_denied"
    assert "https://nowhere.example" in returned["error_description"]


async def test_an_audience_without_a_client_grant_is_refused_in_the_words_of_the_dialect(app: App, web: App) -> None:
    assert sent_back(await web.choose("carol", resource="https://mail.two.example.org"))["error"] == "invalid_target"
    assert sent_back(await web.choose("carol", resource="https://nowhere.example"))["error"] == "invalid_target"
    assert sent_back(await app.choose(audience="https://BAR.foo.com"))["error"] == "access_denied"


async def test_audience_and_resource_that_disagree_are_refused_in_dialect_rfc9068(web: App) -> None:
    same = await web.choose(audience="https://notes.two.example.org", resource="https://notes.two.example.org")
    assert "code" in sent_back(same)
    different = await web.choose(audience="https://notes.two.example.org", resource="urn:attic")
    assert sent_back(different)["error"] == "invalid_target"


async def test_where_they_disagree_auth0_answers_for_the_audience(app: App) -> None:
    tokens = await app.tokens(audience="https://bar.foo.com", resource="https://baz.foo.com")
    assert opened(tokens["access_token"])[1]["aud"] == "https://bar.foo.com"


@pytest.mark.parametrize("audience", ['https://x/"quoted"\\', "https://x/ünï", "https://x/\r\nSet-Cookie: a=b"])
async def test_an_error_description_holds_only_what_it_may(app: App, audience: str) -> None:
    """RFC 6749 §4.1.2.1: %x20-21 / %x23-5B / %x5D-7E."""
    answer = await app.choose(audience=audience)
    described = sent_back(answer)["error_description"]
    assert all(character in "\x20\x21" or "\x23" <= character <= "\x7e" for character in described)
    assert "\\" not in described
    assert "set-cookie" not in answer.headers


async def test_a_request_that_is_posted_is_the_same_request(live: Running, app: App) -> None:
    """OpenID Connect Core §3.1.2.1: both methods must be understood."""
    query = urlsplit(app.authorization_url(scope="openid", state="a b&c")).query
    answer = await live.http.post(f"{ISSUER}authorize", content=query, headers=FORM)
    assert answer.status_code == 303
    page = await live.http.get(f"{ISSUER}authorize{answer.headers['location']}")
    assert page.status_code == 200
    assert "Alice" in page.text


async def test_a_post_that_is_no_form_is_refused(live: Running, app: App) -> None:
    for headers, content in (({"content-type": "application/json"}, b"{}"), ({}, b"user=alice"), (FORM, b"\xff=\x00")):
        answer = await live.http.post(app.authorization_url(), content=content, headers=headers)
        shows_an_error_page(answer, "invalid_request")


async def test_a_form_that_is_too_large_is_refused(live: Running, app: App) -> None:
    content = b"user=" + b"a" * LIMITS.form_bytes
    answer = await live.http.post(app.authorization_url(), content=content, headers=FORM)
    assert answer.status_code == 413
    assert "location" not in answer.headers


async def test_a_nonce_that_is_too_long_is_refused(app: App) -> None:
    """It is kept as long as the code is."""
    assert sent_back(await app.choose(nonce="n" * (LIMITS.nonce_characters + 1)))["error"] == "invalid_request"
    assert "code" in sent_back(await app.choose(nonce="n" * LIMITS.nonce_characters))
