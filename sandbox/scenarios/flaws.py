"""Which scenario shows an API that makes a check wrongly."""

from collections.abc import Iterable, Iterator, Mapping

from sandbox.scenarios.model import Scenario
from sandbox.tokens.names import CHECKS


def shown_by(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """The id of the first scenario that shows each way to make a check, by its name, such as ``audience=prefix``.

    Args:
        scenarios: In the order in which they are preferred.

    """
    shown: dict[str, str] = {}
    for scenario in scenarios:
        for verify in _verified(scenario):
            for check, mode in verify.items():
                name = mode.partition("-")[0] if mode.startswith("leeway-") else mode
                shown.setdefault(f"{check}={name}", scenario.scenario)
    return {name: id_ for name, id_ in shown.items() if name.partition("=")[0] in CHECKS and not name.endswith("=on")}


def _verified(scenario: Scenario) -> Iterator[Mapping[str, str]]:
    for step in scenario.steps:
        if step.call is not None:
            yield step.call.verify
        yield from (what_if.verify for what_if in step.what_if)
