"""What in a scenario can be replayed, and yet cannot be meant."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from sandbox.reading.diagnostics import Place, Problem
from sandbox.scenarios.lint.expectations import impossible
from sandbox.scenarios.lint.references import expects_refusal, saved_by, used_by
from sandbox.scenarios.model import GetToken, Scenario
from sandbox.worlds.loading import unknown
from sandbox.worlds.model import World

OPENID_SCOPES: Final = ("openid", "profile", "email", "offline_access")
"""OpenID Connect Core §5.4 and §11: they belong to no audience."""


def lint(scenario: Scenario, world: World) -> Iterator[Problem]:
    """Find what can never be true, never run, or is never granted.

    Args:
        scenario: A scenario as far as it could be read.
        world: Its world.

    """
    yield from _never_run(scenario)
    for index, step in enumerate(scenario.steps):
        if step.get_token and not expects_refusal(step.expect) and "scope" not in step.expect.claims:
            yield from _scopes(("steps", index, "get_token", "scope"), step.get_token, world)
        if len(list(step.verbs())) == 1:
            yield from impossible(index, step, world)


def _never_run(scenario: Scenario) -> Iterator[Problem]:
    refused: dict[str, str] = {}
    for index, step in enumerate(scenario.steps):
        for at, token in used_by(step):
            if token in refused:
                message = f"this step cannot run: `{refused[token]}` is expected to be refused, and saves no `{token}`"
                yield Problem("AS017", ("steps", index, *at), message)
        for name in saved_by(step):
            refused.pop(name, None)
            if step.get_token and expects_refusal(step.expect):
                refused[name] = step.id


def _scopes(at: Place, verb: GetToken, world: World) -> Iterator[Problem]:
    known = (*(scope for audience in world.audiences.values() for scope in audience.scopes), *OPENID_SCOPES)
    for scope in (verb.scope or "").split():
        if scope not in known:
            yield replace(unknown(at, "scope", scope, tuple(dict.fromkeys(known))), word=scope)
