"""Connections to a Redis: how many there are, how long they are waited for, and what an error means."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeout

from sandbox.workshop.store.interface import StoreUnreachable
from sandbox.workshop.store.url import RedisAddress

_CONNECTIONS: Final = 16  # at the same time
TIMEOUT: Final = 2.0  # seconds for a response, connecting included


class Connections:
    """The connections of one process to a Redis.

    Args:
        url: Where it is: see `RedisAddress`.
        timeout: Seconds for a response, connecting included.

    Raises:
        ValueError: If the URL cannot be read. The message says what to do, and holds no password.

    """

    def __init__(self, url: str, timeout: float) -> None:
        self.url = RedisAddress(url)
        self.redis = Redis.from_pool(self.url.connections(timeout))
        self.unreachable = ""
        self._timeout = timeout
        self._free = asyncio.Semaphore(_CONNECTIONS)
        self._last_timeout = 0.0

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Redis]:
        """One of the connections; none while `unreachable` says why there is none.

        Raises:
            StoreUnreachable: Redis does not answer, or refuses.

        """
        if self.unreachable:
            raise StoreUnreachable(self.unreachable)
        async with self.attempt() as redis:
            yield redis

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[Redis]:
        """One of the connections. Whoever waited for it while another one timed out times out at once."""
        now = asyncio.get_running_loop().time
        began = now()
        try:
            async with self._free:
                if self._last_timeout > began:
                    raise TimeoutError
                # redis-py's own wait_for overlooks some cancellations: hence both
                async with asyncio.timeout(self._timeout):
                    yield self.redis
        except (RedisError, OSError) as error:
            if isinstance(error, TimeoutError | RedisTimeout):
                self._last_timeout = now()
            raise StoreUnreachable(self.url.advice(error)) from None

    async def run(self, script: str, *arguments: str | int) -> Any:
        """Run a script; what it returns. It is sent whole: one round trip to a Redis that is slow is enough."""
        async with self.connection() as redis:
            return await redis.eval(script, 0, *arguments)
