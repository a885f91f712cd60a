"""The workbench: one page whose whole state is its address, and the scenario file that it becomes."""

from collections.abc import Mapping
from dataclasses import replace

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from sandbox.authoring.saved_scenario import CannotWrite, saved_scenario
from sandbox.replay.player import ReplayRequest, trace_of_workbench
from sandbox.replay.state import read_token
from sandbox.replay.trace import Outcome
from sandbox.scenarios.workbench.parse import parse_workbench
from sandbox.scenarios.workbench.scenario import PASTED, workbench_scenario
from sandbox.scenarios.workbench.state import WorkbenchState
from sandbox.views.scenario.workbench_link import minted_like
from sandbox.views.tools.workbench import workbench_page
from sandbox.web.context import WebContext
from sandbox.web.errors import answer_errors_with_pages
from sandbox.web.pasted import NOTHING, Pasted, read_pasted
from sandbox.web.signature import SignaturePages

_NO_STORE = {"Cache-Control": "no-store"}


def create_workbench(context: WebContext) -> FastAPI:
    """Build the application of ``/workbench`` and what is below it."""
    app = FastAPI(openapi_url=None)
    answer_errors_with_pages(app, context.frame)
    workbench = _Workbench(context)
    app.add_api_route("/workbench", workbench.show, methods=["GET", "HEAD"])
    app.add_api_route("/workbench", workbench.send_pasted, methods=["POST"])
    app.add_api_route("/workbench/scenario.yaml", workbench.save, methods=["GET", "HEAD"])
    app.add_api_route("/workbench/scenario.yaml", workbench.save_pasted, methods=["POST"])
    signature = SignaturePages(context)
    app.add_api_route("/workbench/seal", signature.show, methods=["GET", "HEAD"])
    app.add_api_route("/workbench/seal", signature.check, methods=["POST"])
    return app


class _Workbench:
    """The workbench of one composed application."""

    def __init__(self, context: WebContext) -> None:
        self._catalogue = context.catalogue
        self._play = context.play
        self._frame = context.frame
        self._public_url = context.public_url

    async def show(self, request: Request) -> Response:
        """The page of a state. Any other address of the same state leads to the shortest one."""
        state, problems = parse_workbench(dict(request.query_params), self._catalogue.worlds)
        address = _address("/workbench", state)
        by_htmx = request.headers.get("hx-request") == "true"
        if not problems and not by_htmx and request.url.query != state.query():
            return RedirectResponse(address, 303)
        page = await self._page(state, problems)
        return HTMLResponse(page, headers=_NO_STORE | ({"HX-Push-Url": address} if by_htmx else {}))

    async def send_pasted(self, request: Request) -> Response:
        """The page of a state with a token that was pasted: it comes in the body, and is in no address."""
        state, problems = parse_workbench(dict(request.query_params), self._catalogue.worlds)
        found = await read_pasted(request)
        return HTMLResponse(await self._page(state, problems, found), headers=_NO_STORE)

    async def save(self, request: Request) -> Response:
        """The state as a scenario, with what came of it as its expectations."""
        state, _ = parse_workbench(dict(request.query_params), self._catalogue.worlds)
        if state.way == "paste":
            return PlainTextResponse("Paste a token first: it is sent in the body.", 400)
        return await self._file(state, state, None)

    async def save_pasted(self, request: Request) -> Response:
        """The same of a pasted token: the file holds what it says, and neither the token nor its signature."""
        state, _ = parse_workbench(dict(request.query_params), self._catalogue.worlds)
        found = await read_pasted(request)
        if found.problem:
            return PlainTextResponse(found.problem, 400)
        token = read_token(PASTED, "pasted", found.raw)
        trace = await self._play(ReplayRequest(workbench_scenario(state), tokens={PASTED: found.raw}))
        return await self._file(state, minted_like(state, token, trace.steps[-1], trace.now), trace.steps[-1], found)

    async def _file(
        self, state: WorkbenchState, written: WorkbenchState, shown: Outcome | None, found: Pasted = NOTHING
    ) -> Response:
        """The file of a state; where it would say something else than the page, the page, and why.

        Args:
            state: The state of the page.
            written: The state of which the file is made.
            shown: What came of the call on the page; None for what comes of the state that is written.
            found: The token that was pasted, if one was.

        """
        scenario = workbench_scenario(written)
        try:
            text = await saved_scenario(scenario, shown, self._play, self._catalogue)
        except CannotWrite as error:
            return HTMLResponse(await self._page(state, {"save": error.message}, found), 422, headers=_NO_STORE)
        name = f"{scenario.scenario}.yaml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', **_NO_STORE}
        return Response(text, media_type="application/yaml", headers=headers)

    async def _page(self, state: WorkbenchState, problems: Mapping[str, str], found: Pasted = NOTHING) -> str:
        token = read_token(PASTED, "pasted", found.raw) if found.raw else None
        trace = await trace_of_workbench(self._play, state, token)
        shown = {**problems, "token": found.problem} if found.problem else problems
        page = workbench_page(state, self._catalogue.worlds, shown, trace, token, self._public_url)
        return self._frame.render("pages/workbench.html", page=replace(page, pasted_notes=found.notes))


def _address(path: str, state: WorkbenchState) -> str:
    return f"{path}?{state.query()}"
