"""What an api says about its routes (OpenAPI 3.1), generated from their declaration."""

import re
from collections.abc import Mapping
from typing import Any, Final, get_args

from starlette.requests import Request
from starlette.routing import compile_path

from sandbox.apis.metadata import METADATA
from sandbox.apis.responses import NONE
from sandbox.tokens.names import ALGORITHMS, CHECKS, Verdict
from sandbox.worlds import openapi
from sandbox.worlds.addresses import api_path, issuer_names, origin_of
from sandbox.worlds.instance import BY_ORIGIN, DEPLOYMENT, SCOPE_KEY, Instance
from sandbox.worlds.model import World
from sandbox.worlds.openapi import DESCRIPTION, JSON, TEXT, Json, error, members, one_of, operation, ref, response

_ABOUT: Final = (
    "Every answer says in `sandbox` how each check of the token came out. Any other path is answered with 404 "
    "`not_found`, any other method with 405 `method_not_allowed`. GET implies HEAD (RFC 9110 §9.3.2)."
)
_CHALLENGE: Final[Json] = {
    "WWW-Authenticate": {"required": True, "schema": {"type": "string", "pattern": '^(Bearer|DPoP) realm="[^"]*"'}}
}
_NAME: Final = re.compile(r"\{(\w+)\}")


def describe(world: World, api: str, request: Request) -> Json:
    """Describe an api, by the name under which it was reached.

    Args:
        world: Its world.
        api: Its id.
        request: The request for the description.

    """
    instance: Instance = request.scope[SCOPE_KEY]
    deployment: Mapping[str, str] = request.scope.get(DEPLOYMENT) or {}
    by_origin = bool(request.scope.get(BY_ORIGIN))
    server = f"{instance.public_url}{api_path(world.world, api, deployment)}"
    if by_origin:
        server = origin_of(world, api, instance.public_url)
    verify = {**world.apis[api].verify, **deployment}
    about = "".join(f" This deployment makes the check `{check}` so: `{how}`." for check, how in verify.items())
    schemes = {
        issuer: _tokens_of(world, api, names.origin if by_origin else names.path)
        for issuer in world.apis[api].trusts
        for names in [issuer_names(world, issuer, instance.public_url)]
    }
    paths = _routes(world, api)
    for path, methods in _documents(world, api, server).items():
        paths.setdefault(path, {}).update(methods)
    return openapi.document(f"{api} of {world.title}", _ABOUT + about, server, paths, _schemas(api, verify), schemes)


def _routes(world: World, api: str) -> Json:
    """The declared routes. Of two that differ in the names of their parameters alone, the first gives the path."""
    paths: dict[str, Json] = {}
    spelled: dict[str, str] = {}
    for route, scope in world.apis[api].routes.items():
        method, _, path = route.partition(" ")
        path = spelled.setdefault(_NAME.sub("{}", path), path)
        paths.setdefault(path, {}).setdefault(method.lower(), _route(world, api, route, scope))
    for path, operations in paths.items():
        if names := _NAME.findall(path):
            operations["parameters"] = [_segment(name) for name in names]
    return paths


def _route(world: World, api: str, route: str, scope: str | None) -> Json:
    refused, needed = openapi.NO_STORE | _CHALLENGE, [scope] if scope else []
    responses = {
        200: response("The token is accepted", JSON, ref("Accepted")),
        400: response("The Authorization header is malformed (RFC 6750 §3.1)", JSON, ref("Malformed"), refused),
        401: response(
            "No token, and no error is named; or one that is refused (RFC 6750 §3.1)",
            JSON,
            {"anyOf": [ref("WithoutToken"), ref("Refused")]},
            refused,
        ),
    }
    if scope:
        responses[403] = response(f"The token has no scope {scope}", JSON, ref("InsufficientScope"), refused)
    if _NAME.search(route):
        responses[404] = response("The path has another segment than was declared", JSON, error("not_found"))
    id_ = re.sub(r"\W+", "_", route).strip("_")
    security = [{issuer: needed} for issuer in world.apis[api].trusts]
    return operation(
        id_, f"{route}, with {scope}" if scope else f"{route}, with any token", responses, security=security
    )


