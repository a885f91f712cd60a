"""What a proxy says of the request that it passed on; nobody else is believed."""

from ipaddress import IPv4Network, IPv6Network, ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

Proxy = IPv4Network | IPv6Network


class BehindProxy:
    """Takes from a proxy's requests whom they came from, and by which scheme.

    Of ``X-Forwarded-For`` the last address counts: the proxy added it. Those before it are what the request said.

    Args:
        app: What to serve.
        proxy: The addresses that the proxy may have.

    """

    def __init__(self, app: ASGIApp, proxy: Proxy) -> None:
        self._app = app
        self._proxy = proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] == "http" and scope["client"] and self._is_proxy(scope["client"][0]):
            scope = _as_passed_on(scope)
        await self._app(scope, receive, send)

    def _is_proxy(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return (getattr(found, "ipv4_mapped", None) or found) in self._proxy


def _as_passed_on(scope: Scope) -> Scope:
    headers = Headers(scope=scope)
    hops = [hop.strip() for value in headers.getlist("x-forwarded-for") for hop in value.split(",")]
    schemes = headers.getlist("x-forwarded-proto")
    passed_on = dict(scope)
    if hops and hops[-1]:
        passed_on["client"] = (hops[-1][:45], 0)
    if schemes and schemes[-1] in ("http", "https"):
        passed_on["scheme"] = schemes[-1]
    return passed_on
