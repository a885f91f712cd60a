"""``fetch``: documents, from where the specifications say that they are."""

import json

import pytest

from tests.replay.inline_steps import last
from tests.running import PUBLIC_URL


def senders(*exchanged: object) -> list[tuple[str, str, bool]]:
    return [(e.sender, e.receiver, e.aside) for e in exchanged]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("document", "of", "path", "member"),
    [
        ("openid-configuration", "issuer", "/worlds/foo/issuer/.well-known/openid-configuration", "userinfo_endpoint"),
        ("oauth-authorization-server", "issuer", "/.well-known/oauth-authorization-server/worlds/foo/issuer", "issuer"),
        ("jwks", "issuer", "/worlds/foo/issuer/.well-known/jwks.json", "keys"),
        ("oauth-protected-resource", "bar", "/.well-known/oauth-protected-resource/worlds/foo/apis/bar", "resource"),
    ],
)
async def test_a_document_is_fetched_from_where_the_specification_says(
    document: str, of: str, path: str, member: str
) -> None:
    step = await last(f"- {{id: f, title: F, fetch: {{document: {document}, of: {of}}}, expect: {{status: 200}}}}")
    (exchange,) = step.exchanges
    assert exchange.request.url == f"{PUBLIC_URL}{path}"
    assert senders(exchange) == [("www", of, False)]
    assert member in json.loads(exchange.response.body)
    assert step.ok


async def test_an_issuer_that_is_not_the_first_has_documents_too() -> None:
    for document in ("openid-configuration", "oauth-authorization-server", "jwks"):
        step = await last(
            f"- {{id: f, title: F, fetch: {{document: {document}, of: partner, by: notes}}, expect: {{status: 200}}}}",
            world="two",
        )
        assert step.ok
        assert senders(*step.exchanges) == [("notes", "partner", False)]
