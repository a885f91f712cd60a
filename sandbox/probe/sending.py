"""Sending one request of a probe, and what came of it. Nothing is followed, and every answer is bounded."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final, Self

import httpx2

from sandbox.probe.request import Target, carried_by
from sandbox.probe.spec import Carried

BODY_BYTES: Final = 65_536
"""How much of a response is read."""
_TOO_EARLY: Final = "the connection ended before the response did"
_NO_HTTP: Final = "it does not speak HTTP/1.1"


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


@cache
def certificates() -> ssl.SSLContext:
    """The certificates that are trusted, read once: that takes longer than many requests."""
    return httpx2.create_ssl_context(trust_env=False)


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
            return Response(None, failure=f"no response within {self._target.timeout:g} s")
        except httpx2.RemoteProtocolError as error:
            early = "disconnected" in str(error) or "closed" in str(error)
            return Response(None, failure=_TOO_EARLY if early else _NO_HTTP)
        except httpx2.ConnectError as error:
            return Response(None, failure=_unconnected(error))
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


def _unconnected(error: httpx2.ConnectError) -> str:
    said = str(error)
    if "certificate" in said.lower():
        return f"its certificate is not trusted: {said[:160]}. Trust it on this machine, or probe the API without TLS"
    if "SSL" in said or "TLS" in said:
        return "it does not speak TLS: is the address http://?"
    return "nothing listens there"
