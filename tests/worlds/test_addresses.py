"""Addresses are made in one place; an issuer has exactly two names."""

import pytest

from sandbox.worlds.addresses import api_path, client_origins, issuer_names, issuer_path, origin_of, relocated
from tests.running import FOO, TWO


def test_the_issuer_called_issuer_has_the_short_path() -> None:
    assert issuer_path("foo", "issuer") == "/worlds/foo/issuer/"
    assert issuer_path("two", "partner") == "/worlds/two/issuers/partner/"


def test_an_issuer_has_a_path_and_an_origin_both_with_a_slash_at_the_end() -> None:
    names = issuer_names(FOO, "issuer", "http://localhost:8000")
    assert names.both == ("http://localhost:8000/worlds/foo/issuer/", "http://issuer.foo.localhost:8000/")
    names = issuer_names(TWO, "partner", "http://localhost:8000")
    assert names.both == ("http://localhost:8000/worlds/two/issuers/partner/", "http://partner.two.localhost:8000/")


@pytest.mark.parametrize(
    ("public_url", "origin"),
    [
        ("http://localhost:9000", "http://bar.foo.localhost:9000"),
        ("http://192.168.1.5:8000", "http://bar.foo.localhost:8000"),
        ("http://localhost", "http://bar.foo.localhost"),
        ("http://[::1]:8000", "http://bar.foo.localhost:8000"),
    ],
)
def test_an_origin_keeps_the_port_of_the_public_url(public_url: str, origin: str) -> None:
    assert origin_of(FOO, "bar", public_url) == origin


def test_a_deployment_has_an_address_of_its_own() -> None:
    assert api_path("foo", "baz") == "/worlds/foo/apis/baz"
    verify = {"audience": "prefix", "expiry": "leeway-5m"}
    assert api_path("foo", "baz", verify) == "/worlds/foo/apis/baz;audience=prefix;expiry=leeway-5m"


def test_a_client_of_the_sandbox_moves_along_with_its_public_url() -> None:
    www = relocated(FOO, "https://sandbox.example.org").clients["www"]
    assert www.redirect_uris == [
        "http://www.foo.localhost/callback",
        "https://sandbox.example.org/worlds/foo/clients/www/callback",
    ]
    assert www.post_logout_redirect_uris[0] == "http://www.foo.localhost/"


def test_a_client_that_lives_elsewhere_stays_there() -> None:
    for client in ("web", "reader"):
        assert relocated(TWO, "http://localhost:9000").clients[client] == TWO.clients[client]


def test_the_origins_of_a_worlds_clients_are_those_of_their_redirect_uris() -> None:
    assert client_origins(FOO) == ["http://localhost:8000", "http://www.foo.localhost:8000"]
    assert client_origins(TWO) == ["http://localhost:3000", "https://web.two.example.org"]
