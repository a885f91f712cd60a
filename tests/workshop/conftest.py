"""A house with rooms; over real sockets where streams matter."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx2
import pytest
import uvicorn

from sandbox.app import create_app
from sandbox.replay.engine import Replayer
from sandbox.replay.player import ReplayRequest
from sandbox.scenarios.loading.catalogue import Catalogue, shipped_catalogue
from sandbox.workshop.hub import Hub
from sandbox.workshop.store.memory import MemoryStore
from tests.running import KEYS, PUBLIC_URL
from tests.workshop.people import Presenter, Workshop, listening, until


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return shipped_catalogue()


@pytest.fixture(autouse=True)
def nothing_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever is sent, the server has nothing to complain of."""
    yield
    assert [record.getMessage() for record in caplog.get_records("call")] == []


@pytest.fixture
def replays(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The id of every scenario that was replayed."""
    played: list[str] = []
    really: Callable[..., Any] = Replayer.replay

    def replay(replayer: Replayer, request: ReplayRequest, *more: Any) -> Any:
        played.append(request.scenario.scenario)
        return really(replayer, request, *more)

    monkeypatch.setattr(Replayer, "replay", replay)
    return played


@pytest.fixture
async def workshop(catalogue: Catalogue, replays: list[str]) -> Workshop:
    hub = Hub(MemoryStore(), PUBLIC_URL, ["http://192.168.1.5:8000"])
    return Workshop(create_app(catalogue, KEYS, PUBLIC_URL, hub=lambda: hub), hub, replays=replays)


@pytest.fixture
async def presenter(workshop: Workshop) -> Presenter:
    return await workshop.presenter()


@pytest.fixture(params=[None])
async def socket_workshop(
    request: pytest.FixtureRequest, catalogue: Catalogue, replays: list[str]
) -> AsyncIterator[Workshop]:
    """The same, over real sockets; whose buffers may be given a size."""
    socket = listening(request.param)
    url = f"http://localhost:{socket.getsockname()[1]}"
    hub = Hub(MemoryStore(), url)
    app = create_app(catalogue, KEYS, url, hub=lambda: hub)
    config = uvicorn.Config(app, http="h11", lifespan="off", log_config=None, access_log=False)
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([socket]))
    await until(lambda: server.started)
    async with httpx2.AsyncHTTPTransport(verify=False) as sockets:
        address = url.replace("localhost", "127.0.0.1")
        yield Workshop(app, hub, address, sockets, replays)
    server.should_exit = True
    await serving
