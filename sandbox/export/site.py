"""The export itself: each scenario is replayed once, and its pages requested, rewritten and written."""

import posixpath
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

import httpx2
from starlette.types import ASGIApp

from sandbox.app import create_app
from sandbox.export.folder import Folder
from sandbox.export.pages import common_addresses, file_of, scenario_addresses
from sandbox.export.rewriting import DeadLink, rewrite
from sandbox.export.traces import trace_text
from sandbox.network import create_replayer
from sandbox.replay.engine import Replayer
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import Trace
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.model import Scenario
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.static_files import static_file
from sandbox.templating import render
from sandbox.tokens.keyring import KeyMaker
from sandbox.web.app import create_web

_PLAIN: Final = {"Accept-Encoding": "identity"}
_MODULE: Final = '"use strict";\n(() => {{\n{}\n}})();\n'
"""Browsers load no modules from files. A function keeps the names of a plain script from the others."""


@dataclass(frozen=True, slots=True)
class Footer:
    """The footer of each page.

    Args:
        day: When the scenario was replayed, as an ISO 8601 date.
        version: The version of the sandbox.
        server: The address at which the commands on its pages expect one.
        trace: The file of the trace, relative to the page; None for a page of no scenario.

    """

    day: str
    version: str
    server: str
    trace: str | None


class RecordedPlayer:
    """A player that does not replay: it returns what was recorded of a scenario, as far as was requested."""

    def __init__(self, replayer: Replayer, catalogue: Catalogue) -> None:
        self._replayer = replayer
        self._worlds = catalogue.worlds
        self._traces: dict[str, Trace] = {}

    async def record(self, scenario: Scenario) -> Trace:
        """Replay a scenario with all its what-ifs."""
        trace = await self._replayer.replay(ReplayRequest(scenario), self._worlds[scenario.world])
        self._traces[scenario.scenario] = trace
        return trace

    async def __call__(self, request: ReplayRequest) -> Trace:
        """What was recorded of it, up to a step and so many of its what-ifs."""
        id_ = request.scenario.scenario
        if id_ not in self._traces or request.tokens:
            raise ValueError(f"{id_} is not what was recorded")
        return self._traces[id_].cut(request.until, request.what_ifs)


class SiteWriter:
    """Writes a static site of some scenarios.

    Args:
        catalogue: Everything that a running sandbox would have.
        selection: The part of it that is exported.
        folder: Where it is written.
        public_url: Where the sandbox is reached that its pages name, without a slash at its end.

    """

    def __init__(self, catalogue: Catalogue, selection: Catalogue, folder: Folder, public_url: str) -> None:
        keys = KeyMaker()
        self._selection = selection
        self._folder = folder
        self._player = RecordedPlayer(create_replayer(catalogue.worlds, keys, public_url), selection)
        self._public_url = public_url
        now = time.time()  # on no page of it does time go on
        self._pages = _client(
            create_web(selection, self._player, lambda: None, public_url=public_url, clock=lambda: now)
        )
        self._sandbox = _client(create_app(catalogue, keys, DEFAULT_PUBLIC_URL))
        self._addresses = {
            scenario.scenario: list(scenario_addresses(selection, scenario)) for scenario in selection.scenarios()
        }
        self._common = common_addresses(selection)
        self._exported = frozenset([*self._common, *(address for some in self._addresses.values() for address in some)])
        self._ids: dict[str, set[str]] = {}
        self._links: dict[tuple[str, str], str] = {}
        self._omitted: dict[str, str] = {}
        self._static: set[str] = set()
        self._modules: set[str] = set()

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self._exported)

    async def write(self) -> AsyncIterator[Trace]:
        """Write everything, and yield each trace when it is recorded. An earlier export stays until all is written.

        Raises:
            CannotWrite: A file cannot be written.
            DeadLink: A page leads to nothing.

        """
        for scenario in self._selection.scenarios():
            trace = await self._player.record(scenario)
            self._folder.write(_trace_file(trace.id), trace_text(trace))
            for address in self._addresses[trace.id]:
                await self._write_page(address, trace)
            yield trace
        for address in self._common:
            await self._write_page(address, None)
        self._check_anchors()
        await self._check_omitted()
        for name in sorted(self._static):
            self._folder.write(f"static/{name}", self._static_file(name))
        self._folder.publish()

    async def _write_page(self, address: str, trace: Trace | None) -> None:
        answer = await self._pages.get(address)
        if answer.status_code != 200:
            raise DeadLink(f"the page {address} is answered with {answer.status_code}")
        file = file_of(address)
        page = rewrite(answer.text, address, self._exported, {"recorded": self._footer(file, trace)})
        self._ids[file] = page.ids
        for link in sorted(page.links):
            self._links.setdefault(link, address)
        for href in sorted(page.omitted):
            self._omitted.setdefault(href, address)
        self._static |= page.static
        self._modules |= page.modules
        self._folder.write(file, page.text)

    def _check_anchors(self) -> None:
        for (file, place), address in self._links.items():
            if place and place not in self._ids[file]:
                raise DeadLink(f"the page {address} leads to a place that is not there: #{place[:120]}, in {file}")

    async def _check_omitted(self) -> None:
        """Check that each link that was left out leads to a page of a running sandbox."""
        for href, address in self._omitted.items():
            if not href.startswith("/") or (await self._sandbox.get(href)).status_code >= 400:
                raise DeadLink(f"the page {address} leads to {href[:120]}, which is no page at all")

    def _footer(self, file: str, trace: Trace | None) -> str:
        day = (datetime.fromtimestamp(trace.now, UTC) if trace else datetime.now(UTC)).strftime("%Y-%m-%d")
        trace_file = posixpath.relpath(_trace_file(trace.id), posixpath.dirname(file)) if trace else None
        footer = Footer(day, version("audience-sandbox"), self._public_url, trace_file)
        return render("partials/recorded.html", recorded=footer).strip()

    def _static_file(self, name: str) -> bytes:
        data = static_file(name)
        return _MODULE.format(data.decode()).encode() if name in self._modules else data


def _trace_file(scenario: str) -> str:
    return f"traces/{scenario}.json"


def _client(app: ASGIApp) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=DEFAULT_PUBLIC_URL, headers=_PLAIN)
