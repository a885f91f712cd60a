"""The signature of a token, taken apart and edited in place; the server checks every text it is sent."""

import json
from base64 import urlsafe_b64decode
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.errors import UnknownName
from sandbox.http.forms import BadForm, Parameters, read_form
from sandbox.replay.player import ReplayRequest
from sandbox.scenarios.workbench.parse import parse_workbench
from sandbox.scenarios.workbench.scenario import PASTED, TOKEN, pasted_scenario, workbench_scenario
from sandbox.scenarios.workbench.state import WorkbenchState
from sandbox.settings import LIMITS
from sandbox.tokens.encoding import encode_part
from sandbox.tokens.parsed_token import parse_token
from sandbox.views.tools.signature import Parts, aud_of, signature_page
from sandbox.web.context import WebContext
from sandbox.web.pasted import Pasted, pasted

_NEXT: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz0123456789/", "bcdefghijklmnopqrstuvwxyza1234567890:")
_NO_STORE: Final = {"Cache-Control": "no-store"}


class SignaturePages:
    """The page of a token's signature: the token of a state of the workbench, and what a reader makes of it."""

    def __init__(self, context: WebContext) -> None:
        self._catalogue = context.catalogue
        self._play = context.play
        self._frame = context.frame

    async def show(self, request: Request) -> Response:
        """The token of a state, as its issuer or its forger signed it."""
        state, _ = parse_workbench(dict(request.query_params), self._catalogue.worlds)
        trace = await self._play(ReplayRequest(workbench_scenario(state)))
        raw = next((token.raw for step in trace.steps for token in step.tokens if token.name == TOKEN), "")
        parts = _taken_apart(raw)
        if parts is None:
            raise UnknownName("the letter of this state has no seal that could be taken apart")
        return await self._page(state, parts, parts)

    async def check(self, request: Request) -> Response:
        """The token as it was edited: put together, and sent to an api that checks it."""
        state, _ = parse_workbench(dict(request.query_params), self._catalogue.worlds)
        try:
            form = await read_form(request)
        except BadForm:
            form = Parameters()
        if "token" in form:
            return await self._pasted(state, pasted(form["token"]))
        original = _parts(form.get("was_header"), form.get("was_payload"), form.get("was_signature"))
        if original is None:
            return RedirectResponse(f"/workbench/seal?{state.query()}", 303)
        edited = _parts(form.get("header"), form.get("payload"), form.get("signature", "")) or original
        if form.get("do") == "back":
            edited = original
        elif form.get("do") == "change":
            edited = _with_another_audience(edited)
        return await self._page(state, edited, original)

    async def _pasted(self, state: WorkbenchState, found: Pasted) -> Response:
        parts = _taken_apart(found.raw)
        if parts is None:
            raise UnknownName(found.problem.rstrip(".") or "this token is no JWT with a seal that could be taken apart")
        return await self._page(state, parts, parts)

    async def _page(self, state: WorkbenchState, parts: Parts, original: Parts) -> Response:
        raw = f"{parts.header_part}.{parts.payload_part}.{parts.signature}"
        trace = await self._play(ReplayRequest(pasted_scenario(state), tokens={PASTED: raw}))
        page = signature_page(state.world, state.query(), parts, original, trace.steps[-1], trace.now)
        return HTMLResponse(self._frame.render("pages/signature.html", page=page), headers=_NO_STORE)


def _taken_apart(raw: str) -> Parts | None:
    """The parts of a token that can be read; None for any other."""
    parsed = parse_token(raw)
    if not raw.isascii() or parsed.header is None or parsed.claims is None:
        return None
    header, payload, signature = raw.split(".")
    return Parts(_decoded(header), _decoded(payload), signature, header, payload)


def _decoded(part: str) -> str:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8")


def _parts(header: str | None, payload: str | None, signature: str | None) -> Parts | None:
    """The parts that some texts make. A form sends line ends as two characters; a text has one."""
    if header is None or payload is None:
        return None
    texts = [text.replace("\r\n", "\n") for text in (header, payload)]
    signed = "".join((signature or "").split())
    if not signed.isascii() or not signed.isprintable() or sum(map(len, texts)) + len(signed) > LIMITS.token_bytes:
        return None
    first, second = (encode_part(text.encode("utf-8", "replace")) for text in texts)
    return Parts(texts[0], texts[1], signed, first, second)


def _with_another_audience(parts: Parts) -> Parts:
    """The same, with the last character of ``aud`` changed."""
    aud = aud_of(parts.payload)
    audience = aud[0] if isinstance(aud, list) and aud else aud
    if not isinstance(audience, str) or not audience:
        return parts
    changed = audience[:-1] + audience[-1].translate(_NEXT)
    payload = parts.payload.replace(json.dumps(audience), json.dumps(changed), 1)
    return _parts(parts.header, payload, parts.signature) or parts
