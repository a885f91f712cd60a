"""``fetch``: a document that an issuer or an api has for everybody."""

from collections.abc import Iterator
from typing import Final, Literal

from pydantic import Field

from sandbox.reading.diagnostics import Place, Problem
from sandbox.reading.models import Strict
from sandbox.scenarios.expect import Expect
from sandbox.scenarios.fields import Headers
from sandbox.scenarios.verb_problems import unknown_sender, unsendable_headers
from sandbox.scenarios.verb_spec import VerbSpec
from sandbox.worlds.model import World

DocumentName = Literal["openid-configuration", "oauth-authorization-server", "jwks", "oauth-protected-resource"]
"""The documents that anybody may fetch: three of an issuer, the last one of an api."""
OF_API: Final = "oauth-protected-resource"
"""The document that an api has (RFC 9728)."""


class Fetch(Strict):
    """Fetches a document that an issuer or an api has for everybody."""

    document: DocumentName
    of: str
    by: str | None = None
    headers: Headers = Field(default_factory=dict)


def _references(at: Place, verb: Fetch, _expect: Expect, world: World) -> Iterator[Problem]:
    kind, parts = ("api", world.apis) if verb.document == OF_API else ("issuer", world.issuers)
    if verb.of not in parts:
        message = f"no {kind} is called `{verb.of}`, and nobody else has this document"
        yield Problem("AS007", (*at, "of"), message, verb.of, tuple(parts))
    yield from unknown_sender(at, verb.by, world)
    yield from unsendable_headers(at, verb.headers)


SPEC: Final = VerbSpec(
    name="fetch",
    model=Fetch,
    doc=(
        "Fetches a document that an issuer or an api has for everybody.",
        {"document": "oauth-protected-resource", "of": "bar"},
    ),
    keys={
        "document": (
            "Which: an issuer's configuration (by OpenID Connect or RFC 8414) or keys, an api's metadata (RFC 9728).",
            "jwks",
        ),
        "of": ("The issuer or api whose document it is.", "issuer"),
        "by": ("The client or api that fetches it, if not the first client that asks for a token.", "www"),
        "headers": ("Headers of the request besides those that HTTP sets.", {"Origin": "https://www.foo.com"}),
    },
    sample_id="document",
    expects=("status", "body"),
    references=_references,
)
