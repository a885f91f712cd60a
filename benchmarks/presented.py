"""A room of a running server, as a presenter and the devices in it reach it."""

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from benchmarks.crowd import Line, line, request

BROWSER: Final = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile",
    "Accept": "*/*",
    "Accept-Language": "en-GB,en;q=0.9",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Dest": "empty",
}
"""What a browser says of itself with each request, but for what it takes compressed."""

GZIP: Final = {"Accept-Encoding": "gzip, deflate, br, zstd"}
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}


@dataclass
class PresentedRoom:
    """A room, with its presenter's cookie.

    Args:
        port: Of the server.
        code: Of the room.
        cookie: The presenter's.
        panel: The presenter's panel as it came last.

    """

    port: int
    code: str
    cookie: str
    panel: str = 'data-version="1"'

    @classmethod
    async def opened(cls, port: int, playlist: str = "") -> "PresentedRoom":
        """Open one; of all scenarios, if no playlist is named."""
        async with line(port) as to:
            form = urlencode({"playlist": playlist}).encode()
            answer = await to.ask(request("POST", "/workshop", BROWSER | _FORM, form))
            address = answer.headers["location"]
            answer = await to.ask(request("GET", address, BROWSER))
        return cls(port, address.split("/")[2], answer.headers["set-cookie"].partition(";")[0])

    async def devices(self, many: int) -> list[str]:
        """The cookies of new devices, each by a page of its own."""
        async with line(self.port) as to:
            sent = request("GET", f"/room/{self.code}", BROWSER | GZIP)
            pages = [await to.ask(sent) for _ in range(many)]
        return [page.headers["set-cookie"].partition(";")[0] for page in pages]

    def following(self, cookie: str, headers: Mapping[str, str], view: str = "") -> bytes:
        """The request for the stream of a page."""
        return request("GET", f"/room/{self.code}/{view}events?since=0", {"Cookie": cookie, **BROWSER, **headers})

    async def press(self, to: Line, deed: str = "next") -> None:
        """Press one of the presenter's buttons.

        Raises:
            RuntimeError: Nothing was done.

        """
        form = urlencode({"do": deed, "at": self._shown("version")}).encode()
        headers = {"Cookie": self.cookie, **_FORM, **BROWSER, **GZIP}
        answer = await to.ask(request("POST", f"/room/{self.code}/present", headers, form))
        before, self.panel = self._shown("version"), gzip.decompress(answer.body).decode()
        if answer.status != 200 or self._shown("version") == before:
            raise RuntimeError(f"the room did not do {deed!r}: {answer.status}")

    @property
    def asked(self) -> str:
        """The key of the question that is asked; empty if none is."""
        return self._shown("asked")

    @property
    def place(self) -> str:
        """What the presenter sees."""
        return self._shown("shown")

    def voting(self, cookie: str, answer: int) -> bytes:
        """The request by which a device answers the question that is asked."""
        form = urlencode({"key": self.asked, "answer": answer}).encode()
        return request("POST", f"/room/{self.code}/vote", {"Cookie": cookie, **_FORM, **BROWSER, **GZIP}, form)

    async def results(self, question: str) -> list[int]:
        """How many gave each answer to a question that was revealed."""
        async with line(self.port) as to:
            headers = {"Cookie": self.cookie, **BROWSER}
            answer = await to.ask(request("GET", f"/room/{self.code}/results.json", headers))
        questions = json.loads(answer.body)["questions"]
        found = next(one for one in questions if one["step"] == question.partition("#")[0])
        return [said["votes"] for said in found["answers"]]

    def _shown(self, name: str) -> str:
        found = re.search(f'data-{name}="([^"]*)"', self.panel)
        return found[1] if found else ""
