"""The server, the browser and the windows of these tests."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.pool import Pool
from tests.browser.windows import FLAGS, Window, serving


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put these tests last, the longest files first among them, so that all cores are done at the same time.

    Last, since Playwright keeps an event loop running, which others could not bear.
    """
    here = Path(__file__).parent
    longest = [here / "test_quality.py", here / "test_pictures.py"]
    items.sort(key=lambda item: (item.path.is_relative_to(here), item.path not in longest))


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a running server."""
    yield from serving()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers. While it runs, no other test of this process can run an event loop."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A running Chromium."""
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with playwright.chromium.launch(executable_path=program, args=FLAGS) as browser:
        yield browser


@pytest.fixture(scope="session")
def pool(chromium: Browser) -> Pool:
    """Its contexts."""
    return Pool(chromium)


@pytest.fixture
def open_window(pool: Pool, server: str) -> Iterator[Callable[..., Window]]:
    """Opens windows, each in a context of its own; afterwards none of them may have had any trouble."""
    windows: list[Window] = []

    def opened(**options: Any) -> Window:
        windows.append(Window(pool.take(**options), server).watch())
        return windows[-1]

    yield opened
    for window in windows:
        pool.give_back(window.unwatch())
    assert [window.troubles for window in windows if window.troubles] == []


@pytest.fixture
def window(open_window: Callable[..., Window]) -> Window:
    """One window."""
    return open_window()
