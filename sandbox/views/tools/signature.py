"""The signature of a token: the bytes that are signed, the key, and what happens when one character changes."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from sandbox.replay.trace import Check, Exchange, Outcome
from sandbox.views.parts.checks import CheckRow, check_rows
from sandbox.views.parts.verdicts import Lamp, lamps
from sandbox.worlds.hues import hue_of_aud
from sandbox.worlds.model import World

_CHECKS: Final = ("format", "key", "signature", "audience")


@dataclass(frozen=True, slots=True)
class Parts:
    """A token in its three parts: header and payload as text, the signature as it is sent.

    Args:
        header: The JSON text of the header, byte for byte.
        payload: That of the claims.
        signature: The base64url of the signature.
        header_part: The header as it is sent.
        payload_part: The claims as they are sent.

    """

    header: str
    payload: str
    signature: str
    header_part: str
    payload_part: str

    @property
    def signed_bytes(self) -> int:
        """How many bytes the signature is made over (RFC 7515 §5.1)."""
        return len(self.header_part) + 1 + len(self.payload_part)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a token as it is sent. ``changed`` where it differs from what was issued."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class SentToken:
    """A token as it is sent: its three parts, in stretches, and the class of its audience."""

    header: list[Stretch]
    payload: list[Stretch]
    signature: list[Stretch]
    hue: str


@dataclass(frozen=True, slots=True)
class KeySearch:
    """The key that it was checked with, and how that was found.

    Args:
        kid: The key id in the header.
        algorithm: The algorithm in the header.
        address: Where the api fetched the keys of the issuer.
        published: The ids of those keys.
        found: Whether the key is among them.

    """

    kid: str
    algorithm: str
    address: str
    published: list[str]
    found: bool


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """What an api found.

    Args:
        api: The api.
        status: What it answered.
        lamp: Whether the signature holds.
        checks: The checks that lead there, and the one of the audience.
        key: The key.

    """

    api: str
    status: int | None
    lamp: Lamp | None
    checks: list[CheckRow]
    key: KeySearch | None


@dataclass(frozen=True, slots=True)
class SignaturePage:
    """Everything on the page of a signature.

    Args:
        query: The state of the workbench that the token comes from.
        parts: The token as it is now.
        original: The token as it was issued.
        changed: Whether the two differ.
        sent: The token as it is sent.
        verdict: What an api found.

    """

    query: str
    parts: Parts
    original: Parts
    changed: bool
    sent: SentToken
    verdict: SignatureVerdict


def signature_page(
    world: World, query: str, parts: Parts, original: Parts, outcome: Outcome, now: float
) -> SignaturePage:
    """Build the page.

    Args:
        world: The world whose keys were used.
        query: The state of the workbench that the token comes from.
        parts: The token as it is now.
        original: The token as it was issued.
        outcome: What an api found.
        now: When, in epoch seconds.

    """
    texts = [(token.header, token.payload, token.signature) for token in (parts, original)]
    return SignaturePage(
        query=query,
        parts=parts,
        original=original,
        changed=texts[0] != texts[1],
        sent=SentToken(
            header=list(stretches(parts.header_part, original.header_part)),
            payload=list(stretches(parts.payload_part, original.payload_part)),
            signature=list(stretches(parts.signature, original.signature)),
            hue=hue_of_aud(world, aud_of(parts.payload)),
        ),
        verdict=_verdict(outcome, now, world),
    )


def _verdict(outcome: Outcome, now: float, world: World) -> SignatureVerdict:
    lit = lamps(outcome, world)
    by_id = {check.id: check for check in outcome.checks}
    return SignatureVerdict(
        api=outcome.api or "",
        status=outcome.status,
        lamp=lit[0] if lit else None,
        checks=[row for row in check_rows(outcome, now, world) if row.id in _CHECKS],
        key=_key(by_id["key"], by_id["algorithm"], outcome.exchanges) if "key" in by_id else None,
    )


def aud_of(payload: str) -> Any:
    """The claim ``aud`` in a text of claims; None if it cannot be read."""
    try:
        claims = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return claims.get("aud") if isinstance(claims, dict) else None


def stretches(text: str, was: str) -> Iterator[Stretch]:
    """Split a part into what is unchanged, character by character, and what is not."""
    run, changed = "", False
    for now, before in zip_longest(text, was):
        if now is None:
            break
        if (now != before) != changed and run:
            yield Stretch(run, changed)
            run = ""
        changed = now != before
        run += now
    if run:
        yield Stretch(run, changed)


def _key(key: Check, algorithm: Check, exchanges: Sequence[Exchange]) -> KeySearch:
    fetched = next((exchange for exchange in exchanges if "jwks" in exchange.request.url), None)
    return KeySearch(
        kid="none" if key.actual is None else str(key.actual),
        algorithm="none" if algorithm.actual is None else str(algorithm.actual),
        address=fetched.request.url if fetched else "",
        published=[str(kid) for kid in key.expected or []],
        found=key.verdict == "pass",
    )
