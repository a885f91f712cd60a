"""The composed application, a way to send it requests, and what it answers at every stop."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import Catalogue, shipped_catalogue
from sandbox.scenarios.stops import stops
from tests.running import KEYS, PUBLIC_URL


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return shipped_catalogue()


def client_of(catalogue: Catalogue) -> httpx2.AsyncClient:
    """A client of the application of some scenarios."""
    transport = httpx2.ASGITransport(app=create_app(catalogue, KEYS, PUBLIC_URL))
    return httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL)


@pytest.fixture
async def http(catalogue: Catalogue) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(catalogue) as client:
        yield client


@pytest.fixture(scope="session")
def pages(catalogue: Catalogue) -> dict[str, str]:
    """The page of every stop of every scenario by its address, requested once for all tests that only read them."""

    async def crawl() -> dict[str, str]:
        async with client_of(catalogue) as client:
            answers = [await client.get(stop.url) for found in catalogue.scenarios() for stop in stops(found)]
        assert [str(answer.url) for answer in answers if answer.status_code != 200] == []
        return {answer.url.path: answer.text for answer in answers}

    return asyncio.run(crawl())
