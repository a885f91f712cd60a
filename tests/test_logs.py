"""No secret, code, token or cookie stands in anything that a server writes, whatever is sent to it."""

import base64
import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx2
import pytest

from sandbox.settings import LIMITS
from tests.running import CHALLENGE, FORM, VERIFIER, bearer, sent_back

ROOT = Path(__file__).parents[1]
WRONG: Final = "a-wrong-secret-that-somebody-mistyped"
SERVE: Final = 'from sandbox.cli import main; main(["serve", "--port", "0"])'
DEBUGGED: Final = f"""
import logging
logging.basicConfig(level=logging.DEBUG, format="%(levelname)s %(name)s %(message)s")
{SERVE}
"""
BROKEN: Final = f"""
import sandbox.issuer.endpoints.token, sandbox.apis.app
def fails(*_):
    raise RuntimeError("this was planted")
sandbox.issuer.endpoints.token.issue = sandbox.apis.app.verify_parsed = fails
{SERVE}
"""
BAR: Final = "https://bar.foo.com"
FORM_HEAD: Final = b"Content-Type: application/x-www-form-urlencoded\r\n"
ONE_REQUEST: Final = httpx2.Limits(max_keepalive_connections=0)
"""A connection each: after a 5xx, a server closes it without saying so."""


@dataclass
class Server:
    """A server that runs in a process of its own, what it wrote, and what it must not write."""

    url: str
    wrote: list[str]
    private: set[str] = field(default_factory=set)
    http: httpx2.Client = field(default_factory=lambda: httpx2.Client(timeout=30, limits=ONE_REQUEST))

    @property
    def issuer(self) -> str:
        """Foo's issuer."""
        return f"{self.url}/worlds/foo/issuer/"

    def post(self, path: str, form: dict[str, str] | bytes, **more: Any) -> httpx2.Response:
        """A form for the issuer."""
        content = form if isinstance(form, bytes) else urlencode(form).encode()
        more["headers"] = FORM | more.get("headers", {})
        return self.http.post(self.issuer + path, content=content, **more)

    def raw(self, sent: bytes) -> bytes:
        """Bytes as they are, and the first bytes of the answer."""
        address = urlsplit(self.url)
        with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as connection:
            connection.sendall(sent)
            return connection.recv(65536)

    def keep(self, *words: str) -> None:
        """Words that nobody else may read, and the parts of those that are JWTs."""
        for word in words:
            self.private.update({word, *(part for part in word.split(".") if len(part) > 12)})

    def said(self) -> str:
        """Everything it wrote; to be read when it has ended."""
        return "".join(self.wrote)


@contextmanager
def running_server(*program: str) -> Iterator[Server]:
    """`aud serve` as users start it, or a program that did something else before."""
    command = [sys.executable, *(program or ("-m", "sandbox", "serve", "--port", "0"))]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        wrote: list[str] = []
        url = None
        while url is None:
            line = process.stdout.readline()
            assert line, "".join(wrote)
            wrote.append(line)
            url = re.search(r"Audience Sandbox: (\S+) ", line)
        reader = Thread(target=lambda: wrote.extend(process.stdout or ()))
        reader.start()
        server = Server(url[1], wrote)
        try:
            yield server
        finally:
            server.http.close()
            process.send_signal(signal.SIGINT)
            reader.join()


def sign_in(server: Server, **more: str) -> str:
    """Choose Alice; the code. The cookie stays with the client."""
    back = f"{server.url}/worlds/foo/clients/www/callback"
    query = {
        "response_type": "code",
        "client_id": "www",
        "redirect_uri": back,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "scope": "openid profile email offline_access read:orders",
        "state": "a-state-that-ties-it-to-a-browser",
        "nonce": "a-nonce-that-ties-it-to-a-token",
        **more,
    }
    answer = server.post("authorize", {"user": "alice"}, params=query)
    server.keep(query["state"], query["nonce"], *server.http.cookies.values())
    code = sent_back(answer)["code"]
    server.keep(code)
    return code


def redeem(server: Server, code: str, **more: str) -> httpx2.Response:
    form = {
        "grant_type": "authorization_code",
        "client_id": "www",
        "code": code,
        "redirect_uri": f"{server.url}/worlds/foo/clients/www/callback",
        "code_verifier": VERIFIER,
        **more,
    }
    answer = server.post("oauth/token", form)
    tokens = answer.json() if answer.status_code == 200 else {}
    server.keep(*(tokens[name] for name in ("access_token", "id_token", "refresh_token") if name in tokens))
    return answer


