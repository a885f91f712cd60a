"""The presenter's pages: the panel with what to say and do, the projector's page, the results."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.errors import SandboxError
from sandbox.templating import render
from sandbox.workshop.access import Visits, presenters, since_of
from sandbox.workshop.channel import Follower
from sandbox.workshop.commands import Presenting
from sandbox.workshop.hub import Rooms, View
from sandbox.workshop.model import Room
from sandbox.workshop.pages.follower import NO_STORE, form_of, say_once
from sandbox.workshop.pages.results import as_csv, as_data, people_of
from sandbox.workshop.pages.view_models import Showing

_STALE = "The room had moved on before you pressed: nothing was done."


class PresenterPages:
    """What presenters ask for. Everything here needs the room's secret."""

    def __init__(self, rooms: Rooms, visits: Visits, showing: Showing, presenting: Presenting) -> None:
        self._rooms = rooms
        self._visits = visits
        self._showing = showing
        self._presenting = presenting

    async def show(self, request: Request) -> Response:
        """The panel. The link with the secret leads here by way of a cookie."""
        room = await self._visits.room(request)
        entered = presenters(room).enter(request)
        if entered:
            return entered
        if not presenters(room).admits(request):
            return _refused(room)
        return await self._panel(request, room)

    async def screen(self, request: Request) -> Response:
        """The page for a projector: what the room sees, in large type, with the way in."""
        room = await self._visits.room(request)
        if not presenters(room).admits(request):
            return _refused(room)
        shown = await self._showing.shown(room, "screen")
        return HTMLResponse(render("pages/screen.html", room=shown), headers=NO_STORE)

    async def events(self, view: View, scope: Scope, receive: Receive, send: Send) -> None:
        """The stream of one of these two pages."""
        request = Request(scope)
        room = await self._visits.room(request)
        if not presenters(room).admits(request):
            await say_once("stranger", scope, receive, send)
            return
        since = since_of(request.headers, request.query_params)
        await self._rooms.follow(room, view, Follower(), since, (scope, receive, send))

    async def act(self, request: Request) -> Response:
        """Do something with the room, unless it moved on since the page was made that asks for it."""
        room = await self._visits.room(request)
        if not presenters(room).admits(request):
            return _refused(room)
        form = await form_of(request)
        deed, _, what = form.get("do", "").partition(" ")
        if deed == "close":
            await self._rooms.store.close(room.code)
            if request.headers.get("hx-request") == "true":
                return Response(headers={"HX-Redirect": "/workshop"})
            return RedirectResponse("/workshop", 303)
        problem = _STALE
        if form.get("at") == str(room.version):
            room, problem = await self._done(room, deed, what or form.get("what", ""))
        if request.headers.get("hx-request") == "true" or problem:
            return await self._panel(request, room, problem)
        return RedirectResponse(f"/room/{room.code}/{'screen' if form.get('from') == 'screen' else 'present'}", 303)

    async def results(self, request: Request) -> Response:
        """What was said to every question, as a page, as CSV or as JSON."""
        room = await self._visits.room(request)
        if not presenters(room).admits(request):
            return _refused(room)
        tallies = await self._showing.tallies(room)
        form = request.url.path.rpartition("/results")[2]
        name = f'attachment; filename="workshop-{room.code}{form}"'
        if form == ".csv":
            return Response(as_csv(tallies), media_type="text/csv", headers=NO_STORE | {"Content-Disposition": name})
        if form == ".json":
            data = as_data(room, tallies, await people_of(self._rooms.store, room, tallies))
            return JSONResponse(data, headers=NO_STORE | {"Content-Disposition": name})
        page = await self._showing.shown(room, "present")
        return HTMLResponse(render("pages/results.html", room=page, tallies=tallies), headers=NO_STORE)

    async def _done(self, room: Room, deed: str, what: str) -> tuple[Room, str]:
        """The room after a deed, and what was wrong with it."""
        try:
            changed = await self._presenting.act(room, deed, what)
        except SandboxError as error:
            return room, f"{error.message[:1].upper()}{error.message[1:]}."
        if await self._rooms.store.write(changed):
            return changed, ""
        return await self._rooms.room(room.code) or room, _STALE

    async def _panel(self, request: Request, room: Room, problem: str = "") -> Response:
        panel = await self._showing.panel(room)
        whole = request.headers.get("hx-request") != "true"
        template = "pages/present.html" if whole else "partials/panel.html"
        status = 409 if problem and whole else 200
        return HTMLResponse(render(template, room=panel.shown, panel=panel, problem=problem), status, headers=NO_STORE)


def _refused(room: Room) -> Response:
    return HTMLResponse(render("pages/presenters_only.html", code=room.code), 403, headers=NO_STORE)
