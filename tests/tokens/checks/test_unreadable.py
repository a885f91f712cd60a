"""What a check cannot read it skips."""

import json

import pytest

from sandbox.tokens.names import CheckId
from tests.tokens.samples import (
    CLAIMS,
    HEADER,
    signed_text,
    verdict,
)


@pytest.mark.parametrize("check", ["type", "algorithm", "key", "signature"])
def test_a_check_of_the_header_is_skipped_without_one(check: CheckId) -> None:
    raw = signed_text("no JSON", json.dumps(dict(CLAIMS)))
    assert verdict(raw, check) == ("skipped", None, None, "unreadable")


@pytest.mark.parametrize("check", ["issuer", "audience", "expiry", "not_before", "scope"])
def test_a_check_of_the_claims_is_skipped_without_them(check: CheckId) -> None:
    raw = signed_text(json.dumps(dict(HEADER)), "no JSON")
    assert verdict(raw, check) == ("skipped", None, None, "unreadable")
