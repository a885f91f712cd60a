"""Documents for everybody: keys, metadata, descriptions."""

import json
from typing import Final

from starlette.responses import Response

_FOR_EVERYBODY: Final = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}


def public_json(document: object) -> Response:
    """A JSON document that anybody may read, from any origin, and keep for a while."""
    return Response(json.dumps(document), 200, _FOR_EVERYBODY, "application/json")
