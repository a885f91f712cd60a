"""Static files: cached for ever under an address that holds their fingerprint, not at all otherwise."""

import os

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope


class FingerprintedFiles(StaticFiles):
    """The files below ``static/``."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """One file, with how long it may be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        for_ever = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if for_ever else "no-cache"
        return response


class SchemaFiles(StaticFiles):
    """The schemas of authors' files, which editors in other pages may read as well."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """One schema."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update({"Access-Control-Allow-Origin": "*", "Content-Type": "application/schema+json"})
        return response
