"""A probe of a local API against a bare client that sends the same, and its start against a bare start."""

import asyncio
import os
import subprocess
from collections.abc import Sequence
from functools import partial
from time import perf_counter

import httpx2

from benchmarks.measuring import Row, in_turns
from benchmarks.servers import PRODUCT, ROOT, python, started
from sandbox.probe.client import fetched, issued
from sandbox.probe.findings import WrittenRow
from sandbox.probe.judging import Accepts
from sandbox.probe.request import Target, carried_by
from sandbox.probe.sending import Sender
from sandbox.probe.session import concluded, results_of

_PROBES = 15
_STARTS = 21
_ORDER = {"audience": "https://bar.foo.com", "scope": "read:orders", "client": "www"}


def measure() -> list[Row]:
    """Probe an API of the sandbox itself, and start the command."""
    with started(*PRODUCT) as port:
        sandbox = f"http://localhost:{port}"
        target = Target(f"{sandbox}/worlds/foo/apis/bar/orders")
        rows = asyncio.run(issued(sandbox, _ORDER)).rows
        probes = {"product": partial(_probe, sandbox, target), "floor": partial(_send, target, rows)}
        for warm_up in probes.values():
            warm_up()
        probed = in_turns(probes, _PROBES)
    helped = (PRODUCT[0], "probe", "--help")
    starts = {"product": partial(_start, *helped), "floor": partial(_start, *python("bare_client.py"), "--help")}
    for warm_up in starts.values():
        warm_up()
    taken = in_turns(starts, _STARTS)
    return [
        Row(
            name="The default probe of a local API",
            unit="ms",
            product=probed["product"],
            floor=probed["floor"],
            floor_is="the same requests, one after another, by a bare httpx2 client",
            target=1.5,
            details={"requests": len(rows), "probes": _PROBES},
        ),
        Row(
            name="Start of aud probe",
            unit="ms",
            product=taken["product"],
            floor=taken["floor"],
            floor_is="bare click + httpx2 + cryptography, --help",
            target=1.3,
            details={"starts": _STARTS},
        ),
    ]


def _probe(sandbox: str, target: Target) -> float:
    begun = perf_counter()
    verdict = asyncio.run(_verdict(sandbox, target))
    if verdict != "pass":
        raise RuntimeError(f"the probe of a careful API ended with {verdict}")
    return (perf_counter() - begun) * 1e3


async def _verdict(sandbox: str, target: Target) -> str:
    """All that `aud probe` does between its start and its report; the tokens are written by the sandbox."""
    tokens = await issued(sandbox, _ORDER)
    async with Sender(target) as sender:
        results = [result async for result in results_of(tokens.rows, sender, Accepts())]
    return concluded(tokens.rows, results, await fetched(sandbox, tokens.run)).verdict


def _send(target: Target, rows: Sequence[WrittenRow]) -> float:
    begun = perf_counter()
    asyncio.run(_sent(target, rows))
    return (perf_counter() - begun) * 1e3


async def _sent(target: Target, rows: Sequence[WrittenRow]) -> None:
    async with httpx2.AsyncClient() as client:
        for row in rows:
            url, headers = carried_by(target, row.token, row.carried)
            await client.get(url, headers=headers)


def _start(*command: str) -> float:
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = perf_counter()
    subprocess.run(command, check=True, capture_output=True, env={**inherited, "PYTHONPATH": str(ROOT)}, cwd=ROOT)
    return (perf_counter() - begun) * 1e3
