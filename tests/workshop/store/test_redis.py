"""A Redis that is down, slow, full, locked or lost: each is said, nothing ends, and it goes on when Redis does."""

import asyncio
import logging
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sandbox.settings import LIMITS
from sandbox.workshop.model import Person, Room, Scene
from sandbox.workshop.store.interface import Store, StoreUnreachable, UnusableStore
from sandbox.workshop.store.memory import MemoryStore
from sandbox.workshop.store.open import open_store
from sandbox.workshop.store.redis import RedisStore
from sandbox.workshop.store.scripts import PREFIX
from tests.replay.inline_steps import SIGN_IN, play
from tests.workshop.people import answers
from tests.workshop.store.redis_server import RedisServer, redis_server

QUESTION = "one/1#1"
ROOM = Room(code="ABCD", secret="h", seal="k", playlist="", opened=1.0, address="", scene=Scene(place="one/1/predict"))
NEXT = ROOM.model_copy(update={"version": 2})
ANN = Person(name="Ann", address="192.0.2.1")
PASSWORD = "p:a/s#s@word?"
ENCODED = "p%3Aa%2Fs%23s%40word%3F"
VOTING = f"""
import asyncio, contextlib, itertools, sys
from sandbox.workshop.model import Person
from sandbox.workshop.store.redis import RedisStore
from sandbox.workshop.store.interface import StoreUnreachable

async def vote():
    store = RedisStore(sys.argv[1])
    for device in map(str, itertools.count()):
        with contextlib.suppress(StoreUnreachable):
            if await store.vote("ABCD", {QUESTION!r}, device, Person(address="127.0.0.1"), 1) == "counted":
                print(device, flush=True)

asyncio.run(vote())
"""
READING: dict[str, Callable[[Store], Awaitable[Any]]] = {
    "read": lambda store: store.read("ABCD"),
    "people": lambda store: store.people("ABCD"),
    "votes": lambda store: store.votes("ABCD", QUESTION),
    "voted": lambda store: store.count_votes("ABCD", QUESTION),
}
WRITING: dict[str, Callable[[Store], Awaitable[Any]]] = {
    "open": lambda store: store.open(ROOM.model_copy(update={"code": "another"})),
    "write": lambda store: store.write(NEXT),
    "join": lambda store: store.join("ABCD", "phone", ANN),
    "vote": lambda store: store.vote("ABCD", QUESTION, "phone", ANN, 1),
    "present": lambda store: store.count_connected("ABCD", "process", ["phone"]),
}
CLOSING: dict[str, Callable[[Store], Awaitable[Any]]] = {"close": lambda store: store.close("ABCD")}


@pytest.fixture(autouse=True)
def nothing_is_logged() -> None:
    """Here what is logged of a Redis that is away is looked at by the tests themselves."""


@pytest.fixture(scope="module")
def running() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def server(running: RedisServer) -> RedisServer:
    """One with nothing in it."""
    running.ask("FLUSHALL")
    return running


@pytest.fixture
def own() -> Iterator[RedisServer]:
    """One that may be killed."""
    with redis_server() as server:
        yield server


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not slow has time, however busy this machine is."""
    monkeypatch.setattr("sandbox.workshop.store.redis.TIMEOUT", 20.0)


@pytest.fixture
def hasty(patient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the tests of what is slow: waits less, so that they take less time."""
    monkeypatch.setattr("sandbox.workshop.store.redis.TIMEOUT", 0.2)
    monkeypatch.setattr("sandbox.workshop.store.redis._PING_AFTER", 0.05)


class Listener:
    """A store that is listened to."""

    def __init__(self, url: str) -> None:
        self.store = RedisStore(url)
        self.told: list[tuple[str, str]] = []
        self.reached: list[str] = []

    def note(self, code: str, change: str) -> None:
        self.told.append((code, change))

    async def until(self, *told: tuple[str, str]) -> None:
        """Until just this was told since the last time."""
        await until(lambda: len(self.told) >= len(told))
        assert self.told == list(told)
        self.told.clear()


@asynccontextmanager
async def listening(url: str) -> AsyncIterator[Listener]:
    listener = Listener(url)
    try:
        await listener.store.listen(listener.note, listener.reached.append)
        yield listener
    finally:
        await listener.store.aclose()


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[RedisStore]:
    """A store with a room."""
    store = RedisStore(url)
    try:
        assert await store.open(ROOM)
        yield store
    finally:
        await store.aclose()


def free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port: int = asking.getsockname()[1]
    return port


