"""Where rooms are kept, by what ``--store`` says."""

from typing import Final

from sandbox.errors import SandboxError
from sandbox.workshop.store.interface import Store
from sandbox.workshop.store.memory import MemoryStore

_SCHEMES: Final = ("redis://", "rediss://", "unix://")


class UnusableStore(SandboxError):
    """What was named as a store is none."""

    code = "unusable_store"


def open_store(url: str | None) -> Store:
    """The store that is named by a URL: Redis, or the memory of this process without one. Nothing is reached yet.

    Raises:
        UnusableStore: If the URL names nothing of that kind. No message holds what may be a password.

    """
    if url is None:
        return MemoryStore()
    scheme, separator, _ = url.partition("://")
    if scheme + separator not in _SCHEMES:
        found = scheme + separator if separator else None
        raise UnusableStore("a store is given as the URL of a Redis", found=found, allowed=_SCHEMES)
    from sandbox.workshop.store.redis import RedisStore  # noqa: PLC0415 - dear, and rarely wanted

    try:
        return RedisStore(url)
    except ValueError as error:
        raise UnusableStore(f"the store cannot be used: {error}") from None
