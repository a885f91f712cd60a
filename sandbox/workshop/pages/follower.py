"""The pages of those who follow: the room, their answer, their name."""

import unicodedata
from dataclasses import replace
from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.http.forms import BadForm, Parameters, read_form
from sandbox.settings import LIMITS
from sandbox.templating import render
from sandbox.workshop.access import Visits, device_of, person_of, since_of, welcome
from sandbox.workshop.channel import Channel, Event, Follower
from sandbox.workshop.hub import Rooms
from sandbox.workshop.model import Room
from sandbox.workshop.pages.qr import qr_svg
from sandbox.workshop.pages.view_models import Poll, Showing
from sandbox.workshop.polls import Ballot, ballot_of

NO_STORE: Final = {"Cache-Control": "no-store"}
_JOINERS: Final = "\u200c\u200d"
"""What makes one emoji of several, and holds Persian words together (Unicode 23.2)."""
_OVER: Final = "This question cannot be answered any more. Your page shows what is asked now."
_STRANGER: Final = "Your answer was not counted: no cookie of this room came with it. Allow cookies, and answer again."
_FULL: Final = "The room is full. You can watch, and explore on your own."


class RoomPages:
    """What people in a room ask for."""

    def __init__(self, rooms: Rooms, visits: Visits, showing: Showing) -> None:
        self._rooms = rooms
        self._visits = visits
        self._showing = showing

    async def show(self, request: Request) -> Response:
        """The room as it is now, on this device."""
        room = await self._visits.room(request)
        if request.path_params["code"] != room.code:
            return RedirectResponse(f"/room/{room.code}", 307)
        return await self._page(request, room)

    async def events(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The stream of what the room sees."""
        request = Request(scope)
        room = await self._visits.room(request)
        device = device_of(request, room)
        if device is None:
            await say_once("stranger", scope, receive, send)
        elif not await self._rooms.store.join(room.code, device, person_of(request)):
            await say_once("full", scope, receive, send)
        else:
            since = since_of(request.headers, request.query_params)
            await self._rooms.follow(room, "room", Follower(device), since, (scope, receive, send))

    async def vote(self, request: Request) -> Response:
        """Take an answer to the question that is asked."""
        room = await self._visits.room(request)
        device, form = device_of(request, room), await form_of(request)
        ballot, answer = self._asked(room), form.get("answer", "")
        if device is None:
            return await self._page(request, room, _STRANGER)
        if ballot is None or form.get("key") != ballot.key or not _is_among(answer, ballot):
            return await self._page(request, room, _OVER)
        person = person_of(request)
        counted = await self._rooms.store.vote(room.code, ballot.key, device, person, int(answer))
        if counted != "counted":
            return await self._page(request, room, _OVER if counted == "closed" else _FULL)
        if request.headers.get("hx-request") != "true":
            return RedirectResponse(f"/room/{room.code}", 303)
        return HTMLResponse(_answered(room.code, ballot.key, ballot.ask, ballot.answers, int(answer)), headers=NO_STORE)

    async def name(self, request: Request) -> Response:
        """Take a nickname, where the presenter asks for one."""
        room = await self._visits.room(request)
        device, name = device_of(request, room), as_name((await form_of(request)).get("name", ""))
        if device is None or not room.names or not name:
            return await self._page(request, room, "Nothing was kept: a name has letters, and is asked for.")
        if not await self._rooms.store.join(room.code, device, person_of(request, name)):
            return await self._page(request, room, _FULL)
        return RedirectResponse(f"/room/{room.code}", 303)

    async def qr(self, request: Request) -> Response:
        """The address of the room, for cameras."""
        room = await self._visits.room(request)
        picture = qr_svg(f"{room.address}/room/{room.code}")
        return Response(picture, media_type="image/svg+xml", headers=NO_STORE)

    def _asked(self, room: Room) -> Ballot | None:
        found = self._showing.way(room).stop(room.scene.place) if room.asked else None
        return ballot_of(found[1].step, room.asked) if found and found[1].step else None

    async def _page(self, request: Request, room: Room, problem: str = "") -> Response:
        device = device_of(request, room)
        people = await self._rooms.store.people(room.code) if room.names and device else {}
        nickname = people[device].name if device and device in people else ""
        shown = await self._showing.shown(room, "room", device)
        html = self._showing.frame.render("pages/room.html", room=replace(shown, nickname=nickname, problem=problem))
        anew = {"HX-Retarget": "#shown", "HX-Reselect": "#shown"} if problem else {}
        response = HTMLResponse(html, 409 if problem else 200, headers=NO_STORE | anew)
        if device is None:
            welcome(response, room)
        else:
            self._rooms.seen(room.code, device)
        return response


@lru_cache(maxsize=200)
def _answered(code: str, key: str, ask: str, answers: tuple[str, ...], chosen: int) -> str:
    """The question with the answer that was chosen; the same for everybody who chose it."""
    return render("partials/ballot.html", poll=Poll(code, Ballot(key, ask, answers, chosen)))


def _is_among(answer: str, ballot: Ballot) -> bool:
    return answer in {str(number) for number, _ in enumerate(ballot.answers, 1)}


def as_name(text: str) -> str:
    """A nickname as it may be shown: on one line, short, and nothing invisible in it but what joins letters."""
    read = text[: 10 * LIMITS.nickname_chars]
    plain = "".join(c if c in _JOINERS or unicodedata.category(c)[0] != "C" else " " for c in read)
    return " ".join(plain.split())[: LIMITS.nickname_chars].strip(f" {_JOINERS}")


async def form_of(request: Request) -> Parameters:
    """The form that was sent; empty if it cannot be read."""
    try:
        return await read_form(request)
    except BadForm:
        return Parameters()


async def say_once(name: str, scope: Scope, receive: Receive, send: Send) -> None:
    """A stream of one event, for who cannot follow: a page that follows understands nothing else."""
    follower = Follower()
    follower.leave(Event.of("", name=name, retry=10_000))
    await Channel().serve(follower, scope, receive, send)
