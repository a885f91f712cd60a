"""``/your-api``: what the page says, and what it does not do."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from sandbox.app import create_app
from sandbox.probe.setups import Trusted, filled
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.settings import LIMITS
from tests.browser.windows import serving
from tests.interop.setups import running
from tests.running import FORM, KEYS, PUBLIC_URL

FORM_DATA = {"audience": "https://bar.foo.com", "scope": "read:orders", "setup": "pyjwt", "profile": "quick"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    yield from serving()


def rows(html: str) -> dict[str, str]:
    """The tone of each row that came."""
    return dict(re.findall(r'<li id="row-([^"]+)" class="(\w+)">', html))


async def test_the_settings_follow_what_is_chosen(http: httpx2.AsyncClient) -> None:
    page = (await http.get("/your-api?setup=envoy&audience=urn:x")).text
    assert "audiences: [&#34;urn:x&#34;]" in page
    assert "Not run by the tests of this sandbox" in page
    assert "http://host.docker.internal:8000/worlds/foo/issuer/" in page
    other = (await http.get("/your-api?setup=other")).text
    assert f"<code>{PUBLIC_URL}/worlds/foo/issuer/.well-known/jwks.json</code>" in other


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("setup=spirng", "no setup `spirng`"),
        ("audience=%22", "cannot be written into settings"),
        ("setup=pyjwt&setup=jose", "more than once"),
        ("audience=%FF", "cannot be read"),
    ],
)
async def test_what_cannot_be_shown_is_said_on_the_page(http: httpx2.AsyncClient, query: str, says: str) -> None:
    answer = await http.get(f"/your-api?{query}")
    assert (answer.status_code in (400, 422), says in answer.text) == (True, True), answer.text[:300]
    assert "The settings" in answer.text or "issuer, or authority" in answer.text


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://api.localhost/",
        "http://localhost.example.com/",
        "http://0.0.0.0:8000/",
        "http://[::ffff:10.0.0.1]/",
        "http://2130706433/",
        "http://a:b@localhost/",
        "file:///etc/passwd",
        "localhost:9000/orders",
        "http://localhost:99999/",
    ],
)
async def test_nothing_is_sent_but_to_this_machine(http: httpx2.AsyncClient, url: str) -> None:
    answer = await http.post("/your-api", data={**FORM_DATA, "url": url})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert rows(answer.text) == {}


async def test_who_is_elsewhere_sees_the_settings_and_probes_nothing(catalogue: Catalogue) -> None:
    app = create_app(catalogue, KEYS, PUBLIC_URL)
    transport = httpx2.ASGITransport(app=app, client=("192.168.1.5", 4000))
    async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as http:
        shown = await http.get("/your-api")
        assert (shown.status_code, "Send the tokens" in shown.text) == (200, False)
        sent = await http.post("/your-api", data={**FORM_DATA, "url": "http://localhost:1/"})
        assert (sent.status_code, rows(sent.text)) == (403, {})


async def test_a_body_that_is_too_large_or_lacks_something_is_refused(http: httpx2.AsyncClient) -> None:
    large = await http.post("/your-api", content=b"url=" + b"x" * 200_000, headers=FORM)
    assert large.status_code == 413
    lacking = await http.post("/your-api", data={"url": "http://localhost:1/"})
    assert (lacking.status_code, "the audience that it expects" in lacking.text) == (422, True)


@pytest.mark.parametrize(
    ("deployment", "verdict", "flaw"),
    [("", "It looks.", None), (";audience=off", "It does not look closely.", "audience=off")],
)
async def test_one_response_has_the_rows_the_verdict_and_what_to_mend(
    server: str, deployment: str, verdict: str, flaw: str | None
) -> None:
    data = {**FORM_DATA, "profile": "default", "url": f"{server}/worlds/foo/apis/bar{deployment}/orders"}
    async with httpx2.AsyncClient(base_url=server, timeout=60) as http:
        answer = await http.post("/your-api", data=data)
    assert verdict in answer.text
    assert answer.text.rstrip().endswith("</html>")
    assert rows(answer.text)["aud.other"] == ("bad" if flaw else "good")
    assert re.findall(r'<p class="flaw-name"><code>(.*?)</code>', answer.text) == ([flaw] if flaw else [])
    if flaw:
        assert "audience=&#34;https://bar.foo.com&#34;,</pre>" in answer.text
        assert 'href="#row-aud.other"' in answer.text
        assert "curl -i -H &#39;" in answer.text
        assert f'href="{server}/scenarios/' in answer.text


@asynccontextmanager
async def api(answers: asyncio.Semaphore, came: list[str]) -> AsyncIterator[str]:
    """An API that refuses everything but the first token, and answers only as often as it is allowed to."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                came.append(head)
                await answers.acquire()
                status = "200 OK" if len(came) == 1 else "401 Unauthorized"
                writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/orders"


