"""Each flaw: what it wrongly decides, and where it agrees with the honest check."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from jose import jwk

from sandbox.tokens.check_facts import FLAWS
from sandbox.tokens.keys import SigningKey
from sandbox.tokens.minting import sign_with_public_key, unsigned
from sandbox.tokens.names import CHECKS, CheckId
from sandbox.tokens.verify import verify
from tests.tokens.samples import (
    BAR,
    BAZ,
    CLAIMS,
    EC_KEY,
    HEADER,
    ISS,
    KEY,
    NOW,
    POLICY,
    STRANGERS_KEY,
    checked,
    deployed,
    token,
)

NONE = unsigned({**HEADER, "alg": "none"}, CLAIMS)
HMAC = sign_with_public_key({**HEADER, "alg": "HS256"}, CLAIMS, KEY)


@dataclass(frozen=True)
class Example:
    """A token and what this flaw makes of it."""

    check: CheckId
    flaw: str
    presented: str
    accepted: bool


WRONG = [
    Example("algorithm", "any", NONE, accepted=True),
    Example("algorithm", "any", HMAC, accepted=True),
    Example("algorithm", "any", unsigned({**HEADER, "alg": "nOnE"}, CLAIMS), accepted=True),
    Example("issuer", "prefix", token({"iss": f"{ISS}evil"}), accepted=True),
    Example("issuer", "substring", token({"iss": "https://issuer"}), accepted=True),
    Example("issuer", "substring", token({"iss": f"https://evil.example.org/?{ISS}"}), accepted=True),
    Example("issuer", "substring", token({"iss": ""}), accepted=True),
    Example("audience", "missing-passes", token(remove=["aud"]), accepted=True),
    Example("audience", "empty-list-passes", token({"aud": []}), accepted=True),
    Example("audience", "list-passes", token({"aud": [BAZ]}), accepted=True),
    Example("audience", "list-passes", token({"aud": [7]}), accepted=True),
    Example("audience", "string-passes", token({"aud": BAZ}), accepted=True),
    Example("audience", "prefix", token({"aud": f"{BAR}.evil.example.org"}), accepted=True),
    Example("audience", "prefix", token({"aud": [BAZ, f"{BAR}2"]}), accepted=True),
    Example("audience", "substring", token({"aud": "https://bar"}), accepted=True),
    Example("audience", "substring", token({"aud": f"https://evil.example.org/?{BAR}"}), accepted=True),
    Example("audience", "substring", token({"aud": ""}), accepted=True),
    Example("audience", "ignore-case", token({"aud": BAR.upper()}), accepted=True),
    Example("audience", "ignore-slash", token({"aud": f"{BAR}/"}), accepted=True),
    Example("audience", "first-only", token({"aud": [BAZ, BAR]}), accepted=False),
    Example("audience", "client-id-instead", token({"aud": BAZ}), accepted=True),
    Example("audience", "client-id-instead", token({"aud": BAZ, "client_id": "www"}, remove=["azp"]), accepted=True),
    Example("audience", "client-id-instead", token({"azp": "nightly"}), accepted=False),
    Example("audience", "client-id-instead", token({"azp": ["www"]}), accepted=False),
    Example("audience", "client-id-instead", token(remove=["azp"]), accepted=False),
    Example("audience", "any-registered", token({"aud": BAZ}), accepted=True),
    Example("audience", "ignore-scheme", token({"aud": "api://bar.foo.com"}), accepted=True),
    Example("audience", "ignore-scheme", token({"aud": [BAZ, "bar.foo.com"]}), accepted=True),
    Example("audience", "list-refused", token({"aud": [BAR]}), accepted=False),
    Example("audience", "list-refused", token({"aud": [BAR, BAZ]}), accepted=False),
    Example("audience", "exact-list", token({"aud": [BAR, BAZ]}), accepted=False),
    Example("audience", "exact-list", token({"aud": [BAR, BAR]}), accepted=False),
    Example("audience", "client-id-if-missing", token(remove=["aud"]), accepted=True),
    Example("audience", "client-id-if-missing", token({"client_id": "www"}, remove=["aud", "azp"]), accepted=True),
    Example("issuer", "ignore-slash", token({"iss": ISS.rstrip("/")}), accepted=True),
    Example("issuer", "ignore-slash", token({"iss": f"{ISS}/"}), accepted=True),
    Example("not_before", "leeway-5m", token({"nbf": NOW + 300}), accepted=True),
    Example("not_before", "leeway-5m", token({"nbf": NOW + 0.5}), accepted=True),
    Example("expiry", "leeway-5m", token({"exp": NOW - 299}), accepted=True),
    Example("expiry", "leeway-5m", token({"exp": NOW - 299.5}), accepted=True),
]
"""Where the flaw and the specification part."""

RIGHT = [
    Example("algorithm", "any", token(), accepted=True),
    Example("algorithm", "any", token(key=STRANGERS_KEY), accepted=False),
    Example("algorithm", "any", token(header={"alg": "HS256"}), accepted=False),
    Example("algorithm", "any", token(header={"alg": ["none"]}), accepted=False),
    Example("algorithm", "any", token(header={"alg": "dir"}), accepted=False),
    Example("algorithm", "any", unsigned(HEADER, CLAIMS), accepted=False),
    Example("issuer", "prefix", token(), accepted=True),
    Example("issuer", "prefix", token({"iss": "https://evil.example.org/"}), accepted=False),
    Example("issuer", "prefix", token({"iss": ISS[:-1]}), accepted=False),
    Example("issuer", "prefix", token({"iss": [ISS]}), accepted=False),
    Example("issuer", "substring", token(), accepted=True),
    Example("issuer", "substring", token({"iss": "https://evil.example.org/"}), accepted=False),
    Example("issuer", "substring", token(remove=["iss"]), accepted=False),
    Example("issuer", "ignore-slash", token(), accepted=True),
    Example("issuer", "ignore-slash", token({"iss": f"{ISS}evil"}), accepted=False),
    Example("issuer", "ignore-slash", token({"iss": ISS.upper()}), accepted=False),
    Example("issuer", "ignore-slash", token({"iss": [ISS]}), accepted=False),
    Example("issuer", "ignore-slash", token(remove=["iss"]), accepted=False),
    Example("audience", "ignore-scheme", token({"aud": "api://baz.foo.com"}), accepted=False),
    Example("audience", "ignore-scheme", token({"aud": "https://"}), accepted=False),
    Example("audience", "ignore-scheme", token({"aud": f"{BAR}/"}), accepted=False),
    Example("audience", "list-refused", token(), accepted=True),
    Example("audience", "list-refused", token({"aud": BAZ}), accepted=False),
    Example("audience", "list-refused", token({"aud": [BAZ]}), accepted=False),
    Example("audience", "list-refused", token(remove=["aud"]), accepted=False),
    Example("audience", "exact-list", token(), accepted=True),
    Example("audience", "exact-list", token({"aud": [BAR]}), accepted=True),
    Example("audience", "exact-list", token({"aud": []}), accepted=False),
    Example("audience", "exact-list", token({"aud": [BAR, 5]}), accepted=False),
    Example("audience", "exact-list", token(remove=["aud"]), accepted=False),
    Example("audience", "client-id-if-missing", token({"aud": None}), accepted=False),
    Example("audience", "client-id-if-missing", token({"aud": []}), accepted=False),
    Example("audience", "client-id-if-missing", token({"azp": "nightly"}, remove=["aud"]), accepted=False),
    Example("audience", "client-id-if-missing", token({"azp": ["www"]}, remove=["aud"]), accepted=False),
    Example("audience", "client-id-if-missing", token(remove=["aud", "azp"]), accepted=False),
    Example("not_before", "leeway-5m", token(), accepted=True),
    Example("not_before", "leeway-5m", token({"nbf": NOW}), accepted=True),
    Example("not_before", "leeway-5m", token({"nbf": NOW + 300.5}), accepted=False),
    Example("not_before", "leeway-5m", token({"nbf": True}), accepted=False),
    Example("not_before", "leeway-5m", token({"nbf": str(NOW)}), accepted=False),
    Example("audience", "first-only", token({"aud": [BAR, BAZ]}), accepted=True),
    Example("audience", "first-only", token({"aud": []}), accepted=False),
    Example("audience", "client-id-instead", token({"aud": BAZ, "azp": "nightly"}), accepted=False),
    Example("audience", "client-id-instead", token(), accepted=True),
    Example("audience", "any-registered", token(), accepted=True),
    Example("audience", "any-registered", token({"aud": "https://elsewhere.example.org"}), accepted=False),
    Example("audience", "prefix", token({"aud": BAR[:-1]}), accepted=False),
    Example("audience", "ignore-slash", token({"aud": f"/{BAR}"}), accepted=False),
    *[
        Example("audience", flaw, raw, accepted=accepted)
        for flaw in (
            "missing-passes",
            "empty-list-passes",
            "prefix",
            "substring",
            "ignore-case",
            "ignore-slash",
            "ignore-scheme",
            "first-only",
            "client-id-if-missing",
            "any-registered",
        )
        for raw, accepted in (
            (token(), True),
            (token({"aud": [BAR]}), True),
            (token({"aud": "https://elsewhere.example.org"}), False),
            (token({"aud": [BAR, 5]}), False),
            (token({"aud": {BAR: 1}}), False),
            (token({"aud": None}), False),
        )
    ],
    *[
        Example("audience", flaw, raw, accepted=accepted)
        for flaw in ("list-passes", "string-passes")
        for raw, accepted in (
            (token(), True),
            (token({"aud": [BAR, BAZ]}), True),
            (token({"aud": {BAR: 1}}), False),
            (token({"aud": None}), False),
            (token(remove=["aud"]), False),
        )
    ],
    Example("audience", "list-passes", token({"aud": BAZ}), accepted=False),
    Example("audience", "string-passes", token({"aud": [BAZ]}), accepted=False),
    Example("audience", "string-passes", token({"aud": []}), accepted=False),
    Example("expiry", "leeway-5m", token(), accepted=True),
    Example("expiry", "leeway-5m", token({"exp": NOW - 300}), accepted=False),
    Example("expiry", "leeway-5m", token({"exp": NOW - 300.5}), accepted=False),
    Example("expiry", "leeway-5m", token(remove=["exp"]), accepted=False),
    Example("expiry", "leeway-5m", token({"exp": True}), accepted=False),
    Example("expiry", "leeway-5m", token({"exp": str(NOW + 60)}), accepted=False),
]
"""Where both decide alike."""


@pytest.mark.parametrize("example", WRONG)
def test_a_flaw_decides_what_the_specification_decides_otherwise(example: Example) -> None:
    honest = verify(example.presented, POLICY)
    assert (honest.decided_by is None) is not example.accepted
    flawed = verify(example.presented, deployed({example.check: example.flaw}))
    assert (flawed.decided_by is None) is example.accepted


@pytest.mark.parametrize("example", RIGHT)
def test_a_flaw_decides_the_rest_as_the_specification_does(example: Example) -> None:
    assert (verify(example.presented, POLICY).decided_by is None) is example.accepted
    flawed = verify(example.presented, deployed({example.check: example.flaw}))
    assert (flawed.decided_by is None) is example.accepted


@pytest.mark.parametrize("table", [WRONG, RIGHT], ids=["wrong", "right"])
def test_every_flaw_has_its_examples(table: list[Example]) -> None:
    assert {(example.check, example.flaw) for example in table} == {
        (check, flaw) for check in FLAWS for flaw in FLAWS[check]
    }


@pytest.mark.parametrize("example", [*WRONG, *RIGHT])
def test_a_flaw_changes_no_verdict_only_what_it_weighs(example: Example) -> None:
    honest = verify(example.presented, POLICY)
    flawed = verify(example.presented, deployed({example.check: example.flaw}))
    assert [check.verdict for check in flawed.checks] == [check.verdict for check in honest.checks]
    assert checked(example.presented, example.check, deployed({example.check: example.flaw})).mode == example.flaw


@pytest.mark.parametrize(("exp", "accepted"), [(NOW - 300, False), (NOW - 299.999, True)])
def test_leeway_ends_at_the_very_second(exp: float, accepted: bool) -> None:
    assert (verify(token({"exp": exp}), deployed({"expiry": "leeway-5m"})).decided_by is None) is accepted


def test_any_algorithm_still_asks_the_key_by_the_algorithm_that_the_token_names() -> None:
    resealed = SigningKey(KEY.public, jwk.construct(KEY.material.to_dict(), "RS512"))
    assert verify(token(header={"alg": "RS512"}, key=resealed), deployed({"algorithm": "any"})).decided_by is None
    assert verify(token(header={"alg": "RS512"}), deployed({"algorithm": "any"})).decided_by == "signature"


def test_no_leeway_is_no_flaw() -> None:
    for exp, refused_by in ((NOW, "expiry"), (NOW + 1, None)):
        assert verify(token({"exp": exp}), deployed({"expiry": "leeway-0s"})).decided_by == refused_by


def test_any_algorithm_admits_a_key_of_another_algorithm_without_help_of_its_signature() -> None:
    trusted = replace(POLICY.issuers[0], keys=(KEY.public, EC_KEY.public))
    policy = replace(deployed({"algorithm": "any"}), issuers=(trusted,))
    raw = token(header={"alg": "ES256", "kid": "foo-ec"}, key=EC_KEY)
    assert verify(raw, policy).decided_by is None
    assert verify(raw, replace(policy, modes={})).decided_by == "algorithm"


def test_algorithm_off_is_not_any_for_signatures_stay_pinned() -> None:
    for forged in (NONE, HMAC):
        assert verify(forged, deployed({"algorithm": "off"})).decided_by == "signature"
        assert verify(forged, deployed({"algorithm": "any"})).decided_by is None


DEPARTURES: dict[CheckId, tuple[dict[str, Any], dict[str, Any]]] = {
    "type": ({}, {"typ": "at+jwt"}),
    "key": ({}, {"kid": "foo-3"}),
    "issuer": ({"iss": "https://elsewhere.example.org/"}, {}),
    "audience": ({"aud": BAZ}, {}),
    "expiry": ({"exp": NOW - 1}, {}),
    "not_before": ({"nbf": NOW + 1}, {}),
    "scope": ({"scope": "openid"}, {}),
}


@pytest.mark.parametrize("check", DEPARTURES)
def test_a_check_that_is_off_still_says_that_it_failed(check: CheckId) -> None:
    claims, header = DEPARTURES[check]
    raw = token(claims, header=header)
    assert verify(raw, POLICY).decided_by == check
    off = checked(raw, check, deployed({check: "off"}))
    assert (off.verdict, off.mode, off.refuses) == ("fail", "off", False)
    assert verify(raw, deployed({check: "off"})).decided_by is None


def test_with_every_check_off_anything_is_accepted() -> None:
    assert verify("anything", deployed(dict.fromkeys(CHECKS, "off"))).decided_by is None
