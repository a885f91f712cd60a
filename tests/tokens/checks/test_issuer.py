"""The check `issuer`: what passes, and each way to fail, with what was expected and what was found."""

import pytest

from tests.tokens.samples import (
    ISS,
    ISS_BY_ITS_OTHER_NAME,
    token,
    verdict,
)

NAMES = [ISS, ISS_BY_ITS_OTHER_NAME]


@pytest.mark.parametrize("iss", NAMES)
def test_issuer_passes_either_name_of_a_trusted_one(iss: str) -> None:
    assert verdict(token({"iss": iss}), "issuer") == ("pass", NAMES, iss, None)


@pytest.mark.parametrize(
    "iss",
    ["https://issuer.foo.com", "HTTPS://issuer.foo.com/", f"{ISS}evil", "", None, 1, True, [ISS], {"iss": ISS}],
)
def test_issuer_fails_every_other(iss: object) -> None:
    assert verdict(token({"iss": iss}), "issuer") == ("fail", NAMES, iss, "mismatch")


def test_issuer_fails_a_token_that_names_none() -> None:
    assert verdict(token(remove=["iss"]), "issuer") == ("fail", NAMES, None, "missing")
