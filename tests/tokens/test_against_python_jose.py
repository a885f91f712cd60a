"""Our strict decision beside one plain strict call of python-jose, over arbitrary tokens.

Wherever the two may differ, a row of a table says which side is the stricter and why. A difference
that no row explains fails, and so does a row of which there is no example.
"""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jose import jws, jwt
from jose.utils import base64url_decode

from sandbox.settings import LIMITS
from sandbox.tokens.encoding import encode_part
from sandbox.tokens.minting import sign_with_public_key, unsigned
from sandbox.tokens.verify import verify
from tests.tokens.samples import (
    BAR,
    BAZ,
    CLAIMS,
    HEADER,
    ISS,
    ISS_BY_ITS_OTHER_NAME,
    KEY,
    NOW,
    OLDER_KEY,
    POLICY,
    STRANGERS_KEY,
    TRUSTED,
    parts_of,
    signed_text,
    token,
    with_signature,
)

STRICT: Final = replace(POLICY, scope=None)
"""python-jose has no question about a scope."""

PUBLISHED: Final = {"keys": [dict(key.jwk) for key in TRUSTED.keys]}
OPTIONS: Final = {"require_exp": True, "require_aud": True, "require_iss": True}


def we_accept(presented: str, now: float = NOW) -> bool:
    return verify(presented, replace(STRICT, now=now)).decided_by is None


def python_jose_accepts(presented: str) -> bool:
    """The one plain strict call."""
    try:
        jwt.decode(presented, PUBLISHED, algorithms=["RS256"], audience=BAR, issuer=TRUSTED.names, options=OPTIONS)
    except Exception:  # noqa: BLE001 - it raises more than JOSEError, and all of it is a refusal
        return False
    return True


# What the rows look at: the token as python-jose reads it, which is more than we read.


@dataclass(frozen=True)
class Seen:
    """A token as python-jose reads it."""

    raw: str
    header: dict[str, Any]
    claims: dict[str, Any]
    texts: tuple[str, str]
    """What stands in the first two parts, decoded."""

    def values(self) -> Iterator[tuple[int, Any]]:
        """Every value in header and claims, with the depth at which it stands."""
        rest: list[tuple[int, Any]] = [(1, self.header), (1, self.claims)]
        while rest:
            depth, value = rest.pop()
            yield depth, value
            if isinstance(value, dict):
                rest.extend((depth + 1, inner) for inner in (*value.keys(), *value.values()))
            elif isinstance(value, list):
                rest.extend((depth + 1, inner) for inner in value)


def seen(raw: str) -> Seen | None:
    """The token as python-jose reads it, or None if even that cannot be."""
    try:
        header, claims = jwt.get_unverified_header(raw), jwt.get_unverified_claims(raw)
        texts = base64url_decode(raw.partition(".")[0].encode()).decode(), jws.get_unverified_claims(raw).decode()
    except Exception:  # noqa: BLE001 - whatever comes out, it was not read
        return None
    return Seen(raw, header, claims, texts)


def repeats(seen: Seen) -> bool:
    found: list[bool] = []

    def members(pairs: list[tuple[str, Any]]) -> None:
        found.append(len({name for name, _ in pairs}) < len(pairs))

    for text in seen.texts:
        json.loads(text, object_pairs_hook=members)
    return any(found)


def says_no_number(seen: Seen) -> bool:
    return any(value != value or value in (float("inf"), float("-inf")) for _, value in seen.values())  # noqa: PLR0124


def has_a_long_number(seen: Seen) -> bool:
    longest = 0

    def measured(digits: str) -> int:
        nonlocal longest
        longest = max(longest, len(digits))
        return 0

    for text in seen.texts:
        json.loads(text, parse_int=measured, parse_float=measured)
    return longest > LIMITS.number_digits


def has_a_lone_surrogate(seen: Seen) -> bool:
    return any(isinstance(value, str) and re.search("[\ud800-\udfff]", value) for _, value in seen.values())


