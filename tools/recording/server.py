"""A server that is started for a recording, and a client that follows nothing by itself."""

import http.client
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tools.recording.folder import Folder, readable

ROOT: Final = Path(__file__).parents[2]
AUD: Final = str(Path(sys.executable).with_name("aud"))
_UNIMPORTANT: Final = frozenset({"date", "content-length", "etag", "last-modified", "connection", "transfer-encoding"})


@contextmanager
def serving(*options: str) -> Iterator[int]:
    """Start the server, give its port, and stop it in the end.

    Raises:
        RuntimeError: It printed no address.

    """
    command = [AUD, "serve", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            address = re.search(r"http://[\w.]+:(\d+)", line)
            if address is None:
                raise RuntimeError(f"the server printed no address, but {line!r}")
            yield int(address[1])
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Args:
        status: The status.
        headers: The headers, in order.
        body: The body.

    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header; empty if there is none."""
        return next((value for known, value in self.headers if known == name), "")

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")


@dataclass
class Client:
    """Asks the server, one request after the other, and records every answer.

    Args:
        port: Where the server listens.
        folder: Where answers are written.

    """

    port: int
    folder: Folder
    _connection: http.client.HTTPConnection | None = field(default=None, init=False)

    def ask(
        self,
        method: str,
        path: str,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request, and give its answer.

        Args:
            method: The method.
            path: The path, with its query.
            body: A form's content, as it is sent; no body if absent.
            headers: What is sent along. `Host` names the server unless it stands here.

        """
        sent = {"Host": f"localhost:{self.port}", **(headers or {})}
        if body is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            self._connection.request(method, path, body, sent)
            response = self._connection.getresponse()
            read = response.read()
        except (http.client.HTTPException, ConnectionError):
            self._connection.close()
            self._connection.request(method, path, body, sent)
            response = self._connection.getresponse()
            read = response.read()
        return Answer(response.status, tuple((name.lower(), value) for name, value in response.getheaders()), read)

    def record(
        self,
        name: str,
        method: str,
        path: str,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request, and write down the answer.

        Args:
            name: What the file is called.
            method: The method.
            path: The path, with its query.
            body: A form's content; no body if absent.
            headers: What is sent along.

        """
        answer = self.ask(method, path, body, headers)
        asked = [f"{method} {path}", *(f"{key}: {value}" for key, value in (headers or {}).items() if key != "Cookie")]
        self.folder.keep(name, written(answer, [*asked, *([body] if body else [])]))
        return answer


def written(answer: Answer, asked: Sequence[str] = ()) -> str:
    """An answer as it is recorded."""
    kept = ((name, value) for name, value in answer.headers if name not in _UNIMPORTANT)
    headers = sorted(f"{name}: {_in_order(value) if name == 'allow' else value}" for name, value in kept)
    body = readable(answer.body, answer.header("content-type"))
    return "\n".join([*asked, "", str(answer.status), *headers, "", body])


def _in_order(methods: str) -> str:
    """The methods of an Allow header, which come in another order from each process."""
    return ", ".join(sorted(methods.replace(",", " ").split()))
