"""Addresses of scenarios by ids that they had formerly."""

import httpx2
import pytest


@pytest.mark.parametrize(
    "below", ["", "/at-the-door", "/at-the-door?said=2", "/at-the-door/predict", "/takeaway", "/handout"]
)
async def test_a_former_id_leads_to_the_page_at_the_current_one(http: httpx2.AsyncClient, below: str) -> None:
    answer = await http.get(f"/scenarios/no-seal{below}")
    assert (answer.status_code, answer.headers["Location"]) == (308, f"/scenarios/alg-none{below}")
    assert (await http.get(answer.headers["Location"])).status_code == 200


async def test_a_replay_posted_to_a_former_id_is_posted_again_to_the_current_one(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/scenarios/no-seal/at-the-door/replay", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["Location"]) == (308, "/scenarios/alg-none/at-the-door/replay")


async def test_the_json_api_replays_by_a_former_id(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/api/scenarios/no-seal/replay")
    assert [trace["id"] for trace in answer.json()["scenarios"]] == ["alg-none"]


async def test_an_id_that_nothing_ever_had_is_not_found(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/scenarios/no-seals/at-the-door")).status_code == 404
