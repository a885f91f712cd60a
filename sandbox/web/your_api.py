"""``/your-api``: whether an API of one's own looks; its tokens, and what is fetched meanwhile. Only on this machine."""

from dataclasses import asdict

from cryptography.hazmat.primitives.serialization import Encoding
from fastapi import FastAPI
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.errors import UnknownName
from sandbox.http.this_machine import on_this_machine
from sandbox.probe.order import STRANGER, Order
from sandbox.probe.rows.header import certificate
from sandbox.settings import LIMITS
from sandbox.tokens.keyring import kid_of
from sandbox.web.context import WebContext
from sandbox.web.errors import answer_errors_with_pages
from sandbox.web.probe_page import WORLD, ProbePage
from sandbox.web.probe_tokens import ProbeTokens
from sandbox.worlds.addresses import DEFAULT_ISSUER
from sandbox.worlds.keys import key_name

_NO_STORE = {"Cache-Control": "no-store"}


def create_your_api(context: WebContext) -> FastAPI:
    """Build the application of ``/your-api``."""
    app = FastAPI(openapi_url=None)
    answer_errors_with_pages(app, context.frame)
    page = ProbePage(context)
    app.add_api_route("/your-api", page.show, methods=["GET", "HEAD"])
    app.add_api_route("/your-api", page.probe, methods=["POST"])
    yours = _YourApi(context)
    app.add_api_route("/your-api/tokens", yours.tokens, methods=["POST"])
    app.add_api_route("/your-api/fetched/{run}", yours.fetched, methods=["GET"])
    app.add_api_route("/your-api/keys/{run}.json", yours.keys, methods=["GET"])
    app.add_api_route("/your-api/public/{kid}.pem", yours.public_key, methods=["GET"])
    app.add_api_route("/your-api/certificate/{run}.pem", yours.certificate, methods=["GET"])
    return app


class _YourApi:
    """The addresses of one composed application."""

    def __init__(self, context: WebContext) -> None:
        self._keys = context.keys
        self._world = context.catalogue.worlds[WORLD]
        self._log = context.fetches
        self._clock = context.clock
        self._tokens = ProbeTokens(context)

    async def tokens(self, request: Request) -> Response:
        """The tokens of one probe; the body is an `Order` as JSON."""
        if not on_this_machine(request):
            return _refused(403, "tokens for a probe are written for this machine alone: call it by localhost")
        body = await _read(request)
        if body is None:
            return _refused(413, f"an order of more than {LIMITS.form_bytes} bytes is not read")
        try:
            order = Order.model_validate_json(body)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            place = ".".join(map(str, first["loc"])) or "the body"
            return _refused(422, f"{place}: {first['msg']}")
        try:
            issued = await self._tokens.write(order)
        except UnknownName as error:
            return JSONResponse(
                {
                    "error": "unknown_name",
                    "error_description": error.message,
                    "found": error.found,
                    "allowed": list(error.allowed),
                },
                422,
            )
        return JSONResponse(asdict(issued), headers=_NO_STORE)

    async def fetched(self, run: str) -> Response:
        """What was fetched since the tokens of a probe were written."""
        counted = await self._log.of(run)
        if counted is None:
            return _refused(404, "there is no such probe, or it is long over")
        return JSONResponse(counted, headers=_NO_STORE)

    async def keys(self, run: str) -> Response:
        """The stranger's keys, which only the header of a token names (``jku``)."""
        if not await self._log.note(run, "jku"):
            return _refused(404, "there is no such probe, or it is long over")
        stranger = await self._keys.made(STRANGER, "RS256")
        return JSONResponse({"keys": [dict(stranger.public.jwk)]}, headers=_NO_STORE)

    async def public_key(self, kid: str) -> Response:
        """A key that the issuer publishes, as PEM: for readers of tokens that read no JWK Set."""
        world = self._world
        name = key_name(world, DEFAULT_ISSUER)
        if kid not in (kid_of(name), kid_of(name, 2)):
            return _refused(404, f"the issuer publishes the keys {kid_of(name)} and {kid_of(name, 2)}")
        key = await self._keys.made(kid, world.issuers[DEFAULT_ISSUER].signing)
        return Response(key.public.pem, media_type="application/x-pem-file", headers=_NO_STORE)

    async def certificate(self, run: str) -> Response:
        """The stranger's certificate, which only the header of a token names (``x5u``)."""
        if not await self._log.note(run, "x5u"):
            return _refused(404, "there is no such probe, or it is long over")
        stranger = await self._keys.made(STRANGER, "RS256")
        pem = certificate(stranger, int(self._clock())).public_bytes(Encoding.PEM)
        return Response(pem, media_type="application/pem-certificate-chain", headers=_NO_STORE)


async def _read(request: Request) -> bytes | None:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LIMITS.form_bytes:
            return None
    return body


def _refused(status: int, description: str) -> JSONResponse:
    return JSONResponse({"error": "refused", "error_description": description}, status, headers=_NO_STORE)
