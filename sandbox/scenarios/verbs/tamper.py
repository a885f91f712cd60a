"""``tamper``: somebody rewrites a token under its signature."""

from typing import Final

from pydantic import Field

from sandbox.reading.models import Strict
from sandbox.scenarios.fields import Claims, TokenName
from sandbox.scenarios.verb_problems import TOKEN
from sandbox.scenarios.verb_spec import VerbSpec


class Tamper(Strict):
    """Edits a saved token and keeps the old signature."""

    token: TokenName
    header: Claims = Field(default_factory=dict)
    claims: Claims = Field(default_factory=dict)
    remove: list[str] = Field(default_factory=list)
    save: TokenName


SPEC: Final = VerbSpec(
    name="tamper",
    model=Tamper,
    doc=(
        "Edits a saved token and keeps the old signature.",
        {"token": "bar_token", "claims": {"aud": "https://baz.foo.com"}, "save": "rewritten"},
    ),
    keys={
        "token": ("The saved token that is edited.", "bar_token"),
        "header": ("Header members that are put in.", {"alg": "none"}),
        "claims": ("Claims that are put in.", {"aud": "https://baz.foo.com"}),
        "remove": ("Claims that are taken out.", ["aud"]),
        "save": ("A name for what comes of it.", "rewritten"),
    },
    sample_id="rewrite",
    uses=("token",),
    saves=("save",),
    expects=TOKEN,
)
