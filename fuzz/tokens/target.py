"""Tokens against strict and flawed deployments: strict is held against the oracle, check by check; flawed explained."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from random import Random
from typing import ClassVar, Final

from fuzz.tokens.inventing import token_for
from fuzz.tokens.oracle import faults, has_a_signature
from fuzz.tokens.parties import parties
from sandbox.tokens.check_facts import FLAWS
from sandbox.tokens.check_modes import parse_verify
from sandbox.tokens.names import CHECKS
from sandbox.tokens.parsed_token import parse_token
from sandbox.tokens.policy import Policy
from sandbox.tokens.verify import Verification, verify, verify_parsed

Words = tuple[tuple[str, str], ...]
_MADE: Final = tuple(check for check in CHECKS if check != "sender")
_REFUSE_MORE: Final = {"first-only", "list-refused", "exact-list", "client-id-instead"}
"""Flaws that refuse something that the specification accepts."""
_EXPLAINS: Final = {"algorithm": {"algorithm", "signature"}, "key": {"key", "signature"}}
"""What a flawed check lets through, where that is more than itself: without ``kid`` any key may have signed."""
_CHOICES: Final = [(check, word) for check in _MADE for word in ("off", *FLAWS.get(check, ()))]


class Tokens:
    """The target."""

    count: ClassVar = 1_000_000
    share: ClassVar = 10_000
    slow: ClassVar = 2.0
    megabytes: ClassVar = 400

    def invent(self, random: Random) -> tuple[str, int, Words]:
        """A token, the number of a reader, and how a flawed deployment of it is made."""
        party = random.randrange(len(parties()))
        words = tuple(dict(random.choices(_CHOICES, k=random.choice((1, 1, 1, 2, 6)))).items())
        return token_for(party, random), party, words

    def problem(self, given: tuple[str, int, Words], counts: Counter[str]) -> str | None:
        """Read it with the reader itself, with the oracle, and with the flawed deployment."""
        token, number, words = given
        party = parties()[number]
        strict, wrong = verify(token, party.policy), faults(token, party.reader)
        failed = {check.id for check in strict.checks if check.verdict != "pass"}
        counts["accepted" if not wrong else "refused"] += 1
        unlike = failed ^ wrong if has_a_signature(token) else (failed ^ wrong) - {"signature"}
        if unlike or (strict.decided_by is None) != (not wrong):
            return f"strict {sorted(failed)}, decided by {strict.decided_by}; oracle {sorted(wrong)}"
        if incomplete := _incomplete(strict):
            return incomplete
        flawed = verify_parsed(parse_token(token), _deployed(number, words))
        explained = {name for check, _ in words for name in _EXPLAINS.get(check, {check})}
        if flawed.decided_by is None:
            counts["accepted by a flaw"] += bool(wrong)
            if not wrong <= explained | ({"signature"} if not has_a_signature(token) else set()):
                return f"{words} accepts although {sorted(wrong - explained)} failed"
        elif not wrong and not any(word in _REFUSE_MORE for _, word in words):
            return f"{words} refuses by {flawed.decided_by} what is good"
        if [check.verdict for check in flawed.checks] != [check.verdict for check in strict.checks] and not (
            {"key", "algorithm"} & dict(words).keys()
        ):
            return f"{words} changes the truth"
        return _incomplete(flawed)

    def close(self) -> None:
        """Nothing is held."""


def _incomplete(verification: Verification) -> str | None:
    """What is missing in a verification, if anything is."""
    if tuple(check.id for check in verification.checks) != _MADE:
        return f"other checks: {[check.id for check in verification.checks]}"
    for check in verification.checks:
        if check.verdict not in ("pass", "fail", "skipped") or (check.reason is None) != (check.verdict == "pass"):
            return f"{check.id}: {check.verdict}, because {check.reason}"
    said: Sequence[object] = [(check.expected, check.actual) for check in verification.checks]
    json.dumps(said, allow_nan=False, ensure_ascii=False).encode()
    return None


@cache
def _deployed(number: int, words: Words) -> Policy:
    return replace(parties()[number].policy, modes=parse_verify(dict(words)))


TARGET = Tokens
