"""Renders pages in process, with their replays: as many as each line of standard input says, and how long it took."""

import asyncio
import sys
from time import perf_counter, process_time

from benchmarks.stage import Stage, exchange


async def main(path: str) -> None:
    """Warm up, then do what is asked."""
    stage = Stage()
    for _ in range(40):
        await exchange(stage.app, "GET", path, Accept_Encoding="gzip")
    print("ready", flush=True)
    for line in sys.stdin:
        begun, worked = perf_counter(), process_time()
        for _ in range(int(line)):
            await exchange(stage.app, "GET", path, Accept_Encoding="gzip")
        print((perf_counter() - begun) * 1e3, (process_time() - worked) * 1e3, flush=True)


asyncio.run(main(sys.argv[1]))
