"""The same mistakes at every endpoint: the error its RFC names, nobody keeps the answer, and nothing came of it.

Each request is one that works; it is spoilt in one way, and put right again afterwards. So a test that asks nothing
any more is noticed.
"""

from dataclasses import replace
from urllib.parse import quote, urlencode, urlsplit

import pytest

from sandbox.settings import LIMITS
from tests.issuer.valid_requests import AUTHORIZATION, BACK, BAR, ENDPOINTS, HOME, SignedIn, refuses
from tests.running import FORM, ISSUER, App, Running, bearer, sent_back

every_endpoint = pytest.mark.parametrize("name", ENDPOINTS)
every_form = pytest.mark.parametrize("name", [name for name in ENDPOINTS if name.startswith("POST")])


@pytest.fixture
async def scene(live: Running, app: App) -> SignedIn:
    tokens = await app.tokens(**dict(AUTHORIZATION))
    return SignedIn(live, await app.sign_in(**dict(AUTHORIZATION)), tokens)


@every_endpoint
async def test_the_request_that_the_others_spoil_works(scene: SignedIn, name: str) -> None:
    await scene.works(name)


@every_endpoint
async def test_another_method_is_answered_with_those_there_are(scene: SignedIn, name: str) -> None:
    good, before = scene.good(name), scene.remembered()
    supported = {one.partition(" ")[0] for one in ENDPOINTS if one.endswith(f" {good.path}")}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"} - supported:
        answer = await replace(good, method=method).send(scene.live.http)
        refuses(answer, 405, "method_not_allowed")
        assert set(answer.headers["allow"].split(", ")) - {"HEAD"} == supported
    assert scene.remembered() == before
    await scene.works(name)


@every_form
@pytest.mark.parametrize(
    "kind",
    [None, "", "application/json", "multipart/form-data; boundary=x", "text/plain", f"{FORM['content-type']}x", "\xff"],
)
async def test_another_content_type_is_an_invalid_request(scene: SignedIn, name: str, kind: str | None) -> None:
    """RFC 6749 §3.2, RFC 7009 §2.1, RFC 7662 §2.1: the parameters are a form."""
    before = scene.remembered()
    refuses(await scene.good(name).send(scene.live.http, kind=kind), 400, "invalid_request")
    assert scene.remembered() == before
    await scene.works(name)


@every_endpoint
async def test_no_parameter_may_be_repeated_even_with_the_same_value(scene: SignedIn, name: str) -> None:
    """RFC 6749 §3.1 and §3.2."""
    good, before = scene.good(name), scene.remembered()
    for pair in (*good.pairs, ("state", "x"), ("client_secret", "x"), ("unheard_of", "x")):
        once = tuple(other for other in good.pairs if other[0] != pair[0])
        for second in (pair[1], "other", ""):
            answer = await good.of((*once, pair, (pair[0], second))).send(scene.live.http)
            if pair[0] == "audience":  # it may be repeated in a token exchange (RFC 8693 §2.1), so it is known by then
                assert second in (BAR, "") or sent_back(answer)["error"] == "invalid_request"
                continue
            refuses(answer, 400, "invalid_request")
    if name != "GET authorize":
        assert scene.remembered() == before
    await scene.works(name)


@every_endpoint
async def test_too_many_parameters_are_an_invalid_request(scene: SignedIn, name: str) -> None:
    good, before = scene.good(name), scene.remembered()
    many = tuple((f"p{number}", "x") for number in range(LIMITS.form_fields))
    refuses(await good.of((*good.pairs, *many)).send(scene.live.http), 400, "invalid_request")
    assert scene.remembered() == before
    await scene.works(name)


@every_form
async def test_a_body_one_byte_too_long_is_refused_and_one_that_just_fits_is_not(scene: SignedIn, name: str) -> None:
    good, before = scene.good(name), scene.remembered()
    body = urlencode(good.form or ()).encode() + b"&filler="
    filler = b"x" * (LIMITS.form_bytes - len(body))
    refuses(await good.send(scene.live.http, content=body + filler + b"x"), 413, "invalid_request")
    assert scene.remembered() == before
    assert (await good.send(scene.live.http, content=body + filler)).status_code in (200, 302)


