"""One stream for many: what is sent is what is read, and nobody waits for anybody."""

import asyncio
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Scope

from sandbox.workshop.channel import HEARTBEAT, Channel, Event, Follower
from tests.workshop.people import few, parse_event

GZIP: Scope = {"type": "http", "headers": [(b"accept-encoding", b"gzip, deflate, br")]}
PLAIN: Scope = {"type": "http", "headers": []}
LINE_ENDS = st.sampled_from(
    ["\n", "\r\n", "\r", " ", "\x85", "\x0b", "\x0c", "\x1c", "\u2028", "data: ", ": ", "id: 7"]
)
TEXTS = st.lists(st.one_of(st.text(st.characters(codec="utf-8")), LINE_ENDS)).map("".join)


class Reader:
    """The other side of a connection, which reads when it is told to."""

    def __init__(self, scope: Scope = PLAIN) -> None:
        self.scope = scope
        self.sent: list[bytes] = []
        self.headers: dict[bytes, bytes] = {}
        self.ended = False
        self.hung_up = asyncio.Event()
        self.reads = asyncio.Event()
        self.reads.set()

    async def receive(self) -> Message:
        await self.hung_up.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.headers = dict(message["headers"])
            return
        await self.reads.wait()
        self.sent.append(message["body"])
        self.ended = not message["more_body"]

    def serve(self, channel: Channel, follower: Follower) -> "asyncio.Task[None]":
        return asyncio.create_task(channel.serve(follower, self.scope, self.receive, self.send))

    async def until(self, reached: Callable[[], bool]) -> None:
        """Let everybody do what they have to do."""
        for _ in range(1_000):
            if reached():
                return
            await asyncio.sleep(0)
        raise AssertionError(self.sent)

    def names(self) -> list[str]:
        """The events that were read, by their data."""
        blocks = b"".join(self.sent).decode().split("\n\n")
        return [told.data for told in map(parse_event, blocks) if told]


