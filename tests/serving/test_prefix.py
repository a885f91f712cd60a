"""Below a path: what is rewritten, and what is only text. `test_nginx.py` looks at all of it through a proxy."""

import gzip

import httpx2
import pytest
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.serving.prefix import under_prefix, without_prefix
from tests.commands.calling import called

PUBLIC = "https://example.org/lab/sandbox"


def answering(response: Response) -> httpx2.AsyncClient:
    """Who asks a server below a path that always answers the same."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await response(scope, receive, send)

    return asking(app)


def asking(app: ASGIApp) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=under_prefix(app, PUBLIC)), base_url="https://example.org"
    )


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ('<a href="/glossary#aud">', '<a href="/lab/sandbox/glossary#aud">'),
        ('<a href="/">', '<a href="/lab/sandbox/">'),
        ('<form\naction="/search">', '<form\naction="/lab/sandbox/search">'),
        ('<p hx-get="/x" hx-swap="outerHTML">', '<p hx-get="/lab/sandbox/x" hx-swap="outerHTML">'),
        ('<i data-events="/room/BCDFG/events?since=1">', '<i data-events="/lab/sandbox/room/BCDFG/events?since=1">'),
        ('<meta content="4;url=/room/BCDFG">', '<meta content="4;url=/lab/sandbox/room/BCDFG">'),
        ('<a href="/lab/sandbox/x">', '<a href="/lab/sandbox/x">'),
        ('<a href="//example.net/x">', '<a href="//example.net/x">'),
        ('<a href="https://example.net/x">', '<a href="https://example.net/x">'),
        ('<a href="#main">', '<a href="#main">'),
        ('<i data-step="/scenarios/a/b">', '<i data-step="/scenarios/a/b">'),
        ("<p>typed: &lt;a href=&#34;/x&#34;&gt;</p>", "<p>typed: &lt;a href=&#34;/x&#34;&gt;</p>"),
        ('<script type="application/json">{"a": "b href=\\"/x"}</script>', None),
    ],
)
async def test_addresses_are_rewritten_and_texts_are_not(written: str, sent: str | None) -> None:
    async with answering(HTMLResponse(written)) as http:
        answer = await http.get("/lab/sandbox/")
        assert answer.text == (written if sent is None else sent)
        assert int(answer.headers["content-length"]) == len(answer.content)


async def test_redirects_and_cookies_stay_below_it() -> None:
    redirect = RedirectResponse("/glossary")
    redirect.set_cookie("visit", "/x; path", path="/scenarios/a")
    redirect.headers["HX-Push-Url"] = "/workbench?world=foo"
    async with answering(redirect) as http:
        headers = (await http.get("/lab/sandbox/words")).headers
    assert headers["location"] == "/lab/sandbox/glossary"
    assert headers["hx-push-url"] == "/lab/sandbox/workbench?world=foo"
    assert "; path=/lab/sandbox/scenarios/a;" in headers["set-cookie"].lower()
    async with answering(RedirectResponse("https://example.net/callback?code=x")) as http:
        assert (await http.get("/lab/sandbox/x")).headers["location"] == "https://example.net/callback?code=x"


async def test_what_is_no_page_is_sent_as_it_is_and_pages_are_compressed_afterwards() -> None:
    async with answering(PlainTextResponse('<a href="/x">')) as http:
        assert (await http.get("/lab/sandbox/x")).text == '<a href="/x">'
    async with answering(HTMLResponse('<a href="/x">' * 200)) as http:
        async with http.stream("GET", "/lab/sandbox/x", headers={"Accept-Encoding": "gzip"}) as answer:
            raw = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(raw) == b'<a href="/lab/sandbox/x">' * 200


async def test_a_stream_of_events_is_rewritten_wherever_it_is_cut() -> None:
    whole = 'id: 1\ndata: <a href="/room/BCDFG">in</a>\n\ndata: <b hx-post="/x">\n\n'
    for size in (1, 7, 30, 1000):
        parts = [whole[at : at + size] for at in range(0, len(whole), size)]
        async with answering(StreamingResponse(iter(parts), media_type="text/event-stream")) as http:
            text = (await http.get("/lab/sandbox/events")).text
        assert text == whole.replace('="/', '="/lab/sandbox/')


@pytest.mark.parametrize(
    ("path", "inner"),
    [
        ("/lab/sandbox/glossary", "/glossary"),
        ("/lab/sandbox/", "/"),
        ("/glossary", "/glossary"),
        ("/lab/sandboxes", "/lab/sandboxes"),
        ("/lab", "/lab"),
        ("/.well-known/x/lab/sandbox/worlds/foo/issuer", "/.well-known/x/worlds/foo/issuer"),
        ("/.well-known/security.txt", "/.well-known/security.txt"),
    ],
)
def test_requests_come_with_the_path_or_without(path: str, inner: str) -> None:
    assert without_prefix(path, "/lab/sandbox") == inner


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/docs", "/docs is a page of the sandbox itself: take another path"),
        ("/worlds/x", "/worlds is a page of the sandbox itself"),
        ("/static", "/static is a page of the sandbox itself"),
        ("/a/../b", "is not of the form http://host:port/path"),
        ("/a//b", "is not of the form http://host:port/path"),
        ("/a?b", "is not of the form http://host:port/path"),
        ("/a b", "is not of the form http://host:port/path"),
        ('/"onload', "is not of the form http://host:port/path"),
    ],
)
def test_a_path_that_would_not_do_is_told(path: str, said: str) -> None:
    refused = called("serve", "--port", "0", "--public-url", f"https://example.org{path}")
    assert (refused.exit, refused.out) == (2, "")
    assert said in " ".join(refused.err.split())
