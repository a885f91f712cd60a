"""``inspect``: a look at a saved token."""

from tests.replay.inline_steps import SIGN_IN, last


async def test_inspect_shows_what_was_saved() -> None:
    step = await last(SIGN_IN + "- {id: look, title: Look, inspect: {token: id_token, highlight: [aud]}}")
    assert (step.token, step.tokens, step.exchanges, step.status) == ("id_token", [], [], None)
