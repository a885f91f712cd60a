"""``rotate_keys``: a new signing key."""

import pytest

from tests.replay.inline_steps import SIGN_IN, play

CALL = """
- id: at-bar
  title: At bar's door
  call: {api: bar, request: GET /orders, token: %s}
"""


@pytest.mark.parametrize(("keep_old", "decided_by"), [("true", "none"), ("false", "key")])
async def test_rotate_keys(keep_old: str, decided_by: str) -> None:
    trace = await play(
        SIGN_IN
        + (CALL % "bar_token")
        + f"- {{id: rotate, title: New keys, rotate_keys: {{keep_old: {keep_old}}}}}\n"
        + SIGN_IN.replace("sign-in", "again").replace("bar_token", "new_token")
        + (CALL % "new_token").replace("at-bar", "new-at-bar")
        + (CALL % "bar_token").replace("at-bar", "old-at-bar")
    )
    steps = {step.id: step for step in trace.steps}
    assert steps["rotate"].exchanges == []
    assert (steps["again"].tokens[0].header or {})["kid"] == "foo-2"
    assert [steps[id_].decided_by for id_ in ("at-bar", "new-at-bar", "old-at-bar")] == ["none", "none", decided_by]
    assert [e.receiver for e in steps["new-at-bar"].exchanges] == ["bar", "issuer"]
