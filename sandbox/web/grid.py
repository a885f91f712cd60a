"""The page of a world's grid: ``/worlds/{world}/grid``."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.errors import UnknownName
from sandbox.replay.player import Player, ReplayRequest
from sandbox.scenarios.grid import grid_of, grid_scenario
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.templating import render
from sandbox.tokens.check_modes import parse_deployment
from sandbox.views.tools.grid import grid_page
from sandbox.web.errors import answer_kindly
from sandbox.worlds.addresses import client_path


def create_grid_pages(catalogue: Catalogue, play: Player) -> FastAPI:
    """Build the application of the pages below ``/worlds/``."""
    app = FastAPI(openapi_url=None)
    answer_kindly(app, as_json=False)

    async def grid(request: Request, world: str) -> Response:
        if world not in catalogue.worlds:
            raise UnknownName(f"there is no world `{world[:80]}`", found=world[:80], allowed=catalogue.worlds)
        query = request.query_params
        deployment = parse_deployment(filter(None, query.get("verify", "").split(";")))
        laid_out = grid_of(catalogue.worlds[world], query.get("user"), deployment)
        trace = await play(ReplayRequest(grid_scenario(laid_out)))
        page = grid_page(laid_out, trace, client_path(world, laid_out.client), query.get("cell"))
        return HTMLResponse(render("pages/grid.html", page=page), headers={"Cache-Control": "no-store"})

    app.add_api_route("/worlds/{world}/grid", grid, methods=["GET", "HEAD"])
    return app
