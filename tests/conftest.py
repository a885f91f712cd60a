"""What all tests share."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """The one that the product runs on; others may be installed with the tools of the tests."""
    return "asyncio"
