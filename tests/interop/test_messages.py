"""The messages of the list are those that libraries say: each library here that can be made to say one is."""

import json
import time
import warnings
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

import joserfc.jwt
import jwt
import pytest
from jose import jwt as python_jose
from joserfc.jwk import OctKey

from sandbox.causes.data import MESSAGES
from sandbox.causes.facts import Expectation, Token, known
from tests.interop.conftest import node

with warnings.catch_warnings(record=True):  # Authlib says that its module moves to joserfc
    from authlib.jose import jwt as authlib_jwt

SECRET: Final = "k" * 32
OTHER: Final = "z" * 32
FUTURE: Final = int(time.time()) + 1000


def made(**claims: Any) -> str:
    return jwt.encode(claims, SECRET, algorithm="HS256")


def pyjwt(token: Any, **options: Any) -> Any:
    return jwt.decode(token, SECRET, **{"algorithms": ["HS256"], **options})


def jose(token: str, **options: Any) -> Any:
    return python_jose.decode(token, SECRET, **{"algorithms": ["HS256"], **options})


def authlib(token: str, **expected: Any) -> None:
    options = {name: {"essential": True, "value": value} for name, value in expected.items()}
    authlib_jwt.decode(token, SECRET, claims_options=options).validate()


def rfc(token: str, **expected: Any) -> None:
    options: Any = {name: {"essential": True, "value": value} for name, value in expected.items()}
    joserfc.jwt.JWTClaimsRegistry(**options).validate(joserfc.jwt.decode(token, OctKey.import_key(SECRET)).claims)


