"""The interpreter: it never raises, never claims what does not follow, and names both strings."""

import re
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.causes.explain import explain
from sandbox.causes.facts import Expectation, Token
from sandbox.causes.handed import handed
from sandbox.tokens.encoding import encode_json
from tests.causes.cases import AT, by_file

FILES: Final = by_file()
FITTING: Final = [case for some in FILES.values() for case in some if case.expected == "good"]

_BROKEN: Final = re.compile(r"[:,] [.,](?: |$)|^[.,] |\{(?:auds?|iss|expected|client|scope|alg|kid|means|library)\}")

texts = st.text(max_size=40) | st.sampled_from(
    ["https://orders.example.com", "https://accounts.google.com", "account", "https://x.okta.com", "__proto__", "{aud}"]
)
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))
names = st.sampled_from(
    [
        "iss",
        "sub",
        "aud",
        "exp",
        "nbf",
        "iat",
        "azp",
        "client_id",
        "scope",
        "scp",
        "roles",
        "permissions",
        "typ",
        "gty",
        "realm_access",
        "resource_access",
        "token_use",
        "events",
        "kubernetes.io",
        "nonce",
        "ver",
        "jti",
        "__proto__",
    ]
)
claims_of_any_type = st.dictionaries(names, values, max_size=8)
expectations = st.builds(
    Expectation,
    audiences=st.lists(texts, max_size=3).map(tuple),
    issuer=texts,
    kind=st.sampled_from(["", "access", "id"]),
    scope=texts,
    error=texts,
    library=st.sampled_from(["", "pyjwt", "aws-api-gateway"]),
    signature=st.sampled_from(["unchecked", "good", "bad", "unknown-kid", "no-key"]),
    at=st.just(float(AT)),
)


@given(claims=claims_of_any_type, header=claims_of_any_type, expectation=expectations)
@settings(max_examples=300, deadline=None)
def test_claims_of_any_type_never_raise(
    claims: dict[str, Any], header: dict[str, Any], expectation: Expectation
) -> None:
    token = Token("token", "jwt", "", header, claims)
    assert explain(token, expectation) == explain(token, expectation)


@given(text=st.text() | st.text("eyJ.0{}[]\"' \nBearer:Authorization=&#?", max_size=80), expectation=expectations)
@settings(max_examples=300, deadline=None)
def test_whatever_is_handed_over_never_raises(text: str, expectation: Expectation) -> None:
    assert explain(handed(text), expectation).verdict in ("refused", "good", "open", "unreadable", "nothing")


@given(
    claims=claims_of_any_type,
    audience=st.text(min_size=1, max_size=30),
    before=st.lists(st.text(max_size=10), max_size=2),
)
@settings(max_examples=300, deadline=None)
def test_nothing_is_certain_of_the_audience_of_a_token_that_names_the_api(
    claims: dict[str, Any], audience: str, before: list[str]
) -> None:
    token = Token("token", "jwt", "", {"alg": "RS256"}, claims | {"aud": [*before, audience]})
    diagnosis = explain(token, Expectation((audience,), at=AT))
    assert [
        cause.id
        for cause in (diagnosis.cause, *diagnosis.others)
        if cause and cause.certain and cause.question == "audience"
    ] == []


def test_a_token_that_fits_has_no_cause_and_is_told_so_in_each_answer() -> None:
    for case in FITTING:
        diagnosis = case.diagnosis()
        assert (diagnosis.verdict, diagnosis.cause, diagnosis.others) == ("good", None, ()), case.name
        assert [answer for answer in diagnosis.answers if answer.verdict == "fail"] == [], case.name


def test_a_near_miss_shows_both_strings_and_the_first_difference() -> None:
    for case in FILES["generated_near_misses"]:
        cause = case.diagnosis().cause
        assert cause is not None, case.name
        compared = cause.compared
        assert compared is not None, case.name
        wanted = case.expectation.issuer if cause.question == "issuer" else case.expectation.audiences[0]
        assert compared.expected == wanted
        assert compared.token in (case.token.claims["aud"], case.token.claims["iss"])
        assert compared.at is not None, case.name
        assert compared.token[: compared.at] == compared.expected[: compared.at]
        assert compared.token[compared.at : compared.at + 1] != compared.expected[compared.at : compared.at + 1]


@pytest.mark.parametrize("file", FILES)
def test_what_is_shared_holds_no_audience_issuer_or_token(file: str) -> None:
    for case in FILES[file]:
        shared = case.diagnosis().shareable
        for secret in (*case.expectation.audiences, case.expectation.issuer, case.token.text):
            if len(secret) > len("sts.amazonaws.com") and secret != "api://AzureADTokenExchange":
                assert secret not in shared, case.name


def test_eight_kilobytes_are_explained_in_linear_work() -> None:
    """The longest list of audiences that fits, against a list of expectations: pairs are compared, and nothing more."""
    audiences = [f"https://api-{number}.example.com/" for number in range(200)]
    given = f"{encode_json({'alg': 'RS256'})}.{encode_json({'aud': audiences})}.c2ln"
    expected = tuple(one.rstrip("/") for one in audiences[:10])
    diagnosis = explain(handed(given), Expectation(expected, at=AT))
    assert diagnosis.cause
    assert (diagnosis.cause.id, diagnosis.cause.compared and diagnosis.cause.compared.at) == ("aud-slash", 25)


def test_a_cause_that_follows_from_another_is_not_listed_beside_it() -> None:
    """A refresh token has the issuer as audience: that it is for another API, too, is no news."""
    case = next(case for case in FILES["kind"] if case.name == "kind: Keycloak's refresh token")
    assert case.diagnosis().others == ()


@pytest.mark.parametrize("file", FILES)
def test_every_sentence_is_whole(file: str) -> None:
    """No value that a sentence names is missing, and no placeholder is left, but where a token holds one itself."""
    for case in FILES[file]:
        diagnosis = case.diagnosis()
        causes = [one for one in (diagnosis.cause, *diagnosis.others) if one]
        texts = [answer.text for answer in diagnosis.answers]
        for one in causes:
            texts += [one.title, one.why, one.avoid, *(change.text for change in one.changes)]
        broken = [text for text in texts if _BROKEN.search(text)]
        assert broken == [] or case.name == "bad_input: a placeholder of the sentences", case.name
