"""Reading ends: by its time, which is told like any mistake, or when nobody wants what is read."""

import asyncio
import threading

import pytest

from sandbox.reading.budget import Allowance, ReadingAbandoned, go_on, read_in_thread, within
from sandbox.reading.diagnostics import InvalidDocument, Problem
from sandbox.reading.models import located
from sandbox.reading.source import Document, read_text
from sandbox.worlds.loading import world_from


def used_up(text: str) -> Document:
    """A document that is read, and took all of its time."""
    document = read_text(text, "a.yaml")
    document.allowance.seconds = 0
    return document


def test_a_file_that_takes_too_long_says_so_like_any_mistake() -> None:
    with pytest.raises(InvalidDocument) as caught:
        world_from(used_up("world: x\n"), "a")
    (mistake,) = caught.value.diagnostics
    assert (mistake.code, mistake.path) == ("AS002", "a.yaml")
    assert mistake.message == "reading stopped after 5 seconds"
    assert mistake.advice == "make several files of it, or mend what repeats"


def test_problems_that_take_too_long_to_place_say_so_instead() -> None:
    stopped = located(used_up("a: 1\n"), [Problem("AS000", ("a",), "wrong")])
    assert [mistake.message for mistake in stopped.diagnostics] == ["reading stopped after 5 seconds"]


def test_the_time_of_one_file_is_not_that_of_another_within() -> None:
    outer, inner = Allowance("outer"), Allowance("inner", 0)
    with within(outer):
        with pytest.raises(InvalidDocument, match="inner"), within(inner):
            go_on()
        go_on()


async def test_who_no_longer_waits_ends_the_reading_on_its_thread() -> None:
    began, ended = threading.Event(), threading.Event()

    def read() -> None:
        try:
            while True:
                began.set()
                go_on()
        except ReadingAbandoned:
            ended.set()
            raise

    waiting = asyncio.create_task(read_in_thread(read))
    await asyncio.to_thread(began.wait)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await asyncio.to_thread(ended.wait, 60)


async def test_a_text_is_not_read_to_the_end_for_nobody() -> None:
    texts = (read_text("- x\n" * 19_000, "a") for _ in range(10_000))
    waiting = asyncio.create_task(read_in_thread(list[Document], texts))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.get_running_loop().shutdown_default_executor()  # which waits for the thread
    assert next(texts, None) is None
