"""By which names a server is called. A page whose own name was made to lead here (DNS rebinding) gets nothing."""

import re
from collections.abc import Callable, Collection
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import unquote

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

_HOST: Final = re.compile(rb"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::([0-9]{0,5}))?")
"""A Host header (RFC 9110 §7.2): a name or an address, and a port."""
_ABSOLUTE: Final = re.compile(rb"https?://([^/?]*)(.*)", re.IGNORECASE | re.DOTALL)
"""The target of a request to a proxy; a server has to understand it, too (RFC 9112 §3.2.2)."""
_PARTS: Final = re.compile(r"[^.]+\.(.+)\.localhost")
"""The origin of a part of a world: ``bar.foo.localhost``."""


class AllowedHosts:
    """Serves the requests that call the server by a name it has; any other is answered by 421 or 400, and no more.

    It has the names it was given, every address of loopback, the address that the connection arrived at, and the
    origins of its worlds. The port may be any: a tunnel or container may have mapped it.

    Args:
        app: What to serve.
        names: Names and addresses of the server, without a port.
        worlds: Returns the ids of the worlds that are served now.

    """

    def __init__(self, app: ASGIApp, names: Collection[str], worlds: Callable[[], Collection[str]]) -> None:
        self._app = app
        self._names = frozenset(_canonical(name.lower()) for name in names) | {"localhost"}
        self._worlds = worlds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        absolute = _ABSOLUTE.fullmatch(scope.get("raw_path", b""))
        if absolute:
            hosts = [*(hosts or [absolute[1]]), absolute[1]]
            scope = _with_path(scope, *absolute.groups())
        elif len(hosts) != 1:
            hosts = []
        refusal = self._refusal(scope, hosts)
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope, hosts: list[bytes]) -> Response | None:
        found = [_HOST.fullmatch(host) for host in hosts]
        if not scope["path"].startswith("/") or not hosts or not all(found):
            return _refused(400, "Bad Request: it has to name one host, such as localhost:8000, and a path.")
        if not scope.get("query_string", b"").isascii():
            return _refused(400, "Bad Request: what is not ASCII in an address is percent-encoded (RFC 3986 §2.1).")
        names = [match[1].decode("ascii").lower() for match in found if match]
        if any(int(match[2] or 0) > 65535 for match in found if match):
            return _refused(400, "Bad Request: no host has such a port.")
        here = (scope.get("server") or ("",))[0]
        unknown = [name for name in names if not self._has(name, here)]
        if not unknown:
            return None
        called = hosts[names.index(unknown[0])].decode("ascii").lower()
        return _refused(
            421,
            f"Misdirected Request: this server is not called {unknown[0]}. Open it by the address that it printed when "
            f"it started. To give it this name, start it with --public-url http://{called}",
        )

    def _has(self, name: str, here: str) -> bool:
        canonical = _canonical(name)
        if canonical in self._names:
            return True
        address = _address(canonical)
        if address is not None:
            return address.is_loopback or canonical == _canonical(here)
        part = _PARTS.fullmatch(name)
        return part is not None and part[1] in self._worlds()


def _canonical(name: str) -> str:
    """A name as it is compared: addresses in one spelling, without brackets."""
    address = _address(name.strip("[]").partition("%")[0])
    return name if address is None else str(address)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _with_path(scope: Scope, host: bytes, path: bytes) -> Scope:
    """The scope of a request with an absolute target, as if it had come with a path."""
    path = path if path.startswith(b"/") else b"/" + path
    others = [header for header in scope["headers"] if header[0] != b"host"]
    return {
        **scope,
        "path": unquote(path.decode("ascii")),
        "raw_path": path,
        "headers": [(b"host", host), *others],
    }


def _refused(status: int, reason: str) -> Response:
    headers = {"Connection": "close", "Cache-Control": "no-store"}
    return PlainTextResponse(f"{status} {reason}\n", status, headers)