def is_deep(seen: Seen) -> bool:
    return any(depth > LIMITS.json_depth and isinstance(value, dict | list) for depth, value in seen.values())


def canonical(part: str) -> bool:
    """Whether a part is written as base64url writes it."""
    return encode_part(base64url_decode(part.encode())) == part


def odd_date(claim: str) -> Callable[[Seen], bool]:
    def predicate(seen: Seen) -> bool:
        value = seen.claims.get(claim)
        return isinstance(value, str | bool)

    return predicate


def names_no_published_key(seen: Seen) -> bool:
    return "kid" in seen.header and seen.header["kid"] not in [key.kid for key in TRUSTED.keys]


def names_another_published_key(seen: Seen) -> bool:
    named = [key for key in TRUSTED.keys if key.kid == seen.header.get("kid")]
    return bool(named) and not any(verifies(seen.raw, dict(key.jwk)) for key in named)


def verifies(raw: str, key: dict[str, str]) -> bool:
    try:
        jws.verify(raw, key, ["RS256"])
    except Exception:  # noqa: BLE001 - as above
        return False
    return True


def within_the_second(claim: str) -> Callable[[Seen], bool]:
    def predicate(seen: Seen) -> bool:
        value = seen.claims.get(claim)
        return isinstance(value, int | float) and not isinstance(value, bool) and NOW <= value < NOW + 1

    return predicate


@dataclass(frozen=True)
class Difference:
    """A class of tokens on which the two sides may differ.

    Args:
        name: What these tokens have in common.
        stricter: The side that refuses them.
        why: The section, and what the other side makes of it.
        applies: Whether a token is one of them.
        example: One on which they do differ, for no other reason.
        now: The time it is then.

    """

    name: str
    stricter: Literal["we", "python-jose"]
    why: str
    applies: Callable[[Seen], bool]
    example: str
    now: float = NOW


H, C = parts_of()
LONG: Final = {"x": "x" * LIMITS.token_bytes}


def deep(levels: int) -> dict[str, Any]:
    return {} if levels == 1 else {"a": deep(levels - 1)}


def with_claims(members: str) -> str:
    """The honest token, with these members written behind its own."""
    return signed_text(json.dumps(dict(HEADER)), json.dumps(dict(CLAIMS))[:-1] + f",{members}}}")


def with_header(members: str) -> str:
    """The honest token, with these members written behind those of its header."""
    return signed_text(json.dumps(dict(HEADER))[:-1] + f",{members}}}", json.dumps(dict(CLAIMS)))


PADDED: Final = urlsafe_b64encode(json.dumps({**HEADER, "x": "x"}).encode()).decode()
assert PADDED.endswith("=")

