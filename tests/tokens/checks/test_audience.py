"""The check `audience`: what passes, and each way to fail, with what was expected and what was found."""

from dataclasses import replace

import pytest

from tests.tokens.samples import (
    BAR,
    BAZ,
    POLICY,
    token,
    verdict,
)


@pytest.mark.parametrize("aud", [BAR, [BAR], [BAZ, BAR], [BAR, BAR]])
def test_audience_passes_when_the_reader_is_among_those_addressed(aud: object) -> None:
    assert verdict(token({"aud": aud}), "audience") == ("pass", [BAR], aud, None)


def test_audience_passes_any_of_several_identifiers() -> None:
    both = replace(POLICY, audiences=(BAR, BAZ))
    assert verdict(token({"aud": [BAZ]}), "audience", both) == ("pass", [BAR, BAZ], [BAZ], None)


@pytest.mark.parametrize("aud", [BAZ, [BAZ], f"{BAR}/", BAR.upper(), "", "*", [""], BAR[:-1], f"{BAR} {BAZ}"])
def test_audience_fails_a_letter_to_somebody_else(aud: object) -> None:
    assert verdict(token({"aud": aud}), "audience") == ("fail", [BAR], aud, "mismatch")


@pytest.mark.parametrize("aud", [None, 5, True, {}, {BAR: 1}, [BAR, 5], [BAR, None], [[BAR]]])
def test_audience_fails_what_is_neither_a_string_nor_strings(aud: object) -> None:
    assert verdict(token({"aud": aud}), "audience") == ("fail", [BAR], aud, "not_strings")


def test_audience_fails_an_empty_list() -> None:
    assert verdict(token({"aud": []}), "audience") == ("fail", [BAR], [], "empty")


def test_audience_fails_a_token_without_one() -> None:
    assert verdict(token(remove=["aud"]), "audience") == ("fail", [BAR], None, "missing")
