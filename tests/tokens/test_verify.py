"""All checks together: the order, the weight, and who decides."""

import json
from dataclasses import asdict, replace
from typing import Any

import pytest

from sandbox.tokens.check_facts import SECTIONS
from sandbox.tokens.minting import tamper
from sandbox.tokens.names import CHECKS, CheckId
from sandbox.tokens.parsed_token import parse_token
from sandbox.tokens.policy import Policy
from sandbox.tokens.proofs import Presented
from sandbox.tokens.verify import verify, verify_parsed
from tests.tokens.samples import (
    BAR,
    BAZ,
    CLAIMS,
    EC_KEY,
    HEADER,
    KEY,
    NOW,
    POLICY,
    USUAL,
    checked,
    deployed,
    failing,
    signed_text,
    token,
)

ASKS = replace(POLICY, presented=Presented("Bearer"))
"""One that asks who sends a token."""
BOTH_ALGORITHMS = replace(POLICY, issuers=(replace(POLICY.issuers[0], keys=(KEY.public, EC_KEY.public)),))
EVERYTHING_WRONG: dict[str, Any] = {"iss": "x", "aud": "x", "exp": 0, "nbf": NOW * 2, "scope": ""}


def refusing(presented: str, policy: Policy) -> list[CheckId]:
    return [check.id for check in verify(presented, policy).checks if check.refuses]


def test_an_honest_token_passes_every_check() -> None:
    verification = verify(token(), POLICY)
    assert {check.verdict for check in verification.checks} == {"pass"}
    assert (verification.decided_by, verification.claims_verified, verification.claims) == (None, True, CLAIMS)


def test_the_checks_stand_in_the_order_of_the_scenario_language() -> None:
    order = "format type algorithm key signature issuer audience expiry not_before scope"
    assert tuple(order.split()) == USUAL
    for raw in (token(), "opaque", ""):
        assert [check.id for check in verify(raw, POLICY).checks] == order.split()


def test_a_letter_that_was_read_already_is_verified_alike() -> None:
    assert verify_parsed(parse_token(token()), POLICY) == verify(token(), POLICY)


def test_each_check_names_its_section() -> None:
    assert {check.id: check.section for check in verify(token(), ASKS).checks} == SECTIONS
    assert SECTIONS == {
        "format": "RFC 7519 §7.2",
        "type": "RFC 8725 §3.11",
        "algorithm": "RFC 8725 §3.1",
        "key": "RFC 7515 §4.1.4",
        "signature": "RFC 7515 §5.2",
        "issuer": "RFC 8725 §3.8",
        "audience": "RFC 7519 §4.1.3",
        "expiry": "RFC 7519 §4.1.4",
        "not_before": "RFC 7519 §4.1.5",
        "sender": "RFC 9449 §7.1",
        "scope": "RFC 6750 §3.1",
    }


DECISIVE: dict[CheckId, tuple[str, Policy]] = {
    "format": (token(header={"crit": ["exp"]}), POLICY),
    "type": (token(header={"typ": "at+jwt"}), POLICY),
    "algorithm": (token(header={"alg": "ES256", "kid": "foo-ec"}, key=EC_KEY), BOTH_ALGORITHMS),
    "key": (token(header={"kid": "foo-3"}), POLICY),
    "signature": (tamper(token({"aud": BAZ}), {}, {"aud": BAR}, []), POLICY),
    "issuer": (token({"iss": "https://elsewhere.example.org/"}), POLICY),
    "audience": (token({"aud": BAZ}), POLICY),
    "expiry": (token({"exp": NOW}), POLICY),
    "not_before": (token({"nbf": NOW + 1}), POLICY),
    "sender": (token({"cnf": {"jkt": "x"}}), ASKS),
    "scope": (token({"scope": "openid"}), POLICY),
}
"""For each check a token with which only that check finds fault."""


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_alone_keeps_some_token_out(check: CheckId) -> None:
    raw, policy = DECISIVE[check]
    verification = verify(raw, policy)
    assert (failing(verification), verification.decided_by) == ([check], check)
    assert verify(raw, deployed({check: "off"}, policy)).decided_by is None


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_that_is_off_switches_no_other_off(check: CheckId) -> None:
    for other, (raw, policy) in DECISIVE.items():
        if other != check:
            assert verify(raw, deployed({check: "off"}, policy)).decided_by == other


