"""The check `scope`: what passes, and each way to fail, with what was expected and what was found."""

from dataclasses import replace

import pytest

from tests.tokens.samples import (
    POLICY,
    token,
    verdict,
)


@pytest.mark.parametrize("scope", ["read:orders", "openid read:orders", "read:orders write:orders"])
def test_scope_passes_when_the_needed_one_is_held(scope: str) -> None:
    assert verdict(token({"scope": scope}), "scope") == ("pass", "read:orders", scope, None)


@pytest.mark.parametrize("scope", ["anything", "", None, 5])
def test_scope_passes_anything_where_none_is_needed(scope: object) -> None:
    assert verdict(token({"scope": scope}), "scope", replace(POLICY, scope=None)) == ("pass", None, scope, None)


@pytest.mark.parametrize(
    "scope", ["", "read", "read:orders2", "READ:ORDERS", "read:orders,openid", None, 5, ["read:orders"], {}]
)
def test_scope_fails_when_it_is_not(scope: object) -> None:
    assert verdict(token({"scope": scope}), "scope") == ("fail", "read:orders", scope, "insufficient")


def test_scope_fails_a_token_without_one() -> None:
    assert verdict(token(remove=["scope"]), "scope") == ("fail", "read:orders", None, "insufficient")
