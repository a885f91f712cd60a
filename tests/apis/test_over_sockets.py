"""The same over real sockets, as users have it: uvicorn on a free port, an HTTP client, and curl."""

import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator

import httpx2
import pytest
import uvicorn

from sandbox.network import Network, served
from tests.running import CHALLENGE, FOO, KEYS, TWO, VERIFIER, opened

CURL = shutil.which("curl")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server, and where it is."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://localhost:{listening.getsockname()[1]}"
    app = served(Network({"foo": FOO, "two": TWO}), KEYS, url)
    server = uvicorn.Server(uvicorn.Config(app, http="h11", lifespan="off", log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield url.replace("localhost", "127.0.0.1")
    server.should_exit = True
    thread.join()
    listening.close()


def machine_token(address: str) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": "nightly",
        "client_secret": "nightly-secret",
        "audience": "https://bar.foo.com",
    }
    answer = httpx2.post(f"{address}/worlds/foo/issuer/oauth/token", data=form)
    assert answer.status_code == 200
    token: str = answer.json()["access_token"]
    return token


def test_127_0_0_1_is_told_the_public_url(address: str) -> None:
    public = address.replace("127.0.0.1", "localhost")
    document = httpx2.get(f"{address}/worlds/foo/issuer/.well-known/openid-configuration").json()
    assert document["issuer"] == f"{public}/worlds/foo/issuer/"
    assert opened(machine_token(address))[1]["iss"] == f"{public}/worlds/foo/issuer/"


def test_a_bar_token_at_both_doors(address: str) -> None:
    headers = {"Authorization": f"Bearer {machine_token(address)}"}
    assert httpx2.get(f"{address}/worlds/foo/apis/bar/orders", headers=headers).status_code == 200
    refused = httpx2.get(f"{address}/worlds/foo/apis/baz/reports", headers=headers)
    assert (refused.status_code, refused.json()["sandbox"]["decided_by"]) == (401, "audience")
    careless = httpx2.get(f"{address}/worlds/foo/apis/baz;audience=off/reports", headers=headers)
    assert careless.json()["sandbox"]["decided_by"] == "scope"
    encoded = httpx2.get(f"{address}/worlds/foo/apis/baz%3Baudience%3Doff/reports", headers=headers)
    assert encoded.json()["sandbox"]["verify"] == {"audience": "off"}


def test_a_sign_in(address: str) -> None:
    issuer, back = f"{address}/worlds/foo/issuer", "http://www.foo.localhost:8000/callback"
    query = {
        "response_type": "code",
        "client_id": "www",
        "redirect_uri": back,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "scope": "openid",
    }
    answer = httpx2.post(f"{issuer}/authorize", params=query, data={"user": "alice"})
    assert answer.status_code == 302
    code = httpx2.URL(answer.headers["location"]).params["code"]
    form = {"grant_type": "authorization_code", "client_id": "www", "code": code, "redirect_uri": back}
    tokens = httpx2.post(f"{issuer}/oauth/token", data={**form, "code_verifier": VERIFIER}).json()
    assert opened(tokens["id_token"])[1]["aud"] == "www"


def test_by_the_host_of_a_part(address: str) -> None:
    port = address.rpartition(":")[2]
    document = httpx2.get(
        f"{address}/.well-known/openid-configuration", headers={"host": f"issuer.foo.localhost:{port}"}
    ).json()
    assert document["issuer"] == f"http://issuer.foo.localhost:{port}/"
    assert httpx2.get(f"{address}/reports", headers={"host": f"baz.foo.localhost:{port}"}).status_code == 401


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /worlds/foo/issuer/authorize?client_id=\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /worlds/foo/apis/bar/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\r\n\r\n",
        b"GET /worlds/foo/apis/bar/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + b"a" * 70_000 + b"\r\n\r\n",
        b"GET /worlds/foo/apis/bar/orders HTTP/1.1\r\nHost: a\r\nHost: issuer.foo.localhost\r\n\r\n",
        b"GET /worlds/foo/apis/%00/orders HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /worlds/foo/apis/%ff%fe/orders HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /worlds/foo/issuer/oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /worlds/foo/issuer/oauth/token HTTP/1.1\r\nHost: \xff\r\nContent-Length: 0\r\n\r\n",
        b"GET /worlds/foo/issuer/authorize?state=" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /worlds/foo/issuer/authorize HTTP/1.1\r\nHost: x\r\nCookie: issuer_session="
        + b"a" * 70_000
        + b"\r\n\r\n",
        b"GET /worlds/foo/issuer/userinfo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + b"a" * 70_000 + b"\r\n\r\n",
        b"GET /worlds/foo/issuer/userinfo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\x00b\r\n\r\n",
        b"GET /worlds/foo/issuer/oidc/logout?state=\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /worlds/foo/issuer/v2/logout?returnTo=\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /worlds/foo/issuer/oauth/introspect HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x\r\n\r\n",
        b"GET //evil.example/worlds/foo/issuer/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://evil.example/worlds/foo/issuer/authorize HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_odd_bytes_are_answered_below_500(address: str, sent: bytes) -> None:
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(sent)
        status = int(connection.recv(65536).split(b" ", 2)[1])
    assert 400 <= status < 500


@pytest.mark.skipif(CURL is None, reason="there is no curl here")
def test_by_curl(address: str) -> None:
    assert CURL is not None

    def curl(*words: str) -> str:
        return subprocess.run([CURL or "", "--silent", *words], check=True, capture_output=True, text=True).stdout

    secret = "client_id=nightly&client_secret=nightly-secret"
    form = f"grant_type=client_credentials&{secret}&audience=https://bar.foo.com"
    token = json.loads(curl("-d", form, f"{address}/worlds/foo/issuer/oauth/token"))["access_token"]
    bearer = f"Authorization: Bearer {token}"
    answer = json.loads(curl("-H", bearer, f"{address}/worlds/foo/apis/baz;audience=off;scope=off/reports"))
    assert answer["sandbox"]["verify"] == {"audience": "off", "scope": "off"}
    assert answer["sandbox"]["decision"] == "accept"
    head = curl("-I", f"{address}/worlds/foo/apis/baz/reports")
    assert head.startswith("HTTP/1.1 401")
    assert 'www-authenticate: Bearer realm="baz"' in head