DIFFERENCES: Final = [
    Difference(
        "it is longer than we read",
        "we",
        "RFC 8725 names no length; our limit keeps reading cheap",
        lambda seen: len(seen.raw) > LIMITS.token_bytes,
        token(LONG),
    ),
    Difference(
        "it has more than three parts",
        "we",
        "RFC 7515 §7.1: three parts; python-jose takes all but the first and last as one, and skips the dots in it",
        lambda seen: seen.raw.count(".") > 2,
        with_signature(f"{H}.{C[:8]}....{C[8:]}"),
    ),
    Difference(
        "a part is not written as base64url writes it",
        "we",
        "RFC 7515 §2 (no padding, nothing else either), RFC 4648 §3.5 (no loose bits); python-jose passes over it all",
        lambda seen: seen.raw.count(".") == 2 and not all(canonical(part) for part in seen.raw.split(".")),
        with_signature(f"{PADDED}.{C}"),
    ),
    Difference(
        "a member is repeated",
        "we",
        "RFC 7515 §4 and RFC 7519 §4: refuse, or take the last; python-jose takes the last",
        repeats,
        with_claims(f'"aud":"{BAR}"'),
    ),
    Difference(
        "a value is NaN, infinite, or too large for a float",
        "we",
        "RFC 8259 §6: no such numbers in JSON, and beyond a double nobody agrees; python-jose reads them",
        says_no_number,
        with_claims('"x":1e400'),
    ),
    Difference(
        "a number is longer than we read",
        "we",
        "RFC 8259 §6: readers may set limits; python-jose reads what Python reads",
        has_a_long_number,
        with_claims(f'"x":{"9" * (LIMITS.number_digits + 1)}'),
    ),
    Difference(
        "a string has half of a surrogate pair",
        "we",
        "RFC 8259 §8.2: its meaning is nobody's guess, and it cannot be written as UTF-8; python-jose reads it",
        has_a_lone_surrogate,
        with_claims(r'"x":"\ud800"'),
    ),
    Difference(
        "it is nested deeper than we read",
        "we",
        "RFC 8259 §9: readers may set limits; python-jose reads until Python stops",
        is_deep,
        token({"x": deep(LIMITS.json_depth)}),
    ),
    Difference(
        "it has a critical extension",
        "we",
        "RFC 7515 §4.1.11: what is not understood is refused; python-jose never looks",
        lambda seen: "crit" in seen.header,
        token(header={"crit": ["exp"]}),
    ),
    Difference(
        "it says that its payload is not encoded",
        "we",
        "RFC 7797 §7: a JWT must not; python-jose never looks",
        lambda seen: seen.header.get("b64", True) is not True,
        token(header={"b64": False}),
    ),
    Difference(
        "typ is not that of an access token here",
        "we",
        "RFC 8725 §3.11: explicit typing; python-jose never looks",
        lambda seen: "typ" in seen.header and str(seen.header["typ"]).lower() != "jwt",
        token(header={"typ": "at+jwt"}),
    ),
    Difference(
        "kid names a key that is not published",
        "we",
        "RFC 7515 §4.1.4: kid says which key; python-jose tries them all",
        names_no_published_key,
        token(header={"kid": "foo-3"}),
    ),
    Difference(
        "kid names another published key than the one that signed",
        "we",
        "RFC 7515 §4.1.4, §6: the key is the one that is named; python-jose tries them all",
        names_another_published_key,
        token(key=OLDER_KEY),
    ),
    Difference(
        "exp is no number",
        "we",
        "RFC 7519 §2, §4.1.4: a NumericDate is a JSON number; python-jose takes whatever int() takes",
        odd_date("exp"),
        token({"exp": str(NOW + 900)}),
    ),
    Difference(
        "nbf is no number",
        "we",
        "RFC 7519 §2, §4.1.5: as above, and true is 1 to int()",
        odd_date("nbf"),
        token({"nbf": True}),
    ),
    Difference(
        "iat is no number",
        "we",
        "RFC 7519 §2, §4.1.6: as above",
        odd_date("iat"),
        token({"iat": " 1_0 "}),
    ),
    Difference(
        "exp is this very second",
        "we",
        "RFC 7519 §4.1.4: not accepted on or after exp; python-jose accepts until the second is over",
        within_the_second("exp"),
        token({"exp": NOW}),
    ),
    Difference(
        "nbf falls within this second",
        "we",
        "RFC 7519 §4.1.5: not before nbf, which may have a fraction; python-jose cuts it off",
        within_the_second("nbf"),
        token({"nbf": NOW + 0.5}),
        now=NOW + 0.25,
    ),
    Difference(
        "it has an at_hash",
        "python-jose",
        "OpenID Connect Core §3.1.3.6: that is an ID token's claim, about an access token which python-jose demands",
        lambda seen: "at_hash" in seen.claims,
        token({"at_hash": "x"}),
    ),
]


def explanations(raw: str, stricter: str) -> list[str]:
    """The rows that explain why one side refuses what the other accepts."""
    read = seen(raw)
    return [row.name for row in DIFFERENCES if read and row.stricter == stricter and row.applies(read)]


