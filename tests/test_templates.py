"""A template prints the one object it is handed: nothing in it comes from anywhere else."""

import asyncio
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import httpx2
import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, meta, nodes
from jinja2.defaults import DEFAULT_NAMESPACE

from sandbox.app import create_app
from sandbox.author_lines import as_html, as_text
from sandbox.authoring import templates as authoring
from sandbox.export.site import Footer
from sandbox.probe.request import Target
from sandbox.probe.session import concluded
from sandbox.reading.editing import flow_yaml
from sandbox.replay.budget import Budget
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.scenarios.stops import stops
from sandbox.settings import LIMITS, resource_root
from sandbox.templating import create_environment, static_url
from sandbox.views.reports.probe.html import as_html as as_html_report
from sandbox.views.reports.probe.report import Probed
from sandbox.web.table import site_addresses, site_frame
from sandbox.workshop.hub import Hub
from sandbox.workshop.model import Room
from sandbox.workshop.store.interface import StoreUnreachable
from sandbox.workshop.store.memory import MemoryStore
from tests.probe.probing import answers, rows
from tests.running import FOO_FILE, ISSUER, KEYS, PUBLIC_URL, App, running, world

FOLDER = resource_root() / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())
LAYOUTS = {"base.html": "frame", "issuer.html": ""}
MACROS = (*(name for name in TEMPLATES if name.startswith("macros/")), "new/keys.yaml")
DEMO = "/scenarios/bar-token-to-baz"
CATALOGUE = shipped_catalogue()

ROOM = ("pages/room.html", "pages/screen.html", "pages/results.html", "pages/presenters_only.html")
PARTS = {
    "partials/answer.html": ("answer", "pages/scenario.html", "page.outcome.answer"),
    "partials/act.html": ("acting", "pages/scenario.html", "page.acting"),
    "partials/away.html": ("room", "pages/room.html", "room"),
    "partials/ballot.html": ("poll", "partials/room.html", "room.stop.room.poll"),
    "partials/checks.html": ("checks", "pages/scenario.html", "page.outcome.checks"),
    "partials/claims_table.html": ("claims", "pages/scenario.html", "page.comparison.claims"),
    "partials/curl_script.html": ("script", "pages/scenario.html", "page.exchanges.script"),
    "partials/document.html": ("document", "pages/scenario.html", "page.outcome.document"),
    "partials/decisive.html": ("check", "pages/scenario.html", "page.outcome.decisive"),
    "partials/diagnosis.html": ("shown", "pages/check.html", "page.blank"),
    "partials/envelope.html": ("card", "pages/scenario.html", "page.outcome.tokens.0"),
    "partials/incident.html": ("shown", "pages/check.html", "page.blank_incident"),
    "partials/exchanges.html": ("exchanges", "pages/scenario.html", "page.exchanges.entries"),
    "partials/handout_token.html": ("token", "pages/handout.html", "handout.before.tokens.0"),
    "partials/lamps.html": ("lamps", "pages/scenario.html", "page.outcome.lamps"),
    "partials/lobby.html": ("room", "partials/room.html", "room"),
    "partials/onward.html": ("page", "pages/scenario.html", "page"),
    "partials/outcome_cards.html": ("cards", "pages/scenario.html", "page.outcome.cards"),
    "partials/panel.html": ("panel", "pages/present.html", "panel"),
    "partials/path_place.html": ("place", "pages/scenario.html", "page.path"),
    "partials/pause.html": ("pause", "pages/room.html", "room.pause"),
    "partials/prediction_answers.html": ("prediction", "pages/scenario.html", "page.prediction"),
    "partials/prediction_form.html": ("prediction", "pages/scenario.html", "page.prediction"),
    "partials/prediction_result.html": ("prediction", "pages/scenario.html", "page.prediction"),
    "partials/probe_found.html": ("found", "partials/probe_found.html", ""),
    "partials/probe_row.html": ("row", "partials/probe_row.html", ""),
    "partials/projected.html": ("page", "pages/screen.html", "room.stop"),
    "partials/recorded.html": ("recorded", "", ""),
    "partials/room.html": ("room", "pages/room.html", "room"),
    "partials/sections.html": ("page", "pages/scenario.html", "page"),
    "partials/sequence.html": ("sequence", "pages/scenario.html", "page.sequence"),
    "partials/signature_seal.html": ("signature", "pages/scenario.html", "page.outcome.tokens.0.signature"),
    "partials/step_bar.html": ("bar", "pages/scenario.html", "page.head.bar"),
    "partials/stop.html": ("page", "pages/scenario.html", "page"),
    "partials/takeaway.html": ("page", "pages/scenario.html", "page"),
    "partials/handout_sheets.html": ("handout", "pages/handout.html", "handout"),
    "partials/tally.html": ("tally", "partials/room.html", "room.stop.room.tally"),
    "partials/token_members.html": ("view", "pages/check.html", "page.blank.view"),
    "partials/token_card.html": ("card", "pages/scenario.html", "page.outcome.tokens.0"),
    "partials/token_strip.html": ("card", "pages/scenario.html", "page.outcome.tokens.0"),
    "partials/what_if_answers.html": ("cards", "pages/scenario.html", "page.outcome.cards"),
    "partials/workbench_outcome.html": ("outcome", "pages/workbench.html", "page.outcome"),
    "partials/workbench_result.html": ("page", "pages/workbench.html", "page"),
}
"""Of each part: the name of its object, and where a page that was really answered has one."""


