"""``narrate``: a text, and nothing else."""

from typing import Final

from sandbox.reading.models import Strict, Text
from sandbox.scenarios.verb_spec import VerbSpec


class Narrate(Strict):
    """Text only."""

    text: Text


SPEC: Final = VerbSpec(
    name="narrate",
    model=Narrate,
    doc=("A text, and nothing else.", {"text": "Meanwhile, at **baz** …"}),
    keys={"text": ("The text (CommonMark).", "Meanwhile, at **baz** …")},
    sample_id="tell",
)
