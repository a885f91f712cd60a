"""The check `scope`: what passes, and each way to fail, with what was expected and what was found."""

from dataclasses import replace
from typing import Any

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


@pytest.mark.parametrize(
    ("claims", "read", "found"),
    [
        ({"scp": "read:orders openid"}, ["scp"], "read:orders openid"),
        ({"scp": ["openid", "read:orders"]}, ["scp"], ["openid", "read:orders"]),
        ({"roles": "read:orders"}, ["scp", "roles"], {"roles": "read:orders"}),
        ({"scp": "x", "roles": ["read:orders"]}, ["scp", "roles"], {"scp": "x", "roles": ["read:orders"]}),
        ({"https://foo.com/roles": ["read:orders"]}, ["https://foo.com/roles"], ["read:orders"]),
        ({"permissions": 7}, ["scope", "permissions"], {"scope": "openid read:orders", "permissions": 7}),
    ],
)
def test_scope_is_looked_for_in_the_claims_that_a_reader_was_told(claims: Any, read: list[str], found: object) -> None:
    reader = replace(POLICY, scope_claims=tuple(read))
    assert verdict(token(claims), "scope", reader) == ("pass", "read:orders", found, None)


@pytest.mark.parametrize(
    ("claims", "read", "found"),
    [
        ({}, ["scp"], None),
        ({}, ["scp", "roles"], None),
        ({"scp": "read"}, ["scp"], "read"),
        ({"scp": ["read:orders openid"]}, ["scp"], ["read:orders openid"]),
        ({"scp": ["read:orders", 7]}, ["scp"], ["read:orders", 7]),
        ({"scp": {"read:orders": True}}, ["scp"], {"read:orders": True}),
        ({"scope": ["read:orders"]}, ["scope", "scp"], {"scope": ["read:orders"]}),
    ],
)
def test_scope_in_any_other_claim_counts_for_nothing(claims: Any, read: list[str], found: object) -> None:
    reader = replace(POLICY, scope_claims=tuple(read))
    assert verdict(token(claims), "scope", reader) == ("fail", "read:orders", found, "insufficient")


def test_scope_fails_a_token_without_one() -> None:
    assert verdict(token(remove=["scope"]), "scope") == ("fail", "read:orders", None, "insufficient")
