"""``mint``: the tokens that no honest issuer would write."""

from typing import Any

import pytest

from sandbox.replay.trace import StepTrace
from tests.replay.inline_steps import SIGN_IN, last, verdicts
from tests.running import ISSUER, KEYS, opened

CALL = """
- id: at-bar
  title: At bar's door
  call: {api: bar, request: GET /orders, token: %s}
"""


NOW = 1_800_000_000


async def minted(mint: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token, from nothing."""
    step = await last(f"- {{id: forge, title: Somebody makes a token, mint: {{save: t{mint}}}}}")
    (token,) = step.tokens
    return opened(token.raw)


async def at_bar(mint: str) -> StepTrace:
    """What bar says to a token made like one of its own."""
    return await last(SIGN_IN, f"- {{id: forge, title: Made, mint: {{save: t, like: bar_token{mint}}}}}", CALL % "t")


class TestMint:
    async def test_it_begins_as_an_issuer_does(self) -> None:
        header, claims = await minted("")
        assert header == {"alg": "RS256", "typ": "JWT", "kid": "foo-1"}
        assert {name: claims[name] for name in ("iss", "iat", "exp")} == {"iss": ISSUER, "iat": NOW, "exp": NOW + 900}
        assert set(claims) == {"iss", "iat", "exp", "jti"}

    async def test_in_another_dialect_it_begins_as_that_one(self) -> None:
        step = await last("- {id: forge, title: A token, mint: {save: t}}", world="two")
        assert step.tokens[0].header == {"alg": "ES256", "typ": "at+jwt", "kid": "two-1"}
        assert step.tokens[0].claims is not None
        assert step.tokens[0].claims["exp"] == NOW + 300

    async def test_claims_and_header_are_put_over_it(self) -> None:
        header, claims = await minted(", header: {kid: [1], x: null}, claims: {aud: {a: [1.5]}, iat: x}")
        assert header == {"alg": "RS256", "typ": "JWT", "kid": [1], "x": None}
        assert (claims["aud"], claims["iat"]) == ({"a": [1.5]}, "x")

    async def test_remove_comes_last(self) -> None:
        _, claims = await minted(", claims: {sub: x, aud: y}, remove: [exp, sub, nowhere]")
        assert set(claims) == {"iss", "iat", "jti", "aud"}

    @pytest.mark.parametrize(("expires_in", "seconds"), [("30s", 30), ("2h", 7200), ("-5m", -300), ("0s", 0)])
    async def test_it_expires_when_it_is_told_to(self, expires_in: str, seconds: int) -> None:
        _, claims = await minted(f", expires_in: {expires_in}, claims: {{exp: 1}}")
        assert claims["exp"] == NOW + seconds

    @pytest.mark.parametrize(
        ("times", "claims"),
        [
            ("issued_ago: 1h", {"iat": NOW - 3600, "exp": NOW + 900}),
            ("issued_ago: -90s", {"iat": NOW + 90}),
            ("not_before_in: 2m", {"nbf": NOW + 120, "iat": NOW}),
            ("not_before_in: -5m", {"nbf": NOW - 300}),
            ("issued_ago: 0s, not_before_in: 0s, expires_in: 0s", {"iat": NOW, "nbf": NOW, "exp": NOW}),
        ],
    )
    async def test_it_is_issued_and_begins_when_it_is_told_to(self, times: str, claims: dict[str, int]) -> None:
        _, found = await minted(f", {times}, claims: {{nbf: 1}}" if "nbf" in claims else f", {times}")
        assert {name: found[name] for name in claims} == claims

    async def test_like_another_it_has_its_header_and_claims(self) -> None:
        step = await last(
            SIGN_IN,
            """
            - {id: forge, title: A token like it, mint: {save: t, like: bar_token, claims: {sub: mallory}}}
        """,
        )
        header, claims = opened(step.tokens[0].raw)
        assert (header["kid"], claims["sub"], claims["aud"][0]) == ("foo-1", "mallory", "https://bar.foo.com")

    @pytest.mark.parametrize(
        ("mint", "status", "decided_by", "alg"),
        [
            ("", 200, "none", "RS256"),
            (", sign_with: issuer", 200, "none", "RS256"),
            (", sign_with: stranger", 401, "signature", "RS256"),
            (", sign_with: none", 401, "algorithm", "none"),
            (", sign_with: public-key-as-hmac", 401, "algorithm", "HS256"),
            (", expires_in: -5m", 401, "expiry", "RS256"),
            (", claims: {nbf: 1900000000}", 401, "not_before", "RS256"),
            (", not_before_in: 1s", 401, "not_before", "RS256"),
            (", not_before_in: 0s", 200, "none", "RS256"),
            (", issued_ago: 2h", 200, "none", "RS256"),
            (", header: {kid: of-nobody}", 401, "key", "RS256"),
            (", header: {typ: x}", 401, "type", "RS256"),
            (", remove: [aud]", 401, "audience", "RS256"),
            (", remove: [iss]", 401, "issuer", "RS256"),
            (", remove: [scope]", 403, "scope", "RS256"),
        ],
    )
    async def test_what_bar_says_to_it(self, mint: str, status: int, decided_by: str, alg: str) -> None:
        step = await at_bar(mint)
        assert (step.status, step.decided_by) == (status, decided_by)
        assert step.exchanges[0].sender == "www"
        header, _ = opened(dict(step.exchanges[0].request.headers)["Authorization"].removeprefix("Bearer "))
        assert header["alg"] == alg

    async def test_the_hmac_is_made_with_the_public_key(self) -> None:
        step = await last(
            SIGN_IN
            + "- {id: forge, title: Made, mint: {save: t, like: bar_token, sign_with: public-key-as-hmac}}"
            + (CALL % "t").replace("token: t}", "token: t, verify: {algorithm: any}}")
        )
        assert (step.status, verdicts(step)["algorithm"]) == (200, "fail")

    async def test_a_stranger_s_key_is_nobody_s(self) -> None:
        step = await at_bar(", sign_with: stranger")
        assert verdicts(step)["signature"] == "fail"
        assert KEYS.key("stranger", "RS256").public.der != KEYS.key("foo-1", "RS256").public.der

    async def test_what_cannot_be_read_is_no_pattern(self) -> None:
        step = await last("""
            - id: opaque
              title: For nobody
              get_token: {client: www, grant: authorization_code, user: alice, save: opaque_token}
            - {id: forge, title: Like it, mint: {save: t, like: opaque_token}}
        """)
        assert [(p.what, p.expected, p.actual) for p in step.problems] == [
            ("token", "a JWT that can be read", "opaque_token")
        ]
        assert (step.ok, step.tokens) == (False, [])
