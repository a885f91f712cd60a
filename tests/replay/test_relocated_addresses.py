"""Addresses that a scenario writes for the default server move along with the real one."""

from sandbox.network import create_replayer
from sandbox.replay.player import ReplayRequest
from sandbox.scenarios.model import Scenario
from sandbox.settings import shipped_pack
from sandbox.worlds.loading import load_world
from tests.running import KEYS


async def test_an_issuer_that_a_letter_names_moves_along() -> None:
    world = load_world(shipped_pack() / "worlds" / "foo.yaml")
    claims = {"iss": "http://localhost:8000/worlds/foo/issuer/evil", "other": "http://localhost:80001", "n": 1}
    step = {"id": "forge", "title": "Forge", "mint": {"claims": claims, "save": "forged"}}
    data = {"scenario": "moved", "title": "Moved", "world": "foo", "question": "Moved?", "steps": [step]}
    replayer = create_replayer({"foo": world}, KEYS, "https://sandbox.example")
    trace = await replayer.replay(ReplayRequest(Scenario.model_validate(data)), world)
    minted = trace.steps[0].tokens[0].claims or {}
    assert minted["iss"] == "https://sandbox.example/worlds/foo/issuer/evil"
    assert (minted["other"], minted["n"]) == ("http://localhost:80001", 1)
