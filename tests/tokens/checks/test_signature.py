"""The check `signature`: what passes, and each way to fail, with what was expected and what was found."""

import json
from dataclasses import replace

import pytest

from sandbox.tokens.minting import sign_with_public_key, tamper, unsigned
from tests.tokens.samples import (
    BAZ,
    CLAIMS,
    EC_KEY,
    HEADER,
    KEY,
    OLDER_KEY,
    POLICY,
    STRANGERS_KEY,
    TRUSTED,
    TWO,
    checked,
    deployed,
    parts_of,
    signed_text,
    token,
    verdict,
)


def test_signature_passes_what_the_key_it_names_signed() -> None:
    assert verdict(token(), "signature") == ("pass", ["foo-2"], "foo-2", None)
    older = token(header={"kid": "foo-1"}, key=OLDER_KEY)
    assert verdict(older, "signature") == ("pass", ["foo-1"], "foo-1", None)


def test_signature_names_the_key_that_fits_when_the_token_names_none() -> None:
    raw = token(remove=["kid"], key=OLDER_KEY)
    assert verdict(raw, "signature") == ("pass", ["foo-2", "foo-1"], "foo-1", None)
    library = checked(raw, "signature").library
    assert library is not None
    assert library.says is None


H, C = parts_of()
FORGED = {
    "another's key": token(key=STRANGERS_KEY),
    "another published key than the one it names": token(key=OLDER_KEY),
    "rewritten claims": tamper(token(), {}, {"aud": BAZ}, []),
    "a rewritten header": tamper(token(), {"typ": "jwt"}, {}, []),
    "a signature of one byte": f"{H}.{C}.AA",
    "alg none with a signature": token(header={"alg": "none"}),
    "the public key as HMAC secret": sign_with_public_key({**HEADER, "alg": "HS256"}, CLAIMS, KEY),
    "an alg in the header that did not make it": token(header={"alg": "RS384"}),
    "an alg that is a list": token(header={"alg": ["RS256"]}),
    "no alg": token(remove=["alg"]),
}


@pytest.mark.parametrize("raw", FORGED.values(), ids=FORGED)
def test_signature_fails_a_forgery(raw: str) -> None:
    assert verdict(raw, "signature") == ("fail", ["foo-2"], None, "no_key_fits")


def test_signature_fails_a_token_without_one() -> None:
    raw = unsigned({**HEADER, "alg": "none"}, CLAIMS)
    assert verdict(raw, "signature") == ("fail", ["foo-2"], None, "unsigned")


@pytest.mark.parametrize("kid", ["foo-3", None, ["foo-2"]])
def test_signature_cannot_be_asked_without_a_key(kid: object) -> None:
    assert verdict(token(header={"kid": kid}), "signature") == ("skipped", None, None, "no_key")


def test_signature_of_an_issuer_cannot_be_made_with_anothers_key() -> None:
    raw = token(header={"alg": "ES256"}, remove=["kid"], key=EC_KEY)
    assert checked(raw, "signature", TWO).verdict == "fail"


def test_signature_is_judged_by_the_one_algorithm_of_each_key() -> None:
    lying = token({"iss": "https://elsewhere.example.org/"}, header={"alg": "ES256"}, remove=["kid"])
    assert checked(lying, "algorithm", TWO).verdict == "pass"
    assert checked(lying, "signature", TWO).verdict == "fail"


def test_signature_holds_with_a_published_key_whose_algorithm_is_not_on_the_list() -> None:
    both = replace(POLICY, issuers=(replace(TRUSTED, keys=(KEY.public, EC_KEY.public)),))
    raw = token(header={"alg": "ES256", "kid": "foo-ec"}, key=EC_KEY)
    assert checked(raw, "algorithm", both).verdict == "fail"
    assert verdict(raw, "signature", both) == ("pass", ["foo-ec"], "foo-ec", None)


def test_signature_is_judged_though_the_claims_cannot_be_read() -> None:
    assert checked(signed_text(json.dumps(dict(HEADER)), "no JSON"), "signature").verdict == "pass"


def test_without_the_key_check_every_published_key_is_tried() -> None:
    raw = token(header={"kid": "foo-3"}, key=OLDER_KEY)
    assert checked(raw, "key", deployed({"key": "off"})).verdict == "fail"
    assert verdict(raw, "signature", deployed({"key": "off"})) == ("pass", ["foo-2", "foo-1"], "foo-1", None)
