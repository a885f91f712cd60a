"""The documentation, served along: workshops have no internet."""

from fastapi import FastAPI
from starlette.responses import RedirectResponse, Response

from sandbox.http.unchanging import Unchanging
from sandbox.views.site.docs import doc_groups, doc_page
from sandbox.web.context import WebContext
from sandbox.web.errors import answer_errors_with_pages


def create_docs(context: WebContext) -> FastAPI:
    """Build the application of ``/docs`` and what is below it."""
    app = FastAPI(openapi_url=None, docs_url=None)
    answer_errors_with_pages(app, context.frame)

    async def index() -> Response:
        return Unchanging(context.frame.render("pages/docs.html", page=doc_groups()))

    async def to_index() -> Response:
        return RedirectResponse("/docs", 308)

    async def page(name: str) -> Response:
        return Unchanging(context.frame.render("pages/doc.html", page=doc_page(name, context.public_url)))

    app.add_api_route("/docs", index, methods=["GET", "HEAD"])
    app.add_api_route("/docs/", to_index, methods=["GET", "HEAD"])
    app.add_api_route("/docs/{name:path}", page, methods=["GET", "HEAD"])
    return app