@every_endpoint
@pytest.mark.parametrize("value", ["%ff", "%C0%AF", "%ED%A0%80", "%80"])
async def test_a_value_that_is_not_utf_8_is_an_invalid_request_wherever_it_stands(
    scene: SignedIn, name: str, value: str
) -> None:
    good, before = scene.good(name), scene.remembered()
    for extra in (f"&state={value}", f"&{value}=x", f"&scopes=a{value}"):
        if good.form is None:
            url = f"{ISSUER}{good.path}?{urlencode(good.query)}{extra}"
            answer = await scene.live.http.get(url)
        else:
            answer = await good.send(scene.live.http, content=urlencode(good.form).encode() + extra.encode())
        refuses(answer, 400, "invalid_request")
    assert scene.remembered() == before
    await scene.works(name)


@every_form
@pytest.mark.parametrize("noise", [b"\xff\xfe", b"\x80=x", "ü=ü".encode(), b"token=\xff", b"\x00\xff"])
async def test_a_body_that_is_not_ascii_is_an_invalid_request(scene: SignedIn, name: str, noise: bytes) -> None:
    good, before = scene.good(name), scene.remembered()
    answer = await good.send(scene.live.http, content=urlencode(good.form or ()).encode() + b"&" + noise)
    refuses(answer, 400, "invalid_request")
    assert scene.remembered() == before
    await scene.works(name)


@every_endpoint
@pytest.mark.parametrize("end", ["\x00", "\r\nX-Evil: 1", " ", "\u202e", "%00"])
async def test_a_value_with_something_at_its_end_is_another_value(scene: SignedIn, name: str, end: str) -> None:
    good, before = scene.good(name), scene.issued()
    for spoilt, value in good.pairs:
        if spoilt in ("scope", "code_verifier"):
            continue  # what is no scope is not granted; and a code is good for one try
        pairs = tuple((key, value + end if key == spoilt else had) for key, had in good.pairs)
        answer = await good.of(pairs).send(scene.live.http)
        assert answer.status_code in (200, 302, 400, 401, 403)
        assert "x-evil" not in answer.headers
        assert answer.status_code != 302 or "error" in sent_back(answer), (spoilt, answer.headers["location"])
    assert scene.issued() == before
    assert not any(family.revoked for family in scene.state.families._entries.values())


@pytest.mark.parametrize("name", ["POST oauth/token", "POST oauth/introspect", "POST oauth/revoke"])
@pytest.mark.parametrize(
    "who",
    [
        {},
        {"client_id": "nobody"},
        {"client_id": "WWW"},
        {"client_id": "nobody", "client_secret": "nightly-secret"},
        {"client_id": "nightly", "client_secret": "wrong"},
        {"client_id": "nightly", "client_secret": "nightly-secret\x00"},
        {"client_id": "nightly"},
        {"client_id": "bar-backend", "client_secret": "nightly-secret"},
        {"client_id": "www", "client_secret": "guessed"},
        {
            "client_assertion": "a.b.c",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        },
    ],
)
async def test_who_does_not_prove_who_they_are_is_an_invalid_client(
    scene: SignedIn, name: str, who: dict[str, str]
) -> None:
    """RFC 6749 §5.2."""
    good, before = scene.good(name), scene.remembered()
    rest = tuple(pair for pair in good.pairs if not pair[0].startswith("client_"))
    answer = await good.of((*rest, *who.items())).send(scene.live.http)
    refuses(answer, 401, "invalid_client")
    assert answer.headers["www-authenticate"] == 'Basic realm="issuer"'  # RFC 9110 §15.5.2
    assert scene.remembered() == before
    await scene.works(name)


