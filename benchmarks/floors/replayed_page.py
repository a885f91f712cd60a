"""The same replay and the same HTML as a scenario page, by a bare FastAPI route with gzip: the floor of such a page."""

import asyncio
import os

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import HTMLResponse

from benchmarks.floors.serving import serve
from benchmarks.stage import Stage, exchange

PAGE = os.environ["PAGE"]
stage = Stage()
html = asyncio.run(exchange(stage.app, "GET", PAGE)).decode()
app = FastAPI()
app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=1)


@app.get(PAGE, response_class=HTMLResponse)
async def page() -> str:
    """Replay as the page does, and answer with what it answered once."""
    await stage.replay(until=PAGE.rpartition("/")[2], what_ifs=0)
    return html


serve(app)
