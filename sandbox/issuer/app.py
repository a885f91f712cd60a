"""The FastAPI application of one issuer."""

from fastapi import FastAPI

from sandbox.issuer.authorize import AuthorizeEndpoint
from sandbox.issuer.discovery import DiscoveryEndpoints
from sandbox.issuer.site import Site
from sandbox.issuer.token import TokenEndpoint
from sandbox.worlds.model import World


def create_issuer(world: World, issuer: str) -> FastAPI:
    """Build the application of an issuer of a world; it keeps no state (see `sandbox.worlds.instance`)."""
    site = Site(world, issuer)
    app = FastAPI(title=f"Issuer {issuer} of {world.world}", docs_url=None, redoc_url=None, openapi_url=None)
    authorize, discovery = AuthorizeEndpoint(site), DiscoveryEndpoints(site)
    app.add_api_route("/.well-known/openid-configuration", discovery.configuration, methods=["GET"])
    app.add_api_route("/.well-known/jwks.json", discovery.jwks, methods=["GET"])
    app.add_api_route("/authorize", authorize.show, methods=["GET"])
    app.add_api_route("/authorize", authorize.choose, methods=["POST"])
    app.add_api_route("/oauth/token", TokenEndpoint(site).__call__, methods=["POST"])
    return app
