"""Static files: cached for ever under an address that holds their fingerprint, not at all otherwise."""

import os

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from sandbox.static_files import JOINED, static_file


class FingerprintedFiles(StaticFiles):
    """The files below ``static/``, and those that are joined of several."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """What answers a request for a path."""
        if path not in JOINED or scope["method"] not in ("GET", "HEAD"):
            return await super().get_response(path, scope)
        response = Response(static_file(path), media_type="text/javascript")
        response.headers["Cache-Control"] = _caching(scope)
        return response

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """One file, with how long it may be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = _caching(scope)
        return response


def _caching(scope: Scope) -> str:
    for_ever = scope["query_string"].startswith(b"v=")
    return "public, max-age=31536000, immutable" if for_ever else "no-cache"


class SchemaFiles(StaticFiles):
    """The schemas of authors' files, which editors in other pages may read as well."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """One schema."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update({"Access-Control-Allow-Origin": "*", "Content-Type": "application/schema+json"})
        return response
