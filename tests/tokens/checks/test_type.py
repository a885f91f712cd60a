"""The check `type`: what passes, and each way to fail, with what was expected and what was found."""

import pytest

from tests.tokens.samples import (
    ALONE,
    EC_KEY,
    PARTNERS,
    PARTNERS_HEADER,
    TWO,
    checked,
    token,
    verdict,
)


@pytest.mark.parametrize("typ", ["JWT", "jwt", "Jwt"])
def test_type_passes_jwt_in_auth0s_dialect_however_it_is_spelt(typ: str) -> None:
    assert verdict(token(header={"typ": typ}), "type") == ("pass", ["JWT", None], typ, None)


def test_type_passes_a_header_without_one_in_auth0s_dialect() -> None:
    assert verdict(token(remove=["typ"]), "type") == ("pass", ["JWT", None], None, None)


@pytest.mark.parametrize("typ", ["at+jwt", "AT+JWT", "application/at+jwt", "application/AT+jwt"])
def test_type_passes_an_access_token_of_rfc_9068(typ: str) -> None:
    raw = token(PARTNERS, header={**PARTNERS_HEADER, "typ": typ}, key=EC_KEY)
    assert verdict(raw, "type", ALONE) == ("pass", ["at+jwt", "application/at+jwt"], typ, None)


def test_type_fails_an_id_token_in_the_dialect_of_rfc_9068() -> None:
    raw = token(PARTNERS, header={**PARTNERS_HEADER, "typ": "JWT"}, key=EC_KEY)
    assert verdict(raw, "type", ALONE) == ("fail", ["at+jwt", "application/at+jwt"], "JWT", "mismatch")


def test_type_fails_a_header_without_one_in_the_dialect_of_rfc_9068() -> None:
    raw = token(PARTNERS, header=PARTNERS_HEADER, remove=["typ"], key=EC_KEY)
    assert verdict(raw, "type", ALONE) == ("fail", ["at+jwt", "application/at+jwt"], None, "missing")


@pytest.mark.parametrize("typ", ["at+jwt", "", "JWT ", "dpop+jwt", None, 5, True, ["JWT"], {}])
def test_type_fails_any_other_in_auth0s_dialect(typ: object) -> None:
    assert verdict(token(header={"typ": typ}), "type") == ("fail", ["JWT", None], typ, "mismatch")


def test_type_follows_the_issuer_that_the_token_names() -> None:
    assert checked(token(header={"typ": "at+jwt"}), "type", TWO).verdict == "fail"
    assert checked(token(PARTNERS, header=PARTNERS_HEADER, key=EC_KEY), "type", TWO).verdict == "pass"
    foreign = checked(token({"iss": "https://elsewhere.example.org/"}), "type", TWO)
    assert (foreign.verdict, foreign.expected) == ("pass", ["JWT", None, "at+jwt", "application/at+jwt"])
