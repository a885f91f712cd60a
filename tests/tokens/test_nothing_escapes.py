"""Whatever is presented, and however a deployment is built: ten checks in order, as plain data, and no exception."""

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.tokens.check_facts import FLAWS
from sandbox.tokens.minting import sign_with_public_key, unsigned
from sandbox.tokens.names import CHECKS, CheckId
from sandbox.tokens.policy import Policy
from sandbox.tokens.verify import Verification, verify
from tests.tokens.samples import BAR, CLAIMS, EC_KEY, HEADER, KEY, POLICY, USUAL, deployed, parts_of, signed_text, token

H, C = parts_of()
S = token().rpartition(".")[2]
HONEST_HEADER, HONEST_CLAIMS = json.dumps(dict(HEADER)), json.dumps(dict(CLAIMS))


def with_header(members: str) -> str:
    """Signed, the header with these members behind its own."""
    return signed_text(f"{HONEST_HEADER[:-1]},{members}}}", HONEST_CLAIMS)


def with_claims(members: str) -> str:
    """Signed, the claims with these members behind their own."""
    return signed_text(HONEST_HEADER, f"{HONEST_CLAIMS[:-1]},{members}}}")


NASTY: dict[str, str] = {
    "nothing": "",
    "one dot": ".",
    "two dots": "..",
    "many dots": "." * 10_000,
    "one letter": "a",
    "a space": " ",
    "1 MB": "a" * 2**20,
    "1 MB of dots": "." * 2**20,
    "1 MB in one part": f"{H}.{'a' * 2**20}.{S}",
    "wrong base64": "!!!.###.???",
    "padded base64": f"{H}=.{C}==.{S}=",
    "standard base64": f"{H}.a+/b.{S}",
    "no signature": f"{H}.{C}.",
    "no header": f".{C}.{S}",
    "no payload": f"{H}..{S}",
    "a signature of one letter": f"{H}.{C}.a",
    "a signature of 10 KB": f"{H}.{C}.{'a' * 10_000}",
    "NULs": "\0.\0.\0",
    "NULs within": with_claims(r'"sub":"\u0000","x\u0000":1'),
    "a lone surrogate": "\ud800.\udfff.\ud800",
    "a lone surrogate at the end": f"{token()}\ud800",
    "an escaped lone surrogate as kid": with_header(r'"kid":"\ud800"'),
    "an escaped lone surrogate as aud": with_claims(r'"aud":"\udfff"'),
    "an escaped lone surrogate repeated": with_claims(r'"\ud800":1,"\ud800":2'),
    "a surrogate pair": with_claims(r'"sub":"\ud83d\udddd"'),
    "beyond ASCII": "é.ü.🗝",
    "right to left": "\u202e.\u202e.\u202e",
    "no UTF-8": signed_text(b"\xff\xfe", b"\xc3\x28"),
    "UTF-16": signed_text(HONEST_HEADER.encode("utf-16"), HONEST_CLAIMS.encode("utf-16")),
    "JSON arrays": signed_text("[]", "[]"),
    "JSON strings": signed_text('"a"', '"b"'),
    "JSON numbers": signed_text("1", "2"),
    "JSON nulls": signed_text("null", "null"),
    "an empty object": signed_text("{}", "{}"),
    "no JSON": signed_text("{", "}"),
    "duplicate members": with_claims('"aud":"x","aud":["y"],"exp":1'),
    "duplicate header members": with_header('"alg":"none","alg":"HS256"'),
    "5000 duplicate members": signed_text("{}", "{" + ",".join(['"":0'] * 2000) + "}"),
    "a huge integer": with_claims(f'"exp":{"9" * 5000}'),
    "a huge negative integer": with_claims(f'"exp":-{"9" * 299},"nbf":-{"9" * 299}'),
    "the hugest integer read": with_claims(f'"exp":{"9" * 300},"nbf":{"9" * 300},"iat":{"9" * 300}'),
    "the hugest float": with_claims('"exp":1.7976931348623157e308,"nbf":1.7976931348623157e308'),
    "1e400": with_claims('"exp":1e400'),
    "-1e400": with_claims('"nbf":-1e400'),
    "1e-400": with_claims('"exp":1e-400'),
    "a fraction of 400 digits": with_claims(f'"exp":0.{"3" * 400}'),
    "NaN": with_claims('"exp":NaN'),
    "Infinity": with_claims('"exp":Infinity'),
    "-Infinity": with_claims('"iat":-Infinity'),
    "NaN in the header": with_header('"kid":NaN'),
    "1000 objects deep": with_claims('"x":' + '{"a":' * 1000 + "1" + "}" * 1000),
    "5000 arrays deep": with_claims('"x":' + "[" * 5000 + "]" * 5000),
    "5000 arrays deep in the header": with_header('"kid":' + "[" * 5000 + "]" * 5000),
    "deep, with an escape": with_claims(r'"y":"\u0041","x":' + "[" * 900 + "]" * 900),
    "a deep audience": with_claims('"aud":' + "[" * 20 + f'"{BAR}"' + "]" * 20),
    "alg none": unsigned({**HEADER, "alg": "none"}, CLAIMS),
    "alg nOnE": unsigned({**HEADER, "alg": "nOnE"}, CLAIMS),
    "alg none with a signature": with_header('"alg":"none"'),
    "alg HS256 with the public key": sign_with_public_key({**HEADER, "alg": "HS256"}, CLAIMS, KEY),
    "alg dir": with_header('"alg":"dir"'),
    "alg A128KW": with_header('"alg":"A128KW"'),
    "alg RSA-OAEP": with_header('"alg":"RSA-OAEP"'),
    "alg ES256 with an RSA key": with_header('"alg":"ES256"'),
    "an ES256 signature": token(header={"alg": "ES256", "kid": "foo-ec"}, key=EC_KEY),
    "crit": with_header('"crit":["exp"],"exp":1'),
    "crit of an odd kind": with_header('"crit":{"a":null}'),
    "b64": with_header('"b64":false'),
    "b64 and crit": with_header('"b64":false,"crit":["b64"]'),
    "zip": with_header('"zip":"DEF"'),
    "a jwk of its own": with_header(f'"jwk":{json.dumps(dict(KEY.public.jwk))},"jku":"x","x5u":"x","x5c":[]'),
    "an encrypted token": f"{H}.a.b.c.d",
    "a PEM": "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
    "format strings": with_claims('"aud":"%s%n{0}","iss":"{token!r}"'),
    "at_hash": with_claims('"at_hash":[1]'),
    "prototype": with_claims('"__proto__":{"aud":"x"},"constructor":null'),
}
ODD_VALUES = ["null", "true", "false", "0", "-1", '""', '"x"', "[]", "[null]", "[[]]", "{}", '{"a":[]}', "1.5"]
for member in ("exp", "iat", "nbf", "aud", "iss", "sub", "jti", "scope", "azp", "client_id", "at_hash"):
    NASTY |= {f"{member} {value}": token({member: json.loads(value)}) for value in ODD_VALUES}
    NASTY[f"only {member}"] = signed_text(HONEST_HEADER, f'{{"{member}":null}}')
