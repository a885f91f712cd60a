"""Who waits, and whose turn it is: of all visitors each in turn, and nobody for who has left."""

import asyncio

import pytest

from sandbox.http.visitors import VISITOR
from sandbox.replay.turns import Lane, NoTurn, Turns


class Waiting:
    """Visitors before a lane, and the order in which they were let through."""

    def __init__(self, most: int = 10) -> None:
        self.lane = Lane(most)
        self.through: list[str] = []
        self.open = asyncio.Event()

    async def comes(self, visitor: str, name: str) -> asyncio.Task[None]:
        async def work() -> None:
            VISITOR.set(visitor)
            async with self.lane.turn():
                self.through.append(name)
                await self.open.wait()

        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        return task


async def test_each_visitor_has_a_turn_before_anybody_has_a_second_one() -> None:
    waiting = Waiting()
    tasks = [await waiting.comes("eager", f"eager {number}") for number in range(4)]
    tasks += [await waiting.comes("quiet", "quiet"), await waiting.comes("late", "late")]
    assert waiting.through == ["eager 0"]
    waiting.open.set()
    await asyncio.gather(*tasks)
    assert waiting.through == ["eager 0", "eager 1", "quiet", "late", "eager 2", "eager 3"]


async def test_of_too_many_the_last_of_whoever_has_the_most_is_sent_away() -> None:
    waiting = Waiting(most=2)
    tasks = [await waiting.comes("eager", f"eager {number}") for number in range(3)]
    tasks.append(await waiting.comes("quiet", "quiet"))
    waiting.open.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [type(None), type(None), NoTurn, type(None)]
    assert waiting.through == ["eager 0", "eager 1", "quiet"]


@pytest.mark.parametrize("at_work", [True, False])
async def test_who_leaves_lets_the_next_one_through(at_work: bool) -> None:
    waiting = Waiting()
    first, second = await waiting.comes("a", "first"), await waiting.comes("b", "second")
    third = await waiting.comes("c", "third")
    (first if at_work else second).cancel()
    waiting.open.set()
    await asyncio.gather(first, second, third, return_exceptions=True)
    assert waiting.through == (["first", "second", "third"] if at_work else ["first", "third"])


async def test_a_turn_that_comes_when_its_visitor_leaves_is_passed_on() -> None:
    waiting = Waiting()
    first, second = await waiting.comes("a", "first"), await waiting.comes("b", "second")
    third = await waiting.comes("c", "third")
    waiting.open.set()
    first.add_done_callback(lambda _: second.cancel())
    await asyncio.gather(first, second, third, return_exceptions=True)
    await waiting.comes("d", "fourth")
    assert waiting.through[-2:] == ["third", "fourth"]


async def test_a_stop_ends_the_drafts_at_work_and_those_that_wait() -> None:
    turns, ended = Turns(), asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    drafts = [asyncio.create_task(turns.draft(work)) for _ in range(3)]
    for _ in range(10):
        await asyncio.sleep(0)
    turns.stop()
    outcomes = await asyncio.gather(*drafts, return_exceptions=True)
    assert [str(outcome) for outcome in outcomes] == ["the server is stopping"] * 3
    assert ended.is_set()
