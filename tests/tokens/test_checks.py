"""Each check by itself: what passes, and each way to fail, with what was expected and what was found."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sandbox.tokens.minting import sign_with_public_key, tamper, unsigned
from sandbox.tokens.names import CheckId
from sandbox.tokens.policy import Policy, TrustedIssuer
from tests.tokens.making import (
    BAR,
    BAZ,
    CLAIMS,
    EC_KEY,
    HEADER,
    ISS,
    ISS_BY_ITS_OTHER_NAME,
    KEY,
    NOW,
    OLDER_KEY,
    POLICY,
    STRANGERS_KEY,
    TRUSTED,
    checked,
    deployed,
    parts_of,
    token,
    written,
)

PARTNER = TrustedIssuer(("https://partner.example.org/",), "rfc9068", "ES256", (EC_KEY.public,))
ALONE = replace(POLICY, issuers=(PARTNER,))
TWO = replace(POLICY, issuers=(TRUSTED, PARTNER))
PARTNERS: dict[str, Any] = {"iss": "https://partner.example.org/"}
PARTNERS_HEADER = {"alg": "ES256", "typ": "at+jwt", "kid": "foo-ec"}
FORM = "header.payload.signature, base64url, JSON objects"


def verdict(presented: str, check: CheckId, policy: Policy = POLICY) -> tuple[str, Any, Any, str | None]:
    """A check's verdict, what it expected and found, and its reason."""
    result = checked(presented, check, policy)
    return result.verdict, result.expected, result.actual, result.reason


# format


@pytest.mark.parametrize(
    "claims", [{}, {"iat": 1.5}, {"iat": -1}, {"sub": ""}, {"exp": "odd types of other claims are other checks'"}]
)
def test_format_passes_three_readable_parts(claims: dict[str, Any]) -> None:
    assert verdict(token(claims), "format") == ("pass", FORM, "3 parts", None)


def test_format_passes_a_token_of_nothing() -> None:
    assert verdict(written("{}", "{}"), "format") == ("pass", FORM, "3 parts", None)


def test_format_fails_what_cannot_be_read() -> None:
    assert verdict("opaque", "format") == ("fail", FORM, "1 parts", "parts")


def test_format_fails_a_repeated_member() -> None:
    raw = written(json.dumps(dict(HEADER)), f'{{"aud":"{BAZ}","aud":"{BAR}"}}')
    assert verdict(raw, "format") == ("fail", FORM, "payload: aud", "repeated_member")
    assert verdict(raw, "audience")[:3] == ("pass", [BAR], BAR)


@pytest.mark.parametrize("crit", [["b64"], ["exp"], [], None, "b64"])
def test_format_fails_every_critical_extension_for_none_is_understood(crit: object) -> None:
    raw = token(header={"crit": crit, "b64": True})
    assert verdict(raw, "format") == ("fail", FORM, {"crit": crit}, "critical_extension")


def test_format_lets_an_extension_pass_that_is_not_critical() -> None:
    assert verdict(token(header={"b64": False, "x": 1}), "format")[0] == "pass"


@pytest.mark.parametrize("claim", ["sub", "jti"])
@pytest.mark.parametrize("value", [None, 5, True, [], {}, ["alice"]])
def test_format_fails_a_sub_or_jti_that_is_no_string(claim: str, value: object) -> None:
    assert verdict(token({claim: value}), "format") == ("fail", FORM, {claim: value}, "claim_type")


@pytest.mark.parametrize("value", [None, "5", True, False, [], {}])
def test_format_fails_an_iat_that_is_no_number(value: object) -> None:
    assert verdict(token({"iat": value}), "format") == ("fail", FORM, {"iat": value}, "claim_type")


def test_format_names_every_claim_of_a_wrong_type() -> None:
    assert checked(token({"iat": "1", "sub": 2, "jti": 3}), "format").actual == {"sub": 2, "jti": 3, "iat": "1"}


# type


