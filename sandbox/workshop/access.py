"""Who asks: a device that is in a room, a presenter who has its secret, somebody on this machine."""

import re
import time
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from sandbox.errors import SandboxError
from sandbox.http.link_secret import LinkSecret
from sandbox.serving.interfaces import LOOPBACK_NAMES
from sandbox.settings import LIMITS
from sandbox.workshop.hub import Rooms
from sandbox.workshop.identifiers import CODE, Devices
from sandbox.workshop.model import Person, Room
from sandbox.workshop.store.memory import is_here

_DEVICE: Final = "device"
_PORT: Final = re.compile(r":\d+$")
_PASSED_ON: Final = ("forwarded", "x-forwarded-for", "x-forwarded-proto", "via")
"""What proxies add to a request (RFC 7239, RFC 9110 §7.6.3)."""
_LASTS: Final = 24 * 3600  # seconds a cookie is kept


class NoSuchRoom(SandboxError):
    """A code that no room has."""

    code = "no_such_room"


class TooManyCodes(SandboxError):
    """Too many wrong codes from one address (RFC 6585 §4)."""

    code = "too_many_codes"


class Visits:
    """Finds the room that a request is for; whoever tries many codes has to wait before coming in anywhere."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._wrong: dict[str, list[float]] = {}

    async def room(self, request: Request) -> Room:
        """The room whose code stands in the address.

        Raises:
            NoSuchRoom: There is none.
            TooManyCodes: Too many wrong codes came from this address.

        """
        code, address = request.path_params["code"].upper(), address_of(request)
        room = await self._rooms.room(code) if CODE.fullmatch(code) else None
        if room and (device_of(request, room) or presenters(room).admits(request)):
            return room  # who is in is in: many may share the address of one who guesses
        now = time.monotonic()
        tried = [when for when in self._wrong.get(address, ()) if when > now - LIMITS.wrong_codes_window]
        if len(tried) >= LIMITS.wrong_codes:
            raise TooManyCodes("Too many wrong codes came from your address. Wait a minute, then ask for the code")
        if room is None:
            self._note(address, [*tried, now])
            raise NoSuchRoom(f"there is no room {code[:12]}: it has ended, or its code is another one", found=code[:12])
        return room

    def _note(self, address: str, tried: list[float]) -> None:
        self._wrong.pop(address, None)
        self._wrong[address] = tried
        while len(self._wrong) > LIMITS.streams:
            self._wrong.pop(next(iter(self._wrong)))


def address_of(request: Request) -> str:
    """The network address that a request came from."""
    return request.client.host if request.client else ""


def device_of(request: Request, room: Room) -> str | None:
    """The device that a request came from, if it has been in this room before."""
    return Devices(room.seal).known(request.cookies.get(_DEVICE, ""))


def person_of(request: Request, name: str = "") -> Person:
    """Who sent a request."""
    return Person(name=name, address=address_of(request))


def welcome(response: Response, room: Room) -> None:
    """Give a new device its name, in a cookie that only this room is sent."""
    name, path = Devices(room.seal).new(), f"/room/{room.code}"
    response.set_cookie(_DEVICE, name, max_age=_LASTS, path=path, httponly=True, samesite="lax")


def presenters(room: Room) -> LinkSecret:
    """What those have who present a room."""
    return LinkSecret("presenter", f"/room/{room.code}", room.secret, _LASTS)


def is_local(request: Request) -> bool:
    """Whether a request was made on this machine, by a page of this server or by hand.

    Another site's page cannot make it (Fetch Metadata), nor one that leads its own name here,
    nor who comes by a proxy on this machine and names it ``localhost``.
    """
    if any(name in request.headers for name in _PASSED_ON):
        return False
    site = request.headers.get("sec-fetch-site", "none")
    host = _PORT.sub("", request.headers.get("host", "").lower()).strip("[]")
    return site in ("same-origin", "none") and host in LOOPBACK_NAMES and is_here(address_of(request))


def since_of(headers: Mapping[str, str], query: Mapping[str, str]) -> int:
    """The version that a page shows already: what it got last, or was made with."""
    text = headers.get("last-event-id") or query.get("since", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