def explained(raw: str, now: float = NOW) -> bool:
    """Whether both sides agree, or a row says why not."""
    ours, theirs = we_accept(raw, now), python_jose_accepts(raw)
    return ours == theirs or bool(explanations(raw, "python-jose" if ours else "we"))


@pytest.mark.parametrize("row", DIFFERENCES, ids=lambda row: row.name)
def test_each_row_of_the_table_is_true_of_its_example_and_no_other_row_is(row: Difference) -> None:
    assert we_accept(row.example, row.now) is (row.stricter == "python-jose")
    assert python_jose_accepts(row.example) is (row.stricter == "we")
    assert explanations(row.example, row.stricter) == [row.name]


def test_both_accept_an_honest_token() -> None:
    assert we_accept(token())
    assert python_jose_accepts(token())
    assert explanations(token(), "we") == explanations(token(), "python-jose") == []


# Arbitrary tokens: mostly honest, with a few members changed, so that both sides often accept.

DATES = st.one_of(
    st.integers(NOW - 3, NOW + 3),
    st.floats(NOW - 2, NOW + 2),
    st.sampled_from([0, -1, NOW - 900, NOW + 900, NOW + 10**6, 10**15, 1e300, 10**299, 10**300]),
    st.sampled_from(["", "x", "0", str(NOW + 900), f" {NOW + 900}\n", "1_000", "٢٢٢٢٢٢٢٢٢٢٢٢", "1e9", "inf", "nan"]),
    st.booleans(),
    st.none(),
    st.sampled_from([[], [NOW + 900], {}, {"exp": NOW}, float("nan"), float("inf"), float("-inf")]),
)
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
DEEP = st.integers(LIMITS.json_depth - 3, LIMITS.json_depth + 3).map(deep)
AUDIENCES = st.sampled_from([BAR, BAZ, f"{BAR}/", BAR.upper(), BAR[:-1], "", "*", "www"])
AUD = AUDIENCES | st.lists(AUDIENCES | ODD, max_size=3) | ODD
NAMES = st.sampled_from([ISS, ISS_BY_ITS_OTHER_NAME, ISS[:-1], f"{ISS}x", ISS.upper(), "", None, [ISS], {ISS: 1}, 5])
STRINGS = st.text(max_size=5) | ODD
CLAIM_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "exp": DATES,
    "nbf": DATES,
    "iat": DATES,
    "aud": AUD,
    "iss": NAMES | ODD,
    "sub": STRINGS,
    "jti": STRINGS,
    "azp": STRINGS,
    "scope": STRINGS,
    "at_hash": STRINGS,
    "x": ODD | DEEP,
    "ünï": ODD,
}
HEADER_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "alg": st.sampled_from(["RS256", "rs256", "RS384", "none", "None", "HS256", "ES256", "", ["RS256"], None, 5]) | ODD,
    "typ": st.sampled_from(["JWT", "jwt", "at+jwt", "application/at+jwt", "", None, ["JWT"]]) | ODD,
    "kid": st.sampled_from(["foo-2", "foo-1", "foo-3", "", None, ["foo-2"], 2]) | ODD,
    "crit": st.sampled_from([[], ["exp"], ["b64"], None]),
    "b64": st.booleans(),
    "cty": STRINGS,
    "jwk": st.just(dict(STRANGERS_KEY.public.jwk)),
    "jku": st.just("https://evil.example.org/jwks.json"),
    "x": ODD | DEEP,
}