@pytest.mark.parametrize("name", ["POST oauth/token", "POST oauth/introspect", "POST oauth/revoke"])
@pytest.mark.parametrize("size", [100, 60_000])
async def test_an_oversize_authorization_header_is_an_invalid_client_with_a_challenge(
    scene: SignedIn, name: str, size: int
) -> None:
    good, before = scene.good(name), scene.remembered()
    rest = tuple(pair for pair in good.pairs if not pair[0].startswith("client_"))
    for scheme in ("Basic", "Bearer", "x"):
        spoilt = replace(good.of(rest), headers=(("authorization", f"{scheme} {'A' * size}"),))
        answer = await spoilt.send(scene.live.http)
        refuses(answer, 401, "invalid_client")
        assert answer.headers["www-authenticate"] == 'Basic realm="issuer"'
    assert scene.remembered() == before


@pytest.mark.parametrize("mode", [None, "query", "fragment", "form_post", "web_message", "x"])
@pytest.mark.parametrize("prompt", [None, "none"])
async def test_by_no_response_mode_does_anything_go_to_an_unregistered_address(
    scene: SignedIn, mode: str | None, prompt: str | None
) -> None:
    """RFC 6749 §3.1.2.4 and §10.15; the browser is signed in, so that a code would come at once."""
    good, before = scene.good("GET authorize"), scene.remembered()
    more = tuple((key, value) for key, value in (("response_mode", mode), ("prompt", prompt)) if value)
    for uri in (
        "http://evil.example/callback",
        f"{BACK}/../evil",
        f"{BACK}#",
        "http://www.foo.localhost:8000@evil.example/",
    ):
        pairs = tuple((key, uri if key == "redirect_uri" else value) for key, value in good.pairs)
        answer = await good.of((*pairs, *more)).send(scene.live.http)
        refuses(answer, 400, "invalid_request")
        assert "evil" not in answer.text
        assert "evil" not in answer.headers["content-security-policy"]
    assert scene.remembered() == before


@pytest.mark.parametrize(
    "state", ["\r\nSet-Cookie: a=b", "\x00", '"><script>alert(1)</script>', "</script>", "ü\u202e", "%0d%0a"]
)
@pytest.mark.parametrize("mode", ["query", "fragment", "form_post", "web_message"])
async def test_a_hostile_state_comes_back_as_it_was_and_is_nothing_but_a_value(
    scene: SignedIn, state: str, mode: str
) -> None:
    good = scene.good("GET authorize")
    answer = await good.of((*good.pairs, ("state", state), ("response_mode", mode))).send(scene.live.http)
    assert "set-cookie" not in answer.headers
    if mode in ("query", "fragment"):
        assert f"state={quote(state, safe='')}".replace("%20", "+") in answer.headers["location"]
        assert urlsplit(answer.headers["location"]).netloc == "www.foo.localhost:8000"
    else:
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert answer.text.count("</script>") == answer.text.count("<script ")


async def test_a_hostile_state_of_a_sign_out_is_nothing_but_a_value(scene: SignedIn) -> None:
    good = scene.good("GET oidc/logout")
    answer = await good.of((*good.pairs, ("state", "\r\nX-Evil: 1\x00&client_id=x"))).send(scene.live.http)
    assert answer.headers["location"] == f"{HOME}?state=%0D%0AX-Evil%3A+1%00%26client_id%3Dx"
    assert "x-evil" not in answer.headers


async def test_a_wrong_verifier_spends_the_code_and_gives_nothing(scene: SignedIn) -> None:
    """RFC 7636 §4.6; whoever guesses has one guess."""
    good, before = scene.good("POST oauth/token"), scene.issued()
    wrong = tuple((key, "v" * 43 if key == "code_verifier" else value) for key, value in good.pairs)
    for pairs in (wrong, good.pairs):
        refuses(await good.of(pairs).send(scene.live.http), 400, "invalid_grant")
    assert scene.issued() == before