def object_of(template: str) -> str:
    """The name under which a template knows its object; empty for what is handed arguments."""
    if template in LAYOUTS or template in MACROS:
        return LAYOUTS.get(template, "new" if template.startswith("new/") else "")
    if template in PARTS:
        return PARTS[template][0]
    named = {"pages/present.html": "panel", "pages/handout.html": "handout", **dict.fromkeys(ROOM, "room")}
    return "new" if template.startswith("new/") else named.get(template, "page")


Answered = dict[str, list[dict[str, Any]]]
"""The contexts that each template was rendered with."""


@dataclass
class Sandbox:
    """A running sandbox, and a browser for each of its readers."""

    app: Any = field(
        default_factory=lambda: create_app(CATALOGUE, KEYS, PUBLIC_URL, hub=cache(lambda: Hub(MemoryStore(), "")))
    )

    def browser(self) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(app=self.app)
        return httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL, follow_redirects=True)

    async def pages(self) -> None:
        """Every kind of page, and every kind of stop."""
        http = self.browser()
        shown = ("bar-token-to-baz", "client-assertion-aud", "tampered-aud", "opaque-token")
        stop_urls = [stop.url for id_ in shown for stop in stops(CATALOGUE.scenario(id_))]
        for address in [
            *site_addresses(),
            "/docs/curl",
            "/paths/hurried/end",
            f"{DEMO}?path=hurried",
            *stop_urls,
            *(f"{DEMO}/{rest}" for rest in ("at-baz?said=1", "at-baz?beside=doors", "handout")),
            "/scenarios/id-token-at-api/at-bar?beside=bar_token",
            "/scenarios/tampered-aud/at-baz/act/honest",
            *(f"/scenarios/aud-trailing-slash/refused/act{rest}" for rest in ("/issuer", "?aud=%5B")),
            "/scenarios/protected-resource-metadata/about-tools",
            "/nothing",
            "/search?q=aud",
            "/paths/hurried",
            "/paths/hurried/handout",
            "/worlds/foo/grid?cell=bar.baz",
            "/worlds/foo/clients/www/",
            *(
                f"/workbench?world=foo{rest}"
                for rest in ("", "&way=paste", "&way=mint", "&verify=audience=off&beside=baz")
            ),
            "/workbench/seal?world=foo",
            "/author?begin=like/bar-token-to-baz&stop=at-baz",
        ]:
            await http.get(address)
        await http.post("/your-api", data={"url": "http://localhost:1/", "audience": "https://bar.foo.com"})

    async def workshop(self) -> None:
        """A room from its lobby to its end, as a presenter, the projector and a person see it."""
        presenter, person = self.browser(), self.browser()
        address = (await presenter.post("/workshop", data={"playlist": "workshop-45"})).url.path.removesuffix(
            "/present"
        )
        parts = ("next",) * 5
        for act in ("", "go pause/1", f"go {DEMO}/at-baz/predict", *parts, "go /workbench?world=foo", "go end", "code"):
            panel = (await presenter.get(f"{address}/present")).text
            version = re.search(r'name="at" value="(\d+)"', panel)
            assert version
            await presenter.post(f"{address}/present", data={"do": act, "at": version[1]})
            for browser, path in (
                (presenter, "/present"),
                (presenter, "/screen"),
                (presenter, "/results"),
                (person, ""),
            ):
                assert (await browser.get(address + path)).status_code == 200
        assert (await person.get(f"{address}/present")).status_code == 403

    @staticmethod
    async def unreachable() -> None:
        """A room whose store does not answer."""

        class Away(MemoryStore):
            async def read(self, code: str) -> Room | None:
                raise StoreUnreachable(code)

        http = Sandbox(create_app(CATALOGUE, KEYS, PUBLIC_URL, hub=cache(lambda: Hub(Away(), "")))).browser()
        for path in ("", "/vote"):
            assert (await http.request("POST" if path else "GET", f"/room/BCDFG{path}")).status_code == 503

    @staticmethod
    async def public_instance() -> None:
        """One that leaves things out, and does not replay for this visitor any more."""
        none_left = Budget(replace(LIMITS, replays_at_once=0))
        http = Sandbox(create_app(CATALOGUE, KEYS, PUBLIC_URL, around=none_left.within, public=True)).browser()
        for path, status in (("/workshop", 200), ("/scenarios/bar-token-to-baz/at-baz", 429)):
            assert (await http.get(path)).status_code == status

    @staticmethod
    async def issuer() -> None:
        """Each page of an issuer."""
        asking = world(FOO_FILE.read_text().replace("    type: public\n", "    type: public\n    consent: ask\n", 1))
        async with running(asking) as worlds:
            await App(worlds.http).choose(audience="https://bar.foo.com", scope="openid read:orders")
        async with running() as worlds:
            app = App(worlds.http)
            await app.choose(response_mode="form_post")
            await app.http.get(app.authorization_url(response_mode="web_message", prompt="none"))
            await app.http.get(app.authorization_url(client_id="nobody"))
            await app.http.get(f"{ISSUER}v2/logout?client_id=www")

    @staticmethod
    def new_files() -> None:
        foo = CATALOGUE.worlds["foo"]
        authoring.new_scenario("mine", foo)
        authoring.new_world(authoring.two_apis("shop"))
        authoring.new_playlist("friday", ["bar-token-to-baz"])
        authoring.new_chapter("First")
        authoring.new_pack("acme")

    @staticmethod
    def probe_report() -> None:
        results = answers({"audience": "off"}, rows("quick"))
        found = concluded(rows("quick"), results, None)
        as_html_report(Probed(Target("http://localhost:3000/"), "https://bar.foo.com", ISSUER, found, {}))