def changes(values: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[list[tuple[str, Any]]]:
    """A few members, some of them perhaps twice."""
    member = st.sampled_from(sorted(values)).flatmap(lambda name: st.tuples(st.just(name), values[name]))
    return st.lists(member, max_size=3)


def as_json(base: dict[str, Any], changed: list[tuple[str, Any]], gone: set[str], *, repeat: bool) -> str:
    """An object as text; what is changed stands in place of what was there, or behind it."""
    pairs = [*base.items(), *changed] if repeat else list({**base, **dict(changed)}.items())
    return "{" + ",".join(f"{json.dumps(name)}:{json.dumps(value)}" for name, value in pairs if name not in gone) + "}"


def by_issuer(header: str, claims: str) -> str:
    return signed_text(header, claims)


def by_older_key(header: str, claims: str) -> str:
    return signed_text(header, claims, OLDER_KEY)


def by_stranger(header: str, claims: str) -> str:
    return signed_text(header, claims, STRANGERS_KEY)


def by_nobody(header: str, claims: str) -> str:
    return signed_text(header, claims).rpartition(".")[0] + "."


def by_hmac(header: str, claims: str) -> str:
    return sign_with_public_key({**json.loads(header), "alg": "HS256"}, json.loads(claims), KEY)


def by_nobody_who_says_so(header: str, claims: str) -> str:
    return unsigned({**json.loads(header), "alg": "none"}, json.loads(claims))


def tampered(header: str, claims: str) -> str:
    return f"{'.'.join(signed_text(header, claims).split('.')[:2])}.{token().rpartition('.')[2]}"


SEALERS: st.SearchStrategy[Callable[[str, str], str]] = st.one_of(
    st.just(by_issuer),
    st.just(by_issuer),
    st.just(by_issuer),
    st.sampled_from([by_older_key, by_stranger, by_nobody, by_hmac, by_nobody_who_says_so, tampered]),
)


def unchanged(raw: str) -> str:
    return raw


def resealed(change: Callable[[str], str]) -> Callable[[str], str]:
    """A change of what is signed, signed again."""
    return lambda raw: with_signature(change(raw.rpartition(".")[0]))


MANGLERS: list[Callable[[str], str]] = [
    lambda raw: f"{raw}=",
    lambda raw: f"{raw}==",
    lambda raw: f"{raw}\n",
    lambda raw: f" {raw}",
    lambda raw: f"{raw}!",
    lambda raw: f"{raw}A",
    lambda raw: f"{raw}.",
    lambda raw: f".{raw}",
    lambda raw: raw[:-1] + ("B" if raw[-1:] == "A" else "A"),
    lambda raw: raw[:-4],
    lambda raw: raw.replace("_", "/").replace("-", "+"),
    lambda raw: raw.replace(".", "..", 1),
    resealed(lambda signed: f"{signed}="),
    resealed(lambda signed: f"{signed}=="),
    resealed(lambda signed: signed.replace(".", "=.")),
    resealed(lambda signed: f"{signed[:-3]}.{signed[-3:]}"),
    resealed(lambda signed: f"{signed[:-3]}\n{signed[-3:]}"),
    resealed(lambda signed: f"!{signed}"),
    resealed(lambda signed: f"{signed}AAAA"),
    resealed(lambda signed: f"{signed[:-1]}B"),
]


@st.composite
def tokens(draw: st.DrawFn) -> str:
    """Any token at all, but likely a good one."""
    gone = draw(st.sets(st.sampled_from(["alg", "typ", "kid", "iss", "aud", "exp", "iat", "sub"]), max_size=1))
    gone = draw(st.sampled_from([set(), set(), gone]))
    repeat = draw(st.sampled_from([False, False, False, True]))
    header = as_json(dict(HEADER), draw(changes(HEADER_VALUES) | st.just([])), gone, repeat=repeat)
    claims = as_json(dict(CLAIMS), draw(changes(CLAIM_VALUES)), gone, repeat=repeat)
    try:
        raw = draw(SEALERS)(header, claims)
    except UnicodeEncodeError:
        raw = by_issuer(header, claims)
    mangle = draw(st.sampled_from([*MANGLERS, *[unchanged] * 6 * len(MANGLERS)]))
    return mangle(raw)


@settings(max_examples=600, deadline=None)
@given(tokens(), st.sampled_from([NOW, NOW + 0.25, NOW + 0.999]))
def test_strict_here_is_strict_there_but_for_the_differences_in_the_table(raw: str, now: float) -> None:
    assert explained(raw, now), raw
