"""The page ``/workshop``: join a room by its code, or open one on this machine."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.playlists import planned_playlists
from sandbox.serving.interfaces import LOOPBACK_NAMES
from sandbox.settings import LIMITS
from sandbox.templating import Frame
from sandbox.workshop.access import is_local
from sandbox.workshop.hub import Hub, TooManyRooms
from sandbox.workshop.identifiers import CODE
from sandbox.workshop.pages.follower import NO_STORE, form_of
from sandbox.workshop.route import default_playlist


class LobbyPage:
    """The page ``/workshop``."""

    def __init__(self, hub: Hub, catalogue: Catalogue, frame: Frame) -> None:
        self._hub = hub
        self._frame = frame
        self._catalogue = catalogue

    async def show(self, request: Request) -> Response:
        """What a workshop is, how to join one, and how to open one. With ``?code=`` it redirects to the room."""
        code = "".join(request.query_params.get("code", "")[: LIMITS.name_chars].split()).upper()
        if not code:
            return self._page(request)
        if not CODE.fullmatch(code):
            return self._page(request, f"A code has five letters, such as BCDFG; found {code[:12]}.", 404)
        return RedirectResponse(f"/room/{code}", 303)

    async def open(self, request: Request) -> Response:
        """Open a room, and redirect to its presenter's panel."""
        if not is_local(request):
            return self._page(request, "A room can be opened on the presenter's own machine only.", 403)
        form = await form_of(request)
        playlist = form.get("playlist", "")
        if playlist and playlist not in {other.playlist for other in self._catalogue.playlists}:
            return self._page(request, f"There is no playlist {playlist[:40]} any more.", 404)
        try:
            room, secret = await self._hub.open(playlist, names=form.get("names") == "yes")
        except TooManyRooms as error:
            return self._page(request, f"{error.message}.", 503)
        return RedirectResponse(f"/room/{room.code}/present?secret={secret}", 303)

    def _page(self, request: Request, problem: str = "", status: int = 200) -> Response:
        page = {
            "problem": problem,
            "may_open": is_local(request),
            "port": request.scope["server"][1],
            "paths": sorted(planned_playlists(self._catalogue), key=lambda path: not path.is_plan),
            "default": default_playlist(self._catalogue),
            "address": self._hub.address,
            "only_here": urlsplit(self._hub.address).hostname in LOOPBACK_NAMES,
        }
        return HTMLResponse(self._frame.render("pages/workshop.html", page=page), status, headers=NO_STORE)
