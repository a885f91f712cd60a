"""How long a stop takes while a room is followed: by SIGTERM and by SIGINT, with a replay in flight."""

import asyncio
import re
import signal
import subprocess
import sys
from time import perf_counter
from typing import Final

import httpx2

from benchmarks.measuring import Row
from benchmarks.servers import ROOT

_FOLLOWERS: Final = 200
_PROMISED: Final = 2.0
_LAST_CHUNK: Final = b"0\r\n\r\n"


def measure() -> list[Row]:
    """Stop a server twice, each time with everybody connected."""
    taken = [_stopped(how) for how in (signal.SIGTERM, signal.SIGINT)]
    return [
        Row(
            name="Graceful stop with followers",
            unit="s",
            product=max(taken),
            floor=_PROMISED,
            floor_is="what is promised",
            target=1,
            details={"followers": _FOLLOWERS},
        )
    ]


def _stopped(how: signal.Signals) -> float:
    """Seconds until the process has ended."""
    command = [sys.executable, "-m", "sandbox", "workshop", "--port", "0", "--host", "127.0.0.1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        said = "".join(process.stdout.readline() for _ in range(7)) if process.stdout else ""
        found = re.search(r":(\d+)/room/(\w+)/present", said)
        if found is None:
            raise RuntimeError(f"the workshop printed {said!r}")
        return asyncio.run(_stop(process, how, int(found[1]), found[2]))


async def _stop(process: subprocess.Popen[str], how: signal.Signals, port: int, code: str) -> float:
    """The same, of one that runs and has a room.

    Args:
        process: The server.
        how: The signal that stops it.
        port: Its port.
        code: The code of its room.

    Raises:
        RuntimeError: A stream or an answer was cut off.

    """
    streams = [await _follow(port, code) for _ in range(_FOLLOWERS)]
    async with httpx2.AsyncClient(base_url=f"http://localhost:{port}") as http:
        in_flight = asyncio.create_task(http.post("/api/scenarios/bar-token-to-baz/replay"))
        await asyncio.sleep(0.02)
        begun = perf_counter()
        process.send_signal(how)
        ends = await asyncio.gather(*(reader.read() for reader, _ in streams))
        await asyncio.to_thread(process.wait)
        seconds = perf_counter() - begun
        if (await in_flight).status_code != 200 or not all(end.endswith(_LAST_CHUNK) for end in ends):
            raise RuntimeError("a stream or an answer was cut off")
    return seconds


async def _follow(port: int, code: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A stream of events that has begun."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /room/{code}/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer
