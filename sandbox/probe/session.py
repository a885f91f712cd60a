"""One probe from its first request to its verdict: calibrated, bounded, and never more certain than its answers."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Final

from sandbox.probe.findings import Concluded, Explained, Fetches, Result, WrittenRow
from sandbox.probe.flaws import explained
from sandbox.probe.judging import Accepts, judged
from sandbox.probe.sending import Sender
from sandbox.probe.spec import NOISE, NONE, RIGHT, RIGHT_AGAIN

_GIVES_UP: Final = 3
"""After so many requests in a row without a response, no more are sent."""
_ACCEPTED_INSTEAD: Final = {
    "typ.at+jwt": "try --dialect rfc9068",
    "typ.JWT": "try --dialect auth0",
    "aud.list-of-one": "it reads lists only, and RFC 7519 §4.1.3 allows a single string",
}
"""Where the right token is refused: rows that say why if they are accepted, and what they say."""


async def results_of(rows: Sequence[WrittenRow], sender: Sender, accepts: Accepts) -> AsyncIterator[Result]:
    """Send the rows in order. An answer that is not as expected is asked for once more.

    It ends early if the control rows fail, or nothing answers any more.

    Args:
        rows: The rows.
        sender: Sends them.
        accepts: What counts as accepted.

    """
    silent = 0
    control: list[Result] = []
    for row in rows:
        result = await _sent(row, sender, accepts)
        if result.ok is False:
            result = _compared(result, await _sent(row, sender, accepts))
        silent = silent + 1 if result.status is None else 0
        yield result
        if row.id in (RIGHT, NONE, NOISE):
            control.append(result)
        if silent == _GIVES_UP or (row.id == RIGHT and result.status is None):
            return
        if row.id == NOISE and _uncalibrated(control):
            break
    else:
        return
    for row in rows:
        if row.id in _ACCEPTED_INSTEAD and control[0].answer == "refused":
            yield await _sent(row, sender, accepts)


async def _sent(row: WrittenRow, sender: Sender, accepts: Accepts) -> Result:
    return judged(row, await sender.send(row.token, row.carried), accepts)


def _compared(first: Result, second: Result) -> Result:
    if first.answer == second.answer:
        return first
    why = f"it changes its mind: {_words(first)}, then {_words(second)}"
    return replace(first, answer="inconclusive", why=why)


def _words(result: Result) -> str:
    return str(result.status) if result.status is not None else result.why


def concluded(rows: Sequence[WrittenRow], results: Sequence[Result], fetches: Fetches | None) -> Concluded:
    """What the results of a probe say.

    Args:
        rows: All rows that were to be sent.
        results: Those that were.
        fetches: What was fetched meanwhile, if that is known.

    """
    by_id = {result.row.id: result for result in results}
    control = [by_id[id_] for id_ in (RIGHT, NONE, NOISE, RIGHT_AGAIN) if id_ in by_id]
    reason = _instead(results) or _uncalibrated(control, fetches)
    if not reason and len(results) < len(rows):
        reason = f"it stopped answering after {results[-1].row.id}: {results[-1].why}"
    if reason:
        return Concluded("inconclusive", reason, tuple(results), Explained((), ()), fetches)
    failed = any(result.ok is False and result.row.severity == "error" for result in results)
    unknown = [result for result in results if result.answer == "inconclusive"]
    if unknown and not failed:
        words = f"{len(unknown)} of {len(results)} rows have no clear answer"
        return Concluded("inconclusive", words, tuple(results), explained(results), fetches)
    return Concluded("fail" if failed else "pass", "", tuple(results), explained(results), fetches)


def _instead(results: Sequence[Result]) -> str:
    """What is accepted in place of the right token; empty if that is accepted itself, or nothing is."""
    if results[0].answer != "refused":
        return ""
    for one in results:
        if one.answer == "accepted" and one.row.id in _ACCEPTED_INSTEAD:
            refused = f"it refuses the right token ({results[0].status}), and accepts {one.row.says}"
            return f"{refused}: {_ACCEPTED_INSTEAD[one.row.id]}"
    return ""


def _uncalibrated(control: Sequence[Result], fetches: Fetches | None = None) -> str:
    """Why the control rows do not hold; empty if they do."""
    by_id = {result.row.id: result for result in control}
    silent = RIGHT in by_id and by_id[RIGHT].answer == "inconclusive"
    for rule in (_right, _open) if silent else (_open, _right):
        if reason := rule(by_id, fetches):
            return reason
    noise = by_id.get(NOISE)
    if noise is not None and noise.answer == "accepted":
        return "it accepts anything that stands after Bearer: it reads no token"
    again = by_id.get(RIGHT_AGAIN)
    if again is not None and again.answer != "accepted":
        return (
            f"it changed its mind: the right token was accepted at first, and at the end it was not ({_words(again)})"
        )
    return ""


def _open(by_id: dict[str, Result], _: Fetches | None) -> str:
    none = by_id.get(NONE)
    if none is None or none.answer == "refused":
        return ""
    if none.answer == "accepted":
        return (
            f"this route asks for no token: without one it answers the same ({none.status}). "
            "If the body of a response tells them apart, say how by --accepted-body"
        )
    return f"without a token it gives no clear answer: {none.why}"


def _right(by_id: dict[str, Result], fetches: Fetches | None) -> str:
    right = by_id.get(RIGHT)
    if right is None or right.answer == "accepted":
        return ""
    none = by_id.get(NONE)
    if right.status == 404 and none is not None and none.answer == "refused":
        return (
            f"the right token gets 404, and a request without one {none.status}: the route seems to accept the token "
            "and not to find what its address names. Put the id of something that exists into the address"
        )
    if right.answer == "inconclusive":
        return f"the right token has no clear answer: {right.why}"
    refuses = f"it refuses the right token ({right.status})"
    if fetches is not None and not fetches.issuer_keys and not fetches.keys_before:
        return (
            f"{refuses}, and it does not trust this issuer: its keys were never fetched since the sandbox was started. "
            "An API that has keys from before, or from a file, needs the new ones"
        )
    return f"{refuses}: compare its issuer, its audience and the scope of this route with those of the probe"
