"""The grid: every token of one sign-in at every door, really called, and shown as it came."""

import re

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.reading.source import read_text
from sandbox.scenarios.grid import grid_of, grid_scenario
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.settings import shipped_pack
from sandbox.worlds.loading import world_from
from sandbox.worlds.model import World
from tests.running import FOO, KEYS, PUBLIC_URL, TWO

SEVEN_FILE = shipped_pack() / "worlds" / "seven.yaml"
SEVEN = SEVEN_FILE.read_text()
SERVICES = ["orders", "billing", "stock", "shipping", "reviews", "search", "support"]


def changed(before: str, after: str) -> World:
    assert before in SEVEN
    return world_from(read_text(SEVEN.replace(before, after), "seven.yaml"), "seven")


async def opened(path: str, world: World | None = None) -> httpx2.Response:
    """Get a page of a catalogue that has this world and no scenarios."""
    world = world or world_from(read_text(SEVEN, "seven.yaml"), "seven")
    catalogue = Catalogue({world.world: world}, ())
    app = create_app(catalogue, KEYS, PUBLIC_URL)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC_URL) as http:
        return await http.get(path)


def statuses(page: httpx2.Response) -> list[list[int]]:
    assert page.status_code == 200, page.text
    rows = re.findall(r'<tr><th scope="row".*?</tr>', page.text, re.DOTALL)
    return [[int(status) for status in re.findall(r"<b>(\d+)</b>", row)] for row in rows]


def reasons(page: httpx2.Response) -> list[list[str]]:
    rows = re.findall(r'<tr><th scope="row".*?</tr>', page.text, re.DOTALL)
    return [re.findall(r"<small>(.*?)</small>", row) for row in rows]


async def test_each_of_seven_tokens_is_good_at_one_door_of_seven() -> None:
    page = await opened("/worlds/seven/grid")
    assert statuses(page) == [[200 if row == column else 401 for column in range(7)] for row in range(7)]
    assert reasons(page) == [["" if row == column else "Audience" for column in range(7)] for row in range(7)]
    assert "7 of 49 open." in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_where_no_door_reads_the_address_every_token_opens_every_door() -> None:
    page = await opened("/worlds/seven/grid?verify=audience=off")
    assert statuses(page) == [[200] * 7] * 7
    assert reasons(page)[0] == ["", *["Audience ✗"] * 6]
    assert "49 of 49 open." in page.text


async def test_a_door_that_does_not_look_is_seen_at_a_glance() -> None:
    world = changed("stock: {accepts: [stock], routes:", "stock: {accepts: [stock], verify: {audience: off}, routes:")
    column = [row[2] for row in statuses(await opened("/worlds/seven/grid", world))]
    assert column == [200] * 7


async def test_who_may_less_finds_fewer_doors_open_and_for_another_reason() -> None:
    page = await opened("/worlds/seven/grid?user=bob")
    own = [row[number] for number, row in enumerate(statuses(page))]
    assert own == [200, 403, 403, 403, 200, 200, 403]
    assert reasons(page)[1][1] == "Scope"
    assert "Bob signs in" in page.text


async def test_a_cell_shows_the_call_the_letter_and_the_checks() -> None:
    page = await opened("/worlds/seven/grid?cell=orders.billing")
    assert "The token for orders at billing&#39;s door" in page.text
    assert "GET /worlds/seven/apis/billing/invoices HTTP/1.1" in page.text
    assert '<b>Signature</b> <span class="spoken">passes</span>' in page.text
    assert '<b>Audience</b> <span class="spoken">fails</span> <span class="badge">decides</span>' in page.text
    assert page.text.count(' current"') == 1


async def test_six_of_the_tokens_come_by_one_refresh_token() -> None:
    world = world_from(read_text(SEVEN, "seven.yaml"), "seven")
    steps = grid_scenario(grid_of(world, None, {})).steps
    grants = [step.get_token.grant for step in steps if step.get_token]
    assert grants == ["authorization_code", *["refresh_token"] * 6]
    assert "one refresh token" in (await opened("/worlds/seven/grid")).text


async def test_outside_the_policy_of_the_refresh_token_they_come_silently() -> None:
    world = changed("refresh_audiences: [orders, billing,", "refresh_audiences: [orders,")
    page = await opened("/worlds/seven/grid", world)
    assert statuses(page) == [[200 if row == column else 401 for column in range(7)] for row in range(7)]
    assert "prompt=none" in page.text


async def test_other_worlds_have_a_grid_too() -> None:
    assert statuses(await opened("/worlds/foo/grid", FOO)) == [[200, 401], [401, 200]]
    nowhere = await opened("/worlds/two/grid", TWO)
    assert (nowhere.status_code, "no api answers to what the app may ask for" in nowhere.text) == (404, True)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/worlds/sevn/grid", "There is no world"),
        ("/worlds/seven/grid?user=bobb", "There is no user"),
        ("/worlds/seven/grid?cell=orders", "There is no cell"),
        ("/worlds/seven/grid?cell=orders.nowhere", "There is no cell"),
        ("/worlds/seven/grid?verify=audiense=off", "There is no check"),
        ("/worlds/seven/grid?verify=audience=perhaps", "cannot be made"),
        ("/worlds/seven/grid?user=%3Cscript%3E", "There is no user"),
        ("/worlds/seven/nothing", "There is no page"),
    ],
)
async def test_what_there_is_not_is_told_kindly(path: str, told: str) -> None:
    page = await opened(path)
    assert (page.status_code, told in page.text) == (404, True)
    assert "<script>" not in page.text


async def test_a_world_whose_app_signs_nobody_in_has_no_grid() -> None:
    machines = """
        world: machines
        title: Machines alone
        domain: foo.com
        issuers: {issuer: {}}
        audiences: {a: {identifier: "https://a.foo.com"}}
        apis: {a: {accepts: [a], routes: {"GET /": null}}}
        clients: {robot: {type: confidential, secret: r, grants: [client_credentials], audiences: {a: []}}}
    """
    world = world_from(read_text(machines.replace("\n        ", "\n").strip() + "\n", "machines.yaml"), "machines")
    page = await opened("/worlds/machines/grid", world)
    assert (page.status_code, "no app that signs people in" in page.text) == (404, True)
