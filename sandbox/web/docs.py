"""The documentation, served along: workshops have no internet."""

from fastapi import FastAPI
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.templating import render
from sandbox.views.site.docs import doc_names, doc_page
from sandbox.web.errors import answer_kindly


def create_docs() -> FastAPI:
    """Build the application of ``/docs`` and what is below it."""
    app = FastAPI(openapi_url=None, docs_url=None)
    answer_kindly(app, as_json=False)

    async def first() -> Response:
        return RedirectResponse("/docs/authoring", 308)

    async def page(name: str) -> Response:
        return HTMLResponse(render("pages/doc.html", page=doc_page(name), names=doc_names()))

    app.add_api_route("/docs", first, methods=["GET", "HEAD"])
    app.add_api_route("/docs/{name}", page, methods=["GET", "HEAD"])
    return app
