"""Real libraries, right and careless: what is right has no flaw, and what is careless the one that it has."""

import pytest

from sandbox.probe.findings import Explained
from sandbox.probe.flaws import explained
from sandbox.probe.spec import Profile
from tests.probe.libraries import CAREFUL, CARELESS, Api, answers_of


def found(api: Api, profile: Profile, *, scoped: bool = False) -> Explained:
    return explained(answers_of(api, profile, scoped=scoped))


def counting(flaws: Explained) -> set[str]:
    """The flaws that count; libraries do not look at typ, and few know ``crit``."""
    return {flaw.name for flaw in flaws.flaws if flaw.severity != "note" and flaw.check != "format"}


@pytest.mark.parametrize("api", CAREFUL.values(), ids=CAREFUL)
def test_a_careful_api_has_no_flaw(api: Api) -> None:
    flaws = found(api, "all")
    assert counting(flaws) == set()
    assert flaws.unexplained == ()


@pytest.mark.parametrize("name", CARELESS)
def test_a_careless_api_has_its_flaw_and_no_other(name: str) -> None:
    api, expected = CARELESS[name]
    flaws = found(api, "default", scoped=any(one.startswith("scope=") for one in expected))
    assert counting(flaws) == expected
    assert flaws.unexplained == ()


def test_what_overlooks_an_extension_alone_is_not_called_careless_of_the_format() -> None:
    flaws = {flaw.name: flaw.severity for flaw in found(CAREFUL["python-jose"], "default").flaws}
    assert flaws["format=ignore-crit"] == "warning"
    assert "format=off" not in flaws
