"""At which addresses other devices on the local network can open this server."""

import re
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

LOOPBACK_NAMES: Final = ("localhost", "127.0.0.1", "::1")
WILDCARDS: Final = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to
_LOOPBACK: Final = IPv4Address("127.0.0.1")
_OUTSIDE: Final = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737), which the default route leads to."""
_VIRTUAL: Final = re.compile(
    r"(docker|veth|virbr|vnet|vboxnet|vmnet|br-|bridge|cni|cali|flannel|podman|lxc|lxd|vethernet)", re.IGNORECASE
)
"""Interfaces that lead to containers and virtual machines on this machine."""
_TUNNEL: Final = re.compile(r"(tun|tap|wg|utun|ppp|ipsec|zt|tailscale)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Adapter:
    """One address of a network interface that is up."""

    interface: str
    address: IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Reachable:
    """An address at which this server can be opened.

    Args:
        interface: The name of the network interface it belongs to.
        address: The address alone.
        url: What people open.
        for_others: Whether other devices can open it; False for loopback, which only this machine can.

    """

    interface: str
    address: str
    url: str
    for_others: bool


def reachable(host: str, port: int) -> list[Reachable]:
    """Where a server that listens on a host and a port can be opened, the likeliest first.

    Nothing is sent to find out. There is always one: without a network loopback is left, of which
    `Reachable.for_others` is False.

    Args:
        host: What it is bound to: an address, a name of this machine, or a wildcard (``0.0.0.0``, ``::``, empty).
        port: The port it is bound to.

    Raises:
        OSError: The host is a name that cannot be resolved.

    """
    bound = "0.0.0.0" if not host else socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0]  # noqa: S104
    adapters = list(_adapters())
    if bound in WILDCARDS:
        return ordered(adapters, port, _default_address(), ipv6=bound == "::")
    address = ip_address(str(bound).partition("%")[0])
    names = [adapter.interface for adapter in adapters if adapter.address == address]
    return [_reachable(Adapter(names[0] if names else "", address), port)]


def on_this_machine(bound: str, port: int) -> str:
    """The URL of a server on its own machine, without a slash: ``localhost``, unless it listens on another address.

    Args:
        bound: The address it is bound to, as its socket says.
        port: The port it is bound to.

    """
    if bound in (*WILDCARDS, *LOOPBACK_NAMES):
        return f"http://localhost:{port}"
    return reachable(bound, port)[0].url


def is_loopback(address: str) -> bool:
    """Whether a network address is this machine itself, or a proxy on it; False for what is no address."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def only_here(bound: str, public_url: str) -> bool:
    """Whether only this machine can reach a server, by the address it is bound to and by its public URL.

    Args:
        bound: The address it is bound to, as its socket says.
        public_url: Where people reach it.

    """
    hostname = urlsplit(public_url).hostname
    return ip_address(bound.partition("%")[0]).is_loopback and hostname in LOOPBACK_NAMES


def ordered(
    adapters: Iterable[Adapter], port: int, default: IPv4Address | None, *, ipv6: bool = False
) -> list[Reachable]:
    """The addresses of a server that listens on all interfaces, the likeliest first.

    Args:
        adapters: The addresses of the interfaces that are up.
        port: The port it is bound to.
        default: This machine's address on the default route, if there is one.
        ipv6: Whether it listens on IPv6, too.

    """
    usable = [adapter for adapter in adapters if _is_usable(adapter.address, ipv6=ipv6)]
    loopback = next((adapter for adapter in usable if adapter.address.is_loopback), Adapter("lo", _LOOPBACK))
    others = [adapter for adapter in usable if not adapter.address.is_loopback]
    return [_reachable(adapter, port) for adapter in (*sorted(others, key=lambda one: _rank(one, default)), loopback)]


def _is_usable(address: IPv4Address | IPv6Address, *, ipv6: bool) -> bool:
    """Whether a browser can open it: an address of one link needs its interface, which no URL in a browser names."""
    return address.version == 4 or (ipv6 and not address.is_link_local and not address.is_loopback)


def _rank(adapter: Adapter, default: IPv4Address | None) -> tuple[bool, bool, bool, bool, bool, bool, str, int]:
    address = adapter.address
    return (
        bool(_VIRTUAL.match(adapter.interface)),
        address.is_link_local,
        address.version == 6,
        bool(_TUNNEL.match(adapter.interface)),
        address != default,
        not address.is_private,
        adapter.interface,
        int(address),
    )


def _reachable(adapter: Adapter, port: int) -> Reachable:
    address = str(adapter.address)
    host = f"[{address}]" if adapter.address.version == 6 else address
    return Reachable(adapter.interface, address, f"http://{host}:{port}", for_others=not adapter.address.is_loopback)


def _adapters() -> Iterator[Adapter]:
    import psutil  # noqa: PLC0415 - only a server that others can reach needs it

    state = psutil.net_if_stats()
    for interface, addresses in psutil.net_if_addrs().items():
        if interface in state and state[interface].isup:
            for one in addresses:
                if one.family in (socket.AF_INET, socket.AF_INET6):
                    yield Adapter(interface, ip_address(one.address.partition("%")[0]))


def _default_address() -> IPv4Address | None:
    """This machine's address on the default route; choosing it sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_OUTSIDE)
        except OSError:
            return None
        address = ip_address(probe.getsockname()[0])
    return address if isinstance(address, IPv4Address) else None
