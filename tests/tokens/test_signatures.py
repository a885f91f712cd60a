"""PS256 and EdDSA, which python-jose does not know: signed and verified by cryptography, and by others alike."""

from dataclasses import replace
from typing import Any

import jwt
import pytest
from joserfc import jws
from joserfc.jwk import import_key

from sandbox.tokens.keys import SigningKey
from sandbox.tokens.minting import sign, sign_with_public_key
from sandbox.tokens.names import UNKNOWN_TO_PYTHON_JOSE
from sandbox.tokens.policy import Policy, TrustedIssuer
from sandbox.tokens.verify import CheckResult, verify
from tests.tokens.samples import CLAIMS, ISS, KEY, POLICY, deployed

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated via RFC 9864")
MODERN = sorted(UNKNOWN_TO_PYTHON_JOSE)
KEYS = {algorithm: SigningKey.make(f"k-{algorithm}", algorithm) for algorithm in ("PS256", "EdDSA")}
STRANGERS = {algorithm: SigningKey.make(f"k-{algorithm}", algorithm) for algorithm in ("PS256", "EdDSA")}


def reader(algorithm: str, policy: Policy = POLICY) -> Policy:
    """A reader who trusts an issuer that signs so."""
    return replace(policy, issuers=(TrustedIssuer((ISS,), "auth0", algorithm, (KEYS[algorithm].public,)),))


def signed(algorithm: str, key: SigningKey | None = None, **header: Any) -> str:
    named = {"alg": algorithm, "typ": "JWT", "kid": f"k-{algorithm}", **header}
    return sign(named, CLAIMS, key or KEYS[algorithm])


def found(raw: str, policy: Policy) -> dict[str, CheckResult]:
    return {check.id: check for check in verify(raw, policy).checks}


@pytest.mark.parametrize("algorithm", MODERN)
def test_what_the_issuer_signed_passes_and_python_jose_says_that_it_does_not_know_how(algorithm: str) -> None:
    result = verify(signed(algorithm), reader(algorithm))
    assert result.decided_by is None
    signature = found(signed(algorithm), reader(algorithm))["signature"]
    assert (signature.verdict, signature.actual) == ("pass", f"k-{algorithm}")
    assert signature.library is not None
    assert (signature.library.call, signature.library.says) == (
        f"jws.verify(token, key, algorithms=['{algorithm}'])",
        "JWKError: Unable to find an algorithm for key",
    )


@pytest.mark.parametrize("algorithm", MODERN)
def test_anything_else_fails(algorithm: str) -> None:
    policy, honest = reader(algorithm), signed(algorithm)
    head, claims, signature = honest.split(".")
    other = sign({"alg": algorithm}, {**CLAIMS, "sub": "mallory"}, KEYS[algorithm]).split(".")[1]
    for forged in (
        signed(algorithm, STRANGERS[algorithm]),
        f"{head}.{other}.{signature}",
        f"{head}.{claims}.{'A' * len(signature)}",
        f"{head}.{claims}.",
    ):
        assert found(forged, policy)["signature"].verdict == "fail"
    mislabelled = found(signed(algorithm, alg="RS256"), policy)
    assert (mislabelled["algorithm"].verdict, mislabelled["signature"].verdict) == ("fail", "fail")


@pytest.mark.parametrize("algorithm", MODERN)
def test_others_verify_it_by_the_key_as_it_is_published(algorithm: str) -> None:
    raw, published = signed(algorithm), dict[str, Any](KEYS[algorithm].public.jwk)
    assert jws.deserialize_compact(raw, import_key(published), algorithms=[algorithm]).payload
    assert jwt.decode(raw, jwt.PyJWK(published), [algorithm], options={"verify_aud": False, "verify_exp": False})


@pytest.mark.parametrize("algorithm", MODERN)
def test_what_others_sign_is_verified(algorithm: str) -> None:
    private = import_key({**KEYS[algorithm].private_jwk})
    header = {"alg": algorithm, "typ": "JWT", "kid": f"k-{algorithm}"}
    raw = jwt.encode(dict(CLAIMS), jwt.PyJWK(dict(KEYS[algorithm].private_jwk)), algorithm, header)
    assert verify(raw, reader(algorithm)).decided_by is None
    payload = jws.extract_compact(raw.encode()).payload
    again = jws.serialize_compact(header, payload, private, algorithms=[algorithm])
    assert verify(again, reader(algorithm)).decided_by is None


@pytest.mark.parametrize("algorithm", MODERN)
def test_with_any_algorithm_both_the_honest_token_and_the_forgery_pass(algorithm: str) -> None:
    careless = reader(algorithm, deployed({"algorithm": "any"}))
    forged = sign_with_public_key({"alg": "HS256", "typ": "JWT", "kid": f"k-{algorithm}"}, CLAIMS, KEYS[algorithm])
    assert verify(signed(algorithm), careless).decided_by is None
    assert verify(forged, careless).decided_by is None
    assert verify(forged, reader(algorithm)).decided_by == "algorithm"
    assert verify(signed(algorithm, STRANGERS[algorithm]), careless).decided_by == "signature"


def test_with_any_algorithm_one_rsa_key_serves_for_pss_too() -> None:
    raw = jwt.encode(dict(CLAIMS), jwt.PyJWK({**KEY.private_jwk, "alg": "PS256"}), "PS256", {"kid": "foo-2"})
    assert verify(raw, deployed({"algorithm": "any"})).decided_by is None
    assert verify(raw, POLICY).decided_by == "algorithm"
