"""Which addresses may be probed: this machine and private networks, or a host that one says one may test."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from sandbox.errors import SandboxError
from sandbox.http.this_machine import is_loopback


class MayNotTest(SandboxError):
    """An address that is not probed without a word."""

    code = "may_not_test"


def check_target(url: str, may_test: str | None) -> bool:
    """Check an address, and return whether it is on this machine.

    Args:
        url: The address.
        may_test: The host that one says one may test.

    Raises:
        MayNotTest: It is no address of HTTP, or is neither here nor in a private network.

    """
    host = _host_of(url)
    if is_loopback(host):
        return True
    if _is_private(host) or host == (may_test or "").lower():
        return False
    raise MayNotTest(
        f"{host} is neither this machine nor in a private network. "
        f"Test only what you may: if you may test it, say so with --i-may-test {host}",
    )


def check_on_this_machine(url: str) -> None:
    """Check an address that a page is given: on this machine by a name that no resolver can lead elsewhere.

    Raises:
        MayNotTest: It is no address of HTTP, or not one of this machine.

    """
    host = _host_of(url)
    if host != "localhost" and (host.endswith("localhost") or not is_loopback(host)):
        raise MayNotTest(
            "this page probes this machine alone: http://localhost:PORT/…, 127.0.0.1 or [::1]. "
            "For another host there is the command `aud probe`",
            found=url[:200],
        )


def _host_of(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise MayNotTest("the address cannot be read", found=url[:200]) from None
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise MayNotTest("the address has to begin with http:// or https:// and name a host", found=url[:200])
    if parts.username is not None or parts.password is not None:
        raise MayNotTest("the address holds a password; give it by --header instead")
    return host


def _is_private(host: str) -> bool:
    """Whether it is an address of a private network (RFC 1918, RFC 4193); link-local ones are of cloud metadata."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_private and not (address.is_link_local or address.is_unspecified or address.is_reserved)
