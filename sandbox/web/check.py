"""``/check``: why a token of one's own is refused. Browsers find that out; this answers those without JavaScript."""

import re
import tarfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.authoring.incident import NewFile, incident_of
from sandbox.causes.facts import Expectation, Token
from sandbox.causes.handed import handed
from sandbox.http.forms import BadForm, read_form
from sandbox.http.headers import POLICY
from sandbox.http.this_machine import on_this_machine
from sandbox.http.unchanging import Unchanging
from sandbox.settings import LIMITS
from sandbox.views.site.causes import causes_page
from sandbox.views.tools.check import CheckPage, FileView, Form, answered, check_page
from sandbox.views.tools.check_examples import EXAMPLES, Example
from sandbox.web.context import WebContext
from sandbox.web.errors import answer_errors_with_pages

_HEADERS: Final = {"Content-Security-Policy": f"{POLICY}; connect-src 'none'", "Referrer-Policy": "no-referrer"}
_AUDIENCES: Final = 20
_LONGEST: Final = 2_000
_SECONDS: Final = re.compile(r"[0-9]{1,11}(?:\.[0-9]{1,6})?")
_TIME: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?(?:\.[0-9]+)?(Z| ?UTC|[+-][0-9]{2}:[0-9]{2})?)?"
)
_ELSEWHERE: Final = (
    "This server was not reached on this machine, so it took no token. "
    "Switch JavaScript on for this page, and nothing is sent at all."
)


def create_check(context: WebContext) -> FastAPI:
    """Build the application of ``/check``, and of ``/causes``."""
    app = FastAPI(openapi_url=None)
    answer_errors_with_pages(app, context.frame)
    check = _Check(context)
    app.add_api_route("/check", check.show, methods=["GET", "HEAD"])
    app.add_api_route("/check", check.answer, methods=["POST"])
    app.add_api_route("/causes", check.causes, methods=["GET", "HEAD"])
    return app


class _Check:
    """The page of one composed application. It keeps nothing."""

    def __init__(self, context: WebContext) -> None:
        self._catalogue = context.catalogue
        self._frame = context.frame

    async def show(self, request: Request) -> Response:
        """The page before anything was typed."""
        page = check_page(self._catalogue, posts=on_this_machine(request))
        html = self._frame.render("pages/check.html", page=page)
        return Unchanging(html, headers=_HEADERS, variant=on_this_machine)

    async def answer(self, request: Request) -> Response:
        """The page with an answer, or the files of a scenario; nobody keeps a copy."""
        page, sent, status = await self._answered(request)
        wanted = sent.get("make") == "incident" and page.incident.files
        answer = _archive(page.incident.files) if wanted else self._page(page, status)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    async def causes(self) -> Response:
        """Every cause, with where it is known from."""
        return Unchanging(self._frame.render("pages/causes.html", page=causes_page(self._catalogue)))

    async def _answered(self, request: Request) -> tuple[CheckPage, Mapping[str, str], int]:
        """The page, what was sent, and the status."""
        page = check_page(self._catalogue, posts=on_this_machine(request))
        if not page.posts:
            return replace(page, problem=_ELSEWHERE), {}, 403
        try:
            sent = await read_form(request, LIMITS.author_form_bytes)
        except BadForm as error:
            return replace(page, problem=error.message), {}, error.status
        now = time.time()
        example = next((one for one in EXAMPLES if one.id == sent.get("example")), None)
        typed = Form(**{field.name: sent.get(field.name, "") for field in fields(Form)})
        form = _tried(example, now) if example else typed
        token, expectation = handed(form.token), expectation_of(form, now)
        signature = _signature(token, form.keys)
        if signature is None:
            page = replace(page, keys_wrong="This is no JWK Set: an object whose `keys` are a list of keys.")
        expectation = replace(expectation, signature=signature or "unchecked")
        files = [FileView(one.path, one.text) for one in _incident(token)]
        return answered(page, form, token, expectation, files), sent, 200

    def _page(self, page: CheckPage, status: int = 200) -> HTMLResponse:
        html = self._frame.render("pages/check.html", page=page)
        return HTMLResponse(html.encode("utf-8", "replace"), status, headers=_HEADERS)


def expectation_of(form: Form, now: float) -> Expectation:
    """What the API expects. Audiences and issuer stay as they are, to the last space: that may be the cause.

    Args:
        form: What was typed.
        now: The time to judge by, if none was typed.

    """
    at = time_of(form.at)
    audiences = [one[:_LONGEST] for one in form.audience.replace("\r\n", "\n").split("\n") if one.strip()]
    return Expectation(
        audiences=tuple(audiences[:_AUDIENCES]),
        issuer=form.issuer[:_LONGEST],
        kind=form.kind,
        scope=form.scope.strip()[:_LONGEST],
        error=form.error.strip()[:_LONGEST],
        library=form.library,
        at=now if at is None else at,
    )


def time_of(typed: str) -> float | None:
    """A time in seconds since 1970, from seconds or a date; None for anything else."""
    text = typed.strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    day, minute, second, zone = found.groups()
    zone = "+00:00" if zone is None or zone.endswith(("Z", "UTC")) else zone
    try:
        return datetime.fromisoformat(f"{day}T{minute or '00:00'}{second or ':00'}{zone}").astimezone(UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def _signature(token: Token, keys: str) -> str | None:
    """What the given keys say; None if they cannot be read. Imported only then, because it takes cryptography."""
    if not keys.strip():
        return "unchecked"
    from sandbox.tokens.jwks_signature import NoKeySet, read_jwks, signed_by  # noqa: PLC0415 - see above

    try:
        found = read_jwks(keys.encode("utf-8"))
    except NoKeySet:
        return None
    readable = token.shape == "jwt" and token.text and found
    return signed_by(token.text, token.header, found) if readable else "unchecked"


def _tried(example: Example, now: float) -> Form:
    return Form(token=example.token(int(now)), audience=example.audience, issuer=example.issuer)


def _incident(token: Token) -> tuple[NewFile, ...]:
    return incident_of(token.header, token.claims, token.form) if token.shape == "jwt" else ()


def _archive(files: Sequence[FileView]) -> Response:
    """Several files as one: a tar archive, as the scripts of the page make it."""
    whole = BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for file in files:
            data = file.text.encode("utf-8", "replace")
            member = tarfile.TarInfo(file.path)
            member.size = len(data)
            archive.addfile(member, BytesIO(data))
    named = {"Content-Disposition": 'attachment; filename="incident.tar"'}
    return Response(whole.getvalue(), media_type="application/x-tar", headers=_HEADERS | named)
