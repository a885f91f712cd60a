"""``mint``: somebody writes a token of their own."""

from collections.abc import Iterator
from typing import Final, Literal

from pydantic import Field

from sandbox.reading.diagnostics import Place, Problem
from sandbox.reading.models import SignedDuration, Strict
from sandbox.scenarios.expect import Expect
from sandbox.scenarios.fields import Claims, TokenName
from sandbox.scenarios.verb_problems import TOKEN, unknown_issuer
from sandbox.scenarios.verb_spec import VerbSpec
from sandbox.worlds.model import World

SignWith = Literal["issuer", "stranger", "none", "public-key-as-hmac"]
_BAR: Final = "https://bar.foo.com"


class Mint(Strict):
    """Makes a token that no honest issuer would; makes no request."""

    issuer: str = "issuer"
    like: TokenName | None = None
    header: Claims = Field(default_factory=dict)
    claims: Claims = Field(default_factory=dict)
    remove: list[str] = Field(default_factory=list)
    issued_ago: SignedDuration | None = None
    not_before_in: SignedDuration | None = None
    expires_in: SignedDuration | None = None
    sign_with: SignWith = "issuer"
    save: TokenName


def _references(at: Place, verb: Mint, _expect: Expect, world: World) -> Iterator[Problem]:
    return unknown_issuer(at, verb.issuer, world)


SPEC: Final = VerbSpec(
    name="mint",
    model=Mint,
    doc=("Makes a token that no honest issuer would; no request.", {"claims": {"aud": _BAR}, "save": "forged"}),
    keys={
        "issuer": ("Whose tokens it resembles, if not those of the one called `issuer`.", "issuer"),
        "like": ("A saved token from which it starts.", "bar_token"),
        "header": ("Header members it has beside those, or in their place.", {"kid": "unknown"}),
        "claims": (
            "Claims it has beside those, or in their place; an address at http://localhost:8000 moves along.",
            {"aud": [_BAR, "https://baz.foo.com"]},
        ),
        "remove": ("Claims it does not have.", ["aud"]),
        "issued_ago": ("How long ago it was issued, `iat`; negative if it says that it will be.", "1h"),
        "not_before_in": ("When it begins to be good, `nbf`; negative if it did.", "2m"),
        "expires_in": ("How long it is good: `90s`, `15m`, `2h`; negative if it was.", "-5m"),
        "sign_with": ("Whose key seals it, or what passes for a seal.", "stranger"),
        "save": ("A name for it.", "forged"),
    },
    sample_id="forge",
    uses=("like",),
    saves=("save",),
    expects=TOKEN,
    references=_references,
)
