"""Every check is declared once: a module of its name, with its flaws beside it."""

from pathlib import Path

import pytest

from sandbox.tokens import checks
from sandbox.tokens.check_facts import FLAWS, READS, SECTIONS, STATUSES
from sandbox.tokens.checks import CHECK_SPECS
from sandbox.tokens.names import CHECKS, CheckId

NO_CHECKS = {"__init__", "spec"}


def test_the_ids_for_types_are_the_modules() -> None:
    folder = Path(checks.__file__).parent
    assert sorted(CHECKS) == sorted({path.stem for path in folder.glob("*.py")} - NO_CHECKS)


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_is_declared_under_the_name_of_its_module(check: CheckId) -> None:
    spec = CHECK_SPECS[check]
    assert (spec.id, spec.find.__module__) == (check, f"{checks.__name__}.{check}")
    assert {flaw.accepts.__module__ for flaw in spec.flaws} <= {spec.find.__module__}


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_and_its_flaws_say_what_they_do(check: CheckId) -> None:
    spec = CHECK_SPECS[check]
    assert all(function.__doc__ for function in (spec.find, *(flaw.accepts for flaw in spec.flaws)))
    assert len({flaw.name for flaw in spec.flaws} | {"on", "off"}) == len(spec.flaws) + 2


def test_the_facts_are_in_the_order_of_the_checks() -> None:
    assert tuple(SECTIONS) == tuple(READS) == tuple(STATUSES) == CHECKS
    assert list(FLAWS) == [check for check in CHECKS if check in FLAWS]


def test_a_check_reads_one_part_of_a_token_and_only_the_scope_answers_403() -> None:
    assert {part: [check for check in CHECKS if READS[check] == part] for part in dict.fromkeys(READS.values())} == {
        "token": ["format"],
        "header": ["type", "algorithm", "key"],
        "signature": ["signature"],
        "claims": ["issuer", "audience", "expiry", "not_before", "sender", "scope"],
    }
    assert [check for check in CHECKS if STATUSES[check] != 401] == ["scope"]
    assert STATUSES["scope"] == 403