for member in ("kid", "alg", "typ", "cty", "crit", "b64"):
    NASTY |= {f"{member} {value}": token(header={member: json.loads(value)}) for value in ODD_VALUES}

MODES: dict[CheckId, list[str]] = {check: ["on", "off", *FLAWS.get(check, ())] for check in CHECKS}
SINGLY = [{check: mode} for check in CHECKS for mode in MODES[check] if mode != "on"]
ALL_OFF = dict.fromkeys(map(str, CHECKS), "off")
DEPLOYMENTS: list[dict[str, str]] = [
    {},
    *[{str(check): mode for check, mode in one.items()} for one in SINGLY],
    ALL_OFF,
    *[{**ALL_OFF, check: mode} for check in CHECKS for mode in MODES[check] if mode != "off"],
]
"""Strict; each flaw and each check that is off; everything off; everything off but one."""

BARE = replace(POLICY, issuers=(replace(POLICY.issuers[0], keys=()),), clients=frozenset(), registered=frozenset())
"""A reader that could not fetch any keys."""


def assert_whole(verification: Verification, policy: Policy) -> None:
    """It has everything a verification has, and can be sent as JSON."""
    assert tuple(check.id for check in verification.checks) == USUAL
    data = asdict(verification)
    assert json.loads(json.dumps(data, ensure_ascii=False, allow_nan=False).encode()) == json.loads(json.dumps(data))
    refusing = [check for check in verification.checks if check.refuses]
    assert verification.decided_by == (refusing[0].id if refusing else None)
    for check in verification.checks:
        assert (check.reason is None) == (check.verdict == "pass")
        assert check.mode == policy.mode_of(check.id).word
        if check.mode == "on" and check.verdict == "fail":
            assert check.refuses
        if check.mode == "off" or check.verdict == "pass" == check.mode:
            assert not check.refuses
        if check.mode != "off" and check.verdict == "skipped":
            assert verification.decided_by


