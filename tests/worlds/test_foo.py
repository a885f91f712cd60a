"""The world that is shipped is the one of the scenario language's page, and what it adds stands here."""

from tests.running import FOO


def test_one_issuer_of_the_auth0_dialect_signs_with_rs256_and_has_no_default_audience() -> None:
    assert list(FOO.issuers) == ["issuer"]
    issuer = FOO.issuers["issuer"]
    assert (issuer.dialect, issuer.signing, issuer.default_audience, issuer.access_token_ttl) == (
        "auth0",
        "RS256",
        None,
        900,
    )


def test_three_audiences_are_registered() -> None:
    assert {id_: audience.identifier for id_, audience in FOO.audiences.items()} == {
        "bar": "https://bar.foo.com",
        "baz": "https://baz.foo.com",
        "everything": "https://api.foo.com",
    }


def test_bar_has_a_scope_of_the_same_name_as_baz_has() -> None:
    scopes = {id_: set(audience.scopes) for id_, audience in FOO.audiences.items()}
    assert scopes == {
        "bar": {"read:orders", "write:orders", "read:reports"},
        "baz": {"read:reports"},
        "everything": {"read:orders", "read:reports"},
    }


def test_two_apis_each_accept_the_audience_of_their_name_and_make_every_check() -> None:
    assert {id_: (api.accepts, api.trusts, api.verify) for id_, api in FOO.apis.items()} == {
        "bar": (["bar"], ["issuer"], {}),
        "baz": (["baz"], ["issuer"], {}),
    }
    assert FOO.apis["bar"].routes == {"GET /orders": "read:orders", "POST /orders": "write:orders", "GET /health": None}
    assert FOO.apis["baz"].routes == {"GET /reports": "read:reports"}


def test_www_is_public_and_may_ask_for_every_audience() -> None:
    www = FOO.clients["www"]
    assert (www.type, www.secret, www.grants) == ("public", None, ["authorization_code", "refresh_token"])
    path = "http://localhost:8000/worlds/foo/clients/www"
    assert www.redirect_uris == ["http://www.foo.localhost:8000/callback", f"{path}/callback"]
    assert www.post_logout_redirect_uris == ["http://www.foo.localhost:8000/", f"{path}/"]
    assert list(www.audiences) == ["bar", "baz", "everything"]
    assert www.refresh_audiences == ["bar", "baz"]


def test_nightly_is_confidential_and_may_read_orders_alone() -> None:
    nightly = FOO.clients["nightly"]
    assert (nightly.type, nightly.secret, nightly.grants) == ("confidential", "nightly-secret", ["client_credentials"])
    assert nightly.audiences == {"bar": ["read:orders"]}


def test_bar_speaks_to_the_issuer_as_a_client_that_may_exchange_for_baz() -> None:
    backend = FOO.clients["bar-backend"]
    assert (backend.type, backend.api, backend.grants) == ("confidential", "bar", ["token_exchange"])
    assert backend.audiences == {"baz": ["read:reports"]}


def test_alice_may_do_everything_and_bob_lacks_permissions() -> None:
    assert FOO.users["alice"].permissions == {id_: list(FOO.audiences[id_].scopes) for id_ in FOO.audiences}
    assert FOO.users["bob"].permissions == {"bar": ["read:orders"]}
