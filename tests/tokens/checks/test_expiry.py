"""The check `expiry`: what passes, and each way to fail, with what was expected and what was found."""

import pytest

from tests.tokens.samples import (
    NOW,
    token,
    verdict,
)

NOT_NUMBERS: list[object] = [None, str(NOW + 60), True, [], [NOW + 60], {}]


@pytest.mark.parametrize("exp", [NOW + 1, NOW + 0.5, 10**299, 1e308])
def test_expiry_passes_until_the_time_comes(exp: float) -> None:
    assert verdict(token({"exp": exp}), "expiry") == ("pass", {"now": NOW}, exp, None)


@pytest.mark.parametrize("exp", [NOW, NOW - 0.5, NOW - 1, 0, -1, -(10**298)])
def test_expiry_fails_from_the_very_second_on(exp: float) -> None:
    assert verdict(token({"exp": exp}), "expiry") == ("fail", {"now": NOW}, exp, "expired")


@pytest.mark.parametrize("exp", NOT_NUMBERS)
def test_expiry_fails_what_is_no_number(exp: object) -> None:
    assert verdict(token({"exp": exp}), "expiry") == ("fail", {"now": NOW}, exp, "not_a_number")


def test_expiry_fails_a_token_that_never_expires() -> None:
    assert verdict(token(remove=["exp"]), "expiry") == ("fail", {"now": NOW}, None, "missing")
