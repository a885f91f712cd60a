"""All rows, in the order in which they are sent."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from sandbox.probe.rows.audience import AUDIENCE
from sandbox.probe.rows.control import AFTER, BEFORE
from sandbox.probe.rows.forgery import FORGERY
from sandbox.probe.rows.header import HEADER
from sandbox.probe.rows.issuer import ISSUER
from sandbox.probe.rows.kind import KIND
from sandbox.probe.rows.request import REQUEST
from sandbox.probe.rows.time import TIME
from sandbox.probe.spec import PROFILES, Expected, Profile, Row
from sandbox.tokens.names import Dialect

ROWS: Final[tuple[Row, ...]] = (*BEFORE, *AUDIENCE, *KIND, *ISSUER, *FORGERY, *HEADER, *TIME, *REQUEST, *AFTER)


def rows_of(profile: Profile, dialect: Dialect) -> Iterator[Row]:
    """The rows of a profile, as they are expected in a dialect.

    Args:
        profile: Its name.
        dialect: What the right token is like.

    """
    wanted = PROFILES[: PROFILES.index(profile) + 1]
    for row in ROWS:
        if row.profile not in wanted:
            continue
        if dialect == "rfc9068" and row.id in _BY_TYPE:
            yield replace(row, expected=_BY_TYPE[row.id], severity="error")
        else:
            yield row


_BY_TYPE: Final[dict[str, Expected]] = {
    "typ.at+jwt": "accept",
    "typ.JWT": "refuse",
    "typ.none": "refuse",
    "typ.wrong": "refuse",
}
