"""What each verb does, seen in the trace and by the apis."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sandbox.replay.trace import StepTrace
from sandbox.settings import Limits
from tests.replay.playing import SIGN_IN, last, play, verdicts
from tests.running import BAR, ISSUER, KEYS, opened

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


class TestGetToken:
    async def test_a_user_signs_in_with_a_code_and_pkce(self) -> None:
        step = await last(SIGN_IN)
        asked, chose, redeemed = step.exchanges
        query = parse_qs(urlsplit(asked.request.url).query)
        assert asked.request.url.startswith(f"{ISSUER}authorize?")
        assert query["code_challenge_method"] == ["S256"]
        assert (asked.response.status, chose.request.body) == (200, "user=alice")
        way_back = urlsplit(dict(chose.response.headers)["location"])
        code = parse_qs(way_back.query)["code"]
        form = parse_qs(redeemed.request.body)
        assert (form["code"], form["grant_type"], form["client_id"]) == (code, ["authorization_code"], ["www"])
        assert parse_qs(way_back.query)["state"] == query["state"]
        assert "client_secret" not in form
        assert [(e.sender, e.receiver) for e in step.exchanges] == [("www", "issuer")] * 3

    async def test_what_comes_back_is_saved_under_the_names_of_the_step(self) -> None:
        step = await last(SIGN_IN)
        assert [(token.name, token.kind) for token in step.tokens] == [
            ("bar_token", "access_token"),
            ("id_token", "id_token"),
        ]
        answer = json.loads(step.exchanges[-1].response.body)
        assert [token.raw for token in step.tokens] == [answer["access_token"], answer["id_token"]]
        assert (step.token, step.status) == ("bar_token", 200)
        assert (step.tokens[0].header, step.tokens[0].claims) == opened(step.tokens[0].raw)

    async def test_a_confidential_client_sends_its_secret(self) -> None:
        step = await last("""
            - id: machine
              title: The nightly job asks
              get_token: {client: nightly, grant: client_credentials, audience: "https://bar.foo.com", save: t}
              expect: {status: 200, claims: {azp: nightly, sub: {absent: true}}}
        """)
        form = parse_qs(step.exchanges[0].request.body)
        assert (form["client_secret"], len(step.exchanges)) == (["nightly-secret"], 1)
        assert form["audience"] == ["https://bar.foo.com"]

    async def test_a_secret_with_signs_in_it_arrives(self) -> None:
        step = await last(
            """
            - id: web
              title: The web client asks
              get_token: {client: web, grant: client_credentials, save: t}
            """,
            world="two",
        )
        assert (step.status, step.tokens[0].claims is not None) == (200, True)

    async def test_several_resources_are_several_fields(self) -> None:
        step = await last("""
            - id: both
              title: For two
              get_token:
                client: nightly
                grant: client_credentials
                resource: ["https://bar.foo.com", "https://baz.foo.com"]
        """)
        assert parse_qs(step.exchanges[0].request.body)["resource"] == ["https://bar.foo.com", "https://baz.foo.com"]

    async def test_another_issuer(self) -> None:
        step = await last(
            """
            - id: partner
              title: At the other issuer
              get_token: {client: web, grant: client_credentials, issuer: partner, audience: urn:attic, save: t}
            """,
            world="two",
        )
        assert step.exchanges[0].receiver == "partner"
        assert step.tokens[0].claims is not None
        assert step.tokens[0].claims["iss"] == "http://localhost:8000/worlds/two/issuers/partner/"

    async def test_a_refusal_on_the_way_is_recorded(self) -> None:
        step = await last("""
            - id: refused
              title: For nobody
              get_token: {client: www, grant: authorization_code, user: alice, audience: "https://nobody", save: t}
              expect: {status: 302, error: access_denied}
        """)
        assert (step.tokens, step.token, len(step.exchanges)) == ([], None, 1)
        assert step.problems == []
        assert "error=access_denied" in dict(step.exchanges[0].response.headers)["location"]

    async def test_a_refusal_at_the_token_endpoint_is_recorded(self) -> None:
        step = await last("""
            - id: refused
              title: For nobody
              get_token: {client: nightly, grant: client_credentials, audience: "https://nobody", save: t}
              expect: {status: 403, error: access_denied, error_description: https://nobody}
        """)
        assert (step.problems, step.tokens, step.token) == ([], [], None)

    async def test_what_nobody_saves_can_be_looked_at_and_takes_no_name(self) -> None:
        trace = await play(
            SIGN_IN.replace("save: bar_token", "save: access_token"),
            """
            - id: again
              title: A token that nobody keeps
              get_token: {client: www, grant: authorization_code, user: alice, audience: "https://baz.foo.com"}
              expect: {claims: {aud: https://baz.foo.com}}
            - id: first
              title: The one that was kept
              inspect: {token: access_token}
              expect: {claims: {aud: https://bar.foo.com}}
        """,
        )
        assert trace.ok

    async def test_of_an_id_token_alone_the_claims_are_expected(self) -> None:
        trace = await play(SIGN_IN.replace("    save: bar_token\n", "") + "  expect: {claims: {aud: www}}\n")
        assert trace.ok


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


class TestTamper:
    async def test_the_old_signature_is_kept(self) -> None:
        trace = await play(
            SIGN_IN,
            """
            - id: rewrite
              title: Somebody rewrites it
              tamper:
                token: bar_token
                header: {x: 1}
                claims: {aud: https://baz.foo.com}
                remove: [jti]
                save: t
            """,
            CALL % "t",
        )
        before, after = trace.steps[0].tokens[0], trace.steps[1].tokens[0]
        assert before.raw.rpartition(".")[2] == after.raw.rpartition(".")[2]
        assert before.claims is not None
        assert before.header is not None
        expected = {**before.claims, "aud": "https://baz.foo.com"}
        del expected["jti"]
        assert (after.claims, after.header) == (expected, {**before.header, "x": 1})
        assert (after.kind, trace.steps[2].decided_by) == ("tampered", "signature")
        assert trace.steps[1].exchanges == []

    async def test_what_cannot_be_read_cannot_be_rewritten(self) -> None:
        step = await last("""
            - id: opaque
              title: For nobody
              get_token: {client: www, grant: authorization_code, user: alice, save: opaque_token}
            - {id: rewrite, title: Rewrite it, tamper: {token: opaque_token, save: t}}
        """)
        assert [p.what for p in step.problems] == ["token"]


class TestCall:
    async def test_as_a_bearer(self) -> None:
        step = await last(SIGN_IN + CALL % "bar_token")
        (sent, keys) = step.exchanges
        headers = dict(sent.request.headers)
        assert headers["Authorization"].startswith("Bearer ey")
        assert (sent.request.method, sent.request.url, sent.request.body) == ("GET", f"{BAR}/orders", "")
        assert (keys.sender, keys.receiver, keys.request.url) == ("bar", "issuer", f"{ISSUER}.well-known/jwks.json")
        assert (step.api, step.token, step.decision) == ("bar", "bar_token", "accept")

    @pytest.mark.parametrize(("send_as", "status"), [("header", 200), ("query", 401), ("raw", 401)])
    async def test_each_way_to_send_it(self, send_as: str, status: int) -> None:
        step = await last(SIGN_IN + (CALL % "bar_token").replace("bar_token}", f"bar_token, send_as: {send_as}}}"))
        sent = step.exchanges[0].request
        header = dict(sent.headers).get("Authorization", "")
        assert (header[:9], "?access_token=ey" in sent.url) == {
            "header": ("Bearer ey", False),
            "query": ("", True),
            "raw": ("eyJhbGciO", False),
        }[send_as]
        assert step.status is not None
        assert (step.status < 400) == (status < 400)

    async def test_without_a_token(self) -> None:
        step = await last("- {id: nothing, title: With nothing, call: {api: bar, request: GET /orders}}")
        assert "Authorization" not in dict(step.exchanges[0].request.headers)
        assert (step.status, step.checks, step.decided_by, step.token) == (401, [], "none", None)
        assert step.exchanges[0].sender == "www"

    async def test_at_another_deployment(self) -> None:
        step = await last(
            SIGN_IN.replace("read:orders", "read:reports")
            + """
- id: careless
  title: At a careless baz
  call: {api: baz, request: GET /reports, token: bar_token, verify: {audience: off, expiry: leeway-5m}}
"""
        )
        assert step.verify == {"audience": "off", "expiry": "leeway-5m"}
        assert step.exchanges[0].request.url.endswith("/apis/baz;audience=off;expiry=leeway-5m/reports")
        made = {check.id: (check.made, check.verdict, check.refuses) for check in step.checks}
        assert made["audience"] == ("off", "fail", False)
        assert step.status == 200

    async def test_a_deployment_as_the_world_declares_it_is_told(self) -> None:
        step = await last("- {id: nothing, title: Nothing, call: {api: careless, request: GET /}}", world="two")
        assert step.verify == {"audience": "off", "expiry": "leeway-2m"}

    @pytest.mark.parametrize(("request_", "status"), [("GET /nowhere", 404), ("POST /health", 405)])
    async def test_a_route_that_is_not_there(self, request_: str, status: int) -> None:
        step = await last(
            f"- {{id: nowhere, title: Nowhere, call: {{api: bar, request: {request_}}}, expect: {{status: {status}}}}}"
        )
        assert (step.ok, step.checks) == (True, [])

    async def test_a_long_answer_is_understood_and_recorded_in_part(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sandbox.replay.wire.LIMITS", Limits(body_shown_bytes=100))
        step = await last(SIGN_IN, CALL % "bar_token")
        assert (step.status, step.decided_by, len(step.checks)) == (200, "none", 10)
        assert {len(exchange.response.body) for exchange in step.exchanges} == {100}


class TestTheOthers:
    async def test_inspect_shows_what_was_saved(self) -> None:
        step = await last(SIGN_IN + "- {id: look, title: Look, inspect: {token: id_token, highlight: [aud]}}")
        assert (step.token, step.tokens, step.exchanges, step.status) == ("id_token", [], [], None)

    @pytest.mark.parametrize(("keep_old", "decided_by"), [("true", "none"), ("false", "key")])
    async def test_rotate_keys(self, keep_old: str, decided_by: str) -> None:
        trace = await play(
            SIGN_IN
            + (CALL % "bar_token")
            + f"- {{id: rotate, title: New keys, rotate_keys: {{keep_old: {keep_old}}}}}\n"
            + SIGN_IN.replace("sign-in", "again").replace("bar_token", "new_token")
            + (CALL % "new_token").replace("at-bar", "new-at-bar")
            + (CALL % "bar_token").replace("at-bar", "old-at-bar")
        )
        steps = {step.id: step for step in trace.steps}
        assert steps["rotate"].exchanges == []
        assert (steps["again"].tokens[0].header or {})["kid"] == "foo-2"
        assert [steps[id_].decided_by for id_ in ("at-bar", "new-at-bar", "old-at-bar")] == ["none", "none", decided_by]
        assert [e.receiver for e in steps["new-at-bar"].exchanges] == ["bar", "issuer"]

    async def test_narrate_does_nothing(self) -> None:
        step = await last("- {id: tell, title: Tell, narrate: {text: Once upon a time}}")
        assert (step.ok, step.verb, step.exchanges, step.tokens, step.token) == (True, "narrate", [], [], None)