@pytest.mark.parametrize("later", [0, LIMITS.code_ttl + 1])
async def test_a_code_used_twice_revokes_what_it_led_to_even_when_it_has_expired_since(
    scene: SignedIn, later: int
) -> None:
    """RFC 6749 §4.1.2: who comes late with a code that was used has stolen it, too."""
    good = scene.good("POST oauth/token")
    tokens = (await good.send(scene.live.http)).json()
    scene.live.clock.now += later
    before = scene.issued()
    refuses(await good.send(scene.live.http), 400, "invalid_grant")
    assert scene.issued() == before
    userinfo = await scene.live.http.get(f"{ISSUER}userinfo", headers=bearer(tokens["access_token"]))
    refuses(userinfo, 401, "invalid_token")
    renewal = {"grant_type": "refresh_token", "client_id": "www", "refresh_token": tokens["refresh_token"]}
    refuses(await App(scene.live.http).ask(**renewal), 403, "invalid_grant")


async def test_an_expired_code_gives_nothing(scene: SignedIn) -> None:
    before = scene.issued()
    scene.live.clock.now += LIMITS.code_ttl
    refuses(await scene.good("POST oauth/token").send(scene.live.http), 400, "invalid_grant")
    assert scene.issued() == before


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_userinfo_looks_for_a_token_in_the_header_alone(scene: SignedIn, method: str) -> None:
    """RFC 6750 §2.2 and §2.3 leave the other two ways open; RFC 9700 §4.3.2 rules out the query."""
    token = scene.tokens["access_token"]
    form = urlencode({"access_token": token}).encode() if method == "POST" else None
    for query, content in (({"access_token": token}, None), ({}, form)):
        answer = await scene.live.http.request(
            method, f"{ISSUER}userinfo", params=query, content=content, headers=FORM if content else {}
        )
        assert (answer.status_code, answer.json()) == (401, {})
    assert (await scene.live.http.request(method, f"{ISSUER}userinfo", headers=bearer(token))).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
async def test_userinfo_has_two_methods(scene: SignedIn, method: str) -> None:
    headers = bearer(scene.tokens["access_token"])
    answer = await scene.live.http.request(method, f"{ISSUER}userinfo", headers=headers)
    refuses(answer, 405, "method_not_allowed")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize("size", [5_000, 60_000])
async def test_an_oversize_token_is_an_invalid_token(scene: SignedIn, size: int) -> None:
    answer = await scene.live.http.get(f"{ISSUER}userinfo", headers=bearer("x" * size))
    refuses(answer, 401, "invalid_token")
    assert len(answer.content) < 1_000
    assert len(answer.headers["www-authenticate"]) < 1_000


DOCUMENTS = (
    ".well-known/openid-configuration",
    ".well-known/oauth-authorization-server",
    ".well-known/jwks.json",
    "openapi.json",
)


@pytest.mark.parametrize("path", DOCUMENTS)
async def test_a_document_is_the_same_whatever_is_asked_with_it(live: Running, path: str) -> None:
    plain = await live.http.get(ISSUER + path)
    for query in ("a=1&a=2", "%ff", "%00", "x" * 60_000, "issuer=http://evil.example/"):
        answered = await live.http.get(
            f"{ISSUER}{path}?{query}", headers={"cookie": "x" * 60_000, "accept": "text/html"}
        )
        assert (answered.status_code, answered.content) == (200, plain.content)


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
async def test_a_document_is_only_read(live: Running, path: str, method: str) -> None:
    answer = await live.http.request(method, ISSUER + path, content=b"x" * 100_000)
    refuses(answer, 405, "method_not_allowed")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


async def test_resource_alone_may_be_repeated(scene: SignedIn) -> None:
    """RFC 8707 §2: the one exception to RFC 6749 §3.1 in an authorization request."""
    good = scene.good("GET authorize")
    without = tuple(pair for pair in good.pairs if pair[0] != "audience")
    both = (("resource", BAR), ("resource", "https://baz.foo.com"))
    assert "code" in sent_back(await good.of((*without, *both)).send(scene.live.http))
    nowhere = (("resource", BAR), ("resource", "https://nowhere.example"))
    before = scene.issued()
    assert sent_back(await good.of((*without, *nowhere)).send(scene.live.http))["error"] == "access_denied"
    assert scene.issued() == before
