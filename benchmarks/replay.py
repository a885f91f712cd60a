"""One replay in process: against nothing but its signatures and as many empty HTTP exchanges."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from fastapi import FastAPI

from benchmarks.measuring import Row, milliseconds_in_turns
from benchmarks.stage import SCENARIO, Stage, exchange
from sandbox.replay.trace import Exchange, Outcome, Trace

_REPLAYS = 300
_WARMED = 50


@dataclass(frozen=True, slots=True)
class Work:
    """What a replay cannot do without, as its own trace says: what-ifs and fetched keys count."""

    signed: int
    verified: int
    methods: tuple[str, ...]

    @classmethod
    def of(cls, trace: Trace) -> "Work":
        """Count it."""
        outcomes = [outcome for step in trace.steps for outcome in (step, *step.what_ifs)]
        exchanges = [made for outcome in outcomes for made in outcome.exchanges]
        return cls(
            signed=sum(len(list(_tokens_in(made))) for made in exchanges),
            verified=sum(_verified(outcome) for outcome in outcomes),
            methods=tuple(made.request.method for made in exchanges),
        )


def _tokens_in(made: Exchange) -> Iterator[str]:
    """The JWTs that an answer holds."""
    try:
        body = json.loads(made.response.body)
    except ValueError:
        return
    yield from (value for value in body.values() if isinstance(value, str) and value.count(".") == 2)


def _verified(outcome: Outcome) -> bool:
    return any(check.id == "signature" and check.verdict != "skipped" for check in outcome.checks)


class Floor:
    """The same work, and nothing else."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._app = FastAPI()
        self._app.add_api_route("/", _empty, methods=["GET", "POST"])

    async def play(self) -> None:
        """Do it once."""
        message = b"x" * 400
        signature, public = b"", self._key.public_key()
        for _ in range(self._work.signed):
            signature = self._key.sign(message, PKCS1v15(), SHA256())
        for _ in range(self._work.verified):
            public.verify(signature, message, PKCS1v15(), SHA256())
        for method in self._work.methods:
            await exchange(self._app, method, "/")


async def _empty() -> dict[str, str]:
    return {}


def measure() -> list[Row]:
    """Replay the scenario and its floor in turns."""
    return asyncio.run(_measure())


async def _measure() -> list[Row]:
    stage = Stage()
    work = Work.of(await stage.replay())
    floor = Floor(work)
    taken = await milliseconds_in_turns({"product": stage.replay, "floor": floor.play}, _REPLAYS, _WARMED)
    return [
        Row(
            name=f"One replay of {SCENARIO}",
            unit="ms",
            product=taken["product"],
            floor=taken["floor"],
            floor_is=f"{work.signed} signatures made, {work.verified} checked, {len(work.methods)} empty exchanges",
            target=2.0,
            details={"replays": _REPLAYS},
        )
    ]
