"""The check `format`: what passes, and each way to fail, with what was expected and what was found."""

import json
from typing import Any

import pytest

from tests.tokens.samples import (
    BAR,
    BAZ,
    HEADER,
    checked,
    signed_text,
    token,
    verdict,
)

FORM = "header.payload.signature, base64url, JSON objects"


@pytest.mark.parametrize(
    "claims", [{}, {"iat": 1.5}, {"iat": -1}, {"sub": ""}, {"exp": "odd types of other claims are other checks'"}]
)
def test_format_passes_three_readable_parts(claims: dict[str, Any]) -> None:
    assert verdict(token(claims), "format") == ("pass", FORM, "3 parts", None)


def test_format_passes_a_token_of_nothing() -> None:
    assert verdict(signed_text("{}", "{}"), "format") == ("pass", FORM, "3 parts", None)


def test_format_fails_what_cannot_be_read() -> None:
    assert verdict("opaque", "format") == ("fail", FORM, "1 parts", "parts")


def test_format_fails_a_repeated_member() -> None:
    raw = signed_text(json.dumps(dict(HEADER)), f'{{"aud":"{BAZ}","aud":"{BAR}"}}')
    assert verdict(raw, "format") == ("fail", FORM, "payload: aud", "repeated_member")
    assert verdict(raw, "audience")[:3] == ("pass", [BAR], BAR)


@pytest.mark.parametrize("crit", [["b64"], ["exp"], [], None, "b64"])
def test_format_fails_every_critical_extension_for_none_is_understood(crit: object) -> None:
    raw = token(header={"crit": crit, "b64": True})
    assert verdict(raw, "format") == ("fail", FORM, {"crit": crit}, "critical_extension")


def test_format_lets_an_extension_pass_that_is_not_critical() -> None:
    assert verdict(token(header={"b64": True, "x": 1}), "format")[0] == "pass"


@pytest.mark.parametrize("b64", [False, None, 0, 1, "false", "true", [], [True], {}])
def test_format_fails_a_payload_that_may_not_be_encoded(b64: object) -> None:
    """RFC 7797 §7: a JWT has no ``b64`` that is false; whether ``crit`` lists it changes nothing."""
    assert verdict(token(header={"b64": b64}), "format") == ("fail", FORM, {"b64": b64}, "unencoded_payload")


@pytest.mark.parametrize("claim", ["sub", "jti"])
@pytest.mark.parametrize("value", [None, 5, True, [], {}, ["alice"]])
def test_format_fails_a_sub_or_jti_that_is_no_string(claim: str, value: object) -> None:
    assert verdict(token({claim: value}), "format") == ("fail", FORM, {claim: value}, "claim_type")


@pytest.mark.parametrize("value", [None, "5", True, False, [], {}])
def test_format_fails_an_iat_that_is_no_number(value: object) -> None:
    assert verdict(token({"iat": value}), "format") == ("fail", FORM, {"iat": value}, "claim_type")


def test_format_names_every_claim_of_a_wrong_type() -> None:
    assert checked(token({"iat": "1", "sub": 2, "jti": 3}), "format").actual == {"sub": 2, "jti": 3, "iat": "1"}