@pytest.mark.parametrize("raw", NASTY.values(), ids=NASTY)
def test_a_nasty_token_is_verified_like_any_other_by_every_deployment(raw: str) -> None:
    readers = [deployed(words) for words in DEPLOYMENTS]
    for policy in (*readers, BARE, deployed({"key": "off", "algorithm": "any"}, BARE)):
        assert_whole(verify(raw, policy), policy)


IGNORED = ("at_hash", "azp", "client_id", "cty")
"""What an api does not read, whatever it holds."""

GOOD = {"a jwk of its own", "at_hash", "b64 true", "prototype", "zip"}
GOOD |= {f"{member} {value}" for member in IGNORED for value in ODD_VALUES}
GOOD |= {f"{member} {value}" for member in ("sub", "jti") for value in ODD_VALUES if value.startswith('"')}
GOOD |= {f"{member} {value}" for member in ("iat", "nbf") for value in ("0", "-1", "1.5")}


def test_a_strict_reader_accepts_of_the_nasty_tokens_only_those_with_nothing_wrong_in_them() -> None:
    route_without_scope = replace(POLICY, scope=None)
    accepted = {name for name, raw in NASTY.items() if verify(raw, route_without_scope).decided_by is None}
    assert accepted == GOOD | {f"scope {value}" for value in ODD_VALUES}


DEPLOYED = st.fixed_dictionaries({}, optional={str(check): st.sampled_from(MODES[check]) for check in CHECKS})


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec=None), max_size=200), DEPLOYED)
@example("\ud800.a.b", {})
def test_any_text_is_verified(raw: str, words: dict[str, str]) -> None:
    policy = deployed(words)
    assert_whole(verify(raw, policy), policy)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), DEPLOYED)
def test_any_bytes_are_verified_as_a_server_reads_them_from_a_header(raw: bytes, words: dict[str, str]) -> None:
    policy = deployed(words)
    assert_whole(verify(raw.decode("latin-1"), policy), policy)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.just(HONEST_HEADER.encode()), st.binary(max_size=60), DEPLOYED)
def test_any_bytes_within_a_token_are_verified(header: bytes, claims: bytes, words: dict[str, str]) -> None:
    policy = deployed(words)
    assert_whole(verify(signed_text(header, claims), policy), policy)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)
HEADERS = st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "b64", "x"]), JSON, max_size=3)
CLAIM_SETS = st.dictionaries(st.sampled_from([*CLAIMS, "nbf", "client_id", "at_hash", "x"]), JSON, max_size=4)


@settings(max_examples=300, deadline=None)
@given(HEADERS, CLAIM_SETS, DEPLOYED, st.booleans())
def test_any_header_and_claims_are_verified(
    header: dict[str, Any], claims: dict[str, Any], words: dict[str, str], honest: bool
) -> None:
    base: tuple[dict[str, Any], dict[str, Any]] = (dict(HEADER), dict(CLAIMS)) if honest else ({}, {})
    raw = signed_text(json.dumps({**base[0], **header}), json.dumps({**base[1], **claims}))
    policy = deployed(words)
    assert_whole(verify(raw, policy), policy)
