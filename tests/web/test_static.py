"""What is served as it lies there: schemas, for editors that are pages themselves."""

import httpx2
import pytest

from sandbox.scenarios.language.schema import MODELS, json_schema


@pytest.mark.parametrize("kind", MODELS)
async def test_a_schema_can_be_read_by_editors_anywhere(http: httpx2.AsyncClient, kind: str) -> None:
    answer = await http.get(f"/schema/{kind}.json")
    assert answer.json() == json_schema(kind)
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_there_are_no_others(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/schema/token.json")).status_code == 404
    assert (await http.get("/schema/../css/base.css")).status_code == 404
