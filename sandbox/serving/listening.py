"""The listening socket, and how many files a server may hold open."""

import errno
import socket
from typing import Final

from sandbox.errors import SandboxError
from sandbox.settings import LIMITS

_PORT_TAKEN: Final = (errno.EADDRINUSE, errno.EACCES)
_BACKLOG: Final = 2048
_PROBES: Final = 3
_IDLE: Final = LIMITS.silent_peer // 3
_DEAD_PEERS: Final = {
    "TCP_KEEPIDLE": _IDLE,
    "TCP_KEEPALIVE": _IDLE,  # what macOS calls it
    "TCP_KEEPINTVL": (LIMITS.silent_peer - _IDLE) // _PROBES,
    "TCP_KEEPCNT": _PROBES,
    "TCP_USER_TIMEOUT": LIMITS.silent_peer * 1000,
}
"""When a connection is given up whose peer no longer responds: a phone asleep, a network lost."""


class CannotListen(SandboxError):
    """A host and port on which this machine cannot listen."""

    code = "cannot_listen"


def listen(host: str, port: int) -> socket.socket:
    """Bind before anything else, so that a port in use is reported at once.

    Connections inherit the options set here: no data waits to fill a packet, and a dead peer is noticed.

    Raises:
        CannotListen: The host is not of this machine, or the port is not free; with advice.

    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, so that TCP_NODELAY is set
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in _DEAD_PEERS.items():
        if hasattr(socket, option):  # each system has some of them
            listening.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
    try:
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, host != "::")
        listening.bind((host, port))
    except (OSError, UnicodeError) as error:  # a host of impossible letters is no OSError
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        advice = "--port 0, which takes a free one" if error.args[0] in _PORT_TAKEN else "--host 127.0.0.1"
        raise CannotListen(f"cannot listen on {host} port {port}: {reason}. Try {advice}.") from None
    listening.listen(_BACKLOG)
    return listening


def allow_open_files(wanted: int) -> int:
    """Raise the limit of open files, each connection being one; how many the system allows."""
    try:
        import resource  # noqa: PLC0415 - Windows has none, and no such limit
    except ImportError:
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft == resource.RLIM_INFINITY or soft >= allowed:
        return wanted if soft == resource.RLIM_INFINITY else min(wanted, soft)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    except (OSError, ValueError):  # a kernel may allow less than it says
        return soft
    return allowed
