"""What a room is asked, and what came of it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.workshop.polls import Tally, ballot_of, tally_of
from tests.workshop.test_route import shipped

AT_BAZ = "/scenarios/bar-token-to-baz/at-baz"
ASK = "A genuine token for bar is sent to baz. What does baz answer?"


def tally(catalogue: Catalogue, votes: dict[str, int]) -> Tally:
    scenario = catalogue.scenario("bar-token-to-baz")
    found = tally_of(scenario, scenario.steps[2], f"{AT_BAZ}#1", votes.values(), catalogue.worlds["foo"])
    assert found
    return found


def shares(catalogue: Catalogue, *answers: int) -> list[tuple[int, int]]:
    found = tally(catalogue, {str(device): answer for device, answer in enumerate(answers)})
    return [(share.votes, share.percent) for share in found.shares]


def test_a_ballot_has_the_question_and_the_answers_and_not_which_of_them_is_right(catalogue: Catalogue) -> None:
    step = catalogue.scenario("bar-token-to-baz").steps[2]
    ballot = ballot_of(step, "key", 2)
    assert ballot
    assert (ballot.key, ballot.ask, ballot.chosen) == ("key", ASK, 2)
    assert [answer[:4] for answer in ballot.answers] == ["200.", "401.", "403."]
    assert "because" not in repr(ballot)
    assert "correct" not in repr(ballot)


def test_a_step_that_asks_nothing_has_neither_ballot_nor_tally(catalogue: Catalogue) -> None:
    scenario = catalogue.scenario("bar-token-to-baz")
    assert ballot_of(scenario.steps[0], "key") is None
    assert tally_of(scenario, scenario.steps[0], "key", [1], catalogue.worlds["foo"]) is None


def test_each_answer_has_its_count_and_whether_it_was_right(catalogue: Catalogue) -> None:
    found = tally(catalogue, {"a": 2, "b": 2, "c": 1})
    assert (found.key, found.url, found.ask, found.votes) == (f"{AT_BAZ}#1", AT_BAZ, ASK, 3)
    assert [share.number for share in found.shares] == [1, 2, 3]
    assert [share.correct for share in found.shares] == [False, True, False]
    assert "The seal proves who wrote the letter." in found.shares[0].because


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((), [(0, 0), (0, 0), (0, 0)]),
        ((2,), [(0, 0), (1, 100), (0, 0)]),
        ((1, 2, 3), [(1, 33), (1, 33), (1, 33)]),
        ((1, 1, 2), [(2, 67), (1, 33), (0, 0)]),
        ((1,) * 199 + (3,), [(199, 100), (0, 0), (1, 0)]),
    ],
)
def test_percentages_are_whole_numbers(
    catalogue: Catalogue, answers: tuple[int, ...], expected: list[tuple[int, int]]
) -> None:
    assert shares(catalogue, *answers) == expected


@given(answers=st.lists(st.integers(1, 3), max_size=300))
def test_every_answer_is_counted_once_and_no_percentage_is_more_than_half_a_point_off(answers: list[int]) -> None:
    found = tally(shipped(), {str(device): answer for device, answer in enumerate(answers)})
    assert {share.number: share.votes for share in found.shares if share.votes} == Counter(answers)
    assert found.votes == len(answers)
    assert all(abs(share.percent * found.votes - 100 * share.votes) <= found.votes / 2 for share in found.shares)


def test_answers_that_the_question_no_longer_has_count_nowhere(catalogue: Catalogue) -> None:
    """The file of a scenario may have changed while people answered."""
    found = tally(catalogue, {"a": 2, "b": 7})
    assert [(share.votes, share.percent) for share in found.shares] == [(0, 0), (1, 100), (0, 0)]
    assert found.votes == 1