def write_certificate(certificate: Path, key: Path) -> None:
    """One that localhost signed for itself."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(private, hashes.SHA256())
    )
    certificate.write_bytes(signed.public_bytes(Encoding.PEM))
    key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


async def said(poll_key: Awaitable[Any]) -> str:
    """What the store says that cannot be reached."""
    with pytest.raises(StoreUnreachable) as caught:
        await poll_key
    return caught.value.message


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while True:
            if happened():
                return
            await asyncio.sleep(0.01)


async def after_a_while(ask: Callable[[], Awaitable[Any]]) -> Any:
    """What is answered as soon as Redis is reached again."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await ask()
            except StoreUnreachable:
                await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "ask", [*READING.values(), *WRITING.values(), *CLOSING.values()], ids=[*READING, *WRITING, *CLOSING]
)
async def test_without_a_redis_each_method_says_so(own: RedisServer, ask: Callable[[Store], Awaitable[Any]]) -> None:
    async with opened(own.url) as store:
        own.kill()
        place = own.url.removeprefix("unix://")
        assert (await said(ask(store))).startswith(
            f"Redis at {place} does not answer: see that it runs and can be reached from here (Error "
        )


async def test_a_redis_that_starts_again_is_found_at_the_first_question(own: RedisServer) -> None:
    async with opened(own.url) as store:
        await asyncio.gather(*(store.vote("ABCD", QUESTION, f"device {n}", ANN, 1) for n in range(50)))
        own.kill()
        await said(store.read("ABCD"))
        own.start()
        assert await store.read("ABCD") == ROOM
        outcomes = await asyncio.gather(*(store.vote("ABCD", QUESTION, f"device {n}", ANN, 1) for n in range(50)))
        assert outcomes == ["counted"] * 50


async def test_after_a_loss_everything_is_told_once_and_then_what_comes(own: RedisServer) -> None:
    async with listening(own.url) as listener, opened(own.url) as other:
        assert await listener.store.read("ABCD") == ROOM
        own.ask("CLIENT", "KILL", "TYPE", "pubsub")
        await listener.until(("ABCD", "room"), ("ABCD", "votes"))
        await other.vote("ABCD", QUESTION, "phone", ANN, 1)
        await listener.until(("ABCD", "votes"))


