"""A store that does not answer: pages say so, streams end kindly and come back."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.workshop.hub import Hub
from sandbox.workshop.store.interface import StoreUnreachable
from sandbox.workshop.store.memory import MemoryStore
from tests.running import KEYS, PUBLIC_URL
from tests.workshop.people import Presenter, Workshop, shown, until

PREDICT = "/scenarios/bar-token-to-baz/at-baz/predict"
SAYS = "The server cannot reach what it keeps of this room just now."


class Failing(MemoryStore):
    """A store that answers as long as it is up."""

    up = True

    def __getattribute__(self, name: str) -> Any:
        up = super().__getattribute__("up")
        if not up and name in {
            "open",
            "read",
            "write",
            "close",
            "join",
            "people",
            "vote",
            "votes",
            "count_votes",
            "count_connected",
        }:
            return _fails
        return super().__getattribute__(name)


async def _fails(*_: Any) -> Any:
    raise StoreUnreachable("the place where rooms are kept does not answer")


@pytest.fixture
async def failing(socket_workshop: Workshop) -> AsyncIterator[Failing]:
    store = Failing()
    socket_workshop.hub.store = store
    yield store
    store.up = True


@pytest.fixture
async def presenter(socket_workshop: Workshop, failing: Failing) -> Presenter:
    return await socket_workshop.presenter()


async def test_every_page_says_so_and_none_is_an_error_of_ours(
    socket_workshop: Workshop, failing: Failing, presenter: Presenter
) -> None:
    await presenter.to(PREDICT)
    person = await socket_workshop.visitor(presenter.code)
    failing.up = False
    answers = [
        await person.http.get(person.url),
        await person.vote(2),
        await person.http.post(f"{person.url}/name", data={"name": "Ada"}),
        await person.http.get(f"{person.url}/qr.svg"),
        *[await presenter.http.get(f"{person.url}/{page}") for page in ("present", "screen", "results", "results.csv")],
        await presenter.http.post(f"{person.url}/present", data={"do": "next", "at": "2"}),
        await presenter.http.post(f"{person.url}/present", data={"do": "close"}),
        await presenter.http.post("/workshop", data={"playlist": ""}),
    ]
    assert {answer.status_code for answer in answers} == {503}
    assert all(SAYS in answer.text for answer in answers)
    assert not any("the place where rooms are kept" in answer.text for answer in answers)
    assert (await person.http.get("/workshop")).status_code == 200
    assert (await person.http.get("/")).status_code == 200
    failing.up = True
    assert (await person.vote(2)).status_code == 303


async def test_a_stream_ends_kindly_and_comes_back(
    socket_workshop: Workshop, failing: Failing, presenter: Presenter
) -> None:
    person = await socket_workshop.visitor(presenter.code)
    failing.up = False
    async with person.follow() as stream:
        (told,) = await stream.rest()
        assert int(told.retry) >= 5_000
        assert told.name not in ("closed", "stranger", "elsewhere")  # which are the last word
    failing.up = True
    async with person.follow() as stream:
        assert (await stream.next()).name == "message"


async def test_open_streams_stay_and_are_told_when_it_answers_again(
    socket_workshop: Workshop, failing: Failing, presenter: Presenter, caplog: pytest.LogCaptureFixture
) -> None:
    person = await socket_workshop.visitor(presenter.code)
    async with person.follow() as stream:
        await stream.next()
        failing.up = False
        socket_workshop.hub._on_change(presenter.code, "room")
        socket_workshop.hub._on_change(presenter.code, "votes")
        await until(lambda: caplog.records)
        assert {record.getMessage() for record in caplog.records} == {"the place where rooms are kept does not answer"}
        await until(lambda: not socket_workshop.hub._followed[presenter.code].counting)
        await asyncio.sleep(0)
        failing.up = True
        await presenter.do("next")
        assert shown((await stream.next()).data) == "pause/1"
    caplog.clear()


async def test_a_store_that_is_down_at_the_start_is_listened_to_once_as_it_tries_again_by_itself(
    catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    class Late(MemoryStore):
        listened = 0

        async def listen(self, told: Any, reached: Any) -> None:
            self.listened += 1
            await super().listen(told, reached)
            raise StoreUnreachable("the place where rooms are kept does not answer")

    store = Late()
    hub = Hub(store, PUBLIC_URL)
    transport = httpx2.ASGITransport(create_app(catalogue, KEYS, PUBLIC_URL, hub=lambda: hub))
    async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as http:
        answers = [await http.post("/workshop", data={"playlist": ""}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert store.listened == 1
    assert [record.getMessage() for record in caplog.records] == ["the place where rooms are kept does not answer"]
    caplog.clear()
