"""A workshop over HTTP: one presenter, one device that follows, stop by stop."""

import http.client
import re
from dataclasses import dataclass, field
from typing import Final

from tools.recording.server import Answer, Client

STEPS: Final = 26
DEEDS: Final = (
    "replay", "freeze", "next", "freeze", "blank", "blank", "again", "names", "names", "hand /workbench?world=foo",
    "hand", "hand /no-such", "address http://192.168.1.5:8000", "address no-such", "no-such", "go /no-such",
    "go /workbench?world=foo&api=baz",
    "go /scenarios/audience-not-checked", "back", "go lobby", "next", "go pause/1", "go end",
    "reset",
)  # fmt: skip


@dataclass
class Room:
    """A room that is presented and followed.

    Args:
        client: Asks the server.
        code: The room's code.
        presenter: The presenter's cookie.
        device: The cookie of a device that follows.

    """

    client: Client
    code: str
    presenter: dict[str, str]
    device: dict[str, str] = field(default_factory=dict)
    stop: int = 0

    def act(self, deed: str) -> None:
        """Do something as the presenter, and record what everybody is shown then."""
        self.stop += 1
        panel = self.client.ask("GET", f"/room/{self.code}/present", None, self.presenter)
        version = re.search(r'name="at"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="at"', panel.text)
        at = next(filter(None, version.groups()), "") if version else ""
        form = f"do={deed.replace('&', '%26').replace(' ', '+')}&at={at}"
        name = f"{self._name} {deed.replace('/', '_').replace('?', '+')}"
        htmx = {"HX-Request": "true"} if self.stop % 2 else {}
        self.client.record(f"{name}/act", "POST", f"/room/{self.code}/present", form, {**self.presenter, **htmx})
        self.look(name)

    @property
    def _name(self) -> str:
        return f"room/{self.stop:02}"

    def look(self, name: str) -> Answer:
        """Record each page of the room, and the first event of each stream."""
        way = f"/room/{self.code}"
        for page in ("/present", "/screen", "/results", "/results.csv", "/results.json"):
            self.client.record(f"{name}{page}", "GET", way + page, None, self.presenter)
        for page, cookie in (("", self.device), ("/screen", self.presenter), ("/present", self.presenter)):
            event = self._first_event(f"{way}{page}/events?since=0", cookie)
            self.client.folder.keep(f"{name}{page or '/follow'}.event", event)
        return self.client.record(f"{name}/follow", "GET", way, None, self.device)

    def vote(self, page: Answer, answer: int) -> None:
        """Answer the question on a page, if it asks one."""
        key = re.search(r'name="key" value="([^"]*)"', page.text)
        if key is None:
            return
        way, form = f"/room/{self.code}/vote", f"key={key[1].replace('#', '%23')}&answer={answer}"
        name = f"{self._name} vote"
        self.client.record(f"{name}/htmx", "POST", way, form, {**self.device, "HX-Request": "true"})
        self.client.record(f"{name}/plain", "POST", way, form, self.device)
        self.client.record(f"{name}/stranger", "POST", way, form)
        self.client.record(f"{name}/no-answer", "POST", way, form.replace(f"answer={answer}", "answer=99"), self.device)
        self.look(name)

    def _first_event(self, path: str, cookie: dict[str, str]) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.client.port, timeout=3)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.client.port}", **cookie})
            response = connection.getresponse()
            lines = [f"{response.status} {response.getheader('content-type')}"]
            while line := response.readline().decode().rstrip("\n"):
                lines.append(line)
            return "\n".join([*lines, ""])
        except TimeoutError:
            return "no event\n"
        finally:
            connection.close()


def record_room(client: Client) -> None:
    """Record a workshop from its lobby to its end."""
    opened = client.ask("POST", "/workshop", "playlist=workshop-45&names=yes")
    link = opened.header("location")
    code = re.search(r"/room/([A-Z]+)/", link)
    if code is None:
        client.folder.keep("room/not opened", f"{opened.status}\n{opened.text}")
        return
    client.folder.equalize.name_room(code[1])
    client.folder.keep("room/opened", f"{opened.status}\n{link}\n")
    entered = client.record("room/entered", "GET", link)
    room = Room(client, code[1], {"Cookie": entered.header("set-cookie").partition(";")[0]})
    first = client.record("room/first visit", "GET", f"/room/{code[1]}")
    room.device = {"Cookie": first.header("set-cookie").partition(";")[0]}
    _record_beside(room)
    page = room.look("room/00 lobby")
    for number in range(STEPS):
        room.act("next")
        page = client.ask("GET", f"/room/{code[1]}", None, room.device)
        room.vote(page, 1 + number % 2)
    for deed in DEEDS:
        room.act(deed)
    closing = {**room.presenter, "HX-Request": "true"}
    client.record("room/closed", "POST", f"/room/{code[1]}/present", "do=close", closing)
    client.record("room/after", "GET", f"/room/{code[1]}", None, room.device)


def _record_beside(room: Room) -> None:
    """What is answered to who has no right to it, and to names."""
    client, way = room.client, f"/room/{room.code}"
    for page in ("/present", "/screen", "/results", "/present?secret=wrong", "/no-such", "/vote"):
        client.record(f"room/stranger{page}", "GET", way + page)
    client.record("room/stranger/act", "POST", f"{way}/present", "do=next&at=1")
    client.record("room/stale", "POST", f"{way}/present", "do=next&at=99", room.presenter)
    client.record("room/qr", "GET", f"{way}/qr.svg")
    client.record("room/lower case", "GET", way.replace(room.code, room.code.lower()))
    client.record("room/come in", "GET", f"/workshop?code={room.code.lower()}")
    client.record("room/named", "POST", f"{way}/name", "name=Ada", room.device)
    client.record("room/no name", "POST", f"{way}/name", "name=", room.device)
    client.record("room/name of a stranger", "POST", f"{way}/name", "name=Ada")
