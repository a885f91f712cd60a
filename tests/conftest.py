"""What all tests share."""

from collections import Counter

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """The one that the product runs on; others may be installed with the tools of the tests."""
    return "asyncio"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test an id of its own: schemathesis gives all operations one, and of those pytest-xdist runs one."""
    for item in items:
        if item.parent is not None and not item.nodeid.endswith(item.name):
            item._id = item.parent._id.child(item.name)
    twice = [id_ for id_, times in Counter(item.nodeid for item in items).items() if times > 1]
    if twice:
        raise pytest.UsageError(f"several tests have the same id, of which only one would be run: {twice[:5]}")