def _segment(name: str) -> Json:
    schema = {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}
    return {"name": name, "in": "path", "required": True, "description": "Any one segment", "schema": schema}


def _documents(world: World, api: str, server: str) -> Json:
    """The documents about the api itself, where no declared route stands before them."""
    headers = {**openapi.PUBLIC, "Access-Control-Allow-Origin": {"required": True, "schema": {"const": "*"}}}
    metadata = response("The document", JSON, ref("ProtectedResource"), headers)
    documents = {
        METADATA: {"get": operation("metadata", "Whose tokens are accepted here (RFC 9728 §3)", {200: metadata})},
        DESCRIPTION: openapi.description_operation(server),
    }
    declared = [
        compile_path(path)[0]
        for method, _, path in (route.partition(" ") for route in world.apis[api].routes)
        if method == "GET"
    ]
    return {path: methods for path, methods in documents.items() if not any(one.match(path) for one in declared)}


def _tokens_of(world: World, api: str, iss: str) -> Json:
    accepted = [world.audiences[audience].scopes for audience in world.apis[api].accepts]
    scopes = {scope: text for described in accepted for scope, text in described.items()}
    how = "with a proof beside it (RFC 9449 §7)" if world.apis[api].sender else "(RFC 6750 §2.1)"
    by_code = {"authorizationUrl": f"{iss}authorize", "tokenUrl": f"{iss}oauth/token", "scopes": scopes}
    by_client = {"tokenUrl": f"{iss}oauth/token", "scopes": scopes}
    return {
        "type": "oauth2",
        "description": f"An access token of {iss}, in the Authorization header {how}",
        "flows": {"authorizationCode": by_code, "clientCredentials": by_client},
    }


def _schemas(api: str, verify: Mapping[str, str]) -> Json:
    api_id, explained = {"const": api}, ref("Explanation")
    return {
        "Accepted": members(("api", "route", "sub", "sandbox"), api=api_id, route=TEXT, sub={}, sandbox=explained),
        "WithoutToken": members(("sandbox",), sandbox=explained),
        "Malformed": error("invalid_request", sandbox=explained),
        "Refused": error("invalid_token", "invalid_dpop_proof", sandbox=explained),
        "InsufficientScope": error("insufficient_scope", sandbox=explained),
        "Explanation": members(
            ("api", "verify", "decision", "decided_by", "claims_verified", "checks"),
            api=api_id,
            verify={"const": dict(verify)},
            decision=one_of(("accept", "refuse")),
            decided_by=one_of((*CHECKS, NONE)),
            claims_verified={"type": "boolean"},
            checks={"type": "array", "items": ref("Check")},
        ),
        "Check": _check(),
        "ProtectedResource": members(
            ("resource", "authorization_servers"),
            resource=TEXT,
            authorization_servers=openapi.strings(minItems=1),
            scopes_supported=openapi.strings(),
            bearer_methods_supported={"const": ["header"]},
            resource_name=TEXT,
            dpop_bound_access_tokens_required={"const": True},
            dpop_signing_alg_values_supported=openapi.strings(one_of(ALGORITHMS)),
        ),
    }


def _check() -> Json:
    library = members(("call", "says"), call=TEXT, says={"type": ["string", "null"]})
    properties: dict[str, Any] = {
        "id": one_of(CHECKS),
        "verdict": one_of(get_args(Verdict)),
        "made": TEXT,
        "refuses": {"type": "boolean"},
        "expected": {},
        "actual": {},
        "reason": {"type": ["string", "null"]},
        "spec": TEXT,
        "library": {"anyOf": [library, {"type": "null"}]},
    }
    return members(properties, **properties)
