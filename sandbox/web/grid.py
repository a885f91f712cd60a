"""The page of a world's grid: ``/worlds/{world}/grid``."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.errors import UnknownName
from sandbox.replay.player import ReplayRequest
from sandbox.scenarios.grid import grid_of, grid_scenario
from sandbox.tokens.check_modes import parse_deployment
from sandbox.views.tools.grid import grid_page
from sandbox.web.context import WebContext
from sandbox.web.errors import answer_errors_with_pages
from sandbox.web.visits import Visits
from sandbox.worlds.addresses import client_path


def create_grid_pages(context: WebContext) -> FastAPI:
    """Build the application of the pages below ``/worlds/``."""
    app = FastAPI(openapi_url=None)
    answer_errors_with_pages(app, context.frame)
    worlds = context.catalogue.worlds

    async def grid(request: Request, world: str) -> Response:
        if world not in worlds:
            raise UnknownName(f"there is no world `{world[:80]}`", found=world[:80], allowed=worlds)
        query = request.query_params
        deployment = parse_deployment(filter(None, query.get("verify", "").split(";")))
        laid_out = grid_of(worlds[world], query.get("user"), deployment)
        scenario = grid_scenario(laid_out)
        visits = Visits(scenario, laid_out.world, request.url.path, context.clock)
        visit = visits.of(request)
        trace = await context.play(ReplayRequest(scenario, visit=visit))
        page = grid_page(laid_out, trace, client_path(world, laid_out.client), query.get("cell"))
        return visits.remember(HTMLResponse(context.frame.render("pages/grid.html", page=page)), request, visit)

    app.add_api_route("/worlds/{world}/grid", grid, methods=["GET", "HEAD"])
    return app