def flows_that_go_well(server: Server) -> dict[str, str]:
    """Every grant, everything one can do with its tokens, and a replay; the tokens of the sign-in."""
    tokens: dict[str, str] = redeem(server, sign_in(server, audience=BAR)).json()
    opaque = redeem(server, sign_in(server)).json()["access_token"]
    for word in (opaque, tokens["access_token"]):
        assert server.http.get(f"{server.issuer}userinfo", headers=bearer(word)).status_code in (200, 401)
    assert server.http.get(
        f"{server.url}/worlds/foo/apis/bar/orders", headers=bearer(tokens["access_token"])
    ).is_success
    backend = {"client_id": "bar-backend", "client_secret": "bar-backend-secret"}
    assert server.post("oauth/introspect", {**backend, "token": tokens["access_token"]}).json()["active"]
    kind = "urn:ietf:params:oauth:token-type:access_token"
    exchange = {"subject_token": tokens["access_token"], "subject_token_type": kind, "audience": "https://baz.foo.com"}
    grant = "urn:ietf:params:oauth:grant-type:token-exchange"
    server.keep(server.post("oauth/token", {**backend, "grant_type": grant, **exchange}).json()["access_token"])
    machine = {"grant_type": "client_credentials", "audience": BAR}
    server.keep(server.post("oauth/token", machine, auth=("nightly", "nightly-secret")).json()["access_token"])
    renewal = {"grant_type": "refresh_token", "client_id": "www", "refresh_token": tokens["refresh_token"]}
    renewed = server.post("oauth/token", renewal).json()
    server.keep(renewed["access_token"], renewed["refresh_token"])
    assert server.post("oauth/revoke", {"client_id": "www", "token": renewed["refresh_token"]}).is_success
    assert server.http.post(f"{server.url}/api/scenarios/bar-token-to-baz/replay").is_success
    return tokens


def flows_that_fail(server: Server, tokens: dict[str, str]) -> None:
    """Wrong secrets, used codes, tokens for somebody else, and requests that are none."""
    code = sign_in(server, audience=BAR)
    for page in ("worlds/foo/clients/www/callback", "worlds/foo/clients/nobody/callback", "scenarios", "nowhere"):
        assert server.http.get(f"{server.url}/{page}", params={"code": code, "state": code}).status_code < 500
    for more in ({"code_verifier": "v" * 43}, {}, {"client_secret": WRONG}, {"redirect_uri": f"http://evil/?{code}"}):
        assert redeem(server, code, **more).status_code in (400, 401)
    machine = {"grant_type": "client_credentials", "audience": BAR}
    for how in ({"auth": ("nightly", WRONG)}, {"auth": (WRONG, "nightly-secret")}):
        assert server.post("oauth/token", machine, **how).status_code == 401
    assert server.post("oauth/token", {**machine, "audience": code}, auth=("nightly", "nightly-secret")).is_client_error
    word = tokens["access_token"]
    renewal = {"grant_type": "refresh_token", "client_id": "www", "refresh_token": tokens["refresh_token"]}
    assert server.post("oauth/token", renewal).status_code == 403
    for address in ("apis/baz/reports", f"apis/bar/{word}", f"apis/{word}/x", f"issuer/{word}", f"{word}"):
        found = server.http.get(
            f"{server.url}/worlds/foo/{address}", headers=bearer(word), params={"access_token": word}
        )
        assert found.is_client_error
    for headers in (bearer(f"{word} {word}"), bearer(word + "x"), {"Authorization": f"Basic {word}"}):
        assert server.http.get(f"{server.issuer}userinfo", headers=headers).is_client_error
        assert server.post("oauth/token", machine, headers=headers).is_client_error
    hint = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": f"http://evil/?{word}"}
    assert server.http.get(f"{server.issuer}oidc/logout", params=hint).status_code == 400
    assert server.post("oidc/logout", {"id_token_hint": tokens["id_token"]}).is_success