def browser_lines(text: str) -> str:
    """What a browser makes of lines that end in one way or another (HTML Standard §9.2.5)."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(TEXTS)
def test_an_event_is_read_as_it_was_written(text: str) -> None:
    told = parse_event(Event.of(text, name="tally", id_="12", retry=900).plain.decode().removesuffix("\n\n"))
    assert told
    assert (told.name, told.id, told.retry) == ("tally", "12", "900")
    assert told.data == browser_lines(text)


@given(st.lists(TEXTS, max_size=12), st.data())
def test_pieces_of_gzip_in_any_order_are_what_any_reader_reads(texts: list[str], data: st.DataObject) -> None:
    """Each was compressed once, for everybody, whatever each of them was sent before."""
    events = [Event.of(text) for text in texts] + [HEARTBEAT]
    sequence = data.draw(st.lists(st.sampled_from(events), max_size=20))
    channel, follower, reader = Channel(), Follower(), Reader(GZIP)

    async def send() -> None:
        serving = reader.serve(channel, follower)
        for one in sequence:
            read = len(reader.sent)
            follower.notify("piece", one)
            await reader.until(lambda read=read: len(reader.sent) > max(read, 1))  # type: ignore[misc]
        follower.end()
        await serving

    asyncio.run(send())
    assert reader.headers[b"content-encoding"] == b"gzip"
    gzip, read = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS), []
    for piece in reader.sent:
        read.append(gzip.decompress(piece))
        assert gzip.unconsumed_tail == b""
    assert [piece for piece in read if piece] == [one.plain for one in sequence]


async def test_who_takes_no_gzip_gets_none() -> None:
    channel, follower, reader = Channel(), Follower(), Reader(PLAIN)
    channel.publish(Event.of("now"))
    serving = reader.serve(channel, follower)
    await reader.until(lambda: bool(reader.sent))
    follower.end()
    await serving
    assert reader.sent == [b"data: now\n\n", b""]
    assert b"content-encoding" not in reader.headers


@pytest.mark.parametrize(
    ("accepted", "gzipped"),
    [
        (b"gzip", True),
        (b"br, gzip;q=0.5", True),
        (b"GZIP", True),
        (b"*", True),
        (b"br", False),
        (b"gzip;q=0", False),
        (b"gzip; q=0.0, br", False),
    ],
)
async def test_gzip_is_sent_to_who_accepts_it(accepted: bytes, *, gzipped: bool) -> None:
    reader, follower = Reader({"type": "http", "headers": [(b"accept-encoding", accepted)]}), Follower()
    follower.end()
    await reader.serve(Channel(), follower)
    assert (b"content-encoding" in reader.headers) == gzipped


async def test_a_slow_reader_gets_what_counts_now_and_nothing_that_came_between() -> None:
    channel, slow, quick = Channel(), Reader(), Reader()
    followers = [Follower(), Follower()]
    serving = [slow.serve(channel, followers[0]), quick.serve(channel, followers[1])]
    channel.publish(Event.of("first"))
    await quick.until(lambda: bool(quick.sent and slow.sent))
    slow.reads.clear()
    for number in range(5):
        channel.publish(Event.of(f"scene {number}"))
        channel.notify("tally", Event.of(f"tally {number}"))
        await quick.until(lambda number=number: f"tally {number}" in quick.names())  # type: ignore[misc]
    channel.send_heartbeat()
    channel.send_heartbeat()
    slow.reads.set()
    await slow.until(lambda: "tally 4" in slow.names())
    for follower in followers:
        follower.end()
    await asyncio.gather(*serving)
    assert slow.names() == ["first", "scene 0", "tally 0", "scene 4", "tally 4", ""]
    assert len([name for name in quick.names() if name]) == 11
    assert b"".join(slow.sent).count(b"event: beat") == 1


async def test_who_comes_late_gets_what_counts_and_who_has_it_already_gets_nothing() -> None:
    channel = Channel()
    channel.publish(Event.of("before"))
    channel.publish(Event.of("now"))
    late, back, readers = Follower(), Follower(), (Reader(), Reader())
    assert channel.current
    back.mark_seen(channel.current)
    serving = [reader.serve(channel, follower) for reader, follower in zip(readers, (late, back), strict=True)]
    await readers[0].until(lambda: bool(readers[0].sent))
    channel.publish(Event.of("next"))
    await readers[0].until(lambda: "next" in readers[1].names())
    late.end(Event.of("", name="closed"))
    back.end()
    await asyncio.gather(*serving)
    assert readers[0].names() == ["now", "next", ""]
    assert readers[1].names() == ["next"]


async def test_who_hangs_up_is_let_go() -> None:
    channel, reader = Channel(), Reader()
    serving = reader.serve(channel, Follower())
    await reader.until(lambda: len(channel.followers) == 1)
    reader.hung_up.set()
    await serving
    assert channel.followers == set()
    assert reader.ended


async def test_who_never_reads_is_let_go_and_nobody_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, slow_reader=0)
    channel, never, other = Channel(), Reader(), Reader()
    stuck, follower = Follower(), Follower()
    never.reads.clear()
    serving = [never.serve(channel, stuck), other.serve(channel, follower)]
    await other.until(lambda: len(channel.followers) == 2)
    channel.publish(Event.of("now"))
    await other.until(lambda: other.names() == ["now"])
    channel.send_heartbeat()
    await other.until(lambda: channel.followers == {follower})
    assert never.sent == []
    channel.publish(Event.of("next"))
    never.reads.set()
    await serving[0]
    assert (never.ended, b"".join(never.sent)) == (True, b"")
    follower.end()
    await serving[1]


@pytest.mark.parametrize("error", [OSError("broken pipe"), ConnectionResetError()])
async def test_a_connection_that_breaks_is_no_error(error: OSError) -> None:
    channel, follower = Channel(), Follower()
    channel.publish(Event.of("now"))

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            raise error

    async def receive() -> Any:
        await asyncio.Event().wait()

    await channel.serve(follower, PLAIN, receive, send)
    assert channel.followers == set()
