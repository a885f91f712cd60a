"""What a public instance does not do, and how one does it on a machine of one's own."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.templating import Frame

NOT_HERE: Final = ("workshop", "room", "your-api")
"""The first parts of the addresses that a public instance leaves out: rooms, and requests to what a visitor names."""


@dataclass(frozen=True, slots=True)
class RunYourselfPage:
    """What to do instead.

    Args:
        group: The word of the navigation that it belongs to.
        here: Its address.
        title: What one wanted.
        reason: Why this server does not do it.
        command: What to type on a machine of one's own.
        then: What happens then.
        doc: The documentation of it.

    """

    group: str
    here: str
    title: str
    reason: str
    command: str
    then: str
    doc: str


_WORKSHOP: Final = RunYourselfPage(
    "teach",
    "/workshop",
    "A workshop of your own",
    "This is a public server: it opens no rooms, because a room keeps what people answer.",
    "aud workshop",
    "This prints an address, a code and your link. One laptop is enough, without internet.",
    "workshop",
)
_YOUR_API: Final = RunYourselfPage(
    "check",
    "/your-api",
    "Test your own API",
    "This is a public server: it sends no requests to addresses that its visitors name.",
    "aud serve",
    "This opens the same site on your machine, where this page reaches your API. So does the command aud probe.",
    "probe",
)


def create_run_yourself(frame: Frame) -> ASGIApp:
    """What answers below the addresses of `NOT_HERE`.

    Args:
        frame: What surrounds every page.

    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        page = _YOUR_API if request.url.path.startswith("/your-api") else _WORKSHOP
        says = request.method in ("GET", "HEAD") and request.url.path == page.here
        html = frame.render("pages/run_yourself.html", page=page)
        response: Response = HTMLResponse(html, 200 if says else 403)
        await response(scope, receive, send)

    return answer
