"""What an api says about itself before anybody has a token for it (RFC 9728)."""

from typing import Any, Final

from starlette.requests import Request

from sandbox.tokens.names import ALGORITHMS
from sandbox.worlds.addresses import api_path, issuer_names, origin_of
from sandbox.worlds.instance import BY_ORIGIN, DEPLOYMENT, SCOPE_KEY, Instance
from sandbox.worlds.model import World

METADATA: Final = "/.well-known/oauth-protected-resource"


def metadata_address(world: World, api: str, request: Request) -> str:
    """Where the document about an api is, by the name under which the api was reached (RFC 9728 §3.1).

    Args:
        world: The world.
        api: The api's id.
        request: The request by which it was reached.

    """
    instance: Instance = request.scope[SCOPE_KEY]
    if request.scope.get(BY_ORIGIN):
        return f"{origin_of(world, api, instance.public_url)}{METADATA}"
    return f"{instance.public_url}{METADATA}{api_path(world.world, api, request.scope.get(DEPLOYMENT))}"


def protected_resource(world: World, api: str, request: Request) -> dict[str, Any]:
    """The metadata of an api (RFC 9728 §2).

    ``resource`` is the audience to ask a token for: the api's identifier, which need not be its address. A client that
    compares the two (§3.3) will refuse it, unless the world registers the address as the identifier.

    Args:
        world: The world.
        api: The api's id.
        request: The request by which it was reached.

    """
    instance: Instance = request.scope[SCOPE_KEY]
    declared = world.apis[api]
    bound = {"dpop_bound_access_tokens_required": True, "dpop_signing_alg_values_supported": list(ALGORITHMS)}
    names = [issuer_names(world, issuer, instance.public_url) for issuer in declared.trusts]
    return {
        "resource": world.audiences[declared.accepts[0]].identifier,
        "authorization_servers": [name.origin if request.scope.get(BY_ORIGIN) else name.path for name in names],
        "scopes_supported": sorted({scope for scope in declared.routes.values() if scope}),
        "bearer_methods_supported": ["header"],
        "resource_name": f"{api} of {world.title}",
        **(bound if declared.sender else {}),
    }
