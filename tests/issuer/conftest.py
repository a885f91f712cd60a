"""Two worlds run for each test: foo as it is shipped, and one of the other dialect."""

from collections.abc import AsyncIterator

import pytest

from tests.openapi import conforms
from tests.running import App, Running, running


@pytest.fixture
async def live() -> AsyncIterator[Running]:
    async with running() as worlds:
        worlds.http.event_hooks["response"] = [conforms]  # of whatever is tested: it is what was described
        yield worlds


@pytest.fixture
def app(live: Running) -> App:
    """The single-page app of foo."""
    return App(live.http)


@pytest.fixture
def web(live: Running) -> App:
    """A confidential client of the other world."""
    return App(
        live.http,
        issuer="http://localhost:8000/worlds/two/issuer/",
        client_id="web",
        redirect_uri="https://web.two.example.org/back?tab=1",
        secret="s3cret: with+signs %",
        user="carol",
    )
