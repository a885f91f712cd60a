"""The corpus: each case gets the cause that it should, and each cause is decided by a case."""

from collections import Counter

import pytest

from sandbox.causes.data import CAUSES
from tests.causes.cases import Case, cases

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_gets_its_cause_and_no_more_certainty_than_is_due(case: Case) -> None:
    diagnosis = case.diagnosis()
    found = diagnosis.cause.id if diagnosis.cause else diagnosis.verdict
    assert found == case.expected
    assert diagnosis.cause is None or diagnosis.cause.certain == case.certain


@pytest.mark.parametrize("case", [case for case in CASES if case.side], ids=lambda case: case.name)
def test_the_first_change_is_on_the_right_side_and_names_the_setting(case: Case) -> None:
    """As in the public thread that the case is modelled on, where it names one."""
    cause = case.diagnosis().cause
    assert cause is not None
    assert cause.changes[0].side == case.side
    assert case.setting in cause.changes[0].setting


def test_every_cause_is_decided_by_a_case() -> None:
    decided = {case.expected for case in CASES}
    assert [rule["id"] for rule in CAUSES if rule["id"] not in decided] == []


def test_there_are_four_hundred_cases_and_each_has_a_name_of_its_own() -> None:
    assert len(CASES) >= 400
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []
