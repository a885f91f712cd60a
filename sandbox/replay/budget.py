"""How many replays one visitor may have: a public instance replays for everybody, and nobody may take all of it."""

import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from sandbox.errors import SandboxError
from sandbox.http.visitors import VISITOR
from sandbox.replay.player import Player, ReplayRequest
from sandbox.replay.trace import Trace
from sandbox.settings import LIMITS, Limits


class TooManyReplays(SandboxError):
    """A visitor has had as many replays as this server gives at once.

    Args:
        seconds: After how many there are some again.

    """

    code = "too_many_replays"

    def __init__(self, seconds: int) -> None:
        super().__init__(
            "this server replays for everybody, and each address has a share; the share of yours is used up for now. "
            f"Try again in {seconds} seconds"
        )
        self.seconds = seconds


class Budget:
    """A bucket of replays for each address, which fills again. Of addresses that have not come for long none is kept.

    Args:
        limits: How many replays a bucket holds, how fast it fills, and how many buckets there are.
        clock: Seconds that only go forward.

    """

    def __init__(self, limits: Limits = LIMITS, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def __len__(self) -> int:
        """How many addresses have a bucket."""
        return len(self._buckets)

    def within(self, play: Player) -> Player:
        """What replays, as far as the visitor's bucket allows.

        Args:
            play: Replays. What it returns raises `TooManyReplays` where the bucket is empty.

        """

        async def play_within(request: ReplayRequest) -> Trace:
            self._take(_household(VISITOR.get()))
            return await play(request)

        return play_within

    def _take(self, visitor: str) -> None:
        now, most, rate = self._clock(), self._limits.replays_at_once, self._limits.replays_a_minute / 60
        left, since = self._buckets.pop(visitor, (float(most), now))
        left = min(most, left + (now - since) * rate)
        enough = left >= 1
        self._buckets[visitor] = (left - enough, now)  # the last one of the dictionary
        if len(self._buckets) > self._limits.visitors_counted:
            del self._buckets[next(iter(self._buckets))]
        if not enough:
            raise TooManyReplays(ceil(most / 10 / rate))


def _household(address: str) -> str:
    """Whom an address belongs to: of IPv6 everybody has a network of 64 bits."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    mapped = found.ipv4_mapped
    return str(mapped) if mapped else str(ip_network((found, 64), strict=False))
