"""A token of the sandbox says so itself: whoever reads ``iss`` reads an address of the sandbox."""

from urllib.parse import urlsplit

import pytest

from sandbox.scenarios.loading.catalogue import load_catalogue
from sandbox.settings import shipped_pack
from sandbox.worlds.addresses import issuer_names

WORLDS = load_catalogue([shipped_pack()], only="worlds").worlds
ISSUERS = [(world, issuer) for world, declared in WORLDS.items() for issuer in declared.issuers]


@pytest.mark.parametrize(("world", "issuer"), ISSUERS)
@pytest.mark.parametrize("server", ["http://localhost:8000", "https://sandbox.example.org"])
def test_every_issuer_is_called_by_an_address_of_the_sandbox_itself(world: str, issuer: str, server: str) -> None:
    names = issuer_names(WORLDS[world], issuer, server)
    hosts = [urlsplit(name).hostname or "" for name in (names.path, names.origin) if name]
    assert hosts
    assert all(host == urlsplit(server).hostname or host.endswith(f".{world}.localhost") for host in hosts), hosts
