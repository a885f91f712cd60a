"""The visit that a browser is on: a cookie of one scenario or grid, which holds all of it. The server keeps nothing.

The cookie is not signed. It is believed if its visit may have begun when it says, and nothing else depends on it: the
running server has a clock and a randomness of its own.
"""

import re
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from sandbox.replay.visit import Visit, continued, new_visit
from sandbox.scenarios.model import Scenario
from sandbox.settings import LIMITS
from sandbox.worlds.model import World

COOKIE: Final = "sandbox_visit"
_WRITTEN: Final = re.compile(r"([0-9]{1,12})\.([A-Za-z0-9_-]{16})")


class Visits:
    """The visits of one scenario.

    Args:
        scenario: The scenario.
        world: The world it plays in.
        path: Where its pages are; the browser sends the cookie there and below.
        clock: Epoch seconds, now.

    """

    def __init__(self, scenario: Scenario, world: World, path: str, clock: Callable[[], float]) -> None:
        self._scenario = scenario
        self._world = world
        self._path = path
        self._clock = clock

    def begin(self) -> Visit:
        """A new visit."""
        return new_visit(self._scenario, int(self._clock()))

    def of(self, request: Request) -> Visit:
        """The visit that a request continues; a new one if it brings none, or one whose tokens will run out soon."""
        written = _WRITTEN.fullmatch(request.cookies.get(COOKIE, ""))
        brought = Visit(scenario=self._scenario.scenario, began=int(written[1]), seed=written[2]) if written else None
        return continued(brought, self._scenario, self._world, int(self._clock()))

    def age(self, visit: Visit) -> int:
        """How many seconds ago a visit began."""
        return int(self._clock() - visit.began)

    def renewed(self, request: Request, visit: Visit) -> bool:
        """Whether a visit is a new one because the one that the request brought is over."""
        brought = _WRITTEN.fullmatch(request.cookies.get(COOKIE, ""))
        return brought is not None and brought[2] != visit.seed

    def remember(self, response: Response, request: Request, visit: Visit) -> Response:
        """Give the browser the visit, unless it has it already, and let no cache keep the response.

        It is remembered for longer than it lasts, so that the page can say that it has ended.

        Args:
            response: The response to the request.
            request: The request.
            visit: The visit that the response shows.

        Returns:
            The response.

        """
        response.headers["Cache-Control"] = "no-store"
        response.headers.add_vary_header("Cookie")
        written = f"{int(visit.began)}.{visit.seed}"
        if request.cookies.get(COOKIE) != written:
            response.set_cookie(
                COOKIE,
                written,
                LIMITS.visit_remembered,
                path=self._path,
                secure=request.url.scheme == "https",
                httponly=True,
                samesite="lax",
            )
        return response
