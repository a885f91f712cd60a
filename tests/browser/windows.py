"""A window in a real Chromium, before a real server, that notices what a person would not see."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page

ROOT = Path(__file__).parents[2]
SHOTS = Path(__file__).parent / "shots"
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
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
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.on("request", lambda request: self._request(request.url))
        self.page.on("response", lambda response: self.statuses.update({response.url: response.status}))
        self.page.on("domcontentloaded", lambda _: self._loaded())
        return self

    def _loaded(self) -> None:
        self.loads += 1

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(f"{message.type}: {message.text}")

    def _request(self, url: str) -> None:
        at = urlsplit(url)
        ours = at.port == urlsplit(self.server).port and f".{at.hostname}".endswith(".localhost")
        if not ours and at.scheme not in ("blob", "data"):
            self.troubles.append(f"request to another host: {url}")

    def open(self, path: str) -> "Window":
        """Go to an address of the server, whose port may stand in it."""
        self.page.goto(self.server + path.replace("{port}", str(urlsplit(self.server).port)))
        return self

    def at_origin(self, part: str, path: str = "/") -> "Window":
        """Go to an address of a part that has an origin of its own, such as ``www.foo``."""
        self.page.goto(f"http://{part}.localhost:{urlsplit(self.server).port}{path}")
        return self

    def forgive(self, *known: str) -> None:
        """Close the page, so that nothing more comes from it, and forget the troubles that were meant to be."""
        self.page.close()
        assert [trouble for trouble in self.troubles if not any(word in trouble for word in known)] == []
        self.troubles.clear()

    @property
    def path(self) -> str:
        """Where the window is."""
        return self.page.url.removeprefix(self.server)

    def fits(self) -> bool:
        """Whether nothing scrolls sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
