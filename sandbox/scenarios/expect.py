"""What a step expects."""

from typing import Annotated, Final, Literal

from pydantic import Field

from sandbox.reading.models import Strict
from sandbox.scenarios.fields import Claims
from sandbox.tokens.names import CheckId, Verdict

REFUSED: Final = 400
"""The lowest status of a refusal (RFC 9110 §15.5)."""

_REDIRECTED: Final = 300


class Expect(Strict):
    """What must be true after a step; whatever stands here is compared at every replay."""

    status: Annotated[int, Field(ge=100, le=599)] | None = None
    error: str | None = None
    error_description: str | None = None
    checks: dict[CheckId, Verdict] = Field(default_factory=dict)
    decided_by: CheckId | Literal["none"] | None = None
    claims: Claims = Field(default_factory=dict)
    header: Claims = Field(default_factory=dict)
    opaque: bool | None = None
    body: Claims = Field(default_factory=dict)
    challenge: Claims = Field(default_factory=dict)


def expects_refusal(expect: Expect) -> bool:
    """Whether a step is expected to be refused; an authorization request is by a redirect (RFC 6749 §4.1.2.1)."""
    return expect.error is not None or (expect.status is not None and expect.status >= _REDIRECTED)