@pytest.mark.parametrize("typ", ["JWT", "jwt", "Jwt"])
def test_type_passes_jwt_in_auth0s_dialect_however_it_is_spelt(typ: str) -> None:
    assert verdict(token(header={"typ": typ}), "type") == ("pass", ["JWT", None], typ, None)


def test_type_passes_a_header_without_one_in_auth0s_dialect() -> None:
    assert verdict(token(remove=["typ"]), "type") == ("pass", ["JWT", None], None, None)


@pytest.mark.parametrize("typ", ["at+jwt", "AT+JWT", "application/at+jwt", "application/AT+jwt"])
def test_type_passes_an_access_token_of_rfc_9068(typ: str) -> None:
    raw = token(PARTNERS, header={**PARTNERS_HEADER, "typ": typ}, key=EC_KEY)
    assert verdict(raw, "type", ALONE) == ("pass", ["at+jwt", "application/at+jwt"], typ, None)


def test_type_fails_an_id_token_in_the_dialect_of_rfc_9068() -> None:
    raw = token(PARTNERS, header={**PARTNERS_HEADER, "typ": "JWT"}, key=EC_KEY)
    assert verdict(raw, "type", ALONE) == ("fail", ["at+jwt", "application/at+jwt"], "JWT", "mismatch")


def test_type_fails_a_header_without_one_in_the_dialect_of_rfc_9068() -> None:
    raw = token(PARTNERS, header=PARTNERS_HEADER, remove=["typ"], key=EC_KEY)
    assert verdict(raw, "type", ALONE) == ("fail", ["at+jwt", "application/at+jwt"], None, "missing")


@pytest.mark.parametrize("typ", ["at+jwt", "", "JWT ", "dpop+jwt", None, 5, True, ["JWT"], {}])
def test_type_fails_any_other_in_auth0s_dialect(typ: object) -> None:
    assert verdict(token(header={"typ": typ}), "type") == ("fail", ["JWT", None], typ, "mismatch")


def test_type_follows_the_issuer_that_the_token_names() -> None:
    assert checked(token(header={"typ": "at+jwt"}), "type", TWO).verdict == "fail"
    assert checked(token(PARTNERS, header=PARTNERS_HEADER, key=EC_KEY), "type", TWO).verdict == "pass"
    foreign = checked(token({"iss": "https://elsewhere.example.org/"}), "type", TWO)
    assert (foreign.verdict, foreign.expected) == ("pass", ["JWT", None, "at+jwt", "application/at+jwt"])


# algorithm


def test_algorithm_passes_what_is_on_the_list() -> None:
    assert verdict(token(), "algorithm") == ("pass", ["RS256"], "RS256", None)


@pytest.mark.parametrize(
    "alg", ["none", "None", "HS256", "RS384", "PS256", "ES256", "rs256", "RS2", "", 256, True, ["RS256"], {"RS256": 1}]
)
def test_algorithm_fails_what_is_not_on_the_list(alg: object) -> None:
    assert verdict(token(header={"alg": alg}), "algorithm") == ("fail", ["RS256"], alg, "not_allowed")


def test_algorithm_fails_a_header_without_one() -> None:
    assert verdict(token(remove=["alg"]), "algorithm") == ("fail", ["RS256"], None, "missing")


def test_algorithm_follows_the_issuer_that_the_token_names() -> None:
    assert checked(token(header={"alg": "ES256"}), "algorithm", TWO).expected == ["RS256"]
    assert checked(token({"iss": "x"}, header={"alg": "ES256"}), "algorithm", TWO).expected == ["ES256", "RS256"]


# key


@pytest.mark.parametrize("kid", ["foo-2", "foo-1"])
def test_key_passes_a_kid_that_is_published(kid: str) -> None:
    assert verdict(token(header={"kid": kid}), "key") == ("pass", ["foo-2", "foo-1"], kid, None)


