"""What people in a room can send: presenter, devices and strangers; and that each does only what they may."""

import asyncio
import csv
import io
import json
import re
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import ClassVar, Final, Literal
from urllib.parse import urlencode

from fuzz.mutators import near_miss, odd_json, odd_text
from fuzz.requests.answers import registered, wrong_with
from fuzz.requests.application import OWN, application, build, open_room
from fuzz.requests.calling import Answer, Request, call

Who = Literal["presenter", "device", "newcomer", "stranger"]
_FORM: Final = (OWN, (b"content-type", b"application/x-www-form-urlencoded"))
_DO: Final = (
    *(
        "next",
        "next",
        "next",
        "next",
        "back",
        "replay",
        "again",
        "freeze",
        "blank",
        "code",
        "hand",
        "call",
        "reset",
        "names",
    ),
    *(
        "poll",
        "address",
        "go /scenarios/bar-token-to-baz/at-baz/predict",
        "go /scenarios/bar-token-to-baz/at-baz",
        "go end",
    ),
)
_PLACES: Final = (
    "/present",
    "/vote",
    "/name",
    "",
    "/screen",
    "/results",
    "/results.csv",
    "/results.json",
    "/qr.svg",
    "/events",
)
_PRESENTERS: Final = ("/screen", "/results", "/results.csv", "/results.json", "/present")
_EVERY: Final = 50
"""After so many messages the results are read."""


@dataclass(frozen=True)
class Sent:
    """A message: who sends it, where, and the form; None for a page that is loaded."""

    who: Who
    device: int
    place: str
    form: tuple[tuple[str, str], ...] | None
    right: bool
    """Whether the version and the key are those of the page."""


class Workshop:
    """The target. A room is opened anew when it has been closed."""

    count: ClassVar = 100_000
    share: ClassVar = 2_500
    slow: ClassVar = 2.0
    megabytes: ClassVar = 700

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._app, self._hub = application()
        self._back, self._number = registered(), 0
        self._loop.run_until_complete(build(self._app))
        self._open()

    def _open(self) -> None:
        self._code, link = self._loop.run_until_complete(open_room(self._app))
        entered = self._send(Request("GET", link.encode(), (OWN,)))
        self._presenter = entered.header("set-cookie").partition(";")[0]
        self._devices: list[str] = []
        self._version, self._key = "1", ""

    def _send(self, request: Request) -> Answer:
        return self._loop.run_until_complete(call(self._app, request))

    def invent(self, random: Random) -> Sent:
        """A message."""
        who: Who = random.choice(("presenter", "presenter", "device", "device", "device", "newcomer", "stranger"))
        place = {"presenter": "/present", "device": random.choice(("/vote", "/vote", "/name")), "newcomer": ""}.get(
            who, ""
        )
        if who == "stranger" or random.random() < 0.2:
            place = random.choice(_PLACES)
        form = _form(place, random) if place in ("/present", "/vote", "/name") and random.random() < 0.9 else None
        return Sent(who, random.randrange(200), place, form, random.random() < 0.8)

    def problem(self, given: Sent, counts: Counter[str]) -> str | None:
        """Send it, and look at what the room has become."""
        request = self._request(given)
        answer = self._send(request)
        counts[f"{given.who} {answer.status}"] += 1
        if problem := wrong_with(answer, request, self._back):
            return problem
        if given.who != "presenter" and given.place in _PRESENTERS and answer.status not in (403, 429):
            return f"{given.who} may {given.place}: {answer.status}"
        if given.who == "newcomer" and (cookie := answer.header("set-cookie")) and len(self._devices) < 2_000:
            self._devices.append(cookie.partition(";")[0])
        return self._look()

    def _request(self, given: Sent) -> Request:
        forged = near_miss(self._presenter, Random(given.device)).replace("presenter", "device")
        cookies = {"presenter": self._presenter, "newcomer": "", "stranger": forged}
        cookie = cookies.get(given.who, self._devices[given.device % len(self._devices)] if self._devices else "")
        headers = (*_FORM, (b"cookie", re.sub(r"[^ -~]", "?", cookie).encode()))
        target = f"/room/{self._code}{given.place}".encode()
        client = f"10.0.{given.device % 5}.{given.device}"
        if given.form is None:
            return Request("GET", target, headers, client=client)
        true = {"at": self._version, "key": self._key} if given.right else {}
        form = {**dict(given.form), **true}
        body = urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in form.items()}).encode()
        return Request("POST", target, headers, body[:80_000], client)

    def _look(self) -> str | None:
        """Load the panel and a page, as their people would; now and then the results, too."""
        self._number += 1
        headers = (OWN, (b"cookie", self._presenter.encode()))
        panel = self._send(Request("GET", f"/room/{self._code}/present".encode(), headers))
        if panel.status == 404:
            self._open()
            return None
        page = self._send(Request("GET", f"/room/{self._code}".encode(), headers))
        self._version = _first(r'data-version="(\d+)"', panel) or self._version
        self._key = _first(r'<input type="hidden" name="key" value="([^"]+)">', page)
        for request, answer in (("/present", panel), ("", page)):
            if answer.status != 200 or wrong_with(answer, Request("GET", b"/"), self._back):
                return f"{request}: {answer.status}, {wrong_with(answer, Request('GET', b'/'), self._back)}"
        return self._results(headers) if self._number % _EVERY == 0 else None

    def _results(self, headers: tuple[tuple[bytes, bytes], ...]) -> str | None:
        base = f"/room/{self._code}/results"
        data = self._send(Request("GET", f"{base}.json".encode(), headers))
        json.loads(data.body)
        sheet = self._send(Request("GET", f"{base}.csv".encode(), headers))
        rows = csv.reader(io.StringIO(sheet.body.decode("utf-8-sig")))
        formula = [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
        return f"a formula in the results: {formula[:3]}" if formula else None

    def close(self) -> None:
        """End what still runs."""
        pending = asyncio.all_tasks(self._loop)
        for task in pending:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        self._loop.close()


def _form(place: str, random: Random) -> tuple[tuple[str, str], ...]:
    def value(*usual: str) -> str:
        return random.choice(usual) if random.random() < 0.7 else random.choice((odd_text(random), odd_json(random)))

    if place == "/vote":
        return ("key", value("1")), ("answer", value("1", "2", "3", "4", "0", "-1", "99", "\u0661", "1.0", " 1", "01"))
    if place == "/name":
        return (
            ("name", value("Alice", "=cmd|' /C calc'!A0", "a" * 30, "\u202eAlice", "\u200d", "@a", "-1", "A\x1b[2J")),
        )
    do = value(*_DO) if random.random() < 0.98 else "close"
    more = ("https://bar.foo.com", "/workbench?make=mint", "a\nb\nc", "screen", "on", "http://10.0.0.1:8000")
    names = random.sample(("what", "aud", "mode", "from", "text", "answer"), random.randrange(3))
    return ("do", do), ("at", value("1")), *((name, value(*more)) for name in names)


def _first(pattern: str, answer: Answer) -> str:
    found = re.search(pattern, answer.body.decode("utf-8", "replace"))
    return found[1] if found else ""


TARGET = Workshop
