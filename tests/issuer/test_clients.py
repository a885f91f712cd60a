"""Who the client is (RFC 6749 §2.3), and what a form may be (§3.2)."""

import base64
import secrets
from urllib.parse import quote_plus

import pytest

from sandbox.settings import LIMITS
from tests.running import FORM, ISSUER, App, Running, machine_token, opened

GRANT = "grant_type=client_credentials&audience=https%3A%2F%2Fbar.foo.com"


def basic(name: str, secret: str) -> dict[str, str]:
    """HTTP Basic after RFC 6749 §2.3.1: both are form-encoded first."""
    pair = f"{quote_plus(name)}:{quote_plus(secret)}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


async def test_client_secret_basic(live: Running) -> None:
    answer = await live.http.post(
        f"{ISSUER}oauth/token", content=GRANT, headers=FORM | basic("nightly", "nightly-secret")
    )
    assert answer.status_code == 200


async def test_client_secret_basic_with_signs_that_need_encoding(web: App) -> None:
    assert web.secret is not None
    form = "grant_type=client_credentials&client_id=web"
    answer = await web.http.post(f"{web.issuer}oauth/token", content=form, headers=FORM | basic("web", web.secret))
    assert answer.status_code == 200


async def test_client_secret_post(live: Running) -> None:
    assert (await machine_token(live.http)).status_code == 200


@pytest.mark.parametrize("secret", ["wrong", "", "nightly-secret ", "Nightly-Secret", "nightly-secre", "ü", "\u0000"])
async def test_a_wrong_secret_by_either_way(live: Running, secret: str) -> None:
    posted = await machine_token(live.http, client_secret=secret)
    assert (posted.status_code, posted.json()["error"]) == (401, "invalid_client")
    assert posted.headers["www-authenticate"] == 'Basic realm="issuer"'  # RFC 9110 §15.5.2
    by_header = await live.http.post(f"{ISSUER}oauth/token", content=GRANT, headers=FORM | basic("nightly", secret))
    assert (by_header.status_code, by_header.json()["error"]) == (401, "invalid_client")
    assert by_header.headers["www-authenticate"] == 'Basic realm="issuer"'


