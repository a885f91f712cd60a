"""The composed application, and a way to ask it."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.settings import shipped_pack
from tests.running import KEYS, PUBLIC_URL


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue([shipped_pack()])


@pytest.fixture
async def http(catalogue: Catalogue) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=create_app(catalogue, KEYS, PUBLIC_URL))
    async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        yield client
