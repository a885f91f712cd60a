"""Connections that send nothing, half a request, or one byte a second; too many of them; and how a server stops."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import httpx2
import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = r"""
import asyncio, json, sys
from contextlib import suppress
from dataclasses import replace
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse
from sandbox.serving.listening import listen
from sandbox.serving.server import run
from sandbox.settings import LIMITS

app = FastAPI()

@app.get("/")
async def home(): return "here"

@app.post("/")
async def length(request: Request): return len(await request.body())

@app.get("/slow")
async def slow():
    print("asked", flush=True)
    await asyncio.sleep(2)
    return "x" * 100_000

@app.get("/events", response_class=EventSourceResponse)
async def events():
    yield "begun"
    await asyncio.Event().wait()

async def endless():
    while True:
        yield "data: x\n\n" * 100_000

@app.get("/flood")
async def flood(): return StreamingResponse(endless(), media_type="text/event-stream")

async def quiet():
    yield "data: begun\n\n"
    await asyncio.Event().wait()

@app.get("/late")
async def late():
    await slow()
    return StreamingResponse(quiet(), media_type="text/event-stream")

with listen("127.0.0.1", 0) as listening:
    print("port", listening.getsockname()[1], flush=True)
    with suppress(KeyboardInterrupt):
        run(app, listening, replace(LIMITS, **json.loads(sys.argv[1])))
"""
HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n"
PATIENCE = 60
LONG = 10 * PATIENCE


@dataclass
class Server:
    """A server with limits of its own."""

    process: subprocess.Popen[str]
    port: int
    wrote: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self, sent: bytes = b"") -> socket.socket:
        """A connection on which something was sent."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        connection.sendall(sent)
        return connection

    def stream(self, path: str = "/events") -> socket.socket:
        """An open stream of events, which has begun."""
        connection = self.connect(b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n" % path.encode())
        assert connection.recv(12) == b"HTTP/1.1 200"
        return connection

    def says(self, line: str) -> None:
        """Wait until it says something."""
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == f"{line}\n"

    def stop(self, how: int = signal.SIGTERM) -> str:
        """Ask it to stop, and wait until it has; what it wrote of mistakes."""
        self.process.send_signal(how)
        _, errors = self.process.communicate(timeout=PATIENCE)
        return errors


@contextmanager
def limited(**limits: int) -> Iterator[Server]:
    command = [sys.executable, "-c", PROGRAM, json.dumps(limits)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.fullmatch(r"port (\d+)\n", process.stdout.readline())
            assert found, process.stderr and process.stderr.read()
            yield Server(process, int(found[1]))
        finally:
            process.kill()


def ends(connection: socket.socket) -> bool:
    """Whether the server lets go of a connection, in the patience of its timeout."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True


def all_sent(connection: socket.socket) -> bytes:
    received = b""
    while chunk := connection.recv(65536):
        received += chunk
    return received


def trickle(connection: socket.socket, sent: bytes) -> None:
    """Send it byte by byte."""
    for byte in sent:
        connection.sendall(bytes([byte]))
        time.sleep(0.1)


HALVES = {
    "nothing": b"",
    "half a head": HEAD,
    "half a body": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello",
    "half a chunk": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhello",
    "half a second request": b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT",
}


def test_a_room_that_comes_back_all_at_once_is_served() -> None:
    with limited() as server, ExitStack() as opened:
        server.process.send_signal(signal.SIGSTOP)  # so that all are there before the first is looked at
        people = [opened.enter_context(server.connect(HEAD + b"\r\n")) for _ in range(700)]
        server.process.send_signal(signal.SIGCONT)
        assert {person.recv(12) for person in people} == {b"HTTP/1.1 200"}


def test_hundreds_of_connections_that_send_half_of_something_keep_nobody_out() -> None:
    with (
        limited(connections=20, connections_waiting=30, request_arrives=LONG, stop_answers=LONG) as server,
        ExitStack() as opened,
    ):
        halves = [opened.enter_context(server.connect(sent)) for sent in list(HALVES.values())[:4] * 75]
        for _ in range(40):
            assert httpx2.get(server.url).json() == "here"
        assert all(ends(connection) for connection in halves[:260]), "who waited longest had to go"
        assert server.stop() == ""


@pytest.mark.parametrize("sent", HALVES.values(), ids=HALVES)
def test_half_of_something_is_cut_off_after_its_time(sent: bytes) -> None:
    with limited(request_arrives=1) as server, server.connect(sent) as connection:
        assert ends(connection)
        assert httpx2.get(server.url).json() == "here"
        assert server.stop() == ""


@pytest.mark.parametrize("first", [b"", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"], ids=["first", "second"])
def test_a_request_that_comes_byte_by_byte_has_no_more_time_than_another(first: bytes) -> None:
    with (
        limited(request_arrives=1) as server,
        server.connect(first) as connection,
        pytest.raises((BrokenPipeError, ConnectionResetError)),
    ):
        trickle(connection, HEAD + b"X-Filler: " + b"x" * PATIENCE * 10)


def test_an_answer_and_a_stream_have_the_time_they_take() -> None:
    with limited(request_arrives=1) as server, server.stream() as stream:
        assert len(httpx2.get(f"{server.url}/slow", timeout=PATIENCE).json()) == 100_000
        stream.setblocking(False)
        assert b"begun" in stream.recv(65536)
        with pytest.raises(BlockingIOError):
            stream.recv(65536)


def test_when_too_many_are_connected_the_next_one_is_told_and_has_room_when_one_goes() -> None:
    with limited(connections=5) as server, ExitStack() as opened:
        streams = [opened.enter_context(server.stream()) for _ in range(5)]
        full = httpx2.get(server.url)
        assert (full.status_code, full.headers["retry-after"], full.headers["connection"]) == (503, "5", "close")
        assert "as many people are connected as this server can hold" in full.text
        streams[0].close()
        answers = (httpx2.get(server.url) for _ in iter(lambda: time.sleep(0.1), 0))
        assert next(answer for answer in answers if answer.status_code != 503).json() == "here"
        assert server.stop() == ""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_streams_hold_no_stop_up_and_end_as_they_should(how: int) -> None:
    with limited(stop_answers=LONG) as server, server.stream() as one, server.stream("/flood"):
        assert server.stop(how) == ""
        assert all_sent(one).endswith(b"\r\n0\r\n\r\n")


def test_a_stop_waits_for_an_answer() -> None:
    with limited() as server, server.stream(), server.connect(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n") as slow:
        server.says("asked")
        received: list[bytes] = []
        reader = Thread(target=lambda: received.append(all_sent(slow)))
        reader.start()
        assert server.stop() == ""
        reader.join()
        assert received[0].count(b"x") > 100_000 - 1


def test_a_stream_that_begins_after_the_stop_was_asked_for_ends_too() -> None:
    with (
        limited(stop_answers=LONG) as server,
        server.connect(b"GET /late HTTP/1.1\r\nHost: a\r\n\r\n") as late,
    ):
        server.says("asked")
        assert server.stop() == ""
        assert all_sent(late).endswith(b"0\r\n\r\n")
