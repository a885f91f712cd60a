"""The check `not_before`: what passes, and each way to fail, with what was expected and what was found."""

import pytest

from tests.tokens.samples import (
    NOW,
    token,
    verdict,
)

NOT_NUMBERS: list[object] = [None, str(NOW + 60), True, [], [NOW + 60], {}]


@pytest.mark.parametrize("nbf", [NOW, NOW - 0.5, 0, -1])
def test_not_before_passes_from_the_very_second_on(nbf: float) -> None:
    assert verdict(token({"nbf": nbf}), "not_before") == ("pass", {"now": NOW}, nbf, None)


def test_not_before_passes_a_token_without_one() -> None:
    assert verdict(token(), "not_before") == ("pass", {"now": NOW}, None, None)


@pytest.mark.parametrize("nbf", [NOW + 1, NOW + 0.5, 10**299])
def test_not_before_fails_until_the_time_comes(nbf: float) -> None:
    assert verdict(token({"nbf": nbf}), "not_before") == ("fail", {"now": NOW}, nbf, "too_early")


@pytest.mark.parametrize("nbf", NOT_NUMBERS)
def test_not_before_fails_what_is_no_number(nbf: object) -> None:
    assert verdict(token({"nbf": nbf}), "not_before") == ("fail", {"now": NOW}, nbf, "not_a_number")
