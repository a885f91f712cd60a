"""What python-jose says: the call as typed is the call that was made."""

from dataclasses import replace
from typing import Any

import pytest
from jose import jws, jwt

from sandbox.tokens.minting import sign_with_public_key, tamper, unsigned
from sandbox.tokens.names import CheckId
from sandbox.tokens.policy import Policy
from sandbox.tokens.verify import verify
from tests.tokens.samples import (
    BAR,
    BAZ,
    CLAIMS,
    EC_KEY,
    HEADER,
    KEY,
    NOW,
    OLDER_KEY,
    POLICY,
    STRANGERS_KEY,
    checked,
    parts_of,
    signed_text,
    token,
)

TWO_AUDIENCES = replace(POLICY, audiences=(BAZ, BAR))
TWO_ALGORITHMS = replace(POLICY, issuers=(replace(POLICY.issuers[0], keys=(KEY.public, EC_KEY.public)),))


def says(presented: str, check: CheckId, policy: Policy = POLICY) -> str | None:
    """What python-jose answers to a check's question."""
    library = checked(presented, check, policy).library
    assert library is not None
    return library.says


TYPED = {
    "honest": token(),
    "to two": token({"aud": [BAZ, BAR]}),
    "to another": token({"aud": BAZ}),
    "to nobody": token(remove=["aud"]),
    "to an odd one": token({"aud": {"'\"\\": 1}}),
    "from another": token({"iss": 'https://"elsewhere".example.org/\n'}),
    "expired": token({"exp": NOW - 900}),
    "null exp": token({"exp": None}),
    "too early": token({"nbf": NOW + 900}),
    "forged": token(key=STRANGERS_KEY),
    "rewritten": tamper(token(), {}, {"aud": BAZ}, []),
    "unsigned": unsigned({**HEADER, "alg": "none"}, CLAIMS),
    "confused": sign_with_public_key({**HEADER, "alg": "HS256"}, CLAIMS, KEY),
    "alg that is a list": token(header={"alg": ["RS256"]}),
    "no alg": token(remove=["alg"]),
    "unreadable payload": signed_text("{}", "{"),
    "opaque": "opaque",
}


@pytest.mark.parametrize("policy", [POLICY, TWO_AUDIENCES], ids=["one audience", "two audiences"])
@pytest.mark.parametrize("raw", TYPED.values(), ids=TYPED)
def test_the_call_as_typed_can_be_typed_and_says_the_same(raw: str, policy: Policy) -> None:
    scope = {"jwt": jwt, "jws": jws, "token": raw, "key": dict(KEY.public.jwk)}
    for check in verify(raw, policy).checks:
        if check.library is None:
            continue
        raised = None
        try:
            eval(check.library.call, {"__builtins__": {}}, scope)
        except Exception as error:  # noqa: BLE001 - whatever comes out is what should have been said
            raised = f"{type(error).__name__}: {error}"
        assert (check.id, check.library.says) == (check.id, raised)


ANSWERS: list[tuple[CheckId, str, str]] = [
    ("format", "opaque", "JWTError: Error decoding token claims."),
    ("format", signed_text("{}", "[]"), "JWTError: Invalid claims string: must be a json object"),
    ("algorithm", token(header={"alg": "RS384"}), "JWSError: The specified alg value is not allowed"),
    ("signature", token(key=STRANGERS_KEY), "JWSError: Signature verification failed."),
    ("issuer", token({"iss": "x"}), "JWTClaimsError: Invalid issuer"),
    ("audience", token({"aud": BAZ}), "JWTClaimsError: Invalid audience"),
    ("audience", token({"aud": 5}), "JWTClaimsError: Invalid claim format in token"),
    ("expiry", token({"exp": NOW - 1}), "ExpiredSignatureError: Signature has expired."),
    ("not_before", token({"nbf": NOW + 1}), "JWTClaimsError: The token is not yet valid (nbf)"),
]


@pytest.mark.parametrize(("check", "raw", "answer"), ANSWERS)
def test_its_own_words_are_kept(check: CheckId, raw: str, answer: str) -> None:
    assert says(raw, check) == answer