def test_key_passes_a_token_that_names_none() -> None:
    assert verdict(token(remove=["kid"]), "key") == ("pass", ["foo-2", "foo-1"], None, None)


@pytest.mark.parametrize("kid", ["foo-3", "FOO-2", "", "../foo-2", None, 2, True, ["foo-2"], {"kid": "foo-2"}])
def test_key_fails_a_kid_that_nobody_publishes(kid: object) -> None:
    assert verdict(token(header={"kid": kid}), "key") == ("fail", ["foo-2", "foo-1"], kid, "unknown")


def test_key_fails_when_nothing_is_published() -> None:
    nothing = replace(POLICY, issuers=(replace(TRUSTED, keys=()),))
    assert verdict(token(remove=["kid"]), "key", nothing) == ("fail", [], None, "unknown")


def test_key_fails_a_kid_of_another_trusted_issuer() -> None:
    assert checked(token(header={"kid": "foo-ec"}), "key", TWO).verdict == "fail"


# signature


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
    assert checked(written(json.dumps(dict(HEADER)), "no JSON"), "signature").verdict == "pass"


def test_without_the_key_check_every_published_key_is_tried() -> None:
    raw = token(header={"kid": "foo-3"}, key=OLDER_KEY)
    assert checked(raw, "key", deployed({"key": "off"})).verdict == "fail"
    assert verdict(raw, "signature", deployed({"key": "off"})) == ("pass", ["foo-2", "foo-1"], "foo-1", None)


# issuer

NAMES = [ISS, ISS_BY_ITS_OTHER_NAME]


@pytest.mark.parametrize("iss", NAMES)
def test_issuer_passes_either_name_of_a_trusted_one(iss: str) -> None:
    assert verdict(token({"iss": iss}), "issuer") == ("pass", NAMES, iss, None)


@pytest.mark.parametrize(
    "iss",
    ["https://issuer.foo.com", "HTTPS://issuer.foo.com/", f"{ISS}evil", "", None, 1, True, [ISS], {"iss": ISS}],
)
def test_issuer_fails_every_other(iss: object) -> None:
    assert verdict(token({"iss": iss}), "issuer") == ("fail", NAMES, iss, "mismatch")


def test_issuer_fails_a_token_that_names_none() -> None:
    assert verdict(token(remove=["iss"]), "issuer") == ("fail", NAMES, None, "missing")


# audience


@pytest.mark.parametrize("aud", [BAR, [BAR], [BAZ, BAR], [BAR, BAR]])
def test_audience_passes_when_the_reader_is_among_those_addressed(aud: object) -> None:
    assert verdict(token({"aud": aud}), "audience") == ("pass", [BAR], aud, None)


def test_audience_passes_any_of_several_identifiers() -> None:
    both = replace(POLICY, audiences=(BAR, BAZ))
    assert verdict(token({"aud": [BAZ]}), "audience", both) == ("pass", [BAR, BAZ], [BAZ], None)


@pytest.mark.parametrize("aud", [BAZ, [BAZ], f"{BAR}/", BAR.upper(), "", "*", [""], BAR[:-1], f"{BAR} {BAZ}"])
def test_audience_fails_a_letter_to_somebody_else(aud: object) -> None:
    assert verdict(token({"aud": aud}), "audience") == ("fail", [BAR], aud, "mismatch")


@pytest.mark.parametrize("aud", [None, 5, True, {}, {BAR: 1}, [BAR, 5], [BAR, None], [[BAR]]])
def test_audience_fails_what_is_neither_a_string_nor_strings(aud: object) -> None:
    assert verdict(token({"aud": aud}), "audience") == ("fail", [BAR], aud, "not_strings")


def test_audience_fails_an_empty_list() -> None:
    assert verdict(token({"aud": []}), "audience") == ("fail", [BAR], [], "empty")


def test_audience_fails_a_token_without_one() -> None:
    assert verdict(token(remove=["aud"]), "audience") == ("fail", [BAR], None, "missing")


# expiry and not_before

