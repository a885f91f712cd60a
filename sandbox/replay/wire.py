"""Sending real HTTP requests through the application, without sockets, and recording each exchange."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

import httpx2

from sandbox.replay.trace import Exchange, Request, Response
from sandbox.settings import LIMITS
from sandbox.worlds.instance import Fetched, Posted

_ATTRIBUTE: Final = re.compile(r'\b(\w+)="([^"]*)"')
_FORM: Final = "application/x-www-form-urlencoded"
_USER_AGENT: Final = "audience-sandbox"
_PATIENCE: Final = {"timeout": httpx2.Timeout(10).as_dict()}
_parsed = lru_cache(maxsize=256)(httpx2.URL)
"""Replays go to the same addresses again and again, and reading one takes as long as a third of a request."""


class Wire:
    """Sends the requests of one replay to the application, and records them.

    Args:
        transport: What carries a request: the application itself, or the network. It is used without a client
            around it, which would follow redirects and send headers of its own.
        pause: Awaited before each request, so that others are served between any two; nothing if absent.

    """

    def __init__(
        self, transport: httpx2.AsyncBaseTransport, pause: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        self._transport = transport
        self._pause = pause
        self._exchanges: list[Exchange | None] = []

    def take_exchanges(self) -> list[Exchange]:
        """The exchanges since the last call, in the order in which their requests were sent."""
        exchanges, self._exchanges = [e for e in self._exchanges if e is not None], []
        return exchanges

    async def send(
        self,
        sender: str,
        receiver: str,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, Any] | None = None,
        aside: bool = False,
    ) -> Response:
        """Send one request and record it with its response, which is returned in full length.

        Args:
            sender: The client or api it is sent for.
            receiver: The issuer or api it goes to.
            method: The HTTP method.
            url: The whole address.
            headers: Headers besides Host, User-Agent and those of the body.
            form: Fields to send as a form; a list is a field that is repeated.
            aside: Whether who sends it is about to answer another request, and needs this for it.

        """
        sent = {"User-Agent": _USER_AGENT, **(headers or {}), **({"Content-Type": _FORM} if form is not None else {})}
        request = httpx2.Request(method, _parsed(url), headers=sent, content=_encoded(form), extensions=_PATIENCE)
        if self._pause is not None:
            await self._pause()
        place = len(self._exchanges)
        self._exchanges.append(None)
        response = await self._transport.handle_async_request(request)
        content = b"".join([part async for part in response.aiter_raw()])  # as sent: no compression was requested
        received = Response(status=response.status_code, headers=_headers(response.headers), body=_text(content))
        self._exchanges[place] = Exchange(
            sender=sender,
            receiver=receiver,
            aside=aside,
            request=Request(
                method=method, url=str(request.url), headers=_headers(request.headers), body=_shown(request.content)
            ),
            response=received.model_copy(update={"body": _shown(content)}),
        )
        return received

    async def fetch(self, sender: str, url: str, receiver: str, posted: Posted | None) -> Fetched:
        """Fetch something for a part of the world that is answering a request, and record that, too.

        Args:
            sender: The api that needs it.
            url: The whole address.
            receiver: The issuer or api it goes to.
            posted: The form and headers of a POST; a GET if None.

        """
        method, form, headers = ("POST", posted.form, posted.headers) if posted else ("GET", None, None)
        response = await self.send(sender, receiver, method, url, headers=headers, form=form, aside=True)
        return Fetched(response.status, response.body.encode())


def _encoded(form: Mapping[str, Any] | None) -> bytes | None:
    return None if form is None else urlencode(form, doseq=True).encode()


def _headers(headers: httpx2.Headers) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw]


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def _shown(body: bytes) -> str:
    """As much of a body as a trace holds."""
    return _text(body[: LIMITS.body_shown_bytes])


def challenge(response: Response) -> dict[str, str]:
    """What the ``WWW-Authenticate`` header of an answer says (RFC 6750 §3); empty if there is none."""
    header = next((value for name, value in response.headers if name.lower() == "www-authenticate"), "")
    return dict(_ATTRIBUTE.findall(header))


def json_object(body: str) -> dict[str, Any]:
    """The JSON object that a body holds; empty if it holds anything else."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
