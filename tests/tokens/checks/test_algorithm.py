"""The check `algorithm`: what passes, and each way to fail, with what was expected and what was found."""

import pytest

from tests.tokens.samples import (
    TWO,
    checked,
    token,
    verdict,
)


def test_algorithm_passes_what_is_on_the_list() -> None:
    assert verdict(token(), "algorithm") == ("pass", ["RS256"], "RS256", None)


@pytest.mark.parametrize(
    "alg", ["none", "None", "HS256", "RS384", "PS256", "ES256", "rs256", "RS2", "", 256, True, ["RS256"], {"RS256": 1}]
)
def test_algorithm_fails_what_is_not_on_the_list(alg: object) -> None:
    assert verdict(token(header={"alg": alg}), "algorithm") == ("fail", ["RS256"], alg, "not_allowed")


def test_algorithm_fails_a_header_without_one() -> None:
    assert verdict(token(remove=["alg"]), "algorithm") == ("fail", ["RS256"], None, "missing")


def test_algorithm_follows_the_issuer_that_the_token_names() -> None:
    assert checked(token(header={"alg": "ES256"}), "algorithm", TWO).expected == ["RS256"]
    assert checked(token({"iss": "x"}, header={"alg": "ES256"}), "algorithm", TWO).expected == ["ES256", "RS256"]