def test_every_check_that_fails_and_is_on_refuses_and_the_first_decides() -> None:
    raw = token(EVERYTHING_WRONG, header={"typ": "x", "crit": []})
    expected = ["format", "type", "issuer", "audience", "expiry", "not_before", "scope"]
    assert failing(verify(raw, POLICY)) == expected
    words: dict[str, str] = {}
    for position, check in enumerate(expected):
        assert refusing(raw, deployed(words)) == expected[position:]
        assert verify(raw, deployed(words)).decided_by == check
        words[check] = "off"
    assert verify(raw, deployed(words)).decided_by is None


def test_how_each_check_is_made_is_said_in_the_authors_words() -> None:
    words = {"audience": "missing-passes", "expiry": "leeway-90s", "scope": "off", "issuer": "on"}
    modes = {check.id: check.mode for check in verify(token(), deployed(words)).checks}
    assert modes == {check: words.get(check, "on") for check in USUAL}


def test_claims_of_a_forged_token_are_shown_and_marked_unverified() -> None:
    verification = verify(tamper(token(), {}, {"aud": BAZ}, []), POLICY)
    assert (verification.claims, verification.claims_verified) == ({**CLAIMS, "aud": BAZ}, False)


def test_claims_stay_unverified_where_a_bad_signature_is_let_pass() -> None:
    verification = verify(tamper(token(), {}, {"sub": "x"}, []), deployed({"signature": "off"}))
    assert (verification.decided_by, verification.claims_verified) == (None, False)


def test_claims_that_cannot_be_read_are_none() -> None:
    assert verify("opaque", POLICY).claims is None


# Skipped checks fail closed


def test_a_skipped_check_does_not_refuse_what_is_refused_already() -> None:
    assert refusing("opaque", POLICY) == ["format"]
    assert refusing(token(header={"kid": "foo-3"}), POLICY) == ["key"]


def test_a_reader_that_cannot_ask_refuses_where_the_reason_is_not_enforced() -> None:
    words: dict[str, str] = {}
    for check in USUAL:
        assert refusing("opaque", deployed(words)) == [check]
        words[check] = "off"


def test_a_signature_that_cannot_be_asked_for_refuses_when_the_key_check_is_off() -> None:
    without_keys = replace(deployed({"key": "off"}), issuers=(replace(POLICY.issuers[0], keys=()),))
    assert refusing(token(), without_keys) == ["signature"]


@pytest.mark.parametrize(
    ("check", "word"),
    [("algorithm", "any"), ("issuer", "substring"), ("audience", "missing-passes"), ("expiry", "leeway-5m")],
)
def test_a_flaw_accepts_nothing_that_cannot_be_read(check: CheckId, word: str) -> None:
    words: dict[str, str] = {**dict.fromkeys(CHECKS, "off"), check: word}
    assert verify("opaque", deployed(words)).decided_by == check
    if check == "algorithm":
        assert verify("opaque", deployed({**words, "algorithm": "off", "signature": "on"})).decided_by == "signature"


def test_the_format_check_off_lets_the_last_of_repeated_members_count() -> None:
    claims = json.dumps({**CLAIMS, "aud": BAZ})[:-1] + f', "aud": "{BAR}"}}'
    raw = signed_text(json.dumps(dict(HEADER)), claims)
    assert verify(raw, POLICY).decided_by == "format"
    assert verify(raw, deployed({"format": "off"})).decided_by is None


def test_with_the_key_check_off_a_wrong_kid_does_no_harm_and_a_stranger_stays_out() -> None:
    assert verify(token(header={"kid": "foo-3"}), deployed({"key": "off"})).decided_by is None
    forged = tamper(token(), {"kid": "foo-3"}, {}, [])
    assert verify(forged, deployed({"key": "off"})).decided_by == "signature"


@pytest.mark.parametrize("raw", [token(), token({"aud": None}), "opaque"])
def test_a_verification_is_plain_data(raw: str) -> None:
    json.dumps(asdict(verify(raw, POLICY)), ensure_ascii=False, allow_nan=False).encode()


def test_a_check_says_what_it_expected_and_found_in_one_row() -> None:
    row = asdict(checked(token({"aud": BAZ}), "audience"))
    library = row.pop("library")
    assert row == {
        "id": "audience",
        "verdict": "fail",
        "mode": "on",
        "refuses": True,
        "expected": [BAR],
        "actual": BAZ,
        "reason": "mismatch",
        "section": "RFC 7519 §4.1.3",
    }
    assert library["call"].startswith(f"jwt.decode(token, key, audience='{BAR}', options={{'verify_signature': False")
    assert library["says"] == "JWTClaimsError: Invalid audience"