@pytest.fixture(scope="module")
def answered() -> Answered:
    """What each template was handed while a sandbox answered."""
    handed: dict[str, list[dict[str, Any]]] = defaultdict(list)
    really = Template.render

    def render(template: Template, *args: Any, **named: Any) -> str:
        handed[template.name or ""].append(dict(*args, **named))
        return really(template, *args, **named)

    async def visit(sandbox: Sandbox) -> None:
        await sandbox.pages()
        await sandbox.workshop()
        await sandbox.unreachable()
        await sandbox.public_instance()
        await sandbox.issuer()
        sandbox.new_files()
        sandbox.probe_report()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", render)
        asyncio.run(visit(Sandbox()))
    return handed


def follow(start: Any, path: str) -> Any:
    """What is found from an object by its members' names; None where one of them is none."""
    found = start
    for name in path.split(".")[1:]:
        if found is None:
            return None
        found = (found[int(name)] if found else None) if name.isdigit() else getattr(found, name)
    return found


def objects(template: str, answered: Answered) -> list[Any]:
    """The objects that a template was handed, or that pages have for it."""
    if template == "base.html":
        return [site_frame(), site_frame(live=True)]
    if template == "partials/recorded.html":
        return [Footer("2026-01-01", "0.1.0", PUBLIC_URL, trace) for trace in (None, "traces/x.json")]
    name, page, path = PARTS.get(template, (object_of(template), template, ""))
    if not path:
        return [context[name] for context in answered[page]]
    found = [follow(start, path) for start in objects(page, answered)]
    return [one for one in found if one and _suits(template, one)]


