"""What authors wait for: a thousand scenarios checked, and a thousand replayed in one process, a page that follows."""

import asyncio
import gc
import shutil
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import httpx2
import yaml

from benchmarks.measuring import Row, in_turns
from benchmarks.stage import SCENARIO, Stage
from sandbox.commands.shared.replays import LocalReplays
from sandbox.scenarios.loading.catalogue import load_catalogue
from sandbox.scenarios.loading.targets import TargetScenario
from sandbox.settings import shipped_pack

_MANY = 1_000
_TURNS = 3


def measure() -> list[Row]:
    """Check and run a pack of a thousand scenarios, copies of the shipped one under other names."""
    with tempfile.TemporaryDirectory() as folder:
        pack = _pack(Path(folder))
        return [_check(pack), *asyncio.run(_run(pack)), _save()]


def _pack(root: Path) -> Path:
    text = next(shipped_pack().rglob(f"{SCENARIO}.yaml")).read_text("utf-8")
    shutil.copytree(shipped_pack() / "worlds", root / "worlds")
    chapter = root / "01-many"
    chapter.mkdir()
    (chapter / "chapter.yaml").write_text("title: Many\n")
    for number in range(_MANY):
        copy = text.replace(f"scenario: {SCENARIO}\n", f"scenario: copy-{number}\n")
        (chapter / f"copy-{number}.yaml").write_text(copy, "utf-8")
    return root


def _save() -> Row:
    """How long after a file is saved the page hears of it."""
    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder)
        (pack / "01-one").mkdir()
        (pack / "01-one" / "chapter.yaml").write_text("title: One\n")
        text = next(shipped_pack().rglob(f"{SCENARIO}.yaml")).read_text("utf-8")
        path = pack / "01-one" / "mine.yaml"
        path.write_text(text.replace(f"scenario: {SCENARIO}\n", "scenario: mine\n"), "utf-8")
        command = [sys.executable, "-m", "sandbox", "serve", "--port", "0", "--watch", "--scenarios", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                taken = list(_heard(str(process.stdout and process.stdout.readline()), path))
            finally:
                process.terminate()
    return Row("save to event", "ms", median(taken), 100, "a tenth of a second", 1, details={"most": max(taken)})


def _heard(said: str, path: Path) -> Iterator[float]:
    server = said.partition(": ")[2].partition(" ")[0]
    with httpx2.Client(timeout=10) as client, client.stream("GET", f"{server}/events") as answer:
        events = (line for line in answer.iter_lines() if line.startswith("data:"))
        next(events)
        for _ in range(20):
            begun = perf_counter()
            with path.open("a") as file:
                file.write("# more\n")
            next(events)
            yield (perf_counter() - begun) * 1000


def _check(pack: Path) -> Row:
    paths = sorted(pack.rglob("*.yaml"))

    def product() -> float:
        begun = process_time()
        catalogue = load_catalogue([pack], strict=True)
        if catalogue.diagnostics or len(list(catalogue.scenarios())) != _MANY:
            raise RuntimeError("the pack that is measured has mistakes")
        return (process_time() - begun) * 1000

    def floor() -> float:
        begun = process_time()
        for path in paths:
            yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        return (process_time() - begun) * 1000

    taken = in_turns({"product": product, "floor": floor}, _TURNS)
    floor_is = "the same files parsed by libyaml into plain nodes"
    return Row(f"aud check of {_MANY} scenarios", "ms", taken["product"], taken["floor"], floor_is, 3)


async def _run(pack: Path) -> list[Row]:
    catalogue = load_catalogue([pack])
    selected = [
        TargetScenario(scenario, catalogue.worlds[scenario.world], catalogue.paths[scenario.scenario])
        for scenario in catalogue.scenarios()
    ]
    stage = Stage()
    replays = LocalReplays()
    await _play(replays, selected[:50])
    for _ in range(50):
        await stage.replay()
    begun = process_time()
    await _play(replays, selected)
    product = (process_time() - begun) * 1000
    begun = process_time()
    for _ in range(_MANY):
        await stage.replay()
    floor = (process_time() - begun) * 1000
    few = await _kept(replays, selected[:300])  # libraries remember some 250 addresses
    many = await _kept(replays, selected)
    return [
        Row(f"aud run of {_MANY} scenarios", "ms", product, floor, f"{_MANY} single replays of the same", 1.2),
        Row(f"memory at most, {_MANY} replayed", "kB", many, few, "300 replayed", 1.2),
    ]


async def _play(replays: LocalReplays, selected: Sequence[TargetScenario]) -> None:
    async for _, trace in replays.replay_all(selected, None):
        if not trace.ok:
            raise RuntimeError("a scenario that is measured is not true")


async def _kept(replays: LocalReplays, selected: Sequence[TargetScenario]) -> float:
    """The most memory that replaying takes, in kB."""
    gc.collect()
    tracemalloc.start()
    await _play(replays, selected)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1000
