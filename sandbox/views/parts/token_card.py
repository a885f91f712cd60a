"""A token as a card: who signed it, whom it is addressed to, and what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sandbox.replay.trace import Outcome, Token
from sandbox.tokens.parsed_token import parse_token
from sandbox.views.parts.checks import duration
from sandbox.views.parts.curl import form_of
from sandbox.views.parts.values import Value, as_json, as_text
from sandbox.worlds.hues import hue_of_aud
from sandbox.worlds.model import World

KINDS: Final = {
    "access_token": "Access token",
    "id_token": "ID token",
    "refresh_token": "Refresh token",
    "minted": "Minted token",
    "tampered": "Rewritten token",
    "pasted": "Pasted token",
    "client_assertion": "Client assertion",
}

_PROVENANCE: Final = {"access_token": "issued", "id_token": "issued", "tampered": "kept", "client_assertion": "own"}


@dataclass(frozen=True, slots=True)
class Line:
    """One member of a header or claims set, as JSON. ``mark`` says why it is marked, if it is."""

    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class TokenCard:
    """A token for readers.

    Args:
        name: What the scenario calls it.
        kind: What it is, in words.
        signature: ``whole`` or ``broken`` as an api found it; before any checked, ``issued`` (it came from the
            issuer), ``own`` (the client made it), ``kept`` (from another token) or ``unchecked``; ``none``.
        addresses: The values of ``aud``; empty for an opaque token or a missing claim.
        hue: The class of its first address.
        opaque: Whether nobody but the issuer can read it.
        about: For whom, carried by whom, until when.
        segments: The token as it is sent, in its parts.
        header: The lines of the header.
        claims: The lines of the claims.
        was: The claims that were changed or taken away, and what they were before.
        checked: Whether an api checked it.
        first_shown_in_step: The number of the earlier step that brought the very same token; 0 for none.

    """

    name: str
    kind: str
    signature: str
    addresses: list[str]
    hue: str
    opaque: bool
    about: list[tuple[str, str]]
    segments: list[str]
    header: list[Line]
    claims: list[Line]
    was: list[tuple[str, Value]]
    checked: bool
    first_shown_in_step: int = 0

    @property
    def signed_by(self) -> str:
        """The state of the signature, in words."""
        return {
            "whole": "Sealed by the issuer",
            "issued": "Sealed by the issuer",
            "own": "Sealed by the client itself",
            "kept": "The old seal, kept on a new text",
            "broken": "The seal does not fit",
            "none": "No seal",
            "unchecked": "Sealed; nobody has looked yet",
        }[self.signature]


def token_card(
    token: Token,
    world: World,
    now: float,
    *,
    outcome: Outcome | None = None,
    highlight: Sequence[str] = (),
    before: Token | None = None,
    first_shown_in_step: int = 0,
) -> TokenCard:
    """Make the card of a token.

    Args:
        token: The token.
        world: The world it belongs to.
        now: When it is looked at, in epoch seconds.
        outcome: The answer of an api that checked it, which says what its signature is worth.
        highlight: Claims to point at beside ``aud``.
        before: The token it was made from, to point at what changed.
        first_shown_in_step: As in `TokenCard`.

    """
    claims = token.claims
    aud = (claims or {}).get("aud")
    addresses = [as_text(value) for value in (aud if isinstance(aud, list) else [aud])] if aud is not None else []
    earlier = (before.claims or {}) if before else claims or {}
    changed = [name for name in {**earlier, **(claims or {})} if earlier.get(name) != (claims or {}).get(name)]
    marks = {**dict.fromkeys(highlight, "highlight"), "aud": f"aud {hue_of_aud(world, aud)}"}
    return TokenCard(
        name=token.name,
        kind=KINDS[token.kind],
        signature=_signature(token, outcome),
        addresses=addresses,
        hue=hue_of_aud(world, aud),
        opaque=claims is None,
        about=_about(claims or {}, now),
        segments=token.raw.split("."),
        header=member_lines(token.header or {}, {}),
        claims=member_lines(claims or {}, marks, changed),
        was=[(n, Value(as_text(earlier[n]), "", "", hue_of_aud(world, earlier[n]))) for n in changed if n in earlier],
        checked=bool(outcome and outcome.checks),
        first_shown_in_step=first_shown_in_step,
    )


def before_checks(card: TokenCard) -> TokenCard:
    """The card as it was before an api checked the token."""
    provenance = {KINDS[kind]: known for kind, known in _PROVENANCE.items()}
    signature = provenance.get(card.kind, "unchecked") if card.segments[-1] else "none"
    return replace(card, signature=signature, checked=False)


def client_assertions(outcome: Outcome) -> list[Token]:
    """The tokens by which a client proved who it is (``private_key_jwt``), as they were sent."""
    sent = [dict(form_of(exchange.request)).get("client_assertion") for exchange in outcome.exchanges]
    return [_client_assertion(raw) for raw in sent if raw]


def _client_assertion(raw: str) -> Token:
    read = parse_token(raw)
    return Token(name="client_assertion", kind="client_assertion", raw=raw, header=read.header, claims=read.claims)


def _signature(token: Token, outcome: Outcome | None) -> str:
    verdicts = {check.id: check for check in outcome.checks} if outcome else {}
    if "signature" not in verdicts:
        return "none" if token.raw.endswith(".") else _PROVENANCE.get(token.kind, "unchecked")
    signature = verdicts["signature"]
    if signature.reason == "unsigned":
        return "none"
    return {"pass": "whole", "fail": "broken", "skipped": "unchecked"}[signature.verdict]


def _about(claims: Mapping[str, Any], now: float) -> list[tuple[str, str]]:
    facts = [("for", claims.get("sub")), ("carried by", claims.get("azp", claims.get("client_id")))]
    exp = claims.get("exp")
    if isinstance(exp, int | float) and not isinstance(exp, bool):
        left = int(exp - now)
        facts.append(("expires in", duration(left)) if left > 0 else ("expired", f"{duration(-left)} ago"))
    return [(what, as_text(value)) for what, value in facts if value is not None]


def member_lines(members: Mapping[str, Any], marks: Mapping[str, str], changed: Sequence[str] = ()) -> list[Line]:
    """The members of a JSON object, a line each.

    Args:
        members: The object.
        marks: Why some of them are marked, by name.
        changed: Those that differ from before.

    """
    last = len(members) - 1
    lines = []
    for index, (name, value) in enumerate(members.items()):
        mark = " ".join([marks.get(name, ""), "changed" if name in changed else ""]).strip()
        comma = "" if index == last else ","
        lines.append(Line(f"{as_json(name)}: {as_json(value)}{comma}", mark))
    return lines
