"""Probing an API in a test: tokens as a sandbox writes them, and answers as an API that was declared so gives them."""

import time
from collections.abc import Iterable, Mapping
from functools import cache

import anyio

from sandbox.probe.findings import Result, WrittenRow
from sandbox.probe.order import Order, ingredients
from sandbox.probe.spec import ASKED, Profile
from sandbox.probe.writing import strict_policy, written_rows
from sandbox.tokens.check_modes import parse_verify
from sandbox.tokens.checks import CHECK_SPECS
from sandbox.tokens.policy import Policy
from sandbox.tokens.verify import verify
from tests.running import FOO, KEYS, PUBLIC_URL

BAR = Order(audience="https://bar.foo.com", scope="read:orders", client="www", profile="all")
SINGLE = [
    (check, word)
    for check in ASKED
    for word in ("off", *(flaw.word for flaw in CHECK_SPECS[check].flaws if flaw.implied_by is None))
]
"""Every way to make one check wrongly."""


NOW = time.time()
INGREDIENTS = anyio.run(ingredients, BAR, {"foo": FOO}, KEYS, PUBLIC_URL, NOW, "test")


@cache
def rows(profile: Profile = "all") -> tuple[WrittenRow, ...]:
    """The rows for bar, written once."""
    return tuple(written_rows(INGREDIENTS, profile))


def answers(verify_words: Mapping[str, str], of: Iterable[WrittenRow]) -> list[Result]:
    """What bar would answer if its checks were made so, by the function that reads tokens for it."""
    policy = strict_policy(INGREDIENTS, parse_verify(verify_words))
    return [_answer(row, policy) for row in of]


def _answer(row: WrittenRow, policy: Policy) -> Result:
    if row.token is None or row.carried == "query":
        return Result(row, "refused", 401)
    decided = verify(row.token, policy).decided_by
    return Result(row, "refused" if decided else "accepted", (403 if decided == "scope" else 401) if decided else 200)
