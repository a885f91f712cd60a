"""Whether a request comes from this machine, by a name that only this machine answers to."""

from ipaddress import ip_address

from starlette.requests import Request


def on_this_machine(request: Request) -> bool:
    """Whether somebody on this machine asks, by a name that only this machine answers to: no proxy is between."""
    return is_loopback(request.client.host if request.client else "") and is_loopback(request.url.hostname or "")


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's by its name alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