async def test_a_killed_redis_is_listened_to_again_and_a_room_that_it_lost_is_written_again(
    own: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(own.url) as listener:
        await listener.store.open(ROOM)
        own.kill()
        await said(listener.store.read("ABCD"))
        own.start()
        await until(lambda: "was written again" in caplog.text)
        assert await after_a_while(lambda: listener.store.read("ABCD")) == ROOM
        await listener.store.write(NEXT)
        await until(lambda: listener.told.count(("ABCD", "room")) > 1)  # what was written again, and what came
    place = own.url.removeprefix("unix://")
    assert caplog.records[-1].getMessage() == f"Redis at {place} had lost a room: it was written again"
    assert "ABCD" not in caplog.text


async def test_a_room_that_is_gone_is_told_no_more(own: RedisServer) -> None:
    async with listening(own.url) as listener:
        for code in "ABC":
            await listener.store.open(ROOM.model_copy(update={"code": code}))
        await listener.store.close("A")
        await listener.until(("A", "room"))
        other = RedisStore(own.url)
        await other.close("B")
        await other.aclose()
        await listener.until(("B", "room"))
        assert await listener.store.read("B") is None
        own.ask("CLIENT", "KILL", "TYPE", "pubsub")
        await listener.until(("C", "room"), ("C", "votes"))


async def test_who_listens_before_there_is_a_redis_is_told_so_and_hears_it_later(
    own: RedisServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.workshop.store.redis._FIRST_RETRY", 0.001)
    own.kill()
    listener = Listener(own.url)
    assert "does not answer" in await said(listener.store.listen(listener.note, listener.reached.append))
    await asyncio.sleep(0.2)  # in which it is tried again and again
    assert caplog.records == []
    own.start()
    assert await after_a_while(lambda: listener.store.open(ROOM))
    await until(lambda: "answers again" in caplog.text)
    listener.told.clear()
    await listener.store.write(NEXT)
    await listener.until(("ABCD", "room"))
    await listener.store.aclose()


@pytest.mark.usefixtures("hasty")
async def test_a_redis_that_hangs_is_not_waited_for(own: RedisServer) -> None:
    async with opened(own.url) as store:
        own.freeze()
        poll_key = [*READING.values(), *WRITING.values()]
        async with asyncio.timeout(15):  # one after the other they would take twice as long
            messages = await asyncio.gather(*(said(poll_key[n % len(poll_key)](store)) for n in range(2400)))
        assert all(" does not answer: " in message for message in messages)
        assert any(message.endswith("(too late)") for message in messages)
        own.thaw()
        assert await after_a_while(lambda: store.read("ABCD"))


@pytest.mark.usefixtures("hasty")
async def test_a_listener_notices_that_redis_hangs(own: RedisServer, caplog: pytest.LogCaptureFixture) -> None:
    async with listening(own.url) as listener:
        await listener.store.open(ROOM)
        own.freeze()
        await until(lambda: bool(caplog.records))
        own.thaw()
        await listener.until(("ABCD", "room"), ("ABCD", "votes"))
        assert listener.reached == ["unreachable", "reachable"]
    lost, found = [record.getMessage() for record in caplog.records]
    place = own.url.removeprefix("unix://")
    assert lost.startswith(f"Redis at {place} does not answer: ")
    assert found == f"Redis at {place} answers again"


async def test_a_quiet_redis_is_not_taken_for_lost(
    server: RedisServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.workshop.store.redis._PING_AFTER", 0.01)
    async with listening(server.url) as listener:
        server.ask("CONFIG", "RESETSTAT")
        await until(lambda: server.ask("INFO", "commandstats").get("cmdstat_ping", {}).get("calls", 0) > 5)
        await listener.store.open(ROOM)
        await listener.store.write(NEXT)
        await listener.until(("ABCD", "room"))
    assert caplog.records == []


@pytest.mark.parametrize("ask", WRITING.values(), ids=WRITING)
async def test_a_full_redis_says_so_and_what_is_there_is_read(
    server: RedisServer, ask: Callable[[Store], Awaitable[Any]]
) -> None:
    async with opened(server.url) as store:
        server.ask("CONFIG", "SET", "maxmemory", 1)
        try:
            message = await said(ask(store))
            assert message.partition(" is ")[2] == "full: raise its maxmemory, or remove what nobody needs"
            assert await store.read("ABCD") == ROOM
            await store.close("ABCD")
            assert await store.read("ABCD") is None
        finally:
            server.ask("CONFIG", "SET", "maxmemory", 0)
        assert await store.open(ROOM)
        await ask(store)


@pytest.mark.parametrize("ask", [*WRITING.values(), *CLOSING.values()], ids=[*WRITING, *CLOSING])
async def test_a_replica_says_where_to_go(server: RedisServer, ask: Callable[[Store], Awaitable[Any]]) -> None:
    async with opened(server.url) as store:
        server.ask("REPLICAOF", "127.0.0.1", 1)
        try:
            assert "is a replica, which takes no writes: name its primary in the URL" in await said(ask(store))
            assert await store.read("ABCD") == ROOM
        finally:
            server.ask("REPLICAOF", "NO", "ONE")
        await ask(store)


async def test_a_redis_that_throws_away_is_warned_of(server: RedisServer, caplog: pytest.LogCaptureFixture) -> None:
    server.ask("CONFIG", "SET", "maxmemory", "100mb", "maxmemory-policy", "allkeys-lru")
    try:
        async with listening(server.url):
            pass
    finally:
        server.ask("CONFIG", "SET", "maxmemory", 0, "maxmemory-policy", "noeviction")
    (record,) = caplog.records
    assert record.getMessage().endswith(
        " throws away what it likes when it is full, rooms too: set its maxmemory-policy to noeviction"
    )


@pytest.mark.parametrize("lost", ["room", "people", "addresses", "questions", "votes", "present", "processes"])
async def test_what_was_thrown_away_is_not_there_and_breaks_nothing(server: RedisServer, lost: str) -> None:
    async with opened(server.url) as store:
        for ask in (WRITING["vote"], WRITING["present"]):
            await ask(store)
        gone = server.ask("KEYS", f"{PREFIX}{lost}:*")
        assert server.ask("DEL", *gone)
        for ask in (*READING.values(), *WRITING.values(), *CLOSING.values()):
            await ask(store)
        assert await store.open(ROOM)
        assert await store.people("ABCD") == {}


async def test_the_right_password_opens_and_any_other_is_told_but_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    port = free_port()
    with redis_server("--requirepass", PASSWORD, "--port", str(port)) as server:
        path = server.url.removeprefix("unix://")
        for scheme, place in (("unix", path), ("redis", f"localhost:{port}")):
            async with opened(f"{scheme}://:{ENCODED}@{place}") as store:
                assert await store.read("ABCD") == ROOM
                await store.close("ABCD")
            for user in ("", f":{ENCODED}x@", f"somebody:{ENCODED}@"):
                store = RedisStore(f"{scheme}://{user}{place}")
                for ask in (
                    READING["read"],
                    WRITING["write"],
                    lambda store: store.listen(lambda *_: None, lambda _: None),
                ):
                    message = await said(ask(store))
                    assert f"Redis at {place} does not let us in: put its name and password into the URL" in message
                    assert PASSWORD not in message
                await store.aclose()
    assert PASSWORD not in caplog.text
    assert ENCODED not in caplog.text


async def test_a_user_who_may_not_is_told(server: RedisServer) -> None:
    server.ask("ACL", "SETUSER", "reader", "on", ">word", "~*", "&*", "+@connection", "+hget")
    path = server.url.removeprefix("unix://")
    store = RedisStore(f"unix://reader:word@{path}")
    assert await store.read("ABCD") is None
    message = await said(store.write(NEXT))
    assert "lets us in, but not do this: give this user all commands and keys" in message
    await store.aclose()


async def test_a_key_of_another_kind_is_told(server: RedisServer) -> None:
    async with opened(server.url) as store:
        server.ask("SET", f"{PREFIX}room:ABCD", "something else")
        assert "refuses, and says: WRONGTYPE" in await said(store.read("ABCD"))
        assert "refuses, and says: WRONGTYPE" in await said(store.write(NEXT))


@pytest.mark.parametrize(
    "json", ["", "{", "[]", '{"code": "ABCD"}', "\ud800", NEXT.model_dump_json()[:-1] + ', "new": 1}']
)
async def test_a_room_of_another_version_counts_as_none(
    server: RedisServer, caplog: pytest.LogCaptureFixture, json: str
) -> None:
    async with opened(server.url):
        server.ask("HSET", f"{PREFIX}room:ABCD", "json", json.encode("utf-8", "surrogatepass"))
        other = RedisStore(server.url)
        assert [await other.read("ABCD") for _ in range(3)] == [None] * 3
        await other.aclose()
    messages = [record.getMessage() for record in caplog.records]
    assert messages == ["a room was written by another version of the sandbox; here it counts as not there"]


async def test_a_person_of_another_version_is_left_out(server: RedisServer, caplog: pytest.LogCaptureFixture) -> None:
    async with opened(server.url) as store:
        await store.join("ABCD", "phone", ANN)
        server.ask("HSET", f"{PREFIX}people:ABCD", "laptop", '{"nick": "x"}', "tablet", b"\xff")
        assert [await store.people("ABCD") for _ in range(2)] == [{"phone": ANN}] * 2
    assert len(caplog.records) == 1


async def test_every_key_is_ours_and_expires(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.workshop.store.redis.LIMITS", replace(LIMITS, room_ttl=500, presence_ttl=50))
    async with opened(server.url) as store:
        await store.open(ROOM.model_copy(update={"code": "closed"}))
        await store.close("closed")
        for ask in (*WRITING.values(), *READING.values()):
            await ask(store)
    left = server.left()
    kinds = {key.removeprefix(PREFIX).partition(":")[0] for key in left}
    assert kinds == {"rooms", "room", "people", "addresses", "votes", "questions", "present", "processes", "closed"}
    assert all(key.startswith(PREFIX) for key in left)
    assert all(0 < milliseconds <= 500_000 for milliseconds in left.values())


async def test_scripts_that_redis_has_forgotten_are_sent_again(server: RedisServer) -> None:
    async with opened(server.url) as store:
        server.ask("SCRIPT", "FLUSH")
        assert await store.write(NEXT)


async def test_noise_on_the_channel_tells_nothing(server: RedisServer) -> None:
    async with listening(server.url) as listener, opened(server.url) as other:
        for noise in ("", "room", "noise ABCD", b"\xff\xfe", " room"):
            server.ask("PUBLISH", f"{PREFIX}news", noise)
        await other.write(NEXT)
        await listener.until(("", "room"), ("ABCD", "room"))


async def test_what_a_replay_recorded_comes_back_as_it_was(server: RedisServer) -> None:
    room = NEXT.model_copy(update={"scene": Scene(place="one/1", trace=await play(SIGN_IN))})
    async with opened(server.url) as store:
        assert await store.write(room)
        assert await store.read("ABCD") == room


async def test_three_thousand_votes_at_once_are_all_counted(server: RedisServer) -> None:
    async with opened(server.url) as store:
        people = [(f"device {number}", Person(address="127.0.0.1"), number % 4) for number in range(3000)]
        outcomes = await asyncio.gather(*(store.vote("ABCD", QUESTION, *one) for one in people))
        assert set(outcomes) == {"counted"}
        assert answers(await store.votes("ABCD", QUESTION)) == {device: answer for device, _, answer in people}


async def test_a_port_and_the_number_of_a_database() -> None:
    port = free_port()
    with redis_server("--port", str(port), "--bind", "127.0.0.1") as server:
        async with opened(f"redis://127.0.0.1:{port}/1") as store, opened(f"redis://127.0.0.1:{port}"):
            await store.close("ABCD")
            assert [server.ask("EXISTS", f"{PREFIX}room:ABCD")] == [1]
            server.kill()
            assert f"Redis at 127.0.0.1:{port} does not answer: " in await said(store.read("ABCD"))


async def test_over_tls_the_certificate_is_asked_for(tmp_path: Path) -> None:
    port, certificate, key = free_port(), tmp_path / "certificate.pem", tmp_path / "key.pem"
    write_certificate(certificate, key)
    files = ("--tls-cert-file", str(certificate), "--tls-key-file", str(key), "--tls-auth-clients", "no")
    with redis_server("--tls-port", str(port), *files):
        async with opened(f"rediss://localhost:{port}?ssl_ca_certs={certificate}") as store:
            assert await store.read("ABCD") == ROOM
        stranger = RedisStore(f"rediss://localhost:{port}")
        assert "CERTIFICATE_VERIFY_FAILED" in await said(stranger.read("ABCD"))
        await stranger.aclose()


async def test_of_a_process_that_is_killed_no_vote_is_lost_that_was_answered(server: RedisServer) -> None:
    async with opened(server.url) as store:
        command = (sys.executable, "-c", VOTING, server.url)
        voting = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
        assert voting.stdout
        answered = [await voting.stdout.readline() for _ in range(50)]
        voting.kill()
        answered += [line for line in (await voting.stdout.read()).splitlines(keepends=True) if line.endswith(b"\n")]
        await voting.wait()
        devices = {line.decode().strip() for line in answered}
        assert "" not in devices
        assert devices <= set(await store.votes("ABCD", QUESTION))


async def test_no_url_is_memory_and_a_url_is_redis(server: RedisServer) -> None:
    assert isinstance(open_store(None), MemoryStore)
    for url in (server.url, "redis://", "redis://127.0.0.1:1/2", "rediss://a:b@example.org?ssl_cert_reqs=none"):
        store = open_store(url)
        assert isinstance(store, RedisStore)
        await store.aclose()


def test_without_a_url_nothing_of_redis_is_imported() -> None:
    program = """
import sys
from sandbox.workshop.store.open import open_store
open_store(None)
print("redis" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout == "False\n"


FORM = (
    "the store cannot be used: its URL has to be redis://NAME:PASSWORD@HOST:PORT/NUMBER (rediss:// for TLS), or "
    "unix:///PATH?db=NUMBER; in name and password, write %2F for /, %23 for #, %3F for ?, %40 for @ and %3A for :"
)
OPTION = "the store cannot be used: its URL has an option, or a value of it, that is not known: "


@pytest.mark.parametrize(
    ("url", "message"),
    {
        "": "a store is given as the URL of a Redis",
        "secret": "a store is given as the URL of a Redis",
        "redis:/secret": "a store is given as the URL of a Redis",
        "http://secret@example.org": "a store is given as the URL of a Redis",
        "REDIS ://secret": "a store is given as the URL of a Redis",
        "redis://:sec/ret@example.org": FORM,
        "redis://:12/secret@example.org": FORM,
        "redis://:12#secret@example.org": FORM,
        "redis://:12?secret@example.org": FORM,
        "redis://[secret": FORM,
        "redis://example.org:secret": FORM,
        "redis://example.org:99999": FORM,
        "redis://example.org/first": FORM,
        "redis://example.org?db=first": FORM,
        "unix://": FORM,
        "unix://secret": FORM,
        "redis://example.org?decode_responses=secret": OPTION + "decode_responses",
        "redis://example.org?max_connections=0": OPTION + "max_connections",
        "redis://example.org?ssl_cert_reqs=none": OPTION + "ssl_cert_reqs",
        "rediss://example.org?ssl_cert_reqs=secret": OPTION + "ssl_cert_reqs",
        "rediss://example.org?ssl_nothing=secret": OPTION + "ssl_nothing",
    }.items(),
)
def test_another_url_is_told_without_what_may_be_a_password(url: str, message: str) -> None:
    with pytest.raises(UnusableStore) as caught:
        open_store(url)
    assert caught.value.message == message
    assert "secret" not in str(caught.value) + str(caught.value.found)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
