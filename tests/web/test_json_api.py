"""The JSON API answers what the command line prints, and describes itself."""

import json
import subprocess
import sys
import time

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.replay.trace import Report
from sandbox.scenarios.loading.catalogue import Catalogue
from tests.running import KEYS, PUBLIC_URL, Clock

REPLAY = "/api/scenarios/bar-token-to-baz/replay"


def shape(value: object) -> object:
    """What a document looks like, its leaves left out."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    return [shape(item) for item in value] if isinstance(value, list) else None


@pytest.fixture(scope="module")
def printed() -> str:
    """What the command line prints for the same replay."""
    command = [sys.executable, "-m", "sandbox", "run", "bar-token-to-baz", "--format", "json"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


async def test_a_replay_answers_what_the_command_prints(http: httpx2.AsyncClient, printed: str) -> None:
    answer = await http.post(REPLAY)
    assert answer.status_code == 200
    assert shape(answer.json()) == shape(json.loads(printed))
    report = Report.model_validate_json(answer.text)
    assert report.ok
    assert json.loads(report.model_dump_json()) == answer.json()


async def test_a_replay_up_to_a_step(http: httpx2.AsyncClient) -> None:
    (trace,) = (await http.post(f"{REPLAY}?until=at-bar")).json()["scenarios"]
    assert [step["id"] for step in trace["steps"]] == ["sign-in", "at-bar"]


async def test_the_catalogue(http: httpx2.AsyncClient, catalogue: Catalogue) -> None:
    chapters = (await http.get("/api/scenarios")).json()["chapters"]
    listed = [scenario["id"] for chapter in chapters for scenario in chapter["scenarios"]]
    assert listed == [scenario.scenario for scenario in catalogue.scenarios()]


async def test_unknown_names_are_told_with_the_nearest(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/api/scenarios/bar-token-to-bax/replay")
    assert answer.status_code == 404
    assert answer.json()["error"] == "not_found"
    assert answer.json()["did_you_mean"] == "bar-token-to-baz"
    answer = await http.post(f"{REPLAY}?until=at-bas")
    assert answer.status_code == 404
    assert answer.json()["did_you_mean"] == "at-baz"


async def test_wrong_addresses_and_methods_are_answered_as_json(http: httpx2.AsyncClient) -> None:
    missing = await http.get("/api/nothing")
    assert (missing.status_code, missing.json()["error"]) == (404, "http_error")
    wrong = await http.get(REPLAY)
    assert (wrong.status_code, wrong.json()["error"]) == (405, "http_error")
    assert "POST" in wrong.headers["allow"]


async def test_it_describes_itself_and_loads_nothing_from_elsewhere(http: httpx2.AsyncClient) -> None:
    described = (await http.get("/api/openapi.json")).json()
    assert set(described["paths"]) == {"/api/scenarios", "/api/scenarios/{id}/replay"}
    replay = described["paths"]["/api/scenarios/{id}/replay"]["post"]
    assert replay["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/Report")
    assert replay["responses"]["404"]["content"]["application/json"]["schema"]["$ref"].endswith("/NotFound")
    assert "swagger" not in (await http.get("/docs", follow_redirects=True)).text.lower()
    assert (await http.get("/redoc")).status_code == 404


class TestVisit:
    """A replay that takes its clock and its randomness from the request."""

    async def test_the_same_seed_and_clock_bring_the_same_trace(self, catalogue: Catalogue) -> None:
        clock = Clock()
        transport = httpx2.ASGITransport(app=create_app(catalogue, KEYS, PUBLIC_URL, clock=clock))
        async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as http:
            first = await http.post(f"{REPLAY}?seed=mine")
            (trace,) = first.json()["scenarios"]
            assert trace["now"] == clock.now
            clock.now += 300
            again = f"{REPLAY}?seed=mine&clock={trace['now']}"
            assert (await http.post(again)).json() == first.json()
            assert (await http.post(f"{again}&until=sign-in")).json()["scenarios"][0]["steps"] == trace["steps"][:1]
            assert (await http.post(f"{REPLAY}?seed=other&clock={trace['now']}")).json() != first.json()
            assert (await http.post(f"{REPLAY}?clock={trace['now']}")).json() != first.json()

    @pytest.mark.parametrize("away", [-601, 62, 1e9, -1e9])
    async def test_its_clock_is_one_that_a_visit_can_have(self, http: httpx2.AsyncClient, away: float) -> None:
        answer = await http.post(f"{REPLAY}?clock={time.time() + away}")
        assert answer.status_code == 400
        assert "clock must be within the last 600 seconds; it is 1" in answer.json()["error_description"]

    @pytest.mark.parametrize("query", ["seed=", "seed=a%00b", f"seed={'s' * 65}", "clock=x", "clock=nan", "clock=inf"])
    async def test_what_is_neither_is_refused(self, http: httpx2.AsyncClient, query: str) -> None:
        assert (await http.post(f"{REPLAY}?{query}")).status_code == 422
