"""What the tests of tokens share."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

import jose.jwt
import pytest

from tests.tokens.samples import NOW


class StoppedClock(datetime):
    """A ``datetime`` whose now is always the same."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "StoppedClock":
        return cls.fromtimestamp(NOW, tz)


@pytest.fixture(autouse=True, scope="module")
def one_clock_for_all() -> Iterator[None]:
    """Python-jose takes no time from its caller, so its clock is stopped where ours is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jose.jwt, "datetime", StoppedClock)
        yield
