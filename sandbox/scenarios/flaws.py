"""Which scenario shows an API that makes a check wrongly."""

from collections.abc import Iterable, Iterator, Mapping

from sandbox.scenarios.model import Scenario


def shown_by(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """The id of a scenario that shows each way to make a check, by its name, such as ``audience=prefix``.

    One that is called like it comes first.

    Args:
        scenarios: In the order in which they are preferred.

    """
    held = list(scenarios)
    shown: dict[str, list[str]] = {}
    for verified in (_called, _changed):  # a step that is made so shows it better than a what-if
        for scenario in held:
            for verify in verified(scenario):
                for check, mode in verify.items():
                    name = mode.partition("-")[0] if mode.startswith("leeway-") else mode
                    shown.setdefault(f"{check}={name}", []).append(scenario.scenario)
    return {
        name: next((id_ for id_ in ids if name.partition("=")[2] in id_), ids[0])
        for name, ids in shown.items()
        if not name.endswith("=on")
    }


def _called(scenario: Scenario) -> Iterator[Mapping[str, str]]:
    return (step.call.verify for step in scenario.steps if step.call is not None)


def _changed(scenario: Scenario) -> Iterator[Mapping[str, str]]:
    return (what_if.verify for step in scenario.steps for what_if in step.what_if)
