"""Scenarios written in a test, and played."""

from collections.abc import Callable
from functools import partial
from textwrap import dedent, indent

from sandbox.network import Network, within
from sandbox.reading.source import read_text
from sandbox.replay.engine import Replayer
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import StepTrace, Trace
from sandbox.scenarios.loading.parse import scenario_from
from sandbox.scenarios.model import Scenario
from tests.running import FOO, KEYS, PUBLIC_URL, TWO, Clock

WORLDS = {world.world: world for world in (FOO, TWO)}

SIGN_IN = """
- id: sign-in
  title: Alice signs in
  get_token:
    client: www
    grant: authorization_code
    user: alice
    audience: https://bar.foo.com
    scope: openid read:orders
    save: bar_token
    save_id_token: id_token
"""


def scenario(*steps: str, world: str = "foo") -> Scenario:
    """A scenario of these steps, each written as far to the right as its test likes."""
    head = f"scenario: tested\ntitle: Tested\nworld: {world}\nquestion: Does it?\nsteps:\n"
    body = "\n".join(indent(dedent(step), "  ") for step in steps)
    return scenario_from(read_text(head + body, "tested.yaml"), "tested", WORLDS)


def replayer(clock: Callable[[], float] | None = None) -> Replayer:
    """Where they are played; the clock stands still unless another is given."""
    return Replayer(partial(within, Network(WORLDS)), KEYS, PUBLIC_URL, clock or Clock())


async def play(*steps: str, world: str = "foo", until: str | None = None) -> Trace:
    """Play steps once."""
    return await replayer().replay(ReplayRequest(scenario(*steps, world=world), until), WORLDS[world])


async def last(*steps: str, world: str = "foo") -> StepTrace:
    """Play steps once; the last of them."""
    return (await play(*steps, world=world)).steps[-1]


def verdicts(step: StepTrace) -> dict[str, str]:
    return {check.id: check.verdict for check in step.checks}
