"""The editor: a text, checked and replayed as it is sent; saved only where that was asked for on the command line."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from sandbox.authoring.completion import completions
from sandbox.authoring.scenario_yaml import scenario_yaml
from sandbox.authoring.templates import new_chapter, new_pack, new_playlist, new_scenario, new_world, two_apis
from sandbox.errors import UnknownName
from sandbox.http.forms import BadForm, Parameters, read_form
from sandbox.reading.editing import Change, edited
from sandbox.reading.source import read_file
from sandbox.replay.player import Player, ReplayRequest
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.draft import read_draft
from sandbox.scenarios.workbench.parse import parse_workbench
from sandbox.scenarios.workbench.scenario import workbench_scenario
from sandbox.settings import LIMITS
from sandbox.templating import render
from sandbox.views.tools.editor import Played, author_page, beginnings, stop_of
from sandbox.web.editable_files import CannotSave, Desk
from sandbox.web.errors import answer_kindly

_NO_STORE: Final = {"Cache-Control": "no-store"}
_LOCKED: Final = (
    "Nothing was saved. Open the link that aud serve --edit printed when it started in another tab, "
    "then press Save here again."
)
_WRONG_LINK: Final = (
    "This is not the link that aud serve --edit printed when it started. Each start prints a new one: look there."
)
_NOTE: Final = re.compile(r"^ *#.*\n| {3}#.*$", re.MULTILINE)
_FIRST_LINE: Final = "# yaml-language-server: $schema="


def create_author(catalogue: Catalogue, play: Player, desk: Desk | None) -> FastAPI:
    """Build the application of ``/author`` and what is below it."""
    app = FastAPI(openapi_url=None)
    answer_kindly(app, as_json=False)
    pages = _Author(catalogue, play, desk)
    app.add_api_route("/author", pages.begin, methods=["GET", "HEAD"])
    app.add_api_route("/author", pages.replay, methods=["POST"])
    app.add_api_route("/author/save", pages.save, methods=["POST"])
    app.add_api_route("/author/scenario.yaml", pages.download, methods=["POST"])
    app.add_api_route("/author/words.json", pages.words, methods=["GET"])
    return app


class _Author:
    """The editor beside one catalogue."""

    def __init__(self, catalogue: Catalogue, play: Player, desk: Desk | None) -> None:
        self._catalogue = catalogue
        self._play = play
        self._desk = desk

    async def begin(self, request: Request) -> Response:
        """The editor with what one wanted to begin with: ``?begin=``, or a state of the workbench."""
        entered = self._desk.enter(request) if self._desk else None
        if entered is not None:
            return entered
        wanted = dict(request.query_params)
        how = wanted.pop("begin", "")
        file = was = ""
        if how == "workbench":
            state, _ = parse_workbench(wanted, self._catalogue.worlds)
            scenario = workbench_scenario(state)
            text = scenario_yaml(scenario, await self._play(ReplayRequest(scenario)))
        elif how.startswith("file/") and self._desk and self._desk.is_open_to(request):
            file = how.removeprefix("file/")
            text, was = self._desk.read(file)
        else:
            text = self._new(how or "new/scenario")
        wrong = _WRONG_LINK if self._is_locked(request) and "secret" in wanted else ""
        page = await self._page(request, text, wanted.get("stop", ""), file=file, was=was, message=wrong)
        page.status_code = 403 if wrong else 200
        return page

    async def replay(self, request: Request) -> Response:
        """The editor with a text that was sent, checked and replayed."""
        form, problem = await _sent(request)
        return await self._page(request, _text(form), form.get("stop", ""), message=problem, **_kept(form))

    async def save(self, request: Request) -> Response:
        """Save a text, and show what is wrong in it all the same."""
        form, problem = await _sent(request)
        kept = _kept(form)
        if self._desk is None:
            problem = "Nothing can be saved here: start the server with --edit --scenarios DIR."
        elif not self._desk.knows(request):
            problem = _LOCKED if self._is_locked(request) else "Only this page itself can save a file."
        elif not problem:
            try:
                kept["was"] = self._desk.write(kept["file"], _text(form), kept["was"])
            except CannotSave as error:
                problem = f"{error.message}."
        told = problem or f"Saved as {kept['file']}."
        answer = await self._page(request, _text(form), form.get("stop", ""), message=told, saved=not problem, **kept)
        answer.status_code = 409 if problem else 200
        return answer

    async def download(self, request: Request) -> Response:
        """The text as a file."""
        form, problem = await _sent(request)
        if problem:
            raise UnknownName(problem)
        draft = read_draft(_text(form), self._catalogue)
        name = f"{draft.scenario.scenario if draft.scenario else draft.kind}.yaml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', **_NO_STORE}
        return Response(_text(form), media_type="application/yaml", headers=headers)

    async def words(self) -> Response:
        """The names that can stand in a scenario, by world: for completion."""
        return JSONResponse(completions(self._catalogue), headers=_NO_STORE)

    def _new(self, how: str) -> str:
        """A text to begin with.

        Raises:
            UnknownName: There is no such beginning.

        """
        manner, _, name = how.partition("/")
        if manner == "like":
            return self._copy(name)
        world = next(iter(self._catalogue.worlds.values()))
        made = {
            "new/scenario": lambda: _NOTE.sub("", new_scenario("wrong-door", world) or ""),
            "new/every-key": lambda: new_scenario("wrong-door", world) or "",
            "new/world": lambda: new_world(two_apis("shop")),
            "new/playlist": lambda: new_playlist("friday", [one.scenario for one in self._catalogue.scenarios()][:4]),
            "new/chapter": lambda: new_chapter("First steps"),
            "new/pack": lambda: new_pack("acme"),
        }
        if how not in made:
            raise UnknownName(f"there is nothing to begin with called `{how[:80]}`", found=how[:80], allowed=made)
        return made[how]()

    def _copy(self, id_: str) -> str:
        scenario = self._catalogue.scenario(id_)
        document = read_file(self._catalogue.paths[id_])
        name = f"my-{scenario.scenario.rpartition('.')[2]}"[: LIMITS.name_chars]
        changes = [Change(("scenario",), name), Change(("world",), scenario.world)]
        first, _, rest = edited(document, changes).partition("\n")
        return rest if first.startswith(_FIRST_LINE) else f"{first}\n{rest}"

    def _is_locked(self, request: Request) -> bool:
        return self._desk is not None and not self._desk.is_open_to(request)

    async def _page(self, request: Request, text: str, wanted: str, last: str = "", **rest: Any) -> HTMLResponse:
        draft = await asyncio.to_thread(read_draft, text, self._catalogue)
        shown = draft
        if draft.scenario is None and last:
            shown = await asyncio.to_thread(read_draft, last, self._catalogue)
        played = None
        if shown.scenario is not None and shown.world is not None:
            trace = await self._play(ReplayRequest(shown.scenario))
            played = Played(shown.scenario, shown.world, trace, stop_of(shown.scenario, wanted))
        locked = self._is_locked(request)
        files = list(self._desk.files()) if self._desk and not locked else []
        page = author_page(
            text,
            draft,
            played,
            last=text if draft.scenario else last,
            beginnings=beginnings(self._catalogue, editable=files),
            editable=self._desk is not None and not locked,
            locked=locked,
            **rest,
        )
        return HTMLResponse(render("pages/author.html", page=page), headers=_NO_STORE)


async def _sent(request: Request) -> tuple[Parameters, str]:
    """The form, and what is wrong with it."""
    try:
        return await read_form(request, LIMITS.author_form_bytes), ""
    except BadForm as error:
        return Parameters(), error.message


def _text(form: Mapping[str, str]) -> str:
    return _plain(form.get("text", ""))


def _plain(text: str) -> str:
    """A text as a file has it: forms send line ends as two characters."""
    return text.replace("\r\n", "\n")


def _kept(form: Mapping[str, str]) -> dict[str, str]:
    return {"file": form.get("file", ""), "was": form.get("was", ""), "last": _plain(form.get("last", ""))}
