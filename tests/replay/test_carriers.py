"""What carries a request: in this process the same arrives, and comes back, as by a transport of httpx2."""

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.replay.carriers import address_of, in_process, over_sockets
from sandbox.replay.wire import Wire

PLACES = (
    "http://localhost:8000/a",
    "https://Foo.example:443/ä b/../%2fc",
    "http://[::1]:8000/",
    "http://bar.localhost",
)


async def mirror(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with all that has arrived."""
    request = Request(scope, receive)
    shown = {name: repr(scope[name]) for name in ("method", "path", "raw_path", "query_string", "scheme", "server")}
    answer: Response = JSONResponse(
        shown | {"headers": request.headers.items(), "body": (await request.body()).decode()}
    )
    answer.set_cookie("a", "b")
    answer.set_cookie("c", "d")
    await answer(scope, receive, send)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("query", ["", "?", "?a=b%20c&d=+", "?a=ä 'x'", "?a=%zz#part", "?x=https://y/?z"])
@pytest.mark.parametrize("form", [None, {}, {"a": ["ä", "b c"], "d": ""}])
async def test_the_same_arrives_and_comes_back(place: str, query: str, form: dict[str, object] | None) -> None:
    method = "GET" if form is None else "POST"
    seen = []
    for carry in (in_process(mirror), over_sockets(httpx2.ASGITransport(app=mirror))):
        wire = Wire(carry)
        answer = await wire.send("www", "bar", method, place + query, headers={"X-Own": "1"}, form=form)
        (exchange,) = wire.take_exchanges()
        seen.append((answer, exchange.request.model_dump(), exchange.response))
    assert seen[0] == seen[1]
    assert ("Host", seen[0][1]["headers"][0][1]) == seen[0][1]["headers"][0]
    assert len([name for name, _ in seen[0][0].headers if name == "set-cookie"]) == 2


@given(st.text(max_size=20))
def test_an_address_is_read_as_httpx2_reads_it(query: str) -> None:
    url = f"http://localhost:8000/x?{query}"
    try:
        known = httpx2.URL(url)
    except httpx2.InvalidURL:
        return
    found = address_of(url)
    assert (found.url, found.query, found.raw_path, found.path) == (str(known), known.query, b"/x", "/x")
