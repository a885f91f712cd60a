"""What hostile input in bulk has found, each as an ordinary test."""

import pytest

from fuzz.requests.application import OWN, application
from fuzz.requests.calling import Request, call


@pytest.mark.parametrize(
    "target", [b"/?q=\xed\xa0\x80", b"/scenarios/bar-token-to-baz/at-baz?was=\xff", b"/your-api?url=\xc3"]
)
async def test_a_query_that_is_not_ascii_is_a_bad_request_whatever_parses_http(target: bytes) -> None:
    app, _ = application()
    answer = await call(app, Request("GET", target, (OWN,)))
    assert (answer.status, b"percent-encoded" in answer.body) == (400, True)
