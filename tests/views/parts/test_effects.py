"""The effects of each exchange: known from what was sent, and from nothing else."""

from collections.abc import Callable

import pytest

from sandbox.views.parts.effects import effects
from sandbox.views.scenario.page import ScenarioPage
from tests.replay.inline_steps import SIGN_IN, play
from tests.running import FOO
from tests.views.conftest import replayed

DEMO = "bar-token-to-baz"


def effects_on(page: ScenarioPage) -> list[str]:
    return [" ".join(entry.effects) for entry in page.exchanges.entries]


def test_a_sign_in_leaves_a_cookie_a_code_and_a_token(page: Callable[..., ScenarioPage]) -> None:
    prompt, signed_in, redeemed = effects_on(page(DEMO, "sign-in"))
    assert prompt == "Nothing."
    assert signed_in.startswith("The browser keeps a cookie of issuer, by which issuer knows who signed in.")
    assert signed_in.endswith("www holds a code, which is good once.")
    assert redeemed == "www holds bar_token, addressed to https://bar.foo.com."


def test_an_api_that_refuses_has_not_acted(page: Callable[..., ScenarioPage]) -> None:
    called, fetched = effects_on(page(DEMO, "at-baz"))
    assert called == "Nothing: baz has not acted. The check Audience refused."
    assert fetched == "baz knows the public key of issuer: foo-1."


def test_one_that_does_not_look_has_acted(page: Callable[..., ScenarioPage]) -> None:
    assert effects_on(page(DEMO, "at-baz", 1))[0] == "baz has acted on the letter, and www has what it asked for."


@pytest.mark.parametrize(
    ("scenario", "step", "says"),
    [
        ("opaque-token", "sign-in", "which nobody but the issuer can read"),
        ("id-token-at-api", "sign-in", "www holds id_token, addressed to www."),
        (
            "id-token-at-api",
            "sign-in",
            "addressed to https://bar.foo.com and http://localhost:8000/worlds/foo/issuer/userinfo.",
        ),
    ],
)
def test_a_token_is_named_with_its_audience(
    page: Callable[..., ScenarioPage], scenario: str, step: str, says: str
) -> None:
    assert says in effects_on(page(scenario, step))[-1]


async def test_an_issuer_is_asked_told_and_left() -> None:
    trace = await play(
        SIGN_IN,
        "- {id: who, title: Who, userinfo: {token: bar_token}}",
        "- {id: no-more, title: No more, revoke: {client: www, token: bar_token}}",
        "- {id: again, title: Again, userinfo: {token: bar_token}, expect: {status: 401}}",
        "- {id: out, title: Out, sign_out: {client: www, user: alice}}",
    )
    assert [effects(step.exchanges[0], FOO, [], None) for step in trace.steps[1:]] == [
        ["www knows who the token is about: alice."],
        ["issuer takes the token no more, if it was www's. An API that reads it by itself does."],
        ["Nothing."],
        ["The browser forgets its cookie of issuer: nobody is signed in there any more. Tokens stay good."],
    ]


def test_of_an_api_whose_answer_is_not_known_nothing_is_said() -> None:
    """A letter is carried, and the caller did not say what came of it."""
    exchange = next(e for e in replayed(DEMO, "at-baz").steps[-1].exchanges if e.receiver == "baz")
    assert effects(exchange, FOO, [], None) == ["Nothing."]
