"""The shipped scenarios and worlds, ready to be played in this process."""

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

import httpx2
from starlette.types import ASGIApp

from sandbox.app import create_app
from sandbox.network import create_replayer
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import Trace
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.settings import DEFAULT_PUBLIC_URL, shipped_pack
from sandbox.tokens.keyring import KeyMaker

if TYPE_CHECKING:
    from sandbox.replay.engine import Replayer

SCENARIO: Final = "bar-token-to-baz"
"""The scenario that is measured."""


@dataclass
class Stage:
    """What `aud serve` would compose."""

    catalogue: Catalogue = field(default_factory=partial(load_catalogue, [shipped_pack()]))
    keys: KeyMaker = field(default_factory=KeyMaker)

    def __post_init__(self) -> None:
        self.replayer: Replayer = create_replayer(self.catalogue.worlds, self.keys, DEFAULT_PUBLIC_URL)
        self.app: ASGIApp = create_app(self.catalogue, self.keys, DEFAULT_PUBLIC_URL)

    async def replay(self, until: str | None = None, what_ifs: int | None = None) -> Trace:
        """Play the scenario; all of it, or up to a step and so many of that step's what-ifs."""
        scenario = self.catalogue.scenario(SCENARIO)
        world = self.catalogue.worlds[scenario.world]
        return await self.replayer.replay(ReplayRequest(scenario, until, what_ifs), world)


async def exchange(app: ASGIApp, method: str, path: str, **headers: str) -> bytes:
    """One HTTP exchange by the transport the product uses, without a client around it; the body as it was sent."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    request = httpx2.Request(method, f"{DEFAULT_PUBLIC_URL}{path}", headers=sent)
    answer = await httpx2.ASGITransport(app=app).handle_async_request(request)
    if answer.status_code != 200:
        raise RuntimeError(f"{method} {path} answered {answer.status_code}")
    return b"".join([part async for part in answer.aiter_raw()])