NOT_NUMBERS: list[object] = [None, str(NOW + 60), True, [], [NOW + 60], {}]


@pytest.mark.parametrize("exp", [NOW + 1, NOW + 0.5, 10**299, 1e308])
def test_expiry_passes_until_the_time_comes(exp: float) -> None:
    assert verdict(token({"exp": exp}), "expiry") == ("pass", {"now": NOW}, exp, None)


@pytest.mark.parametrize("exp", [NOW, NOW - 0.5, NOW - 1, 0, -1, -(10**298)])
def test_expiry_fails_from_the_very_second_on(exp: float) -> None:
    assert verdict(token({"exp": exp}), "expiry") == ("fail", {"now": NOW}, exp, "expired")


@pytest.mark.parametrize("exp", NOT_NUMBERS)
def test_expiry_fails_what_is_no_number(exp: object) -> None:
    assert verdict(token({"exp": exp}), "expiry") == ("fail", {"now": NOW}, exp, "not_a_number")


def test_expiry_fails_a_token_that_never_expires() -> None:
    assert verdict(token(remove=["exp"]), "expiry") == ("fail", {"now": NOW}, None, "missing")


@pytest.mark.parametrize("nbf", [NOW, NOW - 0.5, 0, -1])
def test_not_before_passes_from_the_very_second_on(nbf: float) -> None:
    assert verdict(token({"nbf": nbf}), "not_before") == ("pass", {"now": NOW}, nbf, None)


def test_not_before_passes_a_token_without_one() -> None:
    assert verdict(token(), "not_before") == ("pass", {"now": NOW}, None, None)


@pytest.mark.parametrize("nbf", [NOW + 1, NOW + 0.5, 10**299])
def test_not_before_fails_until_the_time_comes(nbf: float) -> None:
    assert verdict(token({"nbf": nbf}), "not_before") == ("fail", {"now": NOW}, nbf, "too_early")


@pytest.mark.parametrize("nbf", NOT_NUMBERS)
def test_not_before_fails_what_is_no_number(nbf: object) -> None:
    assert verdict(token({"nbf": nbf}), "not_before") == ("fail", {"now": NOW}, nbf, "not_a_number")


# scope


@pytest.mark.parametrize("scope", ["read:orders", "openid read:orders", "read:orders write:orders"])
def test_scope_passes_when_the_needed_one_is_held(scope: str) -> None:
    assert verdict(token({"scope": scope}), "scope") == ("pass", "read:orders", scope, None)


@pytest.mark.parametrize("scope", ["anything", "", None, 5])
def test_scope_passes_anything_where_none_is_needed(scope: object) -> None:
    assert verdict(token({"scope": scope}), "scope", replace(POLICY, scope=None)) == ("pass", None, scope, None)


@pytest.mark.parametrize(
    "scope", ["", "read", "read:orders2", "READ:ORDERS", "read:orders,openid", None, 5, ["read:orders"], {}]
)
def test_scope_fails_when_it_is_not(scope: object) -> None:
    assert verdict(token({"scope": scope}), "scope") == ("fail", "read:orders", scope, "insufficient")


def test_scope_fails_a_token_without_one() -> None:
    assert verdict(token(remove=["scope"]), "scope") == ("fail", "read:orders", None, "insufficient")


# what cannot be read


@pytest.mark.parametrize("check", ["type", "algorithm", "key", "signature"])
def test_a_check_of_the_header_is_skipped_without_one(check: CheckId) -> None:
    raw = written("no JSON", json.dumps(dict(CLAIMS)))
    assert verdict(raw, check) == ("skipped", None, None, "unreadable")


@pytest.mark.parametrize("check", ["issuer", "audience", "expiry", "not_before", "scope"])
def test_a_check_of_the_claims_is_skipped_without_them(check: CheckId) -> None:
    raw = written(json.dumps(dict(HEADER)), "no JSON")
    assert verdict(raw, check) == ("skipped", None, None, "unreadable")
