"""The checks. Each is declared once, as the `CHECK` of a module of its name, with its flaws beside it.

To add a check, add its id to `sandbox.tokens.names.CheckId`, which gives the order, and a module of that name here;
its words for readers are one entry in `sandbox.views.parts.check_words`. To add a flaw, add it to its check and to
the words of that check. What others need to know of checks without making any is in `sandbox.tokens.check_facts`.
"""

from importlib import import_module
from typing import Final

from sandbox.tokens.checks.spec import CheckSpec
from sandbox.tokens.names import CHECKS, CheckId


def _declared(check: CheckId) -> CheckSpec:
    spec: CheckSpec = import_module(f"{__name__}.{check}").CHECK
    return spec


CHECK_SPECS: Final[dict[CheckId, CheckSpec]] = {check: _declared(check) for check in CHECKS}
"""Every check by its id, in the order in which they are made (RFC 9068 §4, with the JWT's own checks first)."""
