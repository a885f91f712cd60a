"""Everything exported: against the replays alone and the same pages rendered, none of them rewritten or written."""

import asyncio
import tempfile
from pathlib import Path
from time import process_time

import httpx2

from benchmarks.measuring import Row, in_turns
from sandbox.export.folder import Folder
from sandbox.export.pages import common_addresses, scenario_addresses
from sandbox.export.site import RecordedPlayer, SiteWriter
from sandbox.network import create_replayer
from sandbox.scenarios.loading.catalogue import Catalogue, shipped_catalogue
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.tokens.keyring import KeyMaker
from sandbox.web.app import create_web

_TURNS = 3


def measure() -> list[Row]:
    """Export all that is shipped, and do in turns what no export could do without."""
    catalogue = shipped_catalogue()
    pages = megabytes = 0.0

    def product() -> float:
        nonlocal pages, megabytes
        with tempfile.TemporaryDirectory() as folder:
            begun = process_time()
            pages, megabytes = asyncio.run(_export(catalogue, Path(folder)))
            return process_time() - begun

    def floor() -> float:
        begun = process_time()
        asyncio.run(_render(catalogue))
        return process_time() - begun

    taken = in_turns({"product": product, "floor": floor}, _TURNS)
    return [
        Row(
            name="aud export of everything",
            unit="s",
            product=taken["product"],
            floor=taken["floor"],
            floor_is="the same replays, and the same pages rendered",
            target=3,
            details={"pages": pages, "megabytes": megabytes},
        )
    ]


async def _export(catalogue: Catalogue, directory: Path) -> tuple[float, float]:
    folder = Folder(directory)
    site = SiteWriter(catalogue, catalogue, folder, DEFAULT_PUBLIC_URL)
    async for trace in site.write():
        if not trace.ok:
            raise RuntimeError("a scenario that is measured is not true")
    return site.pages, folder.bytes / 1e6


async def _render(catalogue: Catalogue) -> None:
    recording = RecordedPlayer(create_replayer(catalogue.worlds, KeyMaker(), DEFAULT_PUBLIC_URL), catalogue)
    app = create_web(catalogue, recording, lambda: None)
    headers = {"Accept-Encoding": "identity"}
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=DEFAULT_PUBLIC_URL, headers=headers) as client:
        for scenario in catalogue.scenarios():
            await recording.record(scenario)
            for address in scenario_addresses(catalogue, scenario):
                (await client.get(address)).raise_for_status()
        for address in common_addresses(catalogue):
            (await client.get(address)).raise_for_status()
