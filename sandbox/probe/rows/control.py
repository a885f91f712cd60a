"""The control rows: without them, a refusal says nothing."""

from typing import Final

from sandbox.probe.spec import NOISE, NONE, RIGHT, RIGHT_AGAIN, Row

BEFORE: Final = (
    Row(RIGHT, "the right token", "accept", "RFC 6750 §2.1", lambda it: it.signed(), profile="quick"),
    Row(NONE, "no token", "refuse", "RFC 6750 §3.1", None, profile="quick"),
    Row(NOISE, "something that is no token", "refuse", "RFC 6750 §3.1", lambda _: "not-a-token", profile="quick"),
)
AFTER: Final = (
    Row(RIGHT_AGAIN, "the right token, again", "accept", "RFC 6750 §2.1", lambda it: it.signed(), profile="quick"),
)