def bytes_that_are_no_request(server: Server, tokens: dict[str, str]) -> None:
    """Malformed, huge, cut off: each with a token or a secret in it."""
    word = tokens["access_token"].encode()
    secret = b"client_id=nightly&client_secret=nightly-secret&code=" + word
    huge = secret + b"&x=" + b"x" * LIMITS.form_bytes
    for body in (secret + b"\xff\x00", huge, b"{" + secret, secret + b"%ff", b"&".join([secret] * 200)):
        for path in ("oauth/token", "oauth/introspect", "oauth/revoke", "authorize"):
            assert server.post(path, body).is_client_error
    head = b"POST /worlds/foo/issuer/oauth/token HTTP/1.1\r\nHost: x\r\n" + FORM_HEAD
    for sent in (
        b"GET /worlds/foo/issuer/authorize?code=" + word + b" \x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /worlds/foo/issuer/authorize?code=" + word * 100 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /worlds/foo/apis/bar/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + word + b"\x00\r\n\r\n",
        b"GET /x HTTP/1.1\r\nHost: x\r\nCookie: issuer_session=" + word * 100 + b"\r\n\r\n",
        head + b"Content-Length: -1\r\n\r\n" + secret,
        head + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n" + secret,
        head + b"Upgrade: websocket\r\nConnection: upgrade\r\nContent-Length: 4\r\n\r\n" + secret,
        word + b" / HTTP/1.1\r\n\r\n",
    ):
        assert b" 4" in server.raw(sent)[:13]
    with socket.create_connection((urlsplit(server.url).hostname or "", urlsplit(server.url).port or 0)) as connection:
        connection.sendall(head + b"Content-Length: 10000\r\n\r\n" + secret)  # and no more comes


def says_nothing_private(server: Server) -> None:
    """Look for every word, as it is and as it is sent; and for whatever looks like a JWT."""
    basic = base64.b64encode(b"nightly:nightly-secret").decode()
    server.keep("nightly-secret", "bar-backend-secret", WRONG, VERIFIER, CHALLENGE, basic)
    said = server.said()
    assert [word for word in server.private if word in said] == []
    assert re.findall(r"eyJ[\w-]{8,}|issuer_session|Bearer \S+|Basic \S+", said) == []


@pytest.mark.parametrize(
    "program",
    [(), ("-c", DEBUGGED), ("-m", "sandbox", "serve", "--port", "0", "--log", "json")],
    ids=["as users start it", "with all loggers at DEBUG", "with a log"],
)
def test_nothing_private_is_written_whatever_is_sent(program: tuple[str, ...]) -> None:
    with running_server(*program) as server:
        tokens = flows_that_go_well(server)
        flows_that_fail(server, tokens)
        bytes_that_are_no_request(server, tokens)
    assert len(server.private) > 25
    says_nothing_private(server)
    assert "Invalid HTTP request received" in server.said()
    assert "Traceback" not in server.said()
    assert ("DEBUG" in server.said()) == ("-c" in program)
    if "--log" in program:
        lines = [json.loads(line) for line in server.said().splitlines()[1:] if line]
        assert {line["path"] for line in lines if "path" in line} >= {"/worlds/foo/issuer/oauth/token", "/worlds/foo/*"}


def test_nothing_private_is_written_of_an_error_of_our_own() -> None:
    """Two places are broken on purpose: what is written then is the code's, and nothing that was sent."""
    with running_server("-c", BROKEN) as server:
        code = sign_in(server, audience=BAR)
        assert redeem(server, code).status_code == 500
        machine = {"grant_type": "client_credentials", "audience": BAR}
        answer = server.post("oauth/token", machine, auth=("nightly", "nightly-secret"))
        assert (answer.status_code, "planted" in answer.text) == (500, False)
        server.keep(*(word := "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ").split("."), word)
        headers = bearer(word)
        assert server.http.get(f"{server.url}/worlds/foo/apis/bar/orders", headers=headers).status_code == 500
    says_nothing_private(server)
    assert server.said().count("RuntimeError: this was planted") == 3


@pytest.mark.parametrize("program", [(), ("-c", DEBUGGED)], ids=["as users start it", "with all loggers at DEBUG"])
def test_nothing_of_a_token_that_is_checked_is_written(program: tuple[str, ...]) -> None:
    words = {
        "token": "ey.a-token-of-somebody.that-was-pasted",
        "audience": "an-audience-of-somebody",
        "error": "a-message",
    }
    with running_server(*program) as server:
        answer = server.http.post(f"{server.url}/check", content=urlencode(words), headers=FORM)
        assert answer.status_code == 200
        assert "an-audience-of-somebody" in answer.text
    assert [word for word in words.values() if word in server.said()] == []
