"""The listening socket: what connections take over from it, and how many there can be."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from sandbox.serving.listening import CannotListen, listen
from sandbox.settings import LIMITS
from tests.commands.calling import serving

ROOT = Path(__file__).parents[2]
resource = pytest.importorskip("resource", reason="this system has no limits of open files")


@pytest.fixture
def accepted() -> Iterator[socket.socket]:
    """A connection, as the server has it."""
    with (
        listen("127.0.0.1", 0) as listening,
        socket.create_connection(listening.getsockname()),
        listening.accept()[0] as taken,
    ):
        yield taken


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have some of these options, under other names")
def test_a_connection_takes_over_how_a_dead_peer_is_noticed(accepted: socket.socket) -> None:
    assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
    idle, interval, count, unacknowledged = (
        accepted.getsockopt(socket.IPPROTO_TCP, option)
        for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT, socket.TCP_USER_TIMEOUT)
    )
    assert idle + interval * count == LIMITS.silent_peer
    assert unacknowledged == LIMITS.silent_peer * 1000


@pytest.mark.parametrize(("host", "reached"), [("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("::", "127.0.0.1")])
def test_all_interfaces_are_those_of_both_families(host: str, reached: str) -> None:
    with listen(host, 0) as listening:
        socket.create_connection((reached, listening.getsockname()[1])).close()


def test_one_interface_of_ipv6_is_that_alone() -> None:
    with listen("::1", 0) as listening, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", listening.getsockname()[1]))


@pytest.mark.parametrize("host", ["192.0.2.99", "nowhere.invalid", "::2", "☃"])
def test_a_host_that_is_not_here_leaves_nothing_open(host: str) -> None:
    with pytest.raises(CannotListen, match="Try --host"):
        listen(host, 0)


def test_as_many_connections_as_the_system_allows() -> None:
    command = 'ulimit -Sn 64; exec "$@"'
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    assert hard == resource.RLIM_INFINITY or hard > 300, f"this system allows {hard} files, too few to try it"
    asked = (
        "from sandbox.serving.listening import allow_open_files as allow; print(allow(300), allow(200), allow(10**9))"
    )
    done = subprocess.run(
        ["sh", "-c", command, "sh", sys.executable, "-c", asked], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.split()[:2] == ["300", "200"]
    assert int(done.stdout.split()[2]) >= 300


@pytest.mark.parametrize("limit", ["-Sn 100", "-n 400"])
def test_hundreds_of_connections_do_not_take_all_files(limit: str) -> None:
    """Neither those of a soft limit, which is raised, nor those of a hard one, which is kept."""
    with serving(within=["sh", "-c", f'ulimit {limit}; exec "$@"', "sh"]) as url:
        where = ("127.0.0.1", int(url.rpartition(":")[2]))
        silent = [socket.create_connection(where) for _ in range(300)]
        assert [httpx2.get(url).status_code for _ in range(3)] == [200] * 3
        for connection in silent:
            connection.close()
