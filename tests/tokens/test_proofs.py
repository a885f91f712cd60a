"""Proofs of possession (RFC 9449): what a proof must be, and what the check of the sender says of a token with one."""

from dataclasses import replace
from typing import Any

import pytest
from joserfc.jwk import import_key

from sandbox.tokens.keys import SigningKey
from sandbox.tokens.minting import sign
from sandbox.tokens.names import ALGORITHMS, Algorithm
from sandbox.tokens.proofs import BadProof, Presented, Proof, read_proof, thumbprint, token_hash
from sandbox.tokens.verify import verify
from tests.tokens.samples import EC_KEY, NOW, POLICY, deployed, token, verdict

URL = "https://bar.foo.com/orders"
OTHER = SigningKey.make("other", "ES256")
JWK = {name: value for name, value in EC_KEY.public.jwk.items() if name in ("kty", "crv", "x", "y")}
JKT = thumbprint(JWK)


def proof(key: SigningKey = EC_KEY, *, header: dict[str, Any] | None = None, **changed: Any) -> str:
    """A proof by a key, with changes; None takes a claim out."""
    public = {n: v for n, v in key.public.jwk.items() if n not in ("kid", "use", "alg")}
    named = {"typ": "dpop+jwt", "alg": key.public.algorithm, "jwk": public, **(header or {})}
    claims = {"jti": "1", "htm": "GET", "htu": URL, "iat": NOW, **changed}
    given = {name: value for name, value in claims.items() if value is not None}
    return sign({name: value for name, value in named.items() if value is not None}, given, key)


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated via RFC 9864")
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_proof_by_any_algorithm_is_read_and_its_key_is_known_as_others_know_it(algorithm: Algorithm) -> None:
    key = SigningKey.make("k", algorithm)
    found = read_proof(proof(key, ath="x"), "GET", URL, NOW)
    assert (found.jti, found.ath) == ("1", "x")
    assert found.jkt == import_key(dict[str, Any](key.public.jwk)).thumbprint()


@pytest.mark.parametrize(
    ("htu", "url"),
    [
        (f"{URL}?a=1#b", URL),
        ("https://BAR.foo.com/orders", URL),
        ("http://x/apis/bar%3Baudience=off/a", "http://x/apis/bar;audience=off/a"),
        ("https://bar.foo.com", "https://bar.foo.com/"),
    ],
)
def test_query_host_and_encoding_make_no_difference(htu: str, url: str) -> None:
    assert read_proof(proof(htu=htu), "GET", url, NOW).jkt == JKT


@pytest.mark.parametrize("iat", [NOW - 60, NOW, NOW + 60, NOW - 0.5])
def test_clocks_may_differ_a_little(iat: float) -> None:
    assert read_proof(proof(iat=iat), "GET", URL, NOW).jti == "1"


WRONG: dict[str, str] = {
    "nothing": "",
    "no JWT": "a.b",
    "another typ": proof(header={"typ": "JWT"}),
    "no typ": proof(header={"typ": None}),
    "no key": proof(header={"jwk": None}),
    "a key that is a list": proof(header={"jwk": [JWK]}),
    "a key that is empty": proof(header={"jwk": {}}),
    "a kty that is a list": proof(header={"jwk": {**JWK, "kty": ["EC"]}}),
    "a private key": proof(header={"jwk": {**EC_KEY.private_jwk}}),
    "a secret": proof(header={"jwk": {"kty": "oct", "k": "c2VjcmV0"}, "alg": "HS256"}),
    "no algorithm": proof(header={"alg": None}),
    "none": proof(header={"alg": "none"}),
    "another's key": proof(header={"jwk": {k: v for k, v in OTHER.public.jwk.items() if k in JWK}}),
    "a rewritten one": ".".join([*proof().split(".")[:1], *proof(htm="POST").split(".")[1:2], *proof().split(".")[2:]]),
    "another method": proof(htm="POST"),
    "a method in small letters": proof(htm="get"),
    "no method": proof(htm=None),
    "another path": proof(htu="https://bar.foo.com/admin"),
    "another host": proof(htu="https://baz.foo.com/orders"),
    "another scheme": proof(htu="http://bar.foo.com/orders"),
    "an address that is none": proof(htu="https://[bar/orders"),
    "an address that is a list": proof(htu=[URL]),
    "no address": proof(htu=None),
    "old": proof(iat=NOW - 61),
    "of later": proof(iat=NOW + 61),
    "of no time": proof(iat=None),
    "a time in words": proof(iat="now"),
    "no jti": proof(jti=None),
    "an empty jti": proof(jti=""),
    "a jti that is a number": proof(jti=7),
    "a jti without end": proof(jti="x" * 1000),
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_anything_else_proves_nothing(text: str) -> None:
    with pytest.raises(BadProof):
        read_proof(text, "GET", URL, NOW)


BOUND = token({"cnf": {"jkt": JKT}})


def came(scheme: str = "DPoP", *, fault: str | None = None, **changed: Any) -> Any:
    """A reader who asks, and to whom a token came so."""
    said = Proof(**{"jkt": JKT, "jti": "1", "ath": token_hash(BOUND), **changed})
    return replace(POLICY, presented=Presented(scheme, None if fault else said, fault))


def test_a_bound_token_with_a_proof_by_its_key_passes() -> None:
    assert verdict(BOUND, "sender", came()) == ("pass", JKT, JKT, None)


def test_a_reader_that_does_not_ask_makes_no_such_check() -> None:
    assert "sender" not in [check.id for check in verify(BOUND, POLICY).checks]


@pytest.mark.parametrize(
    ("reader", "actual", "reason"),
    [
        (came("Bearer"), "Bearer, without a proof", "bearer"),
        (came(fault="it was used before"), "it was used before", "bad_proof"),
        (replace(POLICY, presented=Presented("DPoP")), "no proof", "no_proof"),
        (came(jkt="x"), "x", "other_key"),
        (came(ath=None), JKT, "other_token"),
        (came(ath=token_hash(token())), JKT, "other_token"),
    ],
    ids=["as a bearer token", "a bad proof", "no proof", "another key", "no hash", "the hash of another"],
)
def test_a_stolen_one_fails(reader: Any, actual: str, reason: str) -> None:
    assert verdict(BOUND, "sender", reader) == ("fail", JKT, actual, reason)
    assert verify(BOUND, reader).decided_by == "sender"
    assert verify(BOUND, deployed({"sender": "off"}, reader)).decided_by is None


@pytest.mark.parametrize(
    "cnf", [None, {}, {"jkt": None}, {"jkt": [JKT]}, {"x5t#S256": "x"}, [JKT], JKT, 7], ids=range(8)
)
def test_a_token_that_is_bound_to_no_key_fails(cnf: Any) -> None:
    raw = token() if cnf is None else token({"cnf": cnf})
    assert verdict(raw, "sender", came())[0::3] == ("fail", "unbound")
