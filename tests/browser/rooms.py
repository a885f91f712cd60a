"""A room of a workshop in real browsers: who presents, who follows, and the network between them."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.windows import Window

SHORT = "hurried"
"""The playlist that most tests go through."""


def present(window: Window, playlist: str = SHORT) -> str:
    """Open a room, and its presenter's panel; the code."""
    answer = window.page.request.post(f"{window.server}/workshop", form={"playlist": playlist})
    window.page.goto(answer.url)
    expect(window.page.locator('[data-state="following"]')).to_have_count(1)
    return window.path.split("/")[2]


def join(window: Window, code: str) -> Window:
    """Come in by the address, as a camera does that reads the projector's picture."""
    return following(window.open(f"/room/{code}"))


def following(window: Window) -> Window:
    """The window, when its page has said that it follows."""
    expect(window.page.locator('[data-state="following"]')).to_have_count(1)
    expect(window.page.locator("[data-link]")).to_have_text("You follow the presenter.")
    return window


def back(window: Window) -> Window:
    """Come back to the room with one key, as soon as the page offers it."""
    expect(window.page.locator("#back-to-room")).to_be_visible()
    window.page.keyboard.press("b")
    return following(window)


def place(window: Window) -> str:
    """What a page of the room shows."""
    return window.page.locator("[data-shown]").get_attribute("data-shown") or ""


def version(window: Window) -> str:
    """How often the room had changed when the page was drawn."""
    return window.page.locator("[data-shown]").get_attribute("data-version") or ""


def press(presenter: Window, key: str = "PageDown") -> str:
    """Press a key of the clicker, wait until the room has changed, and give the place."""
    before = version(presenter)
    presenter.page.keyboard.press(key)
    return changed(presenter, before)


def part(window: Window) -> str:
    """The part of a stop that the projector, or the preview, shows; empty where there are none."""
    shown = window.page.locator("[data-showing]")
    return (shown.get_attribute("data-showing") or "") if shown.count() else ""


def reveal(presenter: Window) -> str:
    """Go on until the outcome is shown, and give the place."""
    at = press(presenter)
    while part(presenter) != "outcome":
        at = press(presenter)
    return at


def click(presenter: Window, name: str) -> str:
    """Press a button of the panel, wait until the room has changed, and give the place."""
    before = version(presenter)
    presenter.page.locator("#panel").get_by_role("button", name=name, exact=True).click()
    return changed(presenter, before)


def changed(presenter: Window, before: str) -> str:
    """Wait until the room has another version, and give the place."""
    expect(presenter.page.locator("[data-shown]")).not_to_have_attribute("data-version", before)
    return place(presenter)


def go(presenter: Window, title: str | re.Pattern[str], among: str = "stop of this scenario") -> str:
    """Jump by the list of the panel."""
    panel = presenter.page.locator("#panel")
    folded = panel.locator("details:not([open])").filter(has_text=f"Go to another {among}")
    if folded.count():
        folded.locator("summary").click()
    before = version(presenter)
    panel.locator("details").filter(has_text=f"Go to another {among}").get_by_role("button", name=title).click()
    return changed(presenter, before)


def ask(presenter: Window) -> str:
    """Go straight to the first question of the workshop."""
    go(presenter, re.compile("A bar token at baz's door"), "part of the workshop")
    return go(presenter, re.compile("What does baz answer"))


def comes_along(presenter: Window, *followers: Window) -> None:
    """Every page shows the room as the presenter's does."""
    for follower in followers:
        expect(follower.page.locator("[data-shown]")).to_have_attribute("data-version", version(presenter))
        assert place(follower) == place(presenter)


def vote(follower: Window, answer: int) -> str:
    """Choose an answer, until the page says that it is kept; what it says."""
    choice = follower.page.locator(f'.expect[value="{answer}"]')
    choice.click()
    expect(follower.page.locator("[data-chosen]")).to_contain_text(f"Answer {answer} is kept.")
    return choice.inner_text().removeprefix(str(answer)).strip()


class Wire:
    """The network between people and a server, which can be cut, fall silent, and be mended.

    With several servers it is a plain load balancer: each connection goes to the next one that takes it.

    Args:
        servers: The addresses of the servers.

    """

    def __init__(self, *servers: str) -> None:
        self._servers = [urlsplit(server).port or 80 for server in servers]
        self._port = 0
        self._ends: set[socket.socket] = set()
        self._carriers: list[threading.Thread] = []
        self._flows = threading.Event()
        self.mend()

    @property
    def address(self) -> str:
        """Where the server is reached over this wire."""
        return f"http://localhost:{self._port}"

    def mend(self) -> Self:
        """Let connections be made, and bytes flow."""
        self._flows.set()
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._port = self._listener.getsockname()[1]
        self._start(self._accept, self._listener)
        return self

    def cut(self) -> None:
        """End every connection, and let none be made."""
        self._stop_listening()
        for end in list(self._ends):
            _end(end)

    def close(self) -> None:
        """Cut it, and wait until nothing is left of it."""
        self.cut()
        self._flows.set()
        for carrier in self._carriers:
            carrier.join()

    def silence(self) -> None:
        """Let no byte through, while every connection looks open, as a network does that one has walked away from."""
        self._flows.clear()
        self._stop_listening()

    def _start(self, work: Callable[..., None], *ends: socket.socket) -> None:
        carrier = threading.Thread(target=work, args=ends, daemon=True)
        self._carriers.append(carrier)
        carrier.start()

    def _stop_listening(self) -> None:
        _end(self._listener)
        self._listener.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = self._reach()
            for source, sink in ((near, far), (far, near)):
                self._ends.add(source)
                self._start(self._carry, source, sink)

    def _reach(self) -> socket.socket:
        for _ in self._servers:
            self._servers.append(self._servers.pop(0))
            try:
                return socket.create_connection(("127.0.0.1", self._servers[-1]))
            except ConnectionRefusedError:
                continue
        raise ConnectionRefusedError

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                self._flows.wait()
                sink.sendall(data)
        except OSError:
            pass
        finally:
            self._ends.discard(source)
            _end(sink)
            source.close()


def _end(end: socket.socket) -> None:
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


@contextmanager
def wired(*servers: str) -> Iterator[Wire]:
    """A wire to some servers."""
    wire = Wire(*servers)
    try:
        yield wire
    finally:
        wire.close()
