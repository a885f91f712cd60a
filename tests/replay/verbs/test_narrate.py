"""``narrate``: a text."""

from tests.replay.inline_steps import last


async def test_narrate_does_nothing() -> None:
    step = await last("- {id: tell, title: Tell, narrate: {text: Once upon a time}}")
    assert (step.ok, step.verb, step.exchanges, step.tokens, step.token) == (True, "narrate", [], [], None)
