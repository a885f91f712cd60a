"""Hostile APIs for the probe: whatever they answer, there is a report in each format, and an exit code."""

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, ClassVar, Final, cast
from xml.etree import ElementTree as ET
from zlib import crc32

import click

from fuzz.mutators import MARKER, change_bytes, odd_json, odd_text
from fuzz.requests.application import PUBLIC_URL, shipped
from sandbox.commands.probe import FORMATS
from sandbox.probe.findings import Concluded, WrittenRow
from sandbox.probe.flaws import leeway
from sandbox.probe.judging import Accepts
from sandbox.probe.order import Order, ingredients
from sandbox.probe.request import Target
from sandbox.probe.sending import Sender
from sandbox.probe.session import concluded, results_of
from sandbox.probe.writing import written_rows
from sandbox.tokens.keyring import KeyMaker
from sandbox.views.reports.probe.report import FAIL_ON, Probed

_WAITS: Final = 0.05
"""Seconds that a response may take here."""
_STATUSES: Final = (
    200,
    200,
    200,
    201,
    204,
    302,
    304,
    400,
    401,
    401,
    401,
    403,
    404,
    405,
    409,
    418,
    429,
    500,
    503,
    100,
    999,
    0,
)
_HEADERS: Final = (
    "WWW-Authenticate",
    "Content-Type",
    "Content-Encoding",
    "Location",
    "Transfer-Encoding",
    "Set-Cookie",
    "X",
)
_KINDS: Final = ("answer", "answer", "answer", "answer", "bytes", "half", "nothing", "slow", "endless")


@dataclass(frozen=True)
class Api:
    """An API: what it answers to the right token, and to the others in turn."""

    right: bytes
    others: tuple[bytes, ...]


class Probes:
    """The target: a whole probe a case, over a socket of loopback."""

    count: ClassVar = 3_000
    share: ClassVar = 100
    slow: ClassVar = 5.0
    megabytes: ClassVar = 400

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._rows = _rows()
        self._good = {row.token.encode() for row in self._rows if row.token and row.expected == "accept"}

    def invent(self, random: Random) -> Api:
        """An API that is careful with some requests, and anything with the others."""
        right = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}" if random.random() < 0.85 else _answer(random)
        refuses = b"HTTP/1.1 401 X\r\nwww-authenticate: Bearer\r\ncontent-length: 0\r\n\r\n"
        often = random.choice((0, 0.02, 0.3))
        usual = random.choice((refuses, refuses, refuses, _answer(random)))
        return Api(
            right, tuple(_answer(random) if random.random() < often else usual for _ in range(random.randrange(1, 12)))
        )

    def problem(self, given: Api, counts: Counter[str]) -> str | None:
        """Probe it, and write every report."""
        target, found = self._loop.run_until_complete(asyncio.wait_for(self._probed(given), 60))
        leeways = {check: leeway(found.results, check) for check in ("expiry", "not_before")}
        probed = Probed(target, "https://bar.foo.com", PUBLIC_URL, found, leeways)
        counts[found.verdict] += 1
        counts["responses"] += len(found.results)
        if any(probed.exit_code(fail_on) not in (0, 1, 2) for fail_on in FAIL_ON):
            return "another exit code"
        return next(filter(None, (_wrong_with(form, write(probed)) for form, write in FORMATS.items())), None)

    async def _probed(self, api: Api) -> tuple[Target, Concluded]:
        connections: set[asyncio.Task[Any]] = set()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.add(cast("asyncio.Task[Any]", asyncio.current_task()))
            try:
                while True:
                    head = await reader.readuntil(b"\r\n\r\n")
                    is_right = any(b" " + token + b"\r\n" in head for token in self._good)
                    answer = api.right if is_right else api.others[crc32(head) % len(api.others)]
                    if answer == b"slow":
                        await asyncio.sleep(3 * _WAITS)
                    if not answer:
                        return
                    writer.write(answer)
                    await writer.drain()
            except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError, OSError):
                pass
            finally:
                writer.close()

        async with await asyncio.start_server(connected, "127.0.0.1", 0) as server:
            target = Target(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/route", timeout=_WAITS)
            async with Sender(target) as sender:
                results = [result async for result in results_of(self._rows, sender, Accepts())]
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        return target, concluded(self._rows, results, None)

    def close(self) -> None:
        """Nothing more is answered."""
        self._loop.close()


@cache
def _rows() -> tuple[WrittenRow, ...]:
    order = Order(audience="https://bar.foo.com", scope="read:orders", client="www")
    made = ingredients(order, shipped().worlds, KeyMaker(), PUBLIC_URL, time.time(), "fuzz")
    return tuple(written_rows(asyncio.run(made), "default"))


def _answer(random: Random) -> bytes:
    kind = random.choice(_KINDS)
    if random.random() < 0.2:
        return b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
    if kind in ("nothing", "slow"):
        return b"" if kind == "nothing" else b"slow"
    if kind == "bytes":
        return random.choice(
            (random.randbytes(40), b"220 mail ESMTP\r\n\r\n", b"HTTP/0.9\r\n\r\n", b"\x16\x03\x01", b"\r\n" * 9)
        )
    status = random.choice(_STATUSES)
    body = random.choice((odd_text(random), odd_json(random), f'{{"error":"{odd_text(random)}"}}', "x" * 70_000))
    content = body.encode("utf-8", "surrogatepass")
    lines = [f"HTTP/1.1 {status} {random.choice(('OK', '', MARKER, '::error::x'))}".encode()]
    for name in random.sample(_HEADERS, random.randrange(3)):
        value = random.choice((odd_text(random), "chunked", "gzip", "text/html", f'Bearer error="{odd_text(random)}"'))
        lines.append(f"{name}: {value}".encode("utf-8", "surrogatepass"))
    if kind != "endless":
        lines.append(f"content-length: {len(content) + random.choice((0, 0, 0, 0, 9, -1 if content else 0))}".encode())
    whole = b"\r\n".join(lines) + b"\r\n\r\n" + content
    if kind == "half":
        return whole[: random.randrange(len(whole))]
    return change_bytes(whole, random) if random.random() < 0.1 else whole


def _wrong_with(form: str, text: str) -> str | None:
    """What is wrong with a report, if anything is."""
    checks: Mapping[str, Callable[[str], object]] = {"json": json.loads, "sarif": json.loads, "junit": ET.fromstring}
    if form in checks:
        checks[form](text)
    if form in ("html", "markdown") and MARKER in text:
        return f"raw in {form}: {text[max(0, text.index(MARKER) - 100) :][:200]!r}"
    if form == "text" and (found := re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]", click.unstyle(text))):
        return f"{found[0]!r} for a terminal: {text[max(0, found.start() - 100) :][:200]!r}"
    if found := re.search(r"(?m)^\s*(::|##\[)", text):
        return f"a command for a runner in {form}: {text[found.start() :][:100]!r}"
    text.encode("utf-8")
    return None


TARGET = Probes
