"""How many replays one visitor may have on a public instance."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from sandbox.http.visitors import VISITOR
from sandbox.replay.budget import Budget, TooManyReplays
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import Trace
from sandbox.settings import LIMITS

FEW = replace(LIMITS, replays_at_once=3, replays_a_minute=60, visitors_counted=2)
REQUEST = ReplayRequest(scenario=None)  # type: ignore[arg-type] # which nobody looks at


class Clock:
    """Seconds that pass when they are told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def visited_by(address: str) -> Iterator[None]:
    token = VISITOR.set(address)
    yield
    VISITOR.reset(token)


async def replays(budget: Budget, address: str, wanted: int = 10) -> int:
    """How many of so many a visitor gets."""
    played = 0

    async def play(_request: ReplayRequest) -> Trace:
        nonlocal played
        played += 1
        return None  # type: ignore[return-value]

    with visited_by(address):
        for _ in range(wanted):
            try:
                await budget.within(play)(REQUEST)
            except TooManyReplays:
                break
    return played


async def test_each_address_has_so_many_at_once_and_more_as_time_passes() -> None:
    clock = Clock()
    budget = Budget(FEW, clock)
    assert [await replays(budget, who) for who in ("10.0.0.1", "10.0.0.1", "10.0.0.2")] == [3, 0, 3]
    clock.now += 2
    assert [await replays(budget, who) for who in ("10.0.0.1", "10.0.0.2")] == [2, 2]
    clock.now += 3600
    assert await replays(budget, "10.0.0.1") == 3


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("10.0.0.1", "10.0.0.2", False),
        ("what a proxy says", "what a proxy says", True),
    ],
)
async def test_of_ipv6_a_whole_network_counts_as_one(one: str, other: str, same: bool) -> None:
    budget = Budget(FEW, Clock())
    assert await replays(budget, one) == 3
    assert await replays(budget, other) == (0 if same else 3)


async def test_however_many_come_few_are_remembered() -> None:
    budget = Budget(FEW, Clock())
    for number in range(50):
        await replays(budget, f"10.0.1.{number}")
    assert len(budget) == 2


async def test_it_says_when_there_are_some_again() -> None:
    budget = Budget(replace(LIMITS, replays_at_once=60, replays_a_minute=120), Clock())
    assert await replays(budget, "10.0.0.1", 100) == 60
    with visited_by("10.0.0.1"), pytest.raises(TooManyReplays, match="Try again in 3 seconds") as raised:
        await budget.within(lambda _: pytest.fail("is not replayed"))(REQUEST)
    assert raised.value.seconds == 3