def _suits(template: str, found: Any) -> bool:
    """Whether a page would print this part of this object."""
    if template == "partials/prediction_result.html":
        return found.chosen is not None
    if template == "partials/lobby.html":
        return bool(found.kind == "lobby")
    return True


def strict(filters: dict[str, Any]) -> Environment:
    """An environment in which nothing is global but pure functions."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= filters
    environment.globals["static_url"] = static_url
    return environment


@pytest.mark.parametrize("template", [name for name in TEMPLATES if name not in MACROS])
def test_it_prints_its_one_object(template: str, answered: Answered) -> None:
    environment = strict({"yaml": flow_yaml, "line": as_html, "plain": as_text})
    name = object_of(template)
    within = {"frame": site_frame()} if _extends(template, "base.html") else {}
    found = objects(template, answered) if name else [None]
    assert found, "no page that was answered has this part"
    for one in found:
        assert environment.get_template(template).render(**({name: one} if name else {}), **within).strip()


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_names_nothing_else(template: str) -> None:
    """In no branch, whether or not any page leads there."""
    tree = strict({"yaml": flow_yaml, "line": as_html, "plain": as_text}).parse((FOLDER / template).read_text("utf-8"))
    names = meta.find_undeclared_variables(tree)
    own = {found.name for found in tree.find_all(nodes.Name) if found.ctx == "store"}
    own |= {macro.name for macro in tree.find_all(nodes.Macro)}
    own |= {str(name) for found in tree.find_all(nodes.FromImport) for name in found.names}
    assert names - own <= {object_of(template), "static_url", *DEFAULT_NAMESPACE}


def test_nothing_else_is_handed_over(answered: Answered) -> None:
    for template, contexts in answered.items():
        expected = {object_of(template)} | ({"frame"} if _extends(template, "base.html") else set())
        for context in contexts:
            assert set(context) == expected, template


def test_every_template_that_is_answered_by_itself_is_answered_here(answered: Answered) -> None:
    assert {*TEMPLATES} == {*answered, *PARTS, *LAYOUTS, *MACROS}


def test_no_data_is_global() -> None:
    added = create_environment().globals.keys() - DEFAULT_NAMESPACE.keys()
    assert added == {"static_url"}


@pytest.mark.parametrize("live", [False, True])
async def test_pages_load_again_where_files_are_watched(live: bool) -> None:
    app = create_app(CATALOGUE, KEYS, PUBLIC_URL, hub=cache(lambda: Hub(MemoryStore(), "")), live=live)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC_URL) as http:
        for address in ("/", DEMO, "/questions", "/nothing", "/workshop", "/room/BCDFG"):
            assert ("js/live.js" in (await http.get(address)).text) is live, address


def _extends(template: str, layout: str) -> bool:
    return f'{{% extends "{layout}" %}}' in (FOLDER / template).read_text("utf-8")
