"""The corpus: each case gets the cause that it should, and each cause is decided by a case."""

from collections import Counter

import pytest

from sandbox.causes.data import CAUSES
from tests.causes.cases import by_file

FILES = by_file()
CASES = [case for some in FILES.values() for case in some]


@pytest.mark.parametrize("file", FILES)
def test_each_case_gets_its_cause_and_no_more_certainty_than_is_due(file: str) -> None:
    for case in FILES[file]:
        diagnosis = case.diagnosis()
        found = diagnosis.cause.id if diagnosis.cause else diagnosis.verdict
        assert found == case.expected, case.name
        assert diagnosis.cause is None or diagnosis.cause.certain == case.certain, case.name


@pytest.mark.parametrize("file", [file for file, some in FILES.items() if any(case.side for case in some)])
def test_the_first_change_is_on_the_right_side_and_names_the_setting(file: str) -> None:
    """As in the public thread that the case is modelled on, where it names one."""
    for case in FILES[file]:
        if case.side:
            cause = case.diagnosis().cause
            assert cause is not None, case.name
            assert cause.changes[0].side == case.side, case.name
            assert case.setting in cause.changes[0].setting, case.name


def test_every_cause_is_decided_by_a_case() -> None:
    decided = {case.expected for case in CASES}
    assert [rule["id"] for rule in CAUSES if rule["id"] not in decided] == []


def test_there_are_four_hundred_cases_and_each_has_a_name_of_its_own() -> None:
    assert len(CASES) >= 400
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []
