"""Browser contexts that one test leaves to the next, since a new one costs half a second of a core.

Nothing a test did may be seen by the next: cookies, storage, permissions, routes and further pages go, and so does the
whole context where it visited another origin or lost its page.
"""

import json
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page, ViewportSize

from tests.browser.windows import Window

WIDE: ViewportSize = {"width": 1320, "height": 900}
MEDIA = {"color_scheme": "light", "reduced_motion": "reduce", "forced_colors": "none"}
EMPTY = "<!doctype html><link rel=icon href=data:,>"
"""A document of the server's origin: a page waits in it, in the process that it has already, and requests no icon."""


class Pool:
    """The contexts of one browser.

    Args:
        browser: The browser.

    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: dict[str, list[Page]] = defaultdict(list)
        self._keys: dict[Page, str] = {}

    def take(self, *, fresh: bool = False, offline: bool = False, **options: Any) -> Page:
        """A page in a context that looks new.

        Args:
            fresh: Whether the context must never have been used, nor be used again: for a test that looks at the
                HTTP cache, installs a clock, or does what cannot be undone.
            offline: Whether the context has no network.
            **options: The viewport, the media, and any other option of a Playwright context.

        """
        size = options.pop("viewport", WIDE)
        media = {name: options.pop(name, usual) for name, usual in MEDIA.items()}
        key = json.dumps([offline, media["forced_colors"], options], sort_keys=True)
        if self._idle[key] and not fresh:
            page = self._idle[key].pop()
        else:
            context = self._browser.new_context(viewport=size, **media, **options)
            context.set_default_timeout(10_000)
            context.set_offline(offline)
            page = context.new_page()
            if not fresh:
                self._keys[page] = key
        page.set_viewport_size(size)
        page.emulate_media(media="null", **media)
        return page

    def give_back(self, window: Window) -> None:
        """Make the context of a window look new again, or close it."""
        key = self._keys.get(window.page)
        if key is None or not _cleaned(window):
            self._keys.pop(window.page, None)
            window.page.context.close()
        else:
            self._idle[key].append(window.page)


def _cleaned(window: Window) -> bool:
    page, context = window.page, window.page.context
    if page.is_closed() or not _stayed_at_home(window):
        return False
    try:
        for other in context.pages:
            if other is not page:
                other.close()
        page.unroute_all()
        page.route("**/empty", lambda route: route.fulfill(body=EMPTY, content_type="text/html"))
        page.goto(window.server.rstrip("/") + "/empty")
        page.unroute_all()
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
        context.clear_cookies()
        context.clear_permissions()
    except Error:  # its server has ended, or the test left it in a state that it does not come out of
        return False
    return True


def _stayed_at_home(window: Window) -> bool:
    home = urlsplit(window.server)[:2]
    return all(urlsplit(url)[:2] == home for url in window.statuses if not url.startswith(("blob:", "data:")))
