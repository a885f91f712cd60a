"""``tamper``: a token rewritten under its signature."""

from tests.replay.inline_steps import SIGN_IN, last, play

CALL = """
- id: at-bar
  title: At bar's door
  call: {api: bar, request: GET /orders, token: %s}
"""


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
                remove: [azp]
                save: t
            """,
            CALL % "t",
        )
        before, after = trace.steps[0].tokens[0], trace.steps[1].tokens[0]
        assert before.raw.rpartition(".")[2] == after.raw.rpartition(".")[2]
        assert before.claims is not None
        assert before.header is not None
        expected = {**before.claims, "aud": "https://baz.foo.com"}
        del expected["azp"]
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
