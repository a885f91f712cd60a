"""The pages of followers: the room, their answer, their nickname."""

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
from sandbox.workshop.access import Access, device_of, last_seen_version, person_of, set_device_cookie
from sandbox.workshop.channel import Follower, send_single_event
from sandbox.workshop.hub import Hub, View
from sandbox.workshop.model import Room
from sandbox.workshop.pages.qr import qr_svg
from sandbox.workshop.pages.view_models import Poll, ViewModels
from sandbox.workshop.polls import Ballot, ballot_of, own_ballot

NO_STORE: Final = {"Cache-Control": "no-store"}
_JOINERS: Final = "\u200c\u200d"
"""They join several emoji into one, and parts of Persian words (Unicode 23.2)."""
_OVER: Final = "This question cannot be answered any more. Your page shows what is asked now."
_STRANGER: Final = "Your answer was not counted: no cookie of this room came with it. Allow cookies, and answer again."
_FULL: Final = "The room is full. You can watch, and explore on your own."


class FollowerPages:
    """What followers of a room request."""

    def __init__(self, hub: Hub, access: Access, view_models: ViewModels) -> None:
        self._hub = hub
        self._access = access
        self._view_models = view_models

    async def show(self, request: Request) -> Response:
        """The room as it is now, on this device."""
        room = await self._access.room(request)
        if request.path_params["code"] != room.code:
            return RedirectResponse(f"/room/{room.code}", 307)
        return await self._page(request, room)

    async def events(self, view: View, scope: Scope, receive: Receive, send: Send) -> None:
        """The stream of what the room sees, or of what somebody who is elsewhere on this site is told about it.

        Args:
            view: Which of them: ``room`` or ``away``.
            scope: The ASGI scope of the request.
            receive: Its ASGI receive.
            send: Its ASGI send.

        """
        request = Request(scope)
        room = await self._access.room(request)
        device = device_of(request, room)
        if device is None:
            await send_single_event("stranger", scope, receive, send)
        elif not await self._hub.store.join(room.code, device, person_of(request)):
            await send_single_event("full", scope, receive, send)
        else:
            since = last_seen_version(request.headers, request.query_params)
            await self._hub.follow(room, view, Follower(device), since, (scope, receive, send))

    async def vote(self, request: Request) -> Response:
        """Count an answer to the question that is open."""
        room = await self._access.room(request)
        device, form = device_of(request, room), await form_of(request)
        ballot, answer = self._ballot(room), form.get("answer", "")
        if device is None:
            return await self._page(request, room, _STRANGER)
        if ballot is None or form.get("key") != ballot.key or not _is_among(answer, ballot):
            return await self._page(request, room, _OVER)
        person = person_of(request)
        outcome = await self._hub.store.vote(room.code, ballot.key, device, person, int(answer))
        if outcome != "counted":
            return await self._page(request, room, _OVER if outcome == "closed" else _FULL)
        if request.headers.get("hx-request") != "true":
            return RedirectResponse(f"/room/{room.code}", 303)
        return HTMLResponse(_chosen_ballot(room.code, replace(ballot, chosen=int(answer))), headers=NO_STORE)

    async def name(self, request: Request) -> Response:
        """Store a nickname, where the presenter asks for one."""
        room = await self._access.room(request)
        device, name = device_of(request, room), clean_nickname((await form_of(request)).get("name", ""))
        if device is None or not room.names or not name:
            return await self._page(request, room, "Nothing was kept: a name has letters, and is asked for.")
        if not await self._hub.store.join(room.code, device, person_of(request, name)):
            return await self._page(request, room, _FULL)
        return RedirectResponse(f"/room/{room.code}", 303)

    async def qr(self, request: Request) -> Response:
        """The address of the room, for cameras."""
        room = await self._access.room(request)
        picture = qr_svg(f"{room.address}/room/{room.code}")
        return Response(picture, media_type="image/svg+xml", headers=NO_STORE)

    def _ballot(self, room: Room) -> Ballot | None:
        if not room.poll_key:
            return None
        route = self._view_models.route(room)
        if own := route.own_question(room, room.scene.place):
            return own_ballot(own, room.poll_key)
        found = route.stop(room.scene.place)
        return ballot_of(found[1].step, room.poll_key) if found and found[1].step else None

    async def _page(self, request: Request, room: Room, problem: str = "") -> Response:
        device = device_of(request, room)
        people = await self._hub.store.people(room.code) if room.names and device else {}
        nickname = people[device].name if device and device in people else ""
        page = await self._view_models.room_page(room, "room", device)
        naming = room.names and not nickname and "name" in request.query_params
        page = replace(page, nickname=nickname, naming=naming, problem=problem)
        html = self._view_models.frame.render("pages/room.html", room=page)
        whole = {"HX-Retarget": "#shown", "HX-Reselect": "#shown"} if problem else {}
        response = HTMLResponse(html, 409 if problem else 200, headers=NO_STORE | whole)
        if device is None:
            set_device_cookie(response, room)
        else:
            self._hub.note_page_load(room.code, device)
        return response


@lru_cache(maxsize=200)
def _chosen_ballot(code: str, ballot: Ballot) -> str:
    """The ballot with the answer that was chosen, as HTML; the same for everybody who chose it."""
    return render("partials/ballot.html", poll=Poll(code, ballot))


def _is_among(answer: str, ballot: Ballot) -> bool:
    return answer in {str(number) for number, _ in enumerate(ballot.answers, 1)}


def clean_nickname(text: str) -> str:
    """A nickname that can be shown: one short line without invisible characters, but for those that join letters."""
    start = text[: 10 * LIMITS.nickname_chars]
    plain = "".join(c if c in _JOINERS or unicodedata.category(c)[0] != "C" else " " for c in start)
    return " ".join(plain.split())[: LIMITS.nickname_chars].strip(f" {_JOINERS}")


async def form_of(request: Request) -> Parameters:
    """The form that was sent; empty if it cannot be read."""
    try:
        return await read_form(request)
    except BadForm:
        return Parameters()
