"""Sending one request of a probe, and what came of it. Nothing is followed, and every answer is bounded."""

import asyncio
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final, Self
from urllib.parse import urlsplit

import httpx2

from sandbox.errors import SandboxError
from sandbox.probe.request import Target, carried_by
from sandbox.probe.spec import Carried

BODY_BYTES: Final = 65_536
"""How much of a response is read."""
_TOO_LATE: Final = "no response within"
_TOO_EARLY: Final = "the connection ended before the response did"
_NO_HTTP: Final = "it does not speak HTTP/1.1"
_GREETING_SECONDS: Final = 0.3
"""How long is waited for the greeting of another protocol, where a response did not come."""


@dataclass(frozen=True, slots=True)
class Response:
    """What an API answered.

    Args:
        status: The HTTP status; None without a response.
        headers: Its headers, with names in lower case.
        body: The beginning of its body, as text.
        failure: Why there is no response; empty if there is one.

    """

    status: int | None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    failure: str = ""


class NoCertificates(SandboxError):
    """``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` that names no certificates."""

    code = "no_certificates"


@cache
def certificates() -> ssl.SSLContext:
    """The certificates that are trusted, read once: that takes longer than many requests.

    Raises:
        NoCertificates: The environment names others, and they cannot be read.

    """
    try:
        return httpx2.create_ssl_context()
    except OSError as error:
        raise NoCertificates(f"SSL_CERT_FILE or SSL_CERT_DIR names no certificates: {error}") from None


class Sender:
    """Sends the requests of one probe, one after the other, over one connection."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._client = httpx2.AsyncClient(
            verify=certificates(), follow_redirects=False, trust_env=False, timeout=target.timeout
        )
        self._pause = 1 / target.rate if target.rate else 0.0
        self._next = 0.0

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close its connections."""
        await self._client.aclose()

    async def send(self, token: str | None, carried: Carried) -> Response:
        """Send one request; a connection that was closed meanwhile is opened once more.

        Args:
            token: The token, or None.
            carried: How it is sent.

        """
        await self._wait()
        url, headers = carried_by(self._target, token, carried)
        response = await self._attempt(url, headers)
        if response.failure == _TOO_EARLY:
            response = await self._attempt(url, headers)
        if response.failure in (_TOO_EARLY, _NO_HTTP) and url.startswith("http://"):
            return replace(response, failure=f"{response.failure}. If it speaks TLS, its address begins with https://")
        if response.failure.startswith(_TOO_LATE) and (greeting := await _greeting(url)):
            return replace(response, failure=f"{_NO_HTTP}: it greets with “{greeting}”")
        return response

    async def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        if self._pause:
            await asyncio.sleep(max(0.0, self._next - loop.time()))
            self._next = loop.time() + self._pause

    async def _attempt(self, url: str, headers: Mapping[str, str]) -> Response:
        try:
            async with asyncio.timeout(self._target.timeout):
                return await self._exchange(url, headers)
        except (TimeoutError, httpx2.TimeoutException):
            return Response(None, failure=f"{_TOO_LATE} {self._target.timeout:g} s")
        except httpx2.RemoteProtocolError as error:
            early = "disconnected" in str(error) or "closed" in str(error)
            return Response(None, failure=_TOO_EARLY if early else _NO_HTTP)
        except httpx2.ConnectError as error:
            return Response(None, failure=_unconnected(error, url))
        except (httpx2.ReadError, httpx2.WriteError):
            return Response(None, failure=_TOO_EARLY)
        except (httpx2.HTTPError, httpx2.InvalidURL, ssl.SSLError, OSError, ValueError) as error:
            return Response(None, failure=f"{type(error).__name__}: {error}"[:200])

    async def _exchange(self, url: str, headers: Mapping[str, str]) -> Response:
        async with self._client.stream(self._target.method, url, headers=dict(headers)) as answer:
            body = b""
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) >= BODY_BYTES:
                    break
            text = body[:BODY_BYTES].decode("utf-8", "replace")
            return Response(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, text)


async def _greeting(url: str) -> str:
    """What a server of another protocol says first; empty if it says nothing, as servers of HTTP do."""
    parts = urlsplit(url)
    if parts.scheme != "http":
        return ""
    try:
        async with asyncio.timeout(_GREETING_SECONDS):
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
            try:
                said = await reader.read(40)
            finally:
                writer.close()
    except OSError:
        return ""
    return " ".join(said.decode("ascii", "replace").split())


def _causes(error: BaseException) -> Iterator[BaseException]:
    while cause := error.__cause__ or error.__context__:
        yield cause
        error = cause


def _unconnected(error: httpx2.ConnectError, url: str) -> str:
    said = str(error)
    if "certificate" in said.lower():
        found = re.search(r"certificate verify failed: (.{1,160}?)(?: \(_ssl|$)", said)
        return (
            f"its certificate is not trusted ({found[1] if found else said[:160]}): name the file of the certificate, "
            "or of the authority that signed it, in SSL_CERT_FILE, or probe the API without TLS"
        )
    if "SSL" in said or "TLS" in said:
        return "it does not speak TLS: its address begins with http://"
    if any(isinstance(cause, socket.gaierror) for cause in _causes(error)):
        return f"its name is not known: {urlsplit(url).hostname}"
    return "nothing listens there"