async def test_a_missing_secret(live: Running) -> None:
    answer = await machine_token(live.http, client_secret=None)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_secrets_are_compared_in_constant_time(live: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(secrets, "compare_digest", compare)
    assert (await machine_token(live.http, client_secret="guess")).status_code == 401
    assert (b"guess", b"nightly-secret") in compared


async def test_a_public_client_has_no_secret(app: App) -> None:
    answer = await app.redeem(await app.sign_in(), client_secret="guess")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_two_ways_at_once_are_refused(live: Running) -> None:
    both = f"{GRANT}&client_id=nightly&client_secret=nightly-secret"
    answer = await live.http.post(
        f"{ISSUER}oauth/token", content=both, headers=FORM | basic("nightly", "nightly-secret")
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_two_names_at_once_are_refused(live: Running) -> None:
    other = f"{GRANT}&client_id=www"
    answer = await live.http.post(
        f"{ISSUER}oauth/token", content=other, headers=FORM | basic("nightly", "nightly-secret")
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_two_authorization_headers_are_refused(live: Running) -> None:
    good, bad = basic("nightly", "nightly-secret"), basic("nightly", "wrong")
    for pair in ((good, bad), (bad, good)):
        headers = [*FORM.items(), *pair[0].items(), *pair[1].items()]
        answer = await live.http.post(f"{ISSUER}oauth/token", content=GRANT, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic ", "Basic !!!", "Basic bm8=", "Bearer abc", "Basic /w==", "basic"]
)
async def test_a_header_that_is_no_basic_is_refused_with_a_challenge(live: Running, header: str) -> None:
    answer = await live.http.post(f"{ISSUER}oauth/token", content=GRANT, headers=FORM | {"Authorization": header})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic ")


JSON_GRANT = {"grant_type": "client_credentials", "client_id": "nightly", "client_secret": "nightly-secret"}


async def test_auth0_reads_json_where_the_specification_has_a_form(live: Running) -> None:
    """RFC 6749 §3.2 has forms alone, and so has the other dialect."""
    grant = {**JSON_GRANT, "audience": "https://bar.foo.com"}
    answer = await live.http.post(f"{ISSUER}oauth/token", json=grant)
    assert (answer.status_code, opened(answer.json()["access_token"])[1]["aud"]) == (200, "https://bar.foo.com")
    revoked = {"client_id": "www", "token": answer.json()["access_token"]}
    assert (await live.http.post(f"{ISSUER}oauth/revoke", json=revoked)).status_code == 200
    strict = "http://localhost:8000/worlds/two/issuer/oauth/token"
    refused = await live.http.post(strict, json={**JSON_GRANT, "client_id": "robot", "client_secret": "r"})
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"7",
        b'[["grant_type", "client_credentials"]]',
        b'{"grant_type": 7}',
        b'{"grant_type": "\\ud800"}',
        b'{"grant_type": {"a": "b"}}',
        b'{"grant_type": "client_credentials", "grant_type": "client_credentials"}',
        b'{"audience": ["https://bar.foo.com", 7]}',
        b"[" * 60_000,
        b'{"a": ' * 9_000,
        b'{"x": "' + b"9" * 66_000 + b'"}',
        b"{" + b",".join(b'"%d": "x"' % number for number in range(200)) + b"}",
    ],
)
async def test_json_that_is_no_set_of_parameters_is_refused(live: Running, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    answer = await live.http.post(f"{ISSUER}oauth/token", content=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]) in ((400, "invalid_request"), (413, "invalid_request"))


@pytest.mark.parametrize("kind", [None, "multipart/form-data; boundary=x", "text/plain", ""])
async def test_another_content_type_is_refused(live: Running, kind: str | None) -> None:
    headers = {} if kind is None else {"content-type": kind}
    answer = await live.http.post(f"{ISSUER}oauth/token", content=b'{"grant_type": "x"}', headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_a_content_type_may_name_its_charset(live: Running) -> None:
    headers = {"content-type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8"} | basic("nightly", "nightly-secret")
    assert (await live.http.post(f"{ISSUER}oauth/token", content=GRANT, headers=headers)).status_code == 200


@pytest.mark.parametrize("name", ["grant_type", "audience", "client_id", "scope", "whatever"])
async def test_a_repeated_parameter_is_refused(live: Running, name: str) -> None:
    """RFC 6749 §3.2, even when both say the same."""
    form = f"{GRANT}&client_id=nightly&client_secret=nightly-secret&{name}=a&{name}=a"
    answer = await live.http.post(f"{ISSUER}oauth/token", content=form, headers=FORM)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert name in answer.json()["error_description"]


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"grant_type", b"\xff\xfe", b"grant_type=%ff", b"=", b"\x00" * 20, b"&" * 500]
)
async def test_a_body_that_is_no_form_is_refused(live: Running, body: bytes) -> None:
    answer = await live.http.post(f"{ISSUER}oauth/token", content=body, headers=FORM)
    assert answer.status_code in (400, 401)
    assert answer.json()["error"] in ("invalid_request", "invalid_client")
    assert answer.headers["cache-control"] == "no-store"


async def test_a_body_that_is_too_large_is_refused(live: Running) -> None:
    answer = await machine_token(live.http, filler="x" * LIMITS.form_bytes)
    assert (answer.status_code, answer.json()["error"]) == (413, "invalid_request")


async def test_too_many_fields_are_refused(live: Running) -> None:
    answer = await machine_token(live.http, **{f"p{number}": "x" for number in range(LIMITS.form_fields)})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_parameters_in_the_address_are_not_read(live: Running) -> None:
    """RFC 6749 §2.3.1: they must not be in the request URI."""
    query = f"{GRANT}&client_id=nightly&client_secret=nightly-secret"
    answer = await live.http.post(f"{ISSUER}oauth/token?{query}", content=b"", headers=FORM)
    assert answer.status_code == 401


@pytest.mark.parametrize("audience", ['"', "\\", "ünï", "a\r\nb", "\u0000"])
async def test_an_error_description_holds_only_what_it_may(live: Running, audience: str) -> None:
    """RFC 6749 §5.2."""
    described = (await machine_token(live.http, audience=audience)).json()["error_description"]
    assert all(character in "\x20\x21" or "\x23" <= character <= "\x7e" for character in described)
    assert "\\" not in described
