"""How a deployment makes its checks, as words."""

import pytest

from sandbox.errors import UnknownName
from sandbox.tokens.check_facts import FLAWS
from sandbox.tokens.check_modes import parse_check_mode, parse_verify
from sandbox.tokens.names import CHECKS, CheckId
from sandbox.tokens.policy import OFF, ON, CheckMode
from tests.tokens.samples import POLICY, deployed


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_can_be_on_or_off(check: CheckId) -> None:
    assert parse_check_mode(check, "on") == (check, ON)
    assert parse_check_mode(check, "off") == (check, OFF)


@pytest.mark.parametrize(("check", "flaw"), [(check, flaw) for check in FLAWS for flaw in FLAWS[check]])
def test_every_flaw_is_understood_for_its_check(check: CheckId, flaw: str) -> None:
    parsed, how = parse_check_mode(check, flaw)
    assert (parsed, how.word) == (check, flaw)


def test_the_flaws_are_those_of_the_scenario_language() -> None:
    assert {check: set(flaws) for check, flaws in FLAWS.items()} == {
        "algorithm": {"any"},
        "issuer": {"prefix", "substring", "ignore-slash"},
        "audience": {
            "missing-passes",
            "empty-list-passes",
            "list-passes",
            "string-passes",
            "prefix",
            "substring",
            "ignore-case",
            "ignore-slash",
            "ignore-scheme",
            "first-only",
            "list-refused",
            "exact-list",
            "client-id-instead",
            "client-id-if-missing",
            "any-registered",
        },
        "expiry": {"leeway-5m"},
        "not_before": {"leeway-5m"},
    }


@pytest.mark.parametrize(
    ("word", "seconds"), [("leeway-90s", 90), ("leeway-5m", 300), ("leeway-2h", 7200), ("leeway-0s", 0)]
)
def test_leeway_takes_any_duration(word: str, seconds: int) -> None:
    assert parse_check_mode("expiry", word) == ("expiry", CheckMode(word, "leeway", seconds))


@pytest.mark.parametrize(
    ("check", "word"),
    [
        ("audience", "prefixes"),
        ("audience", "leeway-5m"),
        ("audience", "any"),
        ("audience", ""),
        ("audience", "OFF"),
        ("scope", "prefix"),
        ("issuer", "ignore-case"),
        ("expiry", "leeway"),
        ("expiry", "leeway-"),
        ("expiry", "leeway-5"),
        ("expiry", "leeway-5d"),
        ("expiry", "leeway--5m"),
        ("expiry", "leeway-1234567m"),
        ("expiry", "leeway-٥m "),
        ("signature", "any"),
    ],
)
def test_a_way_that_is_none_is_refused_with_those_there_are(check: CheckId, word: str) -> None:
    with pytest.raises(UnknownName) as caught:
        parse_check_mode(check, word)
    assert (caught.value.found, caught.value.allowed) == (word, ("on", "off", *FLAWS.get(check, ())))


def test_a_check_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName) as caught:
        parse_check_mode("audiense", "off")
    assert (caught.value.found, caught.value.suggestion) == ("audiense", "audience")


def test_a_whole_mapping_is_read() -> None:
    assert parse_verify({"audience": "off", "expiry": "leeway-1m"}) == {
        "audience": OFF,
        "expiry": CheckMode("leeway-1m", "leeway", 60),
    }


@pytest.mark.parametrize("check", CHECKS)
def test_what_is_not_spoken_of_is_on(check: CheckId) -> None:
    assert POLICY.mode_of(check) == ON


def test_who_allows_any_algorithm_verifies_by_any() -> None:
    assert deployed({"algorithm": "any"}).mode_of("signature").word == "any"
    assert deployed({"algorithm": "any", "signature": "on"}).mode_of("signature").word == "any"
    assert deployed({"algorithm": "any", "signature": "off"}).mode_of("signature") == OFF
    assert deployed({"algorithm": "off"}).mode_of("signature") == ON
