"""``python -m fuzz [--seed N] [--part F] [NAME …]``: hostile input in bulk, to all targets or to those named."""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from random import SystemRandom
from time import perf_counter

from fuzz.target import MODULES, Tally, Target, run_share

_SHOWN = 160
_PRINTED = 5


def main() -> int:
    """Run, print, and say by the exit code whether everything held."""
    asked = _arguments()
    print(f"seed {asked.seed}", flush=True)
    held = True
    for name in asked.names or MODULES:
        target: type[Target] = import_module(MODULES[name]).TARGET
        count = asked.count or max(1, int(target.count * asked.part))
        begun = perf_counter()
        tally = run(name, asked.seed, range(asked.first, asked.first + count), asked.processes)
        _report(name, tally, perf_counter() - begun)
        if tally.failed:
            held = False
            _save(name, asked.seed, tally)
    return int(not held)


def run(name: str, seed: int, numbers: range, processes: int) -> Tally:
    """Run cases of a target, in shares, on some processes.

    Args:
        name: The target.
        seed: The seed.
        numbers: The cases.
        processes: How many processes; with one, everything happens in this one.

    """
    size: int = import_module(MODULES[name]).TARGET.share
    shares = [numbers[at : at + size] for at in range(0, len(numbers), size)]
    tally = Tally()
    if processes == 1 or len(shares) == 1:
        for share in shares:
            tally.add(run_share(name, seed, share))
        return tally
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        try:
            for done in pool.map(run_share, repeat(name), repeat(seed), shares):
                tally.add(done)
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
    return tally


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Hostile input in bulk.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(MODULES)}; all if absent")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6), help="what is invented, again")
    parser.add_argument("--part", type=float, default=1.0, help="which part of the whole, such as 0.01")
    parser.add_argument("--count", type=int, help="how many cases of each target")
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    if unknown := set(asked.names) - MODULES.keys():
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    return asked


def _report(name: str, tally: Tally, seconds: float) -> None:
    seconds_of_slowest, number, given = tally.slowest
    print(f"{name}: {tally.cases} cases in {seconds:.1f} s, {tally.cases / seconds:.0f} a second", end="")
    print(f", {tally.megabytes:.0f} MB at the most, {tally.failed} failed")
    print(f"  came: {', '.join(f'{what} {times}' for what, times in sorted(tally.counts.items()))}")
    print(f"  slowest: {seconds_of_slowest * 1e3:.0f} ms, case {number}: {given[:_SHOWN]}", flush=True)


def _save(name: str, seed: int, tally: Tally) -> None:
    folder = Path("fuzz-failures")
    folder.mkdir(exist_ok=True)
    for failure in reversed(tally.failures[:_PRINTED]):
        print(f"  ✗ case {failure.number}: {failure.problem[:500]}")
    smallest = tally.failures[0]
    file = folder / f"{name}-{seed}-{smallest.number}.txt"
    file.write_text(f"{smallest.problem}\n{smallest.given}\n", encoding="utf-8", errors="backslashreplace")
    print(f"  smallest in {file}; again: python -m fuzz --seed {seed} --first {smallest.number} --count 1 {name}")


if __name__ == "__main__":
    sys.exit(main())
