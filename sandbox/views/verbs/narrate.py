"""``narrate``: a text."""

from typing import Final

from sandbox.scenarios.verbs.narrate import Narrate
from sandbox.views.verb_view import VerbView

VIEW: Final[VerbView[Narrate]] = VerbView(short=lambda _: "Meanwhile", text=lambda verb: verb.text)
