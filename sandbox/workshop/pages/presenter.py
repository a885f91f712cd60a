"""The presenter's pages: the panel with notes and commands, the projector's page, the results."""

from dataclasses import replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.errors import SandboxError
from sandbox.templating import render
from sandbox.workshop.access import Access, last_seen_version, presenter_link
from sandbox.workshop.channel import Follower, send_single_event
from sandbox.workshop.commands import PresenterCommands
from sandbox.workshop.hub import Hub, View
from sandbox.workshop.model import Room
from sandbox.workshop.pages.follower import NO_STORE, form_of
from sandbox.workshop.pages.panel import panel_page
from sandbox.workshop.pages.results import as_csv, as_data, people_of
from sandbox.workshop.pages.view_models import ViewModels

_STALE = "The room had moved on before you pressed: nothing was done."


class PresenterPages:
    """What presenters request. All of it needs the room's secret."""

    def __init__(self, hub: Hub, access: Access, view_models: ViewModels, commands: PresenterCommands) -> None:
        self._hub = hub
        self._access = access
        self._view_models = view_models
        self._commands = commands

    async def show(self, request: Request) -> Response:
        """The panel. The link with the secret sets a cookie and leads here."""
        room = await self._access.room(request)
        entered = presenter_link(room).enter(request)
        if entered:
            return entered
        if not presenter_link(room).admits(request):
            return self._refused(room)
        return await self._panel(request, room)

    async def screen(self, request: Request) -> Response:
        """The page for a projector: what the room sees, in large type, with the address and the code."""
        room = await self._access.room(request)
        if not presenter_link(room).admits(request):
            return self._refused(room)
        page = await self._view_models.room_page(room, "screen")
        return HTMLResponse(self._view_models.frame.render("pages/screen.html", room=page), headers=NO_STORE)

    async def events(self, view: View, scope: Scope, receive: Receive, send: Send) -> None:
        """The stream of one of these two pages.

        Args:
            view: Which of them.
            scope: The ASGI scope of the request.
            receive: Its ASGI receive.
            send: Its ASGI send.

        """
        request = Request(scope)
        room = await self._access.room(request)
        if not presenter_link(room).admits(request):
            await send_single_event("stranger", scope, receive, send)
            return
        since = last_seen_version(request.headers, request.query_params)
        await self._hub.follow(room, view, Follower(), since, (scope, receive, send))

    async def command(self, request: Request) -> Response:
        """Run a command, unless the room has changed since the page was rendered that sent it."""
        room = await self._access.room(request)
        if not presenter_link(room).admits(request):
            return self._refused(room)
        form = await form_of(request)
        command, _, argument = form.get("do", "").partition(" ")
        if command == "close":
            await self._hub.store.close(room.code)
            if request.headers.get("hx-request") == "true":
                return Response(headers={"HX-Redirect": "/workshop"})
            return RedirectResponse("/workshop", 303)
        what = form.get("what", "")
        if "aud" in form:  # written by the presenter at a place where one acts
            what = f"{what}?{urlencode({'aud': form['aud'], 'mode': form.get('mode', '')})}"
        problem = _STALE
        if form.get("at") == str(room.version):
            room, problem = await self._run(room, command, argument or what)
        if request.headers.get("hx-request") == "true" or problem:
            return await self._panel(request, room, problem)
        return RedirectResponse(f"/room/{room.code}/{'screen' if form.get('from') == 'screen' else 'present'}", 303)

    async def results(self, request: Request) -> Response:
        """The answers to every question, as a page, as CSV or as JSON."""
        room = await self._access.room(request)
        if not presenter_link(room).admits(request):
            return self._refused(room)
        tallies = await self._view_models.tallies(room)
        form = request.url.path.rpartition("/results")[2]
        name = f'attachment; filename="workshop-{room.code}{form}"'
        if form == ".csv":
            return Response(as_csv(tallies), media_type="text/csv", headers=NO_STORE | {"Content-Disposition": name})
        if form == ".json":
            data = as_data(room, tallies, await people_of(self._hub.store, room, tallies))
            return JSONResponse(data, headers=NO_STORE | {"Content-Disposition": name})
        page = await self._view_models.room_page(room, "present")
        html = self._view_models.frame.render("pages/results.html", room=replace(page, tallies=tallies))
        return HTMLResponse(html, headers=NO_STORE)

    async def _run(self, room: Room, command: str, argument: str) -> tuple[Room, str]:
        """The room after a command, and what was wrong with the command; empty if nothing was."""
        try:
            changed = await self._commands.run(room, command, argument)
        except SandboxError as error:
            return room, f"{error.message[:1].upper()}{error.message[1:]}."
        if await self._hub.store.write(changed):
            return changed, ""
        return await self._hub.room(room.code) or room, _STALE

    async def _panel(self, request: Request, room: Room, problem: str = "") -> Response:
        panel = await panel_page(self._view_models, room, problem)
        if request.headers.get("hx-request") == "true":
            return HTMLResponse(render("partials/panel.html", panel=panel), headers=NO_STORE)
        html = self._view_models.frame.render("pages/present.html", panel=panel)
        return HTMLResponse(html, 409 if problem else 200, headers=NO_STORE)

    def _refused(self, room: Room) -> Response:
        html = self._view_models.frame.render("pages/presenters_only.html", room=room)
        return HTMLResponse(html, 403, headers=NO_STORE)
