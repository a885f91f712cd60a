"""A window in a real Chromium, before a real server, that notices what a person would not see."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

ROOT = Path(__file__).parents[2]
SHOTS = Path(__file__).parent / "shots"
UNFOLD = "for (const details of document.querySelectorAll('details')) details.open = true"
WIDTHS = (320, 375, 1320, 1920)
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
)


def serving(*arguments: str) -> Iterator[str]:
    """Run ``aud serve`` on a free port, and give its address."""
    command = [sys.executable, "-m", "sandbox", "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://localhost:\d+", process.stdout.readline())
            assert found, "the server says where it is"
            yield found[0]
        finally:
            process.terminate()


@dataclass
class Window:
    """A page in a browser, and what went wrong behind it.

    Args:
        page: The page.
        server: The address of the server.
        troubles: Console errors, violations of the policy, requests to other hosts.
        statuses: The status of everything that was fetched, by address.

    """

    page: Page
    server: str
    troubles: list[str] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    loads: int = 0

    def watch(self) -> "Window":
        for event, heard in self._listeners().items():
            self.page.on(event, heard)  # type: ignore[call-overload]
        return self

    def unwatch(self) -> "Window":
        """Hear what has happened up to now, and nothing more."""
        if not self.page.is_closed():
            self.page.evaluate("0")
            for event, heard in self._listeners().items():
                with suppress(KeyError):  # Playwright may have let go of it
                    self.page.remove_listener(event, heard)
        return self

    def _listeners(self) -> dict[str, Callable[..., None]]:
        return {
            "console": self._console,
            "pageerror": self._error,
            "request": self._request,
            "response": self._response,
            "domcontentloaded": self._loaded,
        }

    def _loaded(self, _: Page) -> None:
        self.loads += 1

    def _error(self, error: Error) -> None:
        self.troubles.append(f"error: {error}")

    def _response(self, response: Response) -> None:
        self.statuses[response.url] = response.status

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        at = urlsplit(request.url)
        ours = at.port == urlsplit(self.server).port and f".{at.hostname}".endswith(".localhost")
        if not ours and at.scheme not in ("blob", "data"):
            self.troubles.append(f"request to another host: {request.url}")

    def open(self, path: str) -> "Window":
        """Go to an address of the server, whose port may stand in it."""
        self.page.goto(self.server + path.replace("{port}", str(urlsplit(self.server).port)))
        return self

    def at_origin(self, part: str, path: str = "/") -> "Window":
        """Go to an address of a part that has an origin of its own, such as ``www.foo``."""
        self.page.goto(f"http://{part}.localhost:{urlsplit(self.server).port}{path}")
        return self

    def forgive(self, *known: str) -> None:
        """Listen no longer, and forget the troubles that were meant to be."""
        self.unwatch()
        assert [trouble for trouble in self.troubles if not any(word in trouble for word in known)] == []
        self.troubles.clear()

    @property
    def path(self) -> str:
        """Where the window is."""
        return self.page.url.removeprefix(self.server)

    def fits(self) -> bool:
        """Whether nothing scrolls sideways."""
        return bool(self.page.evaluate(FITS))

    def resize(self, width: int) -> None:
        """Make the window so wide."""
        self.page.set_viewport_size({"width": width, "height": 800})

    def too_wide(self, widths: Sequence[int] = WIDTHS) -> list[str]:
        """At which widths the page scrolls sideways, folded as it is and with all unfolded."""
        found = []
        for how in ("as it is", "unfolded"):
            for width in widths:
                self.resize(width)
                if not self.fits():
                    found.append(f"{width} {how}")
            self.page.evaluate(UNFOLD)
        return found
