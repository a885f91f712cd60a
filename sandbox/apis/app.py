"""The application of one api."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from sandbox.apis.introspection import introspect
from sandbox.apis.jwks import KeyCache
from sandbox.apis.metadata import METADATA, metadata_address, protected_resource
from sandbox.apis.responses import Challenge, explanation, missing_token, refusal, success, unrouted
from sandbox.tokens.check_modes import parse_verify
from sandbox.tokens.parsed_token import NO_JWT, ParsedToken, parse_token
from sandbox.tokens.policy import Policy, TrustedIssuer
from sandbox.tokens.proofs import BadProof, Presented
from sandbox.tokens.verify import verify_parsed
from sandbox.worlds.addresses import IssuerNames, issuer_names
from sandbox.worlds.bearer import BEARER, DPOP, MalformedCredentials, presented_token
from sandbox.worlds.cors import CrossOrigin
from sandbox.worlds.documents import public_json
from sandbox.worlds.instance import DEPLOYMENT, SCOPE_KEY, Instance
from sandbox.worlds.model import Api, World
from sandbox.worlds.openapi import DESCRIPTION
from sandbox.worlds.proofs import proof_of


@dataclass(frozen=True, slots=True)
class ResourceServer:
    """An api as it was declared."""

    world: World
    id: str

    @property
    def api(self) -> Api:
        """Its declaration."""
        return self.world.apis[self.id]

    async def serve(self, route: str, request: Request) -> Response:
        """Answer one request to one of its routes."""
        instance: Instance = request.scope[SCOPE_KEY]
        verify: Mapping[str, str] = {**self.api.verify, **request.scope.get(DEPLOYMENT, {})}
        asks = Challenge(self.id, DPOP if self.api.sender else BEARER, metadata_address(self.world, self.id, request))
        try:
            credentials = presented_token(request, (DPOP, BEARER) if self.api.sender else (BEARER,))
        except MalformedCredentials as error:
            return missing_token(asks, verify, malformed=str(error))
        if credentials is None:
            return missing_token(asks, verify, malformed=None)
        scheme, token = credentials
        parsed = parse_token(token)
        if parsed.fault and parsed.fault[0] == NO_JWT and self.world.introspects(self.id):
            parsed = await introspect(self.world, self.id, token, instance)
        policy = await self._policy(parsed, instance, verify, self.api.routes[route])
        if self.api.sender:
            policy = replace(policy, presented=self._presented(request, scheme))
        verification = verify_parsed(parsed, policy)
        sandbox = explanation(self.id, verify, verification)
        decisive = next((check for check in verification.checks if check.refuses), None)
        if decisive:
            return refusal(decisive, policy.scope, sandbox, asks)
        return success(self.id, route, verification, sandbox)

    def _presented(self, request: Request, scheme: str) -> Presented:
        """How a token came, with the proof beside it."""
        try:
            return Presented(scheme, proof_of(request, self.world, self.id))
        except BadProof as error:
            return Presented(scheme, fault=error.message)

    async def _policy(
        self, parsed: ParsedToken, instance: Instance, verify: Mapping[str, str], scope: str | None
    ) -> Policy:
        audiences = self.world.audiences
        accepted = self.api.accepts
        return Policy(
            audiences=tuple(audiences[id_].identifier for id_ in accepted),
            issuers=await self._trusted(parsed, instance),
            now=instance.clock(),
            scope=scope,
            scope_claims=tuple(self.api.scope_claims),
            modes=parse_verify(verify),
            clients=frozenset(
                id_ for id_, client in self.world.clients.items() if not client.audiences.keys().isdisjoint(accepted)
            ),
            registered=frozenset(audience.identifier for audience in audiences.values()),
        )

    async def _trusted(self, parsed: ParsedToken, instance: Instance) -> tuple[TrustedIssuer, ...]:
        """Its issuers with their keys. It trusts both names of each, and fetches by the path."""
        iss, kid = (parsed.claims or {}).get("iss"), (parsed.header or {}).get("kid")
        cache = instance.part(("api", self.world.world, self.id), KeyCache)
        names = {id_: issuer_names(self.world, id_, instance.public_url) for id_ in self.api.trusts}
        named = [id_ for id_, both in names.items() if iss in both.both]
        trusted = []
        for id_, both in names.items():
            wanted = parsed.header is not None and (not named or id_ in named)
            keys = await cache.keys(instance, self.id, _jwks_url(both), kid) if wanted else ()
            issuer = self.world.issuers[id_]
            trusted.append(TrustedIssuer(both.both, issuer.dialect, issuer.signing, keys))
        return tuple(trusted)


def _jwks_url(names: IssuerNames) -> str:
    return f"{names.path}.well-known/jwks.json"


def create_api(world: World, api: str) -> Starlette:
    """Build the application of an api of a world; it keeps no state (see `sandbox.worlds.instance`)."""
    server = ResourceServer(world, api)
    app = Starlette(exception_handlers={HTTPException: partial(_unrouted, server)})
    app.router.redirect_slashes = False  # they would lead wherever a Host header says
    app.add_middleware(CrossOrigin, world=world)
    by_path: dict[str, dict[str, str]] = {}
    for route in server.api.routes:
        method, _, path = route.partition(" ")
        by_path.setdefault(path, {})[method] = route
    for path, by_method in by_path.items():
        app.add_route(path, _endpoint(server, by_method), methods=list(by_method))
    app.add_route(METADATA, partial(_metadata, server))
    app.add_route(DESCRIPTION, partial(_description, server))
    return app


async def _metadata(server: ResourceServer, request: Request) -> Response:
    return public_json(protected_resource(server.world, server.id, request))


async def _description(server: ResourceServer, request: Request) -> Response:
    from sandbox.apis.description import describe  # noqa: PLC0415 - few ask for it, and no replay does

    return public_json(describe(server.world, server.id, request))


def _endpoint(server: ResourceServer, by_method: Mapping[str, str]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await server.serve(by_method[method], request)

    return endpoint


async def _unrouted(server: ResourceServer, request: Request, error: Exception) -> Response:
    """The response to a path or method that this api does not have."""
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    path = request.scope["path"].removeprefix(request.scope["root_path"])
    return unrouted(status, server.id, f"{request.method} {path[:200]}", server.api.routes, headers)