@pytest.mark.parametrize("raw", [token(), token({"at_hash": "x"})], ids=["plain", "with an at_hash"])
def test_of_an_honest_token_it_has_nothing_to_say(raw: str) -> None:
    assert [check.library.says for check in verify(raw, POLICY).checks if check.library] == [None] * 7


def test_only_the_one_question_is_asked() -> None:
    wrong: dict[str, Any] = {"aud": BAZ, "iss": "x", "exp": NOW - 1, "nbf": NOW + 1}
    raw = token({**wrong, "iat": "x", "sub": 1, "jti": 1, "at_hash": "x"})
    answers = {check.id: check.library.says for check in verify(raw, POLICY).checks if check.library}
    assert answers == {
        "format": None,
        "algorithm": None,
        "signature": None,
        "issuer": "JWTClaimsError: Invalid issuer",
        "audience": "JWTClaimsError: Invalid audience",
        "expiry": "ExpiredSignatureError: Signature has expired.",
        "not_before": "JWTClaimsError: The token is not yet valid (nbf)",
    }


@pytest.mark.parametrize("check", ["type", "key", "scope"])
def test_it_is_not_asked_what_it_has_no_question_for(check: CheckId) -> None:
    assert checked(token(), check).library is None


PARTINGS: list[tuple[CheckId, str]] = [
    ("format", token(header={"crit": ["exp"]})),
    ("format", token({"iat": "5"})),
    ("audience", token(remove=["aud"])),
    ("expiry", token(remove=["exp"])),
    ("expiry", token({"exp": NOW})),
    ("expiry", token({"exp": str(NOW + 60)})),
    ("not_before", token({"nbf": "5"})),
]


@pytest.mark.parametrize(("check", "raw"), PARTINGS)
def test_where_it_accepts_and_the_specification_does_not_both_stand_there(check: CheckId, raw: str) -> None:
    result = checked(raw, check)
    assert (result.verdict, says(raw, check)) == ("fail", None)


ODD: list[tuple[CheckId, str, str]] = [
    ("expiry", token({"exp": None}), "TypeError"),
    ("expiry", token({"exp": []}), "TypeError"),
    ("not_before", token({"nbf": {}}), "TypeError"),
    ("signature", token(header={"alg": {"a": 1}}), "JWSError"),
    ("audience", token(remove=["alg"]), "KeyError"),
]


@pytest.mark.parametrize(("check", "raw", "kind"), ODD)
def test_what_it_lets_escape_is_an_answer_here(check: CheckId, raw: str, kind: str) -> None:
    answer = says(raw, check)
    assert answer is not None
    assert answer.partition(":")[0] == kind


def test_it_is_asked_about_the_audience_that_is_named_if_one_of_ours_is() -> None:
    assert says(token({"aud": BAR}), "audience", TWO_AUDIENCES) is None
    assert says(token({"aud": ["x", BAR]}), "audience", TWO_AUDIENCES) is None
    assert says(token({"aud": "x"}), "audience", TWO_AUDIENCES) == "JWTClaimsError: Invalid audience"


def test_it_is_asked_about_the_key_that_fits() -> None:
    assert says(token(remove=["kid"], key=OLDER_KEY), "signature") is None


def test_it_is_asked_two_questions_when_the_key_is_not_for_an_allowed_algorithm() -> None:
    raw = token(header={"alg": "ES256", "kid": "foo-ec"}, key=EC_KEY)
    assert says(raw, "algorithm", TWO_ALGORITHMS) == "JWSError: The specified alg value is not allowed"
    assert says(raw, "signature", TWO_ALGORITHMS) is None


def test_without_a_key_it_is_asked_nothing_about_the_seal() -> None:
    raw = token(header={"kid": "foo-3"})
    assert checked(raw, "algorithm").library is None
    assert checked(raw, "signature").library is None


def test_a_token_too_long_to_be_read_is_not_handed_to_it() -> None:
    assert checked("x" * 2**20, "format").library is None


def test_a_claim_is_asked_about_though_the_header_cannot_be_read() -> None:
    raw = f"!.{parts_of()[1]}.AA"
    answer = says(raw, "audience")
    assert answer is not None
    assert answer.startswith("JWTError: Invalid header string")
