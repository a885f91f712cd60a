"""The check `key`: what passes, and each way to fail, with what was expected and what was found."""

from dataclasses import replace

import pytest

from tests.tokens.samples import (
    POLICY,
    TRUSTED,
    TWO,
    checked,
    token,
    verdict,
)


@pytest.mark.parametrize("kid", ["foo-2", "foo-1"])
def test_key_passes_a_kid_that_is_published(kid: str) -> None:
    assert verdict(token(header={"kid": kid}), "key") == ("pass", ["foo-2", "foo-1"], kid, None)


def test_key_passes_a_token_that_names_none() -> None:
    assert verdict(token(remove=["kid"]), "key") == ("pass", ["foo-2", "foo-1"], None, None)


@pytest.mark.parametrize("kid", ["foo-3", "FOO-2", "", "../foo-2", None, 2, True, ["foo-2"], {"kid": "foo-2"}])
def test_key_fails_a_kid_that_nobody_publishes(kid: object) -> None:
    assert verdict(token(header={"kid": kid}), "key") == ("fail", ["foo-2", "foo-1"], kid, "unknown")


def test_key_fails_when_nothing_is_published() -> None:
    nothing = replace(POLICY, issuers=(replace(TRUSTED, keys=()),))
    assert verdict(token(remove=["kid"]), "key", nothing) == ("fail", [], None, "unknown")


def test_key_fails_a_kid_of_another_trusted_issuer() -> None:
    assert checked(token(header={"kid": "foo-ec"}), "key", TWO).verdict == "fail"
