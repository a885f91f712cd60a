"""`aud serve` and `aud token`: a real server, asked by curl."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.commands.calling import aud, called, serving
from tests.running import opened
from tests.scenarios import pack_files

CURL = shutil.which("curl")
needs_curl = pytest.mark.skipif(CURL is None, reason="there is no curl")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as url:
        yield url


def curl(url: str, *options: str) -> tuple[int, dict[str, Any]]:
    """The status and the JSON of an answer."""
    command = [CURL or "curl", "--silent", "--noproxy", "*", "--write-out", "\n%{http_code}", *options, url]
    body, _, status = subprocess.run(command, check=True, capture_output=True, text=True).stdout.rpartition("\n")
    answer: dict[str, Any] = json.loads(body)
    return int(status), answer


def token(server: str, *arguments: str) -> str:
    said = called("token", *arguments, "--url", server)
    assert (said.exit, said.err) == (0, "")
    assert said.out.count("\n") == 1
    return said.out.strip()


class TestToken:
    @needs_curl
    def test_a_token_for_bar_is_served_by_bar_and_refused_by_baz(self, server: str) -> None:
        header = f"Authorization: Bearer {aud('token', 'bar', '--url', server).out.strip()}"
        status, answer = curl(f"{server}/worlds/foo/apis/bar/orders", "--header", header)
        assert (status, answer["sub"]) == (200, "alice")
        status, answer = curl(f"{server}/worlds/foo/apis/baz/reports", "--header", header)
        assert (status, answer["sandbox"]["decided_by"]) == (401, "audience")

    def test_by_identifier_or_by_id(self, server: str) -> None:
        for name in ("baz", "https://baz.foo.com"):
            assert opened(token(server, name))[1]["aud"] == "https://baz.foo.com"

    def test_without_an_audience_it_is_opaque(self, server: str) -> None:
        assert token(server).count(".") == 4

    def test_as_somebody_else_for_less(self, server: str) -> None:
        _, claims = opened(token(server, "bar", "--user", "bob", "--scope", "read:orders"))
        assert (claims["sub"], claims["scope"]) == ("bob", "read:orders")

    def test_by_a_machine(self, server: str) -> None:
        _, claims = opened(token(server, "bar", "--client", "nightly"))
        assert claims["azp"] == "nightly"

    def test_of_another_world(self, server: str) -> None:
        _, claims = opened(token(server, "everything", "--world", "logical"))
        assert claims["iss"] == f"{server}/worlds/logical/issuer/"

    @pytest.mark.parametrize("scope", [[], ["--scope", "profile"], ["--scope", "openid"]])
    def test_the_id_token(self, server: str, scope: list[str]) -> None:
        _, claims = opened(token(server, "bar", "--id-token", *scope))
        assert claims["aud"] == "www"

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["bra"], "there is no audience `bra`; did you mean `bar`?"),
            (["https://bra.foo.com"], "did you mean `https://bar.foo.com`?"),
            (["bar", "--world", "fo"], "there is no world `fo`; did you mean `foo`?"),
            (["bar", "--client", "wwww"], "there is no client `wwww`; did you mean `www`?"),
            (["bar", "--user", "alcie"], "there is no user `alcie`; did you mean `alice`?"),
            (["bar", "--client", "nightly", "--id-token"], "the issuer refused: invalid_scope"),
            (["bar", "--scenarios", "nowhere"], "nowhere:1:1: this directory cannot be read"),
            (["bar", "baz"], "unexpected extra argument"),
        ],
    )
    def test_what_is_wrong_ends_with_2(self, server: str, arguments: list[str], message: str) -> None:
        said = called("token", *arguments, "--url", server)
        assert (said.exit, said.out) == (2, "")
        assert message in said.err

    def test_of_a_world_of_one_s_own(self, tmp_path: Path) -> None:
        pack = str(pack_files.pack(tmp_path))
        with serving("--scenarios", pack) as url:
            _, claims = opened(token(url, "notes", "--world", "mine", "--scenarios", pack))
        assert claims["aud"] == "https://notes.example.org"


class TestNoSandboxThere:
    def test_nothing_at_all(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{free.getsockname()[1]}"
            said = called("token", "bar", "--url", url)
        assert (said.exit, said.out) == (2, "")
        assert said.err == f"Error: nothing answers at {url}; start it with `aud serve`, or name it with --url\n"

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "localhost",
            "localhost:8000",
            "ftp://localhost",
            "http://",
            "http://a b",
            "http://[::1",
            "http://h:99999",
        ],
    )
    def test_no_address(self, url: str) -> None:
        said = called("token", "bar", "--url", url)
        assert (said.exit, said.out) == (2, "")
        assert "is not of the form http://host:port" in said.err

    @pytest.mark.parametrize(
        "answer",
        [
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
            b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 302 Found\r\nLocation: /?code=%FF&state=x\r\nContent-Length: 0\r\n\r\n",
            b'HTTP/1.1 400 Bad\r\nContent-Length: 14\r\n\r\n{"error": [1]}',
            b"HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n",
            b"hello\r\n\r\n",
            b"",
        ],
    )
    def test_something_else(self, answer: bytes) -> None:
        class Other(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                self.close_connection = True
                self.rfile.readline()
                self.wfile.write(answer)

        with HTTPServer(("127.0.0.1", 0), Other) as other:
            Thread(target=other.serve_forever, daemon=True).start()
            said = called("token", "bar", "--url", f"http://127.0.0.1:{other.server_port}")
            other.shutdown()
        assert (said.exit, said.out) == (2, "")
        assert "http://127.0.0.1" in said.err


class TestServe:
    def test_a_port_in_use(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = str(taken.getsockname()[1])
            said = aud("serve", "--port", port)
        assert (said.exit, said.out) == (1, "")
        assert f"cannot listen on 127.0.0.1 port {port}: Address already in use. Try --port 0" in said.err

    @pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid", "a..b", "☃"])
    def test_a_host_that_is_not_here(self, host: str) -> None:
        said = called("serve", "--port", "0", "--host", host)
        assert (said.exit, said.out) == (1, "")
        assert "Try --host 127.0.0.1." in said.err

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "x",
            "http://",
            "http://h/a b",
            "http://h/..",
            "http://h/a//b",
            "http://h?q",
            "http://h#f",
            "http://a:b@h",
            "http://[::1",
            "http://h:0x1",
        ],
    )
    def test_a_public_address_that_is_none(self, url: str) -> None:
        said = called("serve", "--port", "0", "--public-url", url)
        assert (said.exit, said.out) == (2, "")
        assert "is not of the form http://host:port" in said.err

    @pytest.mark.parametrize("port", ["-1", "65536", "eight"])
    def test_a_port_that_is_none(self, port: str) -> None:
        said = called("serve", "--port", port)
        assert (said.exit, said.out) == (2, "")
        assert "--port" in said.err

    @needs_curl
    @pytest.mark.parametrize(
        "url", ["https://sandbox.example.org", "https://sandbox.example.org/", "http://[::1]:8000"]
    )
    def test_under_a_public_address(self, url: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with serving("--port", str(port), "--public-url", url, says=url.rstrip("/")):
            _, document = curl(f"http://127.0.0.1:{port}/worlds/foo/issuer/.well-known/openid-configuration")
        assert document["issuer"] == f"{url.rstrip('/')}/worlds/foo/issuer/"

    def test_a_pack_with_mistakes_is_served_without_them(self, tmp_path: Path) -> None:
        pack = pack_files.pack(tmp_path)
        pack_files.write(pack / "01-one" / "broken.yaml", "scenario: [")
        with serving("--scenarios", str(pack)) as url:
            assert "." in token(url, "bar")