def unknown_kid(folder: Path) -> None:
    (folder / "jwks.json").write_text(json.dumps({"keys": [{"kty": "oct", "kid": "k1", "k": "AAAA"}]}), "utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(folder))) as server:
        Thread(target=server.serve_forever).start()
        try:
            jwt.PyJWKClient(f"http://127.0.0.1:{server.server_port}/jwks.json").get_signing_key("k2")
        finally:
            server.shutdown()


PYTHON: Final[dict[str, tuple[str, Callable[[Path], Any]]]] = {
    "PyJWT, no audience passed": ("pyjwt-jose-invalid-audience", lambda _: pyjwt(made(aud="a"))),
    "PyJWT, another audience": ("pyjwt-audience", lambda _: pyjwt(made(aud="a"), audience="b")),
    "PyJWT, no audience in the token": ("pyjwt-missing-aud", lambda _: pyjwt(made(), audience="b")),
    "PyJWT, a list where one is wanted": (
        "pyjwt-strict",
        lambda _: pyjwt(made(aud=["a"]), audience="a", options={"strict_aud": True}),
    ),
    "PyJWT, a number": ("python-claim-format", lambda _: pyjwt(made(aud=5), audience="a")),
    "PyJWT, a list with a number": ("python-claim-format", lambda _: pyjwt(made(aud=["a", 5]), audience="a")),
    "PyJWT, a number passed": ("pyjwt-audience-type", lambda _: pyjwt(made(aud="a"), audience=5)),
    "PyJWT, another issuer": ("issuer", lambda _: pyjwt(made(iss="a"), issuer="b")),
    "PyJWT, expired": ("expired", lambda _: pyjwt(made(exp=1))),
    "PyJWT, too early": ("not-yet", lambda _: pyjwt(made(nbf=FUTURE))),
    "PyJWT, issued in the future": ("not-yet", lambda _: pyjwt(made(iat=FUTURE))),
    "PyJWT, another key": ("signature", lambda _: jwt.decode(made(), OTHER, algorithms=["HS256"])),
    "PyJWT, another algorithm": ("algorithm", lambda _: pyjwt(made(), algorithms=["RS256"])),
    "PyJWT, opaque": ("segments", lambda _: pyjwt("abc")),
    "PyJWT, with Bearer": ("segments", lambda _: pyjwt(f"Bearer {made()}")),
    "PyJWT, an unknown key": ("kid", unknown_kid),
    "python-jose, no audience passed": ("pyjwt-jose-invalid-audience", lambda _: jose(made(aud="a"))),
    "python-jose, another audience": ("pyjwt-jose-invalid-audience", lambda _: jose(made(aud="a"), audience="b")),
    "python-jose, a list passed": ("python-jose-list", lambda _: jose(made(aud="a"), audience=["a"])),
    "python-jose, no audience in the token": (
        "python-jose-missing-aud",
        lambda _: jose(made(), audience="a", options={"require_aud": True}),
    ),
    "python-jose, an ID token": ("python-jose-at-hash", lambda _: jose(made(at_hash="x"))),
    "python-jose, a number": ("python-claim-format", lambda _: jose(made(aud=5), audience="a")),
    "python-jose, another issuer": ("issuer", lambda _: jose(made(iss="a"), issuer="b")),
    "python-jose, expired": ("expired", lambda _: jose(made(exp=1))),
    "python-jose, another key": ("signature", lambda _: python_jose.decode(made(), OTHER, algorithms=["HS256"])),
    "python-jose, another algorithm": ("algorithm", lambda _: jose(made(), algorithms=["RS256"])),
    "python-jose, opaque": ("segments", lambda _: jose("abc")),
    "Authlib, another audience": ("authlib-aud", lambda _: authlib(made(aud="a"), aud="b")),
    "Authlib, no audience in the token": ("authlib-missing-aud", lambda _: authlib(made(), aud="b")),
    "Authlib, another issuer": ("authlib-iss", lambda _: authlib(made(iss="a"), iss="b")),
    "Authlib, expired": ("expired", lambda _: authlib(made(exp=1))),
    "Authlib, too early": ("not-yet", lambda _: authlib(made(nbf=FUTURE))),
    "Authlib, opaque": ("segments", lambda _: authlib("abc")),
    "joserfc, another audience": ("authlib-aud", lambda _: rfc(made(aud="a"), aud="b")),
    "joserfc, no audience in the token": ("authlib-missing-aud", lambda _: rfc(made(), aud="b")),
    "joserfc, another issuer": ("authlib-iss", lambda _: rfc(made(iss="a"), iss="b")),
    "joserfc, expired": ("expired", lambda _: rfc(made(exp=1))),
    "joserfc, too early": ("not-yet", lambda _: rfc(made(nbf=FUTURE))),
    "joserfc, issued in the future": ("not-yet", lambda _: rfc(made(iat=FUTURE))),
    "joserfc, opaque": ("segments", lambda _: rfc("abc")),
    "joserfc, another key": ("signature", lambda _: joserfc.jwt.decode(made(), OctKey.import_key(OTHER))),
    "joserfc, another algorithm": (
        "algorithm",
        lambda _: joserfc.jwt.decode(made(), OctKey.import_key(SECRET), algorithms=["RS256"]),
    ),
}
NODE: Final = {
    "jsonwebtoken audience": "jsonwebtoken-aud",
    "jsonwebtoken missing": "jsonwebtoken-aud",
    "jsonwebtoken issuer": "jsonwebtoken-iss",
    "jsonwebtoken expired": "expired",
    "jsonwebtoken early": "not-yet",
    "jsonwebtoken signature": "signature",
    "jsonwebtoken opaque": "jsonwebtoken-malformed",
    "jsonwebtoken bearer": "jsonwebtoken-invalid-token",
    "jsonwebtoken nothing": "jsonwebtoken-provided",
    "jsonwebtoken algorithm": "jsonwebtoken-algorithm",
    "jose audience": "jose-aud",
    "jose missing": "jose-missing",
    "jose issuer": "jose-iss",
    "jose expired": "expired",
    "jose early": "not-yet",
    "jose signature": "signature",
    "jose opaque": "jose-compact",
    "jose typ": "jose-typ",
    "jose key": "jose-no-key",
    "jose algorithm": "algorithm",
    "hono audience": "hono-aud",
    "hono missing": "hono-missing",
    "hono issuer": "hono-iss",
    "hono early": "not-yet",
    "hono signature": "signature",
    "hono opaque": "segments",
    "hono algorithm": "algorithm",
    "aws-jwt-verify audience": "aws-jwt-verify-aud",
    "aws-jwt-verify missing": "aws-jwt-verify-aud",
    "aws-jwt-verify id token": "aws-jwt-verify-use",
    "express audience": "express-aud",
    "express issuer": "express-iss",
    "express typ": "express-typ",
    "express opaque": "jose-compact",
    "express unset": "express-required",
}
RUN_HERE: Final = ("PyJWT", "python-jose", "Authlib", "joserfc", "jose ", "jsonwebtoken", "express", "Hono", "aws-jwt")


def recognised(message: str) -> tuple[str, ...]:
    return known(Token(), Expectation(error=message)).facts["message"]


@pytest.mark.parametrize("situation", PYTHON)
def test_what_a_library_of_python_says_is_recognised(situation: str, tmp_path: Path) -> None:
    expected, call = PYTHON[situation]
    with pytest.raises(Exception) as raised:  # noqa: PT011 - each library has errors of its own; the message is tested
        call(tmp_path)
    assert recognised(str(raised.value)) == (expected,), str(raised.value)
    assert recognised(f"Traceback:\n  {type(raised.value).__name__}: {raised.value}\n") == (expected,)


@pytest.fixture(scope="module")
def of_node() -> dict[str, str]:
    return node("messages.mjs")


@pytest.mark.parametrize("situation", NODE)
def test_what_a_library_of_javascript_says_is_recognised(situation: str, of_node: dict[str, str]) -> None:
    message = of_node[situation]
    assert recognised(message) == (NODE[situation],), message
    assert recognised(f"JsonWebTokenError: {message}\n    at verify (app.js:1:1)") == (NODE[situation],)


def test_every_message_of_a_library_that_is_here_is_said_by_it() -> None:
    said = {*NODE.values(), *(expected for expected, _ in PYTHON.values())}
    here = [one["id"] for one in MESSAGES if one["library"].startswith(RUN_HERE) and "Rust" not in one["library"]]
    assert [id_ for id_ in here if id_ not in said] == []
