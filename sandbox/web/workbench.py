"""The workbench: one page whose whole state is its address, and the scenario file that it becomes."""

import re
from collections.abc import Mapping

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from sandbox.authoring.scenario_yaml import scenario_yaml
from sandbox.http.forms import BadForm, read_form
from sandbox.replay.player import ReplayRequest, trace_of_workbench
from sandbox.replay.state import read_token
from sandbox.replay.trace import Token
from sandbox.scenarios.workbench.parse import parse_workbench
from sandbox.scenarios.workbench.scenario import PASTED, workbench_scenario
from sandbox.scenarios.workbench.state import WorkbenchState
from sandbox.settings import LIMITS
from sandbox.views.scenario.workbench_link import minted_like
from sandbox.views.tools.workbench import workbench_page
from sandbox.web.context import WebContext
from sandbox.web.errors import answer_errors_with_pages
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

    async def show(self, request: Request) -> Response:
        """The page of a state. Any other address of the same state leads to the shortest one."""
        state, problems = parse_workbench(dict(request.query_params), self._catalogue.worlds)
        address = _address("/workbench", state)
        by_htmx = request.headers.get("hx-request") == "true"
        if not problems and not by_htmx and request.url.query != state.query():
            return RedirectResponse(address, 303)
        page = await self._page(state, problems, None)
        return HTMLResponse(page, headers=_NO_STORE | ({"HX-Push-Url": address} if by_htmx else {}))

    async def send_pasted(self, request: Request) -> Response:
        """The page of a state with a token that was pasted: it comes in the body, and is in no address."""
        state, problems = parse_workbench(dict(request.query_params), self._catalogue.worlds)
        raw, problem = await _pasted(request)
        token = read_token(PASTED, "pasted", raw) if raw else None
        return HTMLResponse(await self._page(state, {**problems, **problem}, token), headers=_NO_STORE)

    async def save(self, request: Request) -> Response:
        """The state as a scenario, with what came of it as its expectations."""
        state, _ = parse_workbench(dict(request.query_params), self._catalogue.worlds)
        if state.way == "paste":
            return PlainTextResponse("Paste a token first: it is sent in the body.", 400)
        return await self._file(state)

    async def save_pasted(self, request: Request) -> Response:
        """The same of a pasted token: the file holds what it says, and neither the token nor its signature."""
        state, _ = parse_workbench(dict(request.query_params), self._catalogue.worlds)
        raw, problem = await _pasted(request)
        if problem:
            return PlainTextResponse(problem["token"], 400)
        token = read_token(PASTED, "pasted", raw)
        trace = await self._play(ReplayRequest(workbench_scenario(state), tokens={PASTED: raw}))
        return await self._file(minted_like(state, token, trace.steps[-1], trace.now))

    async def _file(self, state: WorkbenchState) -> Response:
        scenario = workbench_scenario(state)
        text = scenario_yaml(scenario, await self._play(ReplayRequest(scenario)))
        name = f"{scenario.scenario}.yaml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', **_NO_STORE}
        return Response(text, media_type="application/yaml", headers=headers)

    async def _page(self, state: WorkbenchState, problems: Mapping[str, str], pasted: Token | None) -> str:
        trace = await trace_of_workbench(self._play, state, pasted)
        page = workbench_page(state, self._catalogue.worlds, problems, trace, pasted)
        return self._frame.render("pages/workbench.html", page=page)


def _address(path: str, state: WorkbenchState) -> str:
    return f"{path}?{state.query()}"


async def _pasted(request: Request) -> tuple[str, dict[str, str]]:
    """The token in a form, without what a clipboard puts around it; and what is wrong with it."""
    try:
        form = await read_form(request)
    except BadForm as error:
        return "", {"token": error.message}
    raw = re.sub(r"\s+", "", form.get("token", "")).removeprefix("Bearer")
    if not raw:
        return "", {"token": "Paste a token first."}
    if not raw.isascii() or not raw.isprintable():
        return "", {"token": "A token has no such characters: letters, digits, hyphens, underscores and dots."}
    if len(raw) > LIMITS.token_bytes:
        return "", {"token": f"It has {len(raw)} characters; at most {LIMITS.token_bytes} are read."}
    return raw, {}
