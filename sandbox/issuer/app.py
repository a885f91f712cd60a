"""The application of one issuer."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.issuer.endpoints.authorize import AuthorizeEndpoint
from sandbox.issuer.endpoints.discovery import DiscoveryEndpoints
from sandbox.issuer.endpoints.introspect import IntrospectionEndpoint
from sandbox.issuer.endpoints.logout import LogoutEndpoints
from sandbox.issuer.endpoints.revoke import RevocationEndpoint
from sandbox.issuer.endpoints.token import TokenEndpoint
from sandbox.issuer.endpoints.userinfo import UserinfoEndpoint
from sandbox.issuer.request import IssuerRef
from sandbox.worlds.cors import CrossOrigin
from sandbox.worlds.model import World
from sandbox.worlds.openapi import DESCRIPTION


def create_issuer(world: World, issuer: str) -> Starlette:
    """Build the application of an issuer of a world; it keeps no state (see `sandbox.worlds.instance`)."""
    issuer_ref = IssuerRef(world, issuer)
    app = Starlette(exception_handlers={HTTPException: _unrouted})
    app.router.redirect_slashes = False  # they would lead wherever a Host header says
    app.add_middleware(CrossOrigin, world=world)
    discovery = DiscoveryEndpoints(issuer_ref)
    logout = LogoutEndpoints(issuer_ref)
    app.add_route("/oauth/token", TokenEndpoint(issuer_ref).respond, methods=["POST"])
    app.add_route("/authorize", AuthorizeEndpoint(issuer_ref).respond, methods=["GET", "POST"])
    app.add_route("/.well-known/jwks.json", discovery.jwks)
    app.add_route("/userinfo", UserinfoEndpoint(issuer_ref).respond, methods=["GET", "POST"])
    app.add_route("/oauth/introspect", IntrospectionEndpoint(issuer_ref).respond, methods=["POST"])
    app.add_route("/oauth/revoke", RevocationEndpoint(issuer_ref).respond, methods=["POST"])
    app.add_route("/v2/logout", logout.auth0)
    app.add_route("/oidc/logout", logout.oidc, methods=["GET", "POST"])
    app.add_route("/.well-known/openid-configuration", discovery.configuration)
    app.add_route("/.well-known/oauth-authorization-server", discovery.configuration)
    app.add_route(DESCRIPTION, discovery.description)
    return app


async def _unrouted(request: Request, error: Exception) -> Response:
    """The response to a path or method that this issuer does not have."""
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    name = "method_not_allowed" if status == 405 else "not_found"
    path = request.scope["path"].removeprefix(request.scope["root_path"])
    body = {"error": name, "error_description": f"This issuer does not answer {request.method} {path[:200]}"}
    return JSONResponse(body, status, {"Cache-Control": "no-store", **(headers or {})})
