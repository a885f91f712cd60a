"""Where rooms are kept, by what ``--store`` and ``--room-file`` say."""

import sys
from pathlib import Path
from typing import Final

from sandbox.workshop.store.interface import Store, UnusableStore
from sandbox.workshop.store.memory import MemoryStore

_SCHEMES: Final = ("redis://", "rediss://", "unix://")


def open_store(url: str | None, file: Path | None = None) -> Store:
    """The store that is named: a Redis by its URL, a file, or the memory of this process. No Redis is reached yet.

    Raises:
        UnusableStore: If the URL names nothing of that kind, or the package redis is not installed, or the file holds
            something else or is used by another process. No message holds what may be a password.

    """
    if file is not None:
        from sandbox.workshop.store.file import FileStore  # noqa: PLC0415 - only with --room-file

        return FileStore(file)
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
