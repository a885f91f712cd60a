"""Every address in one place: where a world's parts are reached, by path and as origins of their own."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from sandbox.settings import DEFAULT_PORT, DEFAULT_PUBLIC_URL

if TYPE_CHECKING:
    from sandbox.worlds.model import World

DEFAULT_ISSUER = "issuer"
_LABEL: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
_LABEL_CHARS: Final = 63
_READABLE: Final = 30
"""How long a name may be that is shown as a host; a GUID is longer."""


@dataclass(frozen=True, slots=True)
class IssuerNames:
    """The two names of one issuer, each with a slash at its end. Both are values of ``iss``.

    Args:
        path: Under the public URL: for programs, phones and scenarios.
        origin: An origin of its own: for browsers.

    """

    path: str
    origin: str

    @property
    def both(self) -> tuple[str, str]:
        """Both names, the path first."""
        return (self.path, self.origin)


def issuer_path(world: str, issuer: str) -> str:
    """The path of an issuer, with the slash at its end."""
    return f"/worlds/{world}/issuer/" if issuer == DEFAULT_ISSUER else f"/worlds/{world}/issuers/{issuer}/"


def issuer_names(world: "World", issuer: str, public_url: str) -> IssuerNames:
    """The names by which an issuer calls itself (never taken from a request).

    Args:
        world: The world.
        issuer: The issuer's id.
        public_url: The URL of the sandbox, without a slash at its end.

    """
    return IssuerNames(f"{public_url}{issuer_path(world.world, issuer)}", f"{origin_of(world, issuer, public_url)}/")


def has_origin(part: str) -> bool:
    """Whether an id can be a label of a host name, so that its part has an origin of its own (RFC 1123 §2.1)."""
    return len(part) <= _LABEL_CHARS and _LABEL.fullmatch(part) is not None


def display_name(world: "World", part: str) -> str:
    """What readers see of a part: a host under the domain of its world, or its id where that reads as no host."""
    return f"{part}.{world.domain}" if has_origin(part) and len(part) <= _READABLE else part


def origin_of(world: "World", part: str, public_url: str) -> str:
    """The origin of a part of a world that has one, such as ``http://bar.foo.localhost:8000``.

    Args:
        world: The world.
        part: The id of an issuer, an api or a client.
        public_url: The URL of the sandbox; only its port is used.

    """
    port = urlsplit(public_url).port
    return f"http://{part}.{host_suffix(world)}" + (f":{port}" if port else "")


def relocated(world: "World", public_url: str) -> "World":
    """The world as it is served: what is hosted by the sandbox itself follows its public URL.

    Worlds are written for the default address. A redirect URI there, at the origin of a part or under the path,
    follows the port and name that the server really has; any other stays exactly as it was registered. So does the
    identifier of an audience that is the address of an api here (RFC 9728 §3.3).
    """
    if public_url == DEFAULT_PUBLIC_URL:
        return world
    audiences = {
        id_: audience.model_copy(update={"identifier": _under(audience.identifier, public_url)})
        for id_, audience in world.audiences.items()
    }
    moved = _with_uris(world, lambda uri: _relocated_uri(world, uri, public_url))
    return moved.model_copy(update={"audiences": audiences})


def renamed(world: "World", id_: str) -> "World":
    """The world under another id; the addresses of clients that are hosted in it follow."""
    other = world.model_copy(update={"world": id_})
    own = f"{DEFAULT_PUBLIC_URL}/worlds/{world.world}/"

    def moved(uri: str) -> str:
        for part in filter(has_origin, world.clients):
            written = origin_of(world, part, DEFAULT_PUBLIC_URL)
            if uri == written or uri.startswith(f"{written}/"):
                return origin_of(other, part, DEFAULT_PUBLIC_URL) + uri.removeprefix(written)
        if uri.startswith(own):
            return f"{DEFAULT_PUBLIC_URL}/worlds/{id_}/{uri.removeprefix(own)}"
        return uri

    return _with_uris(other, moved)


def _with_uris(world: "World", moved: Callable[[str], str]) -> "World":
    """The world with each of its clients' addresses moved."""
    clients = {
        id_: client.model_copy(
            update={
                "redirect_uris": [moved(uri) for uri in client.redirect_uris],
                "post_logout_redirect_uris": [moved(uri) for uri in client.post_logout_redirect_uris],
            }
        )
        for id_, client in world.clients.items()
    }
    return world.model_copy(update={"clients": clients})


def _relocated_uri(world: "World", uri: str, public_url: str) -> str:
    for part in filter(has_origin, world.clients):
        written = origin_of(world, part, DEFAULT_PUBLIC_URL)
        if uri == written or uri.startswith(f"{written}/"):
            return origin_of(world, part, public_url) + uri.removeprefix(written)
    return _under(uri, public_url)


def _under(uri: str, public_url: str) -> str:
    """An address under the default public URL as it is under this one; any other as it is."""
    if uri.startswith(f"{DEFAULT_PUBLIC_URL}/"):
        return public_url + uri.removeprefix(DEFAULT_PUBLIC_URL)
    return uri


def text_at(text: str, public_url: str) -> str:
    """A text that is written for the default address, with the address where the server is reached.

    Args:
        text: The text, in which addresses begin with ``http://``.
        public_url: The URL of the sandbox, without a slash at its end.

    """
    port = urlsplit(public_url).port
    text = re.sub(rf"{re.escape(DEFAULT_PUBLIC_URL)}(?![\w.-])", lambda _: public_url, text)
    return re.sub(rf"(http://[\w.-]+):{DEFAULT_PORT}\b", lambda found: found[1] + (f":{port}" if port else ""), text)


def client_origins(world: "World") -> list[str]:
    """The web origins of the clients of a world, by their redirect URIs (RFC 6454 §4)."""
    uris = [urlsplit(uri) for client in world.clients.values() for uri in client.redirect_uris]
    return sorted({f"{uri.scheme}://{uri.netloc}" for uri in uris if uri.scheme in ("http", "https")})


def host_suffix(world: "World") -> str:
    """What follows a part's name in its host: ``foo.localhost`` for the world ``foo``."""
    return f"{world.world}.localhost"


def client_path(world: str, client: str) -> str:
    """The path of a client's own pages, with the slash at its end."""
    return f"/worlds/{world}/clients/{quote(client, safe='')}/"


def api_path(world: str, api: str, verify: Mapping[str, str] | None = None) -> str:
    """The path of a deployment of an api: ``/worlds/foo/apis/baz;audience=off``.

    Args:
        world: The world's id.
        api: The api's id.
        verify: How the deployment makes its checks, where it differs from the api's declaration.

    """
    return f"/worlds/{world}/apis/{api}" + "".join(f";{check}={mode}" for check, mode in (verify or {}).items())
