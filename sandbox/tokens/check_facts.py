"""What is declared of each check, as plain data, for those who make none: views, documents, the scenario language.

It is derived from `sandbox.tokens.checks`, which holds the functions too and which views may not import.
"""

from typing import Final

from sandbox.tokens.checks import CHECK_SPECS
from sandbox.tokens.checks.spec import Reads
from sandbox.tokens.names import CheckId

SECTIONS: Final[dict[CheckId, str]] = {id_: spec.section for id_, spec in CHECK_SPECS.items()}
"""The section that each check follows."""

READS: Final[dict[CheckId, Reads]] = {id_: spec.reads for id_, spec in CHECK_SPECS.items()}
"""The part of a token that each check reads."""

STATUSES: Final[dict[CheckId, int]] = {id_: spec.refusal.status for id_, spec in CHECK_SPECS.items()}
"""The HTTP status with which each check refuses."""

FLAWS: Final[dict[CheckId, tuple[str, ...]]] = {
    id_: words
    for id_, spec in CHECK_SPECS.items()
    if (words := tuple(flaw.word for flaw in spec.flaws if flaw.implied_by is None))
}
"""The flaws that can be chosen for a check, as they are written (``leeway-5m`` stands for any duration)."""
