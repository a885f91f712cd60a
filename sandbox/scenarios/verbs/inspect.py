"""``inspect``: a look at a token."""

from typing import Final

from pydantic import Field

from sandbox.reading.models import Strict
from sandbox.scenarios.fields import TokenName
from sandbox.scenarios.verb_problems import TOKEN
from sandbox.scenarios.verb_spec import VerbSpec


class Inspect(Strict):
    """Shows a saved token; makes no request."""

    token: TokenName
    highlight: list[str] = Field(default_factory=list)


SPEC: Final = VerbSpec(
    name="inspect",
    model=Inspect,
    doc=("Shows a saved token; no request.", {"token": "bar_token", "highlight": ["aud"]}),
    keys={
        "token": ("The saved token that is shown.", "bar_token"),
        "highlight": ("Claims to look at.", ["aud", "azp"]),
    },
    sample_id="look",
    uses=("token",),
    expects=TOKEN,
)
