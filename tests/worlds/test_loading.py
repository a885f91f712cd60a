"""Every kind of mistake in a world's file is told with its place, and with what would have been right."""

from pathlib import Path

import pytest

from sandbox.reading.diagnostics import Diagnostic, InvalidDocument
from sandbox.reading.source import read_text
from sandbox.worlds.loading import load_world, world_from
from tests.running import FOO_FILE

TEXT = FOO_FILE.read_text("utf-8")


def mistakes(text: str, stem: str = "foo") -> list[Diagnostic]:
    with pytest.raises(InvalidDocument) as caught:
        world_from(read_text(text, "foo.yaml"), stem)
    return list(caught.value.diagnostics)


def marked(diagnostic: Diagnostic) -> str:
    """What the caret stands under."""
    span = diagnostic.span
    return diagnostic.source[span.column - 1 : span.end_column - 1]


def test_the_shipped_world_has_no_mistake() -> None:
    assert load_world(FOO_FILE).world == "foo"


CASES = {
    "unknown accepted audience": (
        "accepts: [bar]",
        "accepts: [bra]",
        ("AS007", "bra", "there is no audience `bra`", "bar"),
    ),
    "unknown trusted issuer": (
        'trusts: [issuer]\n    routes: {"GET /orders',
        'trusts: [isuer]\n    routes: {"GET /orders',
        ("AS007", "isuer", "there is no issuer `isuer`", "issuer"),
    ),
    "unknown default audience": (
        "default_audience: null ",
        "default_audience: evrything ",
        ("AS007", "evrything", "there is no audience `evrything`", "everything"),
    ),
    "unknown audience of a client": (
        'audiences: {bar: ["read:orders"]}',
        'audiences: {bra: ["read:orders"]}',
        ("AS007", "bra", "there is no audience `bra`", "bar"),
    ),
    "unknown scope of a client": (
        'audiences: {bar: ["read:orders"]}',
        'audiences: {bar: ["read:order"]}',
        ("AS007", '"read:order"', "there is no scope of `bar` called `read:order`", "read:orders"),
    ),
    "unknown refresh audience": (
        "refresh_audiences: [bar, baz]",
        "refresh_audiences: [bar, bat]",
        ("AS007", "bat", "there is no audience `bat`", "baz"),
    ),
    "unknown audience of a permission": (
        'permissions: {bar: ["read:orders"]}',
        'permissions: {foo: ["read:orders"]}',
        ("AS007", "foo", "there is no audience `foo`", None),
    ),
    "unknown scope of a permission": (
        'permissions: {bar: ["read:orders"]}',
        'permissions: {bar: ["reed:orders"]}',
        ("AS007", '"reed:orders"', "there is no scope of `bar` called `reed:orders`", "read:orders"),
    ),
    "unknown check": (
        "verify: {}",
        "verify: {audiance: on}",
        ("AS007", "audiance", "there is no check `audiance`", "audience"),
    ),
    "unknown flaw": (
        "verify: {}",
        "verify: {audience: prefx}",
        ("AS007", "prefx", "the check `audience` cannot be made `prefx`", "prefix"),
    ),
    "a flaw of another check": (
        "verify: {}",
        "verify: {expiry: prefix}",
        ("AS007", "prefix", "the check `expiry` cannot be made `prefix`", None),
    ),
    "unknown key": (
        "    type: public\n",
        "    tipe: public\n",
        ("AS004", "tipe", "unknown key `tipe`", "type"),
    ),
    "unknown key at the top": (
        "users:\n",
        "usres:\n",
        ("AS004", "usres", "unknown key `usres`", "users"),
    ),
    "unknown grant": (
        "grants: [client_credentials]",
        "grants: [client_credential]",
        (
            "AS006",
            "client_credential",
            "`client_credential` is not one of the values",
            "client_credentials",
        ),
    ),
    "unknown algorithm": (
        "signing: RS256",
        "signing: PS384",
        ("AS006", "PS384", "`PS384` is not one of the values allowed here", "RS384"),
    ),
    "a duration in words": (
        "access_token_ttl: 15m",
        "access_token_ttl: 15 minutes",
        ("AS006", "15 minutes", "`15 minutes` is not a duration", None),
    ),
    "tokens that are never good": (
        "access_token_ttl: 15m",
        "access_token_ttl: -15m",
        ("AS006", "-15m", "", None),
    ),
    "an id that is no id": (
        "  bob:",
        '  "bob ":',
        ("AS006", '"bob "', "`bob ` does not fit", None),
    ),
    "a method that is none": (
        '"GET /reports": "read:reports"',
        '"GETS /reports": "read:reports"',
        ("AS006", '"GETS /reports"', "does not fit", None),
    ),
    "a brace that is not closed": (
        '"GET /reports": "read:reports"',
        '"GET /reports/{id": "read:reports"',
        ("AS006", '"GET /reports/{id"', "does not fit", None),
    ),
    "a path that names a thing twice": (
        '"GET /reports": "read:reports"',
        '"GET /{id}/{id}": "read:reports"',
        ("AS009", '"GET /{id}/{id}"', "`{id}` stands twice in this path", None),
    ),
    "a segment of a path with two names": (
        '"GET /reports": "read:reports"',
        '"GET /{id}-{name}": "read:reports"',
        ("AS006", '"GET /{id}-{name}"', "`GET /{id}-{name}` does not fit here", None),
    ),
    "a scope with a space": (
        '"write:orders": Place orders for you',
        '"write orders": Place orders for you',
        ("AS006", '"write orders"', "`write orders` does not fit", None),
    ),
    "an identifier that is registered already": (
        "identifier: https://baz.foo.com",
        "identifier: https://bar.foo.com",
        ("AS009", "https://bar.foo.com", "`https://bar.foo.com` is already registered as `bar`", None),
    ),
    "a client called as an api": (
        "  nightly:",
        "  baz:",
        ("AS009", "baz", "two parts of this world are called `baz`", None),
    ),
    "a public client with a secret": (
        "    type: public\n",
        "    type: public\n    secret: hush\n",
        ("AS010", "hush", "a public client cannot keep a secret (RFC 6749 §2.1)", None),
    ),
    "a public client with an empty secret": (
        "    type: public\n",
        '    type: public\n    secret: ""\n',
        ("AS010", '""', "a public client cannot keep a secret (RFC 6749 §2.1)", None),
    ),
    "a confidential client without a secret": (
        "    secret: nightly-secret\n",
        "",
        ("AS005", "nightly", "a confidential client needs a `secret`", None),
    ),
    "a public client that acts for itself": (
        "grants: [authorization_code, refresh_token]",
        "grants: [authorization_code, client_credentials]",
        ("AS010", "client_credentials", "only confidential clients may use client_credentials (RFC 6749 §4.4)", None),
    ),
    "a client that nobody can come back to": (
        "      - http://www.foo.localhost:8000/callback\n      - http://localhost:8000/worlds/foo/clients/www/callback\n",
        "      []\n",
        ("AS005", "www", "authorization_code needs at least one of `redirect_uris`", None),
    ),
    "a redirect URI with a fragment": (
        "localhost:8000/callback",
        "localhost:8000/callback#here",
        ("AS006", "http://www.foo.localhost:8000/callback#here", "does not fit", None),
    ),
    "a redirect URI that is relative": (
        "http://www.foo.localhost:8000/callback",
        "/callback",
        ("AS006", "/callback", "`/callback` does not fit", None),
    ),
    "a redirect URI that is a script": (
        "http://www.foo.localhost:8000/callback",
        "javascript:alert(1)",
        ("AS006", "javascript:alert(1)", "does not fit", None),
    ),
    "a redirect URI that adds to a policy": (
        "http://www.foo.localhost:8000/callback",
        "http://x;script-src%20*/",
        ("AS006", "http://x;script-src%20*/", "does not fit", None),
    ),
    "an api of a client that is not there": (
        "    api: bar\n",
        "    api: barr\n",
        ("AS007", "barr", "there is no api `barr`", "bar"),
    ),
    "a public client that speaks for an api": (
        "    type: public\n",
        "    type: public\n    api: bar\n",
        ("AS010", "bar", "an api speaks to the issuer as a confidential client", None),
    ),
    "a public client that authenticates": (
        "    type: public\n",
        "    type: public\n    token_endpoint_auth_method: client_secret_basic\n",
        ("AS010", "client_secret_basic", "a public client cannot authenticate (RFC 6749 §2.1)", None),
    ),
    "a client with a secret that signs": (
        "    secret: nightly-secret\n",
        "    secret: nightly-secret\n    token_endpoint_auth_method: private_key_jwt\n",
        ("AS010", "nightly-secret", "a client that signs its assertions (private_key_jwt) has no secret", None),
    ),
    "keys that nobody looks at": (
        "    secret: nightly-secret\n",
        "    secret: nightly-secret\n    jwks: {keys: [{kty: EC}]}\n",
        ("AS010", "jwks", "only a client with `token_endpoint_auth_method: private_key_jwt` has keys", None),
    ),
    "a key that verifies nothing": (
        "    secret: nightly-secret\n",
        "    token_endpoint_auth_method: private_key_jwt\n    jwks: {keys: [{kty: EC}]}\n",
        ("AS010", "{kty: EC}", "a JWK needs a kid, which is a string", None),
    ),
    "no issuer called issuer": (
        "issuers:\n  issuer:",
        "issuers:\n  other:",
        ("AS007", "issuers", "one issuer must be called `issuer`", None),
    ),
    "the id is not the file's name": (
        "world: foo",
        "world: fool",
        ("AS008", "fool", "the id `fool` is not the file's name", "foo"),
    ),
    "an api that trusts nobody": (
        'trusts: [issuer]\n    routes: {"GET /orders',
        'trusts: []\n    routes: {"GET /orders',
        ("AS006", "[]", "", None),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_with_its_place(name: str) -> None:
    right, wrong, (code, caret, message, suggestion) = CASES[name]
    assert TEXT.count(right) == 1 or name.startswith("unknown scope of a permission"), right
    found = mistakes(TEXT.replace(right, wrong, 1))
    matching = [d for d in found if d.code == code and marked(d) == caret]
    assert matching, "\n".join(d.render() for d in found)
    assert message in matching[0].message
    assert matching[0].suggestion == suggestion
    assert matching[0].render().startswith(f"foo.yaml:{matching[0].span.line}:{matching[0].span.column}: ")


def test_a_missing_key_is_named() -> None:
    (mistake,) = mistakes(TEXT.replace("domain: foo.com", "").replace("# shown", ""))
    assert mistake.message == "the key `domain` is missing here"


def test_every_mistake_is_told_at_once_in_the_order_of_the_text() -> None:
    text = TEXT.replace("accepts: [bar]", "accepts: [bra]").replace("verify: {}", "verify: {sope: on}")
    text = text.replace("refresh_audiences: [bar, baz]", "refresh_audiences: [bat]")
    found = mistakes(text)
    assert [marked(d) for d in found] == ["bra", "sope", "bat"]
    assert [d.span.line for d in found] == sorted(d.span.line for d in found)


def test_a_private_use_redirect_uri_of_an_installed_app_is_fine() -> None:
    text = TEXT.replace("http://www.foo.localhost:8000/callback", "com.example.app:/callback")
    client = world_from(read_text(text, "foo.yaml"), "foo").clients["www"]
    assert client.redirect_uris[0] == "com.example.app:/callback"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidDocument) as caught:
        load_world(tmp_path / "nowhere.yaml", "worlds/nowhere.yaml")
    assert str(caught.value).startswith("worlds/nowhere.yaml:1:1: cannot be read")


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "exp", "scope", "nonce", "permissions", "client_id", "azp"])
def test_a_claim_that_the_issuer_writes_itself_is_not_the_world_s(name: str) -> None:
    text = TEXT.replace("email: bob@foo.com", f"email: bob@foo.com\n    claims: {{{name}: x, tenant: acme}}")
    (diagnostic,) = mistakes(text)
    assert (diagnostic.code, diagnostic.message) == ("AS010", f"`{name}` is written by the issuer itself")
    assert marked(diagnostic) == name


def test_own_claims_are_bounded() -> None:
    for claims in (f"{{a: {'x' * 2001}}}", "{" + ", ".join(f"c{number}: 1" for number in range(21)) + "}"):
        (diagnostic,) = mistakes(TEXT.replace("email: bob@foo.com", f"email: bob@foo.com\n    claims: {claims}"))
        assert diagnostic.code == "AS006"