async def test_rows_come_as_the_api_answers_one_probe_at_a_time_and_none_for_who_has_left(server: str) -> None:
    answers, came = asyncio.Semaphore(2), list[str]()
    async with api(answers, came) as url, httpx2.AsyncClient(base_url=server, timeout=60) as http:
        async with http.stream("POST", "/your-api", data={**FORM_DATA, "url": url}) as answer:
            pieces, shown = answer.aiter_text(), ""
            while len(rows(shown)) < 2:
                shown += await anext(pieces)
            assert rows(shown) == {"cal.right": "good", "cal.none": "good"}
            async with httpx2.AsyncClient(base_url=server) as second:
                told = await second.post("/your-api", data={**FORM_DATA, "url": url})
            assert (told.status_code, "A probe is running already" in told.text) == (429, True)
        sent = len(came)
        statuses = {(await http.post("/your-api", data={**FORM_DATA, "url": "http://localhost:1/"})).status_code}
        while 200 not in statuses:  # until the server has noticed
            statuses.add((await http.post("/your-api", data={**FORM_DATA, "url": "http://localhost:1/"})).status_code)
        answers.release()
        assert sent == len(came) <= 3


async def test_what_is_to_be_said_of_many_rows_is_said_in_three_and_counted(http: httpx2.AsyncClient) -> None:
    async with api(asyncio.Semaphore(1000), []) as url:
        answer = await http.post("/your-api", data={**FORM_DATA, "profile": "default", "url": url})
    assert answer.text.count("A 401 without WWW-Authenticate") == 3
    assert re.search(r"In \d\d rows: a 401 without WWW-Authenticate", answer.text)


async def test_a_flaw_that_weighs_less_is_named_so_where_the_api_looks(server: str, tmp_path: Path) -> None:
    issuer = f"{server}/worlds/foo/issuer/"
    careful = filled("pyjwt", Trusted(issuer, f"{issuer}.well-known/jwks.json", FORM_DATA["audience"]))
    careless = replace(careful, lines=careful.lines.replace('"require": ["exp", ', '"require": ['))
    with running(careless, tmp_path) as url:
        async with httpx2.AsyncClient(base_url=server, timeout=60) as http:
            answer = await http.post("/your-api", data={**FORM_DATA, "scope": "", "profile": "default", "url": url})
    assert "It looks." in answer.text
    assert "What weighs less, and is worth mending:" in answer.text


async def test_the_issuers_keys_are_there_as_pem(http: httpx2.AsyncClient) -> None:
    jwks = (await http.get("/worlds/foo/issuer/.well-known/jwks.json")).json()["keys"]
    for key in jwks:
        pem = (await http.get(f"/your-api/public/{key['kid']}.pem")).content
        assert load_pem_public_key(pem) == jwt.PyJWK(key).key
    assert (await http.get("/your-api/public/nobody.pem")).status_code == 404


async def test_an_api_that_is_not_there_is_inconclusive(server: str) -> None:
    async with httpx2.AsyncClient(base_url=server, timeout=60) as http:
        answer = await http.post("/your-api", data={**FORM_DATA, "url": "http://localhost:1/"})
    assert "The answers say nothing." in answer.text
    assert "nothing listens there" in answer.text.lower()


async def test_a_probe_that_takes_too_long_ends_without_a_verdict(
    http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.web.probe_page.LIMITS", replace(LIMITS, probe_seconds=-1))
    async with api(asyncio.Semaphore(100), []) as url:
        answer = await http.post("/your-api", data={**FORM_DATA, "url": url})
    assert rows(answer.text) == {"cal.right": "good"}
    assert "It took longer than -1 s" in answer.text
    assert "The answers say nothing." in answer.text
