"""The route that is probed, and one request to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from sandbox.probe.spec import Carried

USER_AGENT: Final = "audience-sandbox-probe (tokens for tests, worth nothing elsewhere)"


@dataclass(frozen=True, slots=True)
class Target:
    """The route of an API that is probed.

    Args:
        url: Its address.
        method: The HTTP method.
        headers: Headers that each request has beside the token.
        timeout: Seconds that one response may take, to its last byte.
        rate: Requests a second at most; 0 for no limit.

    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 5
    rate: float = 0


def carried_by(target: Target, token: str | None, carried: Carried) -> tuple[str, dict[str, str]]:
    """The address and the headers of a request.

    Args:
        target: The route.
        token: The token, or None.
        carried: How it is sent.

    """
    headers = {"User-Agent": USER_AGENT, "Accept": "application/json, */*;q=0.5", **target.headers}
    if token is None:
        return target.url, headers
    url = target.url
    if carried in ("query", "header and query"):
        parts = urlsplit(url)
        query = "&".join(one for one in (parts.query, urlencode({"access_token": token})) if one)
        url = urlunsplit(parts._replace(query=query))
    if carried != "query":
        headers["Authorization"] = f"{'bearer' if carried == 'lower-case scheme' else 'Bearer'} {token}"
    return url, headers
