"""Every address in one place: where a world's parts are reached, by path and as origins of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.worlds.model import World

DEFAULT_ISSUER = "issuer"


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


def issuer_names(world: World, issuer: str, public_url: str) -> IssuerNames:
    """The names by which an issuer calls itself (never taken from a request)."""
    return IssuerNames(f"{public_url}{issuer_path(world.world, issuer)}", f"{origin_of(world, issuer, public_url)}/")


def origin_of(world: World, part: str, public_url: str) -> str:
    """The origin of a part of a world, such as ``http://bar.foo.localhost:8000``."""
    port = urlsplit(public_url).port
    return f"http://{part}.{host_suffix(world)}" + (f":{port}" if port else "")


def host_suffix(world: World) -> str:
    """What follows a part's name in its host: ``foo.localhost`` for the world ``foo``."""
    return f"{world.world}.localhost"


def api_path(world: str, api: str, verify: Mapping[str, str] | None = None) -> str:
    """The path of a deployment of an api: ``/worlds/foo/apis/baz;audience=off``."""
    return f"/worlds/{world}/apis/{api}" + "".join(f";{check}={how}" for check, how in (verify or {}).items())
