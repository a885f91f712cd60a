"""``/healthz`` and ``/readyz``, asked as load balancers and the health checks of containers ask."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing

import httpx2
import pytest

from tests.commands.calling import serving
from tests.workshop.store.redis_server import redis_server


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as url:
        yield url


def ready(url: str, wanted: int = 200) -> httpx2.Response:
    """What ``/readyz`` says, once that is what is wanted; its last answer if it never is."""
    for _ in range(200):
        answer = httpx2.get(f"{url}/readyz")
        if answer.status_code == wanted:
            break
        time.sleep(0.05)
    return answer


def test_a_process_that_serves_is_healthy_and_says_nothing_else(address: str) -> None:
    answer = httpx2.get(f"{address}/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    head = httpx2.head(f"{address}/healthz")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "3")


@pytest.mark.parametrize("path", ["healthz", "readyz"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_changed_there(address: str, path: str, method: str) -> None:
    answer = httpx2.request(method, f"{address}/{path}")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /healthz HTTP/1.0\r\n\r\n",
        b"HEAD /healthz HTTP/1.0\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: 10.1.2.3:8000\r\nConnection: close\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: sandbox-7d9f\r\nConnection: close\r\n\r\n",
        b"GET /healthz?from=balancer HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n",
    ],
    ids=["no host", "no host, head", "an address", "the name of a container", "another name"],
)
def test_whoever_watches_a_server_may_call_it_by_any_name(address: str, request_: bytes) -> None:
    port = int(address.rpartition(":")[2])
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as connection:
        connection.sendall(request_)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_the_parts_of_a_world_keep_their_paths(address: str) -> None:
    for path in ("/healthz", "/readyz"):
        answer = httpx2.get(f"{address}{path}", headers={"Host": "bar.foo.localhost"})
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")


def test_it_is_ready_when_every_key_is_made_though_nobody_has_opened_a_page() -> None:
    with serving() as url:
        first = httpx2.get(f"{url}/readyz")
        assert (first.status_code, first.text) in {(503, "keys\n"), (200, "ok\n")}
        assert ready(url).text == "ok\n"
        key = httpx2.get(f"{url}/worlds/foo/issuer/.well-known/jwks.json").json()["keys"][0]
        assert re.fullmatch("foo-1", key["kid"])


def test_a_store_that_does_not_answer_makes_it_unready_and_not_unhealthy() -> None:
    with redis_server() as redis, serving("--store", redis.url) as url:
        assert ready(url).text == "ok\n"
        redis.kill()
        gone = ready(url, 503)
        assert (gone.status_code, gone.text, gone.headers["retry-after"]) == (503, "store\n", "1")
        assert httpx2.get(f"{url}/healthz").status_code == 200
        redis.start()
        assert ready(url).text == "ok\n"
