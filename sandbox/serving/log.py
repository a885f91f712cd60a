"""The log of a server: a line for each request and for each error, on standard error. Nothing secret stands in it."""

import json
import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, Literal

from sandbox.serving.observed import Answered

Format = Literal["json", "text"]
FORMATS: Final[tuple[Format, ...]] = ("json", "text")
_REQUESTS: Final = logging.getLogger("sandbox.requests")


class RequestLog:
    """Writes a line for each request; and errors, which go to standard error anyway, in the same format.

    Args:
        format_: ``json``: an object a line; ``text``: for people.
        worker: Returns the number of the process among the workers.

    """

    def __init__(self, format_: Format, worker: Callable[[], int]) -> None:
        handler = logging.StreamHandler()
        handler.setFormatter(_Formatter(format_, worker))
        _REQUESTS.handlers, _REQUESTS.propagate = [handler], False
        _REQUESTS.setLevel(logging.INFO)
        if format_ == "json":
            logging.getLogger().handlers = [handler]  # of this package, and of what it is made of
            logging.captureWarnings(True)

    def __call__(self, answered: Answered) -> None:
        """Write a line."""
        _REQUESTS.info("request", extra={"answered": answered})


class _Formatter(logging.Formatter):
    """One line of ASCII without control characters for each record, so that nothing that was sent begins another."""

    def __init__(self, format_: Format, worker: Callable[[], int]) -> None:
        super().__init__()
        self._format = format_
        self._worker = worker

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        answered: Answered | None = getattr(record, "answered", None)
        if self._format == "text" and answered:
            return _text(time, answered)
        about = _request(answered) if answered else _error(record)
        return json.dumps({"time": time, "level": record.levelname.lower(), **about, "worker": self._worker()})


def _request(answered: Answered) -> dict[str, Any]:
    return {
        "method": answered.method,
        "path": answered.path,
        "route": answered.route,
        "status": answered.status,
        "ms": round(answered.seconds * 1000, 2),
        "bytes": answered.size,
        "client": answered.client,
    }


def _text(time: str, answered: Answered) -> str:
    client = answered.client.encode("unicode_escape").decode("ascii")
    milliseconds = f"{answered.seconds * 1000:.1f} ms"
    return (
        f"{time} {client} {answered.method} {answered.path} {answered.status or '-'} {milliseconds} {answered.size} B"
    )


def _error(record: logging.LogRecord) -> dict[str, Any]:
    about: dict[str, Any] = {"logger": record.name, "message": record.getMessage()}
    if record.exc_info:
        about["traceback"] = "".join(traceback.format_exception(*record.exc_info))
    return about
