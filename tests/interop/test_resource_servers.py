"""Resource servers that nobody here wrote read our tokens: for themselves and nobody else."""

import time
from collections.abc import Callable
from typing import Any

import httpx2
import jwt
import pytest

from tests.interop.conftest import node
from tests.running import App

Tokens = dict[str, str]
FOO: dict[str, Any] = {"audience": "https://bar.foo.com", "algorithm": "RS256", "typ": "JWT"}
STRICT: dict[str, Any] = {"audience": "https://notes.strict.example", "algorithm": "ES256", "typ": "at+jwt"}
OTHER = {"RS256": "https://baz.foo.com", "ES256": "https://mail.strict.example"}


async def tokens_of(http: httpx2.AsyncClient, server: str, given: dict[str, Any]) -> tuple[str, Tokens]:
    """An issuer, and tokens of it: one for this audience, and others that must be refused."""
    world, user = ("foo", "alice") if given is FOO else ("strict", "carol")
    issuer = f"{server}/worlds/{world}/issuer/"
    callback = f"{server}/worlds/foo/clients/www/callback" if given is FOO else "http://localhost:3000/cb"
    app = App(http, issuer=issuer, client_id="www" if given is FOO else "web", redirect_uri=callback, user=user)
    good = await app.tokens(audience=given["audience"], scope="openid")
    other = await app.tokens(audience=OTHER[given["algorithm"]], scope="profile")
    header, claims, signature = good["access_token"].split(".")
    return issuer, {
        "good": good["access_token"],
        "other audience": other["access_token"],
        "ID token": good["id_token"],
        "rewritten": f"{header}.{other['access_token'].split('.')[1]}.{signature}",
        "broken seal": f"{header}.{claims}.{signature[:-6]}AAAAAA",
        "opaque": (await app.tokens(scope="openid"))["access_token"] if given is FOO else "no-token",
    }


@pytest.mark.parametrize("given", [FOO, STRICT], ids=["auth0", "rfc9068"])
async def test_jose_and_express_serve_what_is_theirs_and_nothing_else(
    http: httpx2.AsyncClient, server: str, given: dict[str, Any]
) -> None:
    issuer, tokens = await tokens_of(http, server, given)
    said = node("verify.mjs", {**given, "issuer": issuer, "tokens": tokens})
    subject = "alice" if given is FOO else "carol"
    good = said.pop("good")
    assert good["jose"] == {"ok": True, "sub": subject}
    assert (good["express"]["status"], good["express"]["sub"]) == (200, subject)
    by_audience = said["other audience"]
    assert (by_audience["jose"]["code"], by_audience["jose"]["claim"]) == ("ERR_JWT_CLAIM_VALIDATION_FAILED", "aud")
    assert "aud" in by_audience["express"]["message"]
    for name, told in said.items():
        assert told["jose"]["ok"] is False, name
        assert (told["express"]["status"], told["express"]["error"]) == (401, "invalid_token"), name
        assert 'error="invalid_token"' in told["express"]["challenge"]


async def test_with_the_other_audience_they_would_serve_the_other_token(http: httpx2.AsyncClient, server: str) -> None:
    """So that it is the audience that they refused."""
    issuer, tokens = await tokens_of(http, server, FOO)
    said = node("verify.mjs", {**FOO, "audience": OTHER["RS256"], "issuer": issuer, "tokens": tokens})
    assert said["other audience"]["jose"]["ok"] is True
    assert said["other audience"]["express"]["status"] == 200
    assert said["good"]["jose"]["claim"] == "aud"


async def test_an_expired_token_is_refused(http: httpx2.AsyncClient, server: str) -> None:
    issuer = f"{server}/worlds/strict/issuers/hasty/"
    app = App(http, issuer=issuer, client_id="machine", secret="m@chine+secret")
    asked = {"grant_type": "client_credentials", "client_id": "machine", "client_secret": "m@chine+secret"}
    token = (await app.ask(**asked, audience=STRICT["audience"])).json()["access_token"]
    while time.time() <= jwt.decode(token, options={"verify_signature": False})["exp"]:
        time.sleep(0.1)  # noqa: ASYNC251 - nothing else runs here
    said = node("verify.mjs", {**STRICT, "issuer": issuer, "tokens": {"expired": token}})["expired"]
    assert said["jose"]["code"] == "ERR_JWT_EXPIRED"
    assert said["express"]["status"] == 401
    with pytest.raises(jwt.ExpiredSignatureError):
        by_pyjwt(issuer, STRICT)(token)


def by_pyjwt(issuer: str, given: dict[str, Any]) -> Callable[[str], Any]:
    """A resource server as PyJWT's documentation has it."""
    keys = jwt.PyJWKClient(f"{issuer}.well-known/jwks.json")

    def read(token: str) -> Any:
        key = keys.get_signing_key_from_jwt(token)
        return jwt.decode(token, key, algorithms=[given["algorithm"]], audience=given["audience"], issuer=issuer)

    return read


@pytest.mark.parametrize("given", [FOO, STRICT], ids=["auth0", "rfc9068"])
async def test_pyjwt_serves_what_is_its_own_and_nothing_else(
    http: httpx2.AsyncClient, server: str, given: dict[str, Any]
) -> None:
    issuer, tokens = await tokens_of(http, server, given)
    read = by_pyjwt(issuer, given)
    assert read(tokens.pop("good"))["sub"] in ("alice", "carol")
    for name in ("other audience", "ID token"):
        with pytest.raises(jwt.InvalidAudienceError):
            read(tokens.pop(name))
    for name in ("rewritten", "broken seal"):
        with pytest.raises(jwt.InvalidSignatureError):
            read(tokens.pop(name))
    with pytest.raises(jwt.PyJWTError):
        read(tokens["opaque"])


@pytest.mark.parametrize(("issuer_id", "algorithm", "typ"), [("ed25519", "EdDSA", "at+jwt"), ("pss", "PS256", "JWT")])
async def test_jose_and_pyjwt_read_what_python_jose_cannot(
    http: httpx2.AsyncClient, server: str, issuer_id: str, algorithm: str, typ: str
) -> None:
    issuer = f"{server}/worlds/strict/issuers/{issuer_id}/"
    discovered = (await http.get(f"{issuer}.well-known/openid-configuration")).json()
    assert discovered["id_token_signing_alg_values_supported"] == [algorithm]
    app = App(http, issuer=issuer, client_id="web", redirect_uri="http://localhost:3000/cb", user="carol")
    tokens = await app.tokens(audience=STRICT["audience"], scope="openid")
    given = {"audience": STRICT["audience"], "algorithm": algorithm, "typ": typ, "issuer": issuer}
    said = node("verify.mjs", {**given, "tokens": {"good": tokens["access_token"], "ID token": tokens["id_token"]}})
    assert said["good"]["jose"] == {"ok": True, "sub": "carol"}
    assert said["ID token"]["jose"]["ok"] is False
    assert by_pyjwt(issuer, given)(tokens["access_token"])["sub"] == "carol"
    with pytest.raises(jwt.InvalidAudienceError):
        by_pyjwt(issuer, given)(tokens["id_token"])
