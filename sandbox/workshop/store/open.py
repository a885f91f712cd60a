"""Where rooms are kept, by what ``--store`` says."""

import sys
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
        UnusableStore: If the URL names nothing of that kind, or the package redis is not installed. No message
            holds what may be a password.

    """
    if url is None:
        return MemoryStore()
    scheme, separator, _ = url.partition("://")
    if scheme + separator not in _SCHEMES:
        found = scheme + separator if separator else None
        raise UnusableStore("a store is given as the URL of a Redis", found=found, allowed=_SCHEMES)
    try:
        from sandbox.workshop.store.redis import RedisStore  # noqa: PLC0415 - an extra, and slow to import
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] != "redis":
            raise
        install = f'"{sys.executable}" -m pip install "audience-sandbox[redis]"'
        raise UnusableStore(f"a store in Redis needs the Python package redis; install it with: {install}") from None
    try:
        return RedisStore(url)
    except ValueError as error:
        raise UnusableStore(f"the store cannot be used: {error}") from None
