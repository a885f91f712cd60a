"""Sending HTTP requests, and recording each exchange."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from sandbox.replay.carriers import Carrier, address_of
from sandbox.replay.trace import Exchange, Request, Response
from sandbox.settings import LIMITS
from sandbox.worlds.instance import Fetched, Posted

_ATTRIBUTE: Final = re.compile(r'\b(\w+)="([^"]*)"')
_FORM: Final = "application/x-www-form-urlencoded"
_USER_AGENT: Final = "audience-sandbox"
_WITH_A_BODY: Final = ("POST", "PUT", "PATCH")


class Wire:
    """Sends the requests of one replay, and records them.

    Args:
        carry: Carries a request to where it is answered.
        pause: Awaited before each request, so that others are served between any two; nothing if absent.

    """

    def __init__(self, carry: Carrier, pause: Callable[[], Awaitable[None]] | None = None) -> None:
        self._carry = carry
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
        address = address_of(url)
        content = b"" if form is None else urlencode(form, doseq=True).encode()
        sent = _headers(method, address.authority, headers or {}, content, is_form=form is not None)
        if self._pause is not None:
            await self._pause()
        place = len(self._exchanges)
        self._exchanges.append(None)
        answer = await self._carry(method, address, sent, content)
        received = Response(status=answer.status, headers=list(answer.headers), body=_text(answer.body))
        self._exchanges[place] = Exchange(
            sender=sender,
            receiver=receiver,
            aside=aside,
            request=Request(method=method, url=address.url, headers=sent, body=_shown(content)),
            response=received.model_copy(update={"body": _shown(answer.body)}),
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


def _headers(
    method: str, authority: str, given: Mapping[str, str], content: bytes, *, is_form: bool
) -> list[tuple[str, str]]:
    """The headers of a request: those that were given, and what HTTP wants besides (RFC 9110 §7.2, §8.6)."""
    headers = {"User-Agent": _USER_AGENT, **given, **({"Content-Type": _FORM} if is_form else {})}
    names = {name.lower() for name in headers}
    first = [] if "host" in names else [("Host", authority)]
    if not content and method in _WITH_A_BODY and "content-length" not in names:
        first.append(("Content-Length", "0"))
    length = [("Content-Length", str(len(content)))] if content and "content-length" not in names else []
    return [*first, *headers.items(), *length]


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
