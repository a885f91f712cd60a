"""The page of ``/your-api``: three steps, of which the second is answered while the tokens are sent."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import fields, replace
from typing import Final, get_args

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from sandbox.errors import SandboxError
from sandbox.http.forms import BadForm, parse_parameters, read_form
from sandbox.http.this_machine import on_this_machine
from sandbox.probe.findings import Concluded, Explained, Fetches, Result
from sandbox.probe.flaws import leeway
from sandbox.probe.judging import Accepts
from sandbox.probe.order import Order
from sandbox.probe.request import Target
from sandbox.probe.sending import Sender
from sandbox.probe.session import concluded, results_of
from sandbox.probe.setups import EXAMPLE, Trusted
from sandbox.probe.spec import Profile
from sandbox.probe.target import check_on_this_machine
from sandbox.settings import LIMITS
from sandbox.templating import render
from sandbox.views.reports.probe.report import Probed
from sandbox.views.tools.your_api import OTHER, Form, YourApiPage, found_view, row_view, your_api_page
from sandbox.web.context import WebContext
from sandbox.web.probe_tokens import ProbeTokens
from sandbox.worlds.addresses import DEFAULT_ISSUER, issuer_names

WORLD: Final = "foo"
"""The world whose issuer is to be trusted."""
_HERE: Final = "<!-- here -->"
"""Where the page is cut: what comes of a probe is sent there as it comes."""
_HEADERS: Final = {"Cache-Control": "no-store", "Content-Encoding": "identity"}
"""Nothing compresses it on its way, so that no row waits for the next."""
_ELSEWHERE: Final = (
    "This server was not reached on this machine, so it probes nothing for you. On the machine that runs it, "
    "open this page by localhost, or call aud probe."
)
_BUSY: Final = "A probe is running already. Try again when it has ended, or close its page, which ends it."


class ProbePage:
    """The page of one composed application. It sends the tokens of one probe at a time."""

    def __init__(self, context: WebContext) -> None:
        self._frame = context.frame
        self._public_url = context.public_url
        self._log = context.fetches
        self._world = context.catalogue.worlds[WORLD]
        self._tokens = ProbeTokens(context)
        self._turn = asyncio.Lock()

    async def show(self, request: Request) -> Response:
        """The page before anything is sent."""
        try:
            form = _form(parse_parameters(request.url.query))
        except BadForm as error:
            return self._refused(request, Form(), error, error.status)
        try:
            return self._whole(self._page(request, form))
        except SandboxError as error:
            return self._refused(request, form, error, 422)

    async def probe(self, request: Request) -> Response:
        """The page with what comes of a probe, row by row."""
        if not on_this_machine(request):
            return self._refused(request, Form(), SandboxError(_ELSEWHERE), 403)
        try:
            sent = await read_form(request)
        except BadForm as error:
            return self._refused(request, Form(), error, error.status)
        form = _form(sent)
        try:
            if not {"url", "audience"} <= sent.keys():
                raise BadForm("A probe needs the route of your API and the audience that it expects", 422)
            check_on_this_machine(form.url)
            page = self._page(request, form)
        except SandboxError as error:
            return self._refused(request, form, error, 422)
        if self._turn.locked():
            return self._refused(request, form, SandboxError(_BUSY), 429)
        return StreamingResponse(self._probed(page), media_type="text/html; charset=utf-8", headers=_HEADERS)

    async def _probed(self, page: YourApiPage) -> AsyncIterator[str]:
        form, target = page.form, Target(page.form.url)
        async with self._turn, Sender(target) as sender:
            profile: Profile = next(one for one in get_args(Profile) if one == form.profile)
            issued = await self._tokens.write(Order(audience=form.audience, scope=form.scope, profile=profile))
            html = self._frame.render("pages/your_api.html", page=replace(page, rows=len(issued.rows)))
            before, between, after = html.split(_HERE)
            yield before
            results, too_slow = list[Result](), False
            late = asyncio.get_running_loop().time() + LIMITS.probe_seconds
            async for result in results_of(issued.rows, sender, Accepts()):
                yield render("partials/probe_row.html", row=row_view(result, target, results))
                results.append(result)
                if too_slow := asyncio.get_running_loop().time() > late and len(results) < len(issued.rows):
                    break
            fetches = Fetches(**(await self._log.of(issued.run) or {}))
            found = concluded(issued.rows, results, fetches)
            if too_slow:
                found = _too_slow(found)
            leeways = {check: leeway(results, check) for check in ("expiry", "not_before")}
            setup = page.trust.setup if page.trust else None
            probed = Probed(target, form.audience, issued.issuer, found, leeways, issued.scenarios, frozenset(), setup)
            yield between + render("partials/probe_found.html", found=found_view(probed, page.command)) + after

    def _page(self, request: Request, form: Form) -> YourApiPage:
        issuer = self._world.issuers[DEFAULT_ISSUER]
        name = issuer_names(self._world, DEFAULT_ISSUER, self._public_url).path
        trusted = Trusted(name, f"{name}.well-known/jwks.json", form.audience, issuer.signing, issuer.dialect)
        return your_api_page(form, trusted, self._public_url, posts=on_this_machine(request))

    def _refused(self, request: Request, form: Form, error: SandboxError, status: int) -> Response:
        """The page with what is wrong, and with what was typed, but for what the settings cannot be made of."""
        try:
            page = self._page(request, form)
        except SandboxError:
            page = replace(self._page(request, replace(form, setup=OTHER, audience=EXAMPLE)), form=form)
        problem = f"{error.message[:1].upper()}{error.message[1:]}."
        return self._whole(replace(page, problem=problem.replace("..", ".")), status)

    def _whole(self, page: YourApiPage, status: int = 200) -> Response:
        html = self._frame.render("pages/your_api.html", page=page).replace(_HERE, "")
        return HTMLResponse(html.encode("utf-8", "replace"), status, headers={"Cache-Control": "no-store"})


def _too_slow(found: Concluded) -> Concluded:
    reason = f"it took longer than {LIMITS.probe_seconds} s, so no more was sent: aud probe has time"
    return replace(found, verdict="inconclusive", reason=reason, flaws=Explained((), ()))


def _form(sent: dict[str, str]) -> Form:
    """What was typed, each part bounded; what is absent is as at first."""
    given = {one.name: sent[one.name].strip()[: LIMITS.identifier_chars] for one in fields(Form) if one.name in sent}
    form = Form(**given)
    return replace(form, profile=form.profile if form.profile in get_args(Profile) else "default")
