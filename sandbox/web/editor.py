"""The editor: a text, checked and replayed as it is sent; saved only where the command line allows it."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from sandbox.authoring.completion import completions
from sandbox.authoring.scenario_yaml import scenario_yaml
from sandbox.authoring.templates import new_chapter, new_pack, new_playlist, new_scenario, new_world, two_apis
from sandbox.errors import UnknownName
from sandbox.http.forms import BadForm, Parameters, read_form
from sandbox.reading.budget import read_in_thread
from sandbox.reading.editing import Change, edited
from sandbox.reading.source import read_file
from sandbox.replay.player import ReplayRequest
from sandbox.replay.turns import NoTurn
from sandbox.scenarios.loading.draft import Draft, read_draft, unread
from sandbox.scenarios.workbench.parse import parse_workbench
from sandbox.scenarios.workbench.scenario import workbench_scenario
from sandbox.settings import LIMITS
from sandbox.views.tools.editor import (
    DraftReplay,
    EditorPage,
    FileState,
    edited_text,
    preview,
    starting_points,
    stop_of,
)
from sandbox.web.context import WebContext
from sandbox.web.editable_files import CannotSave
from sandbox.web.errors import answer_errors_with_pages

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


def create_editor(context: WebContext) -> FastAPI:
    """Build the application of ``/author`` and what is below it."""
    app = FastAPI(openapi_url=None)
    answer_errors_with_pages(app, context.frame)
    pages = _Editor(context)
    app.add_api_route("/author", pages.begin, methods=["GET", "HEAD"])
    app.add_api_route("/author", pages.replay, methods=["POST"])
    app.add_api_route("/author/save", pages.save, methods=["POST"])
    app.add_api_route("/author/scenario.yaml", pages.download, methods=["POST"])
    app.add_api_route("/author/words.json", pages.words, methods=["GET"])
    return app


class _Editor:
    """The editor of one composed application."""

    def __init__(self, context: WebContext) -> None:
        self._catalogue = context.catalogue
        self._play = context.play
        self._play_draft = context.play_draft
        self._turns = context.turns
        self._files = context.files
        self._frame = context.frame

    async def begin(self, request: Request) -> Response:
        """The editor with the text that ``?begin=`` names, or with a state of the workbench."""
        entered = self._files.enter(request) if self._files else None
        if entered is not None:
            return entered
        wanted = dict(request.query_params)
        begin = wanted.pop("begin", "")
        file = was = ""
        if begin == "workbench":
            state, _ = parse_workbench(wanted, self._catalogue.worlds)
            scenario = workbench_scenario(state)
            text = scenario_yaml(scenario, await self._play(ReplayRequest(scenario)))
        elif begin.startswith("file/") and self._files and self._files.is_open_to(request):
            file = begin.removeprefix("file/")
            text, was = self._files.read(file)
        else:
            text = self._new(begin or "new/scenario")
        wrong = _WRONG_LINK if self._is_locked(request) and "secret" in wanted else ""
        page = await self._page(request, text, wanted.get("stop", ""), name=file, was=was, message=wrong)
        page.status_code = 403 if wrong else page.status_code
        return page

    async def replay(self, request: Request) -> Response:
        """The editor with a text that was sent, checked and replayed."""
        form, problem = await _sent(request)
        return await self._page(request, _text(form), form.get("stop", ""), message=problem, **_sent_along(form))

    async def save(self, request: Request) -> Response:
        """Save a text, and show what is wrong in it all the same."""
        form, problem = await _sent(request)
        sent = _sent_along(form)
        if self._files is None:
            problem = "Nothing can be saved here: start the server with --edit --scenarios DIR."
        elif not self._files.knows(request):
            problem = _LOCKED if self._is_locked(request) else "Only this page itself can save a file."
        elif not problem:
            try:
                sent["was"] = self._files.write(sent["name"], _text(form), sent["was"])
            except CannotSave as error:
                problem = f"{error.message}."
        message = problem or f"Saved as {sent['name']}."
        stop = form.get("stop", "")
        answer = await self._page(request, _text(form), stop, message=message, saved=not problem, **sent)
        answer.status_code = 409 if problem else answer.status_code
        return answer

    async def download(self, request: Request) -> Response:
        """The text as a file."""
        form, problem = await _sent(request)
        if problem:
            raise UnknownName(problem)
        try:
            draft = await self._turns.draft(partial(read_in_thread, read_draft, _text(form), self._catalogue))
        except NoTurn as reason:
            draft = unread(reason.message)
        name = f"{draft.scenario.scenario if draft.scenario else draft.kind}.yaml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', **_NO_STORE}
        return Response(_text(form), media_type="application/yaml", headers=headers)

    async def words(self) -> Response:
        """The names that a scenario can have, by world: for completion."""
        return JSONResponse(completions(self._catalogue), headers=_NO_STORE)

    def _new(self, begin: str) -> str:
        """A text to begin with.

        Raises:
            UnknownName: There is no such beginning.

        """
        kind, _, name = begin.partition("/")
        if kind == "like":
            return self._copy(name)
        world = next(iter(self._catalogue.worlds.values()))
        files = {
            "new/scenario": lambda: _NOTE.sub("", new_scenario("wrong-door", world) or ""),
            "new/every-key": lambda: new_scenario("wrong-door", world) or "",
            "new/world": lambda: new_world(two_apis("shop")),
            "new/playlist": lambda: new_playlist("friday", [one.scenario for one in self._catalogue.scenarios()][:4]),
            "new/chapter": lambda: new_chapter("First steps"),
            "new/pack": lambda: new_pack("acme"),
        }
        if begin not in files:
            raise UnknownName(f"there is nothing to begin with called `{begin[:80]}`", found=begin[:80], allowed=files)
        return files[begin]()

    def _copy(self, id_: str) -> str:
        scenario = self._catalogue.scenario(id_)
        document = read_file(self._catalogue.paths[id_])
        name = f"my-{scenario.scenario.rpartition('.')[2]}"[: LIMITS.name_chars]
        changes = [Change(("scenario",), name), Change(("world",), scenario.world)]
        first, _, rest = edited(document, changes).partition("\n")
        return rest if first.startswith(_FIRST_LINE) else f"{first}\n{rest}"

    def _is_locked(self, request: Request) -> bool:
        return self._files is not None and not self._files.is_open_to(request)

    async def _page(self, request: Request, text: str, stop: str, last: str = "", **file: Any) -> HTMLResponse:
        """The page of a text.

        Args:
            request: Who is to see it.
            text: The text.
            stop: The stop to look at, as the form names it.
            last: The text as it last could be replayed.
            **file: What is known of its file: see `FileState`.

        """
        locked = self._is_locked(request)
        files = list(self._files.files()) if self._files and not locked else []
        state = FileState(editable=self._files is not None and not locked, locked=locked, **file)

        def page(draft: Draft, replay: DraftReplay | None) -> str:
            edited = edited_text(text, draft, replay, last)
            shown = preview(replay, stale=draft.scenario is None)
            points = starting_points(self._catalogue, editable=files)
            return self._frame.render("pages/editor.html", page=EditorPage(edited, shown, state, points))

        async def work() -> str:
            draft = await read_in_thread(read_draft, text, self._catalogue)
            replayable = draft
            if draft.scenario is None and last:
                replayable = await read_in_thread(read_draft, last, self._catalogue)
            return await read_in_thread(page, draft, await self._replay(replayable, stop))

        try:
            return HTMLResponse(await self._turns.draft(work), headers=_NO_STORE)
        except NoTurn as reason:
            return HTMLResponse(page(unread(reason.message), None), 503, _NO_STORE | {"Retry-After": "5"})

    async def _replay(self, draft: Draft, stop: str) -> DraftReplay | None:
        if draft.scenario is None or draft.world is None:
            return None
        trace = await self._play_draft(ReplayRequest(draft.scenario))
        return DraftReplay(draft.scenario, draft.world, trace, stop_of(draft.scenario, stop))


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


def _sent_along(form: Mapping[str, str]) -> dict[str, str]:
    """What the form says besides the text."""
    return {"name": form.get("file", ""), "was": form.get("was", ""), "last": _plain(form.get("last", ""))}
