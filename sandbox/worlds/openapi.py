"""The parts of which the descriptions of issuers and apis are composed (OpenAPI 3.1).

Their routes are plain ones, for speed; so nothing derives a description from them. It is written by hand, and tests
hold it against what really runs, in both directions.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

Json = dict[str, Any]

DESCRIPTION: Final = "/openapi.json"
"""Where an issuer or api describes itself, below its own address."""
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
HTML: Final = "text/html"
TEXT: Final[Json] = {"type": "string"}
NO_STORE: Final[Json] = {"Cache-Control": {"required": True, "schema": {"const": "no-store"}}}
"""The header by which nobody may store a response (RFC 6749 §5.1)."""
PUBLIC: Final[Json] = {"Cache-Control": {"required": True, "schema": {"const": "public, max-age=300"}}}
_ERROR_DESCRIPTION: Final = {"type": "string", "pattern": r"^[\x20\x21\x23-\x5b\x5d-\x7e]*$"}


def document(
    title: str, about: str, server: str, paths: Json, schemas: Json, security_schemes: Mapping[str, Json]
) -> Json:
    """A whole description.

    Args:
        title: What is described.
        about: What holds for all of it, in words.
        server: The name it was reached by, without a slash at its end.
        paths: Its operations, by path and method.
        schemas: The schemas that operations refer to.
        security_schemes: The ways to authenticate.

    """
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1", "description": about},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": dict(security_schemes)},
    }


def operation(id_: str, summary: str, responses: Mapping[int, Json], **more: Any) -> Json:
    """One operation.

    Args:
        id_: Its ``operationId``.
        summary: What it does, in one line.
        responses: The response by status.
        **more: Its other members, such as ``parameters``.

    """
    by_status = {str(status): described for status, described in sorted(responses.items())}
    return {"operationId": id_, "summary": summary, **more, "responses": by_status}


def query(name: str, about: str, schema: Json, *, required: bool = False) -> Json:
    """A parameter of the query.

    Args:
        name: Its name.
        about: What it is for.
        schema: The schema of its value.
        required: Whether it must be there.

    """
    return {"name": name, "in": "query", "description": about, "required": required, "schema": schema}


def form(schema: Json, *, or_json: bool = False) -> Json:
    """A body that is a form, or JSON with the same members."""
    kinds = (FORM, JSON) if or_json else (FORM,)
    return {"required": True, "content": {kind: {"schema": schema} for kind in kinds}}


def response(about: str, kind: str | None = None, schema: Json | None = None, headers: Json = NO_STORE) -> Json:
    """One response.

    Args:
        about: When it is sent.
        kind: Its content type; None without a body.
        schema: The schema of its body; text if absent.
        headers: The schemas of its headers.

    """
    content = {"content": {kind: {"schema": TEXT if schema is None else schema}}} if kind else {}
    return {"description": about, "headers": headers, **content}


def members(required: Iterable[str] = (), /, **properties: Json) -> Json:
    """The schema of a JSON object that has no other members."""
    return {**some_members(required, **properties), "additionalProperties": False}


def some_members(required: Iterable[str] = (), /, **properties: Json) -> Json:
    """The schema of an object that may have other members."""
    return {"type": "object", "required": sorted(required), "properties": properties}


def error(*codes: str, **more: Json) -> Json:
    """The schema of an error (RFC 6749 §5.2, RFC 6750 §3.1): which it may be, and what was wrong in words."""
    return members(
        ("error", "error_description", *more), error=one_of(codes), error_description=_ERROR_DESCRIPTION, **more
    )


def one_of(words: Iterable[str]) -> Json:
    """The schema of a string that is one of these."""
    return {"type": "string", "enum": sorted(set(words))}


def strings(schema: Json = TEXT, **more: Any) -> Json:
    """The schema of a list of strings."""
    return {"type": "array", "items": schema, **more}


def ref(schema: str) -> Json:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{schema}"}


def description_operation(server: str) -> Json:
    """The operation by which a description is read: it describes itself, too."""
    schema = members(
        ("openapi", "info", "servers", "paths", "components"),
        openapi={"const": "3.1.0"},
        info={"type": "object"},
        servers={"const": [{"url": server}]},
        paths={"type": "object"},
        components={"type": "object"},
    )
    return {"get": operation("description", "This description", {200: response("It", JSON, schema, PUBLIC)})}
