"""Who sends a request: a device that has joined a room, a presenter who has its secret, somebody on this machine."""

import re
import time
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from sandbox.errors import SandboxError
from sandbox.http.link_secret import LinkSecret
from sandbox.serving.interfaces import LOOPBACK_NAMES, is_loopback
from sandbox.settings import LIMITS
from sandbox.workshop.hub import Hub
from sandbox.workshop.identifiers import CODE, Devices
from sandbox.workshop.model import Person, Room

_DEVICE: Final = "device"
_PORT: Final = re.compile(r":\d+$")
_PROXY_HEADERS: Final = ("forwarded", "x-forwarded-for", "x-forwarded-proto", "via")
"""What proxies add to a request (RFC 7239, RFC 9110 §7.6.3)."""
_COOKIE_SECONDS: Final = 24 * 3600  # seconds a cookie is kept


class NoSuchRoom(SandboxError):
    """No room has this code."""

    code = "no_such_room"


class TooManyCodes(SandboxError):
    """Too many wrong codes from one address (RFC 6585 §4)."""

    code = "too_many_codes"


class Access:
    """Finds the room that a request is for; an address that tries many wrong codes has to wait."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._wrong_codes: dict[str, list[float]] = {}

    async def room(self, request: Request) -> Room:
        """The room whose code stands in the address.

        Raises:
            NoSuchRoom: There is none.
            TooManyCodes: Too many wrong codes came from this address.

        """
        code, address = request.path_params["code"].upper(), address_of(request)
        room = await self._hub.room(code) if CODE.fullmatch(code) else None
        if room and (device_of(request, room) or presenter_link(room).admits(request)):
            return room  # who has joined stays: many may share the address of one who guesses
        now = time.monotonic()
        attempts = [when for when in self._wrong_codes.get(address, ()) if when > now - LIMITS.wrong_codes_window]
        if len(attempts) >= LIMITS.wrong_codes:
            raise TooManyCodes("Too many wrong codes came from your address. Wait a minute, then ask for the code")
        if room is None:
            self._record_wrong_code(address, [*attempts, now])
            raise NoSuchRoom(f"there is no room {code[:12]}: it has ended, or its code is another one", found=code[:12])
        return room

    def _record_wrong_code(self, address: str, attempts: list[float]) -> None:
        self._wrong_codes.pop(address, None)
        self._wrong_codes[address] = attempts
        while len(self._wrong_codes) > LIMITS.streams:
            self._wrong_codes.pop(next(iter(self._wrong_codes)))


def address_of(request: Request) -> str:
    """The network address that a request came from."""
    return request.client.host if request.client else ""


def device_of(request: Request, room: Room) -> str | None:
    """The device that a request came from, if it has joined this room before."""
    return Devices(room.seal).verified(request.cookies.get(_DEVICE, ""))


def person_of(request: Request, name: str = "") -> Person:
    """Who sent a request."""
    return Person(name=name, address=address_of(request))


def set_device_cookie(response: Response, room: Room) -> None:
    """Give a new device its name, in a cookie that is sent to this room only."""
    name, path = Devices(room.seal).new(), f"/room/{room.code}"
    response.set_cookie(_DEVICE, name, max_age=_COOKIE_SECONDS, path=path, httponly=True, samesite="lax")


def presenter_link(room: Room) -> LinkSecret:
    """The secret link by which one presents a room."""
    return LinkSecret("presenter", f"/room/{room.code}", room.secret, _COOKIE_SECONDS)


def is_local(request: Request) -> bool:
    """Whether a request was made on this machine, by the address that only this machine has.

    Somebody behind a proxy on this machine is elsewhere, even if they call it ``localhost``.
    """
    if any(name in request.headers for name in _PROXY_HEADERS):
        return False
    host = _PORT.sub("", request.headers.get("host", "").lower()).strip("[]")
    return host in LOOPBACK_NAMES and is_loopback(address_of(request))


def last_seen_version(headers: Mapping[str, str], query: Mapping[str, str]) -> int:
    """The version that a page shows already: the last it was sent, or was rendered with; 0 for none."""
    text = headers.get("last-event-id") or query.get("since", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
