"""``introspect``: what an issuer says of a token, and what can be expected of that."""

import json
from urllib.parse import parse_qs

from tests.replay.inline_steps import SIGN_IN, last

INTROSPECT = "- {id: ask, title: Ask, introspect: {client: bar-backend, token: bar_token}, expect: {%s}}"


def senders(*exchanged: object) -> list[tuple[str, str, bool]]:
    return [(e.sender, e.receiver, e.aside) for e in exchanged]  # type: ignore[attr-defined]


class TestIntrospect:
    async def test_an_api_asks_as_the_client_that_it_is(self) -> None:
        step = await last(SIGN_IN, INTROSPECT % "status: 200, body: {active: true, client_id: www}")
        (exchange,) = step.exchanges
        assert senders(exchange) == [("bar", "issuer", False)]
        assert exchange.request.url.endswith("/worlds/foo/issuer/oauth/introspect")
        assert set(parse_qs(exchange.request.body)) == {"token", "client_id", "client_secret"}
        assert (step.ok, step.token, step.status) == (True, "bar_token", 200)

    async def test_what_is_not_so_is_told(self) -> None:
        step = await last(SIGN_IN, INTROSPECT % "body: {active: false, aud: {absent: true}, nothing: 1}")
        assert [(p.what, p.expected) for p in step.problems] == [
            ("body.active", False),
            ("body.aud", {"absent": True}),
            ("body.nothing", 1),
        ]

    async def test_one_address_of_several_is_enough_as_in_claims(self) -> None:
        step = await last(SIGN_IN, INTROSPECT % 'body: {aud: "https://bar.foo.com"}')
        assert isinstance(json.loads(step.exchanges[0].response.body)["aud"], list)
        assert step.ok

    async def test_who_cannot_authenticate_is_refused(self) -> None:
        step = await last(SIGN_IN, "- {id: ask, title: Ask, introspect: {client: www, token: bar_token}}")
        assert step.status == 401
