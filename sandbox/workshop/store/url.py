"""Where a Redis is, how to reach it, and what to do when it does not do what it should."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from redis.asyncio import ConnectionPool
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)

_PARTS: Final = {"connection_class", "host", "port", "path", "username", "password", "db"}
_FORM: Final = (
    "its URL has to be redis://NAME:PASSWORD@HOST:PORT/NUMBER (rediss:// for TLS), or unix:///PATH?db=NUMBER; "
    "in name and password, write %2F for /, %23 for #, %3F for ?, %40 for @ and %3A for :"
)
_FIXED_OPTIONS: Final[dict[str, Any]] = {
    "retry": Retry(NoBackoff(), 0),
    "driver_info": None,  # no CLIENT SETINFO, which would be another round trip
    "protocol": 2,  # RESP3 begins with the password in a command that an older server repeats in its refusal
    "decode_responses": True,
    "encoding_errors": "backslashreplace",
}


class RedisAddress:
    """The URL of a Redis, read.

    Args:
        url: ``redis://``, ``rediss://`` or ``unix://``; its options are those of redis-py that begin with ``ssl_``.

    Raises:
        ValueError: If it cannot be read. The message says what to do, and holds no password.

    """

    def __init__(self, url: str) -> None:
        self._options = _options(url)
        default = f"{self._options.get('host', 'localhost')}:{self._options.get('port', 6379)}"
        self.place = f"Redis at {self._options.get('path', default)}"

    def connections(self, timeout: float) -> ConnectionPool:
        """A pool of connections, none of which is made yet, that wait so many seconds for each part of an answer."""
        waits = {"socket_timeout": timeout, "socket_connect_timeout": timeout}
        return ConnectionPool(**self._options | _FIXED_OPTIONS | waits)

    def advice(self, error: Exception) -> str:
        """What an error of redis-py, or of the network, means for who runs the server."""
        password = self._options.get("password")
        text = str(error).replace(password, "***") if password else str(error)
        refusal = error.__cause__  # redis-py takes what comes while it connects to a unix socket for a lost connection
        match refusal if isinstance(refusal, RedisError) else error:
            case AuthenticationError():
                return f"{self.place} does not let us in: put its name and password into the URL of the store ({text})"
            case NoPermissionError():
                return f"{self.place} lets us in, but not do this: give this user all commands and keys ({text})"
            case OutOfMemoryError():
                return f"{self.place} is full: raise its maxmemory, or remove what nobody needs"
            case ReadOnlyError():
                return f"{self.place} is a replica, which takes no writes: name its primary in the URL of the store"
            case BusyLoadingError():
                return f"{self.place} is still loading its data: wait a moment"
            case ResponseError():
                return f"{self.place} refuses, and says: {text}"
            case _:
                reason = text or "too late"
                return f"{self.place} does not answer: see that it runs and can be reached from here ({reason})"


def _options(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        options: dict[str, Any] = {**parse_url(url)}
    except ValueError:
        raise ValueError(_FORM) from None
    numbered = parts.scheme == "unix" or re.fullmatch(r"/?\d*", parts.path)
    if not numbered or parts.fragment or "@" in parts.query or (parts.scheme == "unix" and not parts.path):
        raise ValueError(_FORM)
    unknown = [name for name in options if name not in _PARTS and not name.startswith("ssl_")]
    try:
        if not unknown:
            trial: Any = ConnectionPool(**options | _FIXED_OPTIONS)
            trial.make_connection()
    except (TypeError, ValueError, RedisError):
        unknown = [name for name in options if name not in _PARTS]
    if unknown:
        raise ValueError(f"its URL has an option, or a value of it, that is not known: {', '.join(unknown)}")
    return options
