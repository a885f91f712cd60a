"""A page with one button that fetches an empty fragment by htmx: the floor of a click."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from benchmarks.floors.serving import serve
from sandbox.settings import resource_root

PAGE = """<!doctype html><title>Floor</title><script src="/static/vendor/htmx-4.0.1.min.js" defer></script>
<main><article id="stage"><p>Nothing</p></article>
<form hx-post="/" hx-target="#stage" hx-select="#stage" hx-swap="outerMorph"><button data-replay>Go</button></form>
</main>
"""
app = FastAPI()
app.mount("/static", StaticFiles(directory=resource_root() / "static"))


@app.get("/", response_class=HTMLResponse)
async def page() -> str:
    """The page."""
    return PAGE


@app.post("/", response_class=HTMLResponse)
async def fragment() -> str:
    """The fragment: nothing in it."""
    return '<article id="stage"></article>'


serve(app)
