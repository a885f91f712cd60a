"""The two lamps: who wrote it, and is it meant for me. Readable from the back of the room."""

from dataclasses import dataclass
from typing import Final

from sandbox.replay.trace import Check, Outcome
from sandbox.views.parts.check_words import WORDS, mode_sentence
from sandbox.views.parts.checks import INTROSPECTED, MARKS, SPOKEN, overlooked
from sandbox.views.parts.values import Value, compared, plain
from sandbox.worlds.model import World

LAMPS: Final = ("signature", "audience")
"""The checks that are the two great questions."""


@dataclass(frozen=True, slots=True)
class Lamp:
    """One of the two lamps.

    Args:
        question: What it answers.
        verdict: ``pass``, ``fail`` or ``skipped``.
        mark: The same as a sign.
        spoken: The same in words.
        answer: The answer in plain words, as far as the first value.
        found: What the token says.
        mine: What the api calls itself, where that is another thing.
        unvouched: What makes this answer worth little, though it is yes; empty if nothing does.
        overlooked: Whether the check fails and is not enforced here.
        note: How this deployment makes the check, where that is not plainly ``on`` and nothing else says so.

    """

    question: str
    verdict: str
    mark: str
    spoken: str
    answer: str
    found: list[Value]
    mine: list[Value]
    unvouched: str
    overlooked: bool
    note: str


def lamps(outcome: Outcome, world: World) -> list[Lamp]:
    """The two lamps of an answer: who wrote it, and is it meant for me. None if nothing was checked."""
    by_id = {check.id: check for check in outcome.checks}
    if not by_id:
        return []
    signature = by_id["signature"]
    return [_signature_lamp(signature, by_id["algorithm"]), _audience_lamp(by_id["audience"], signature, world)]


def _lamp(check: Check, answer: str, found: list[Value], mine: list[Value], unvouched: str = "") -> Lamp:
    untold = check.verdict == "skipped" and check.reason != INTROSPECTED
    shown = "unclear" if untold else check.verdict
    return Lamp(
        question=WORDS[check.id].question,
        verdict=check.verdict,
        mark=MARKS[shown],
        spoken=SPOKEN[shown],
        answer=answer,
        found=found,
        mine=mine,
        unvouched=unvouched,
        overlooked=overlooked(check),
        note="" if check.made == "off" and overlooked(check) else mode_sentence(check.id, check.made),
    )


def _signature_lamp(signature: Check, algorithm: Check) -> Lamp:
    if signature.verdict == "pass":
        answer = f"The issuer did. The {algorithm.actual} signature over header and claims holds with its key"
        return _lamp(signature, answer, plain([signature.actual]), [])
    if signature.reason == INTROSPECTED:
        answer = "The issuer itself said what it stands for, when it was asked. There is no seal."
        return _lamp(signature, answer, [], [])
    if signature.verdict == "skipped":
        keyless = signature.reason == "no_key"
        lack = "There is no key to check the signature with." if keyless else "There is no signature to check."
        return _lamp(signature, f"Nobody can tell. {lack}", [], [])
    unsigned = signature.reason == "unsigned"
    fault = "There is no seal on it." if unsigned else "The signature does not fit what stands in the token."
    return _lamp(signature, f"Nobody knows. {fault}", [], [])


def _audience_lamp(audience: Check, signature: Check, world: World) -> Lamp:
    if audience.verdict == "skipped":
        return _lamp(audience, "Nobody can tell. There is no address that could be read.", [], [])
    mine, found = compared(audience.expected, audience.actual, world)
    if audience.verdict == "pass":
        if signature.verdict == "pass" or signature.reason == INTROSPECTED:
            return _lamp(audience, "Yes. It is addressed to", found, [])
        state = "was not checked" if signature.verdict == "skipped" else "does not hold"
        return _lamp(audience, "It says so:", found, [], f"Nobody vouches for that: the seal {state}.")
    if audience.reason == "mismatch":
        return _lamp(audience, "No. It is addressed to somebody else.", found, mine)
    faults = {"missing": "There is no address on it.", "empty": "Its list of addresses is empty."}
    return _lamp(audience, f"No. {faults.get(audience.reason or '', 'Its address cannot be read.')}", [], [])
