"""What does not change between two requests: made once, and confirmed by an ETag for each content coding."""

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from sandbox.http.unchanging import MadeOnce, Unchanging
from sandbox.scenarios.loading.catalogue import load_catalogue
from sandbox.settings import shipped_pack
from tests.commands.calling import serving
from tests.scenarios import pack_files
from tests.test_live import DOOR, Follower
from tests.web.conftest import client_of

PAGES = (
    *(
        "/",
        "/glossary",
        "/questions",
        "/docs",
        "/docs/performance",
        "/check",
        "/causes",
        "/teach",
        "/reading",
        "/progress",
    ),
    *(
        "/paths/hurried",
        "/paths/hurried/end",
        "/scenarios/bar-token-to-baz",
        "/scenarios/bar-token-to-baz?path=hurried",
    ),
    *("/static/css/base.css", "/static/js/check.js", "/static/js/check.js?v=0", "/schema/scenario.json"),
)
MEASURED = (
    *("/scenarios/bar-token-to-baz/at-baz", "/scenarios/bar-token-to-baz/takeaway", "/paths/hurried/handout"),
    *("/workbench?api=bar", "/worlds/seven/grid", "/your-api", "/search?q=aud", "/no-such-page"),
    "/scenarios/bar-token-to-baz?path=no-such-path",
)


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def http(anyio_backend: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(load_catalogue([shipped_pack()])) as client:
        yield client


@pytest.mark.parametrize("page", PAGES)
async def test_who_has_a_page_is_told_so(http: httpx2.AsyncClient, page: str) -> None:
    plain = await http.get(page, headers={"accept-encoding": "identity"})
    packed = await http.get(page, headers={"accept-encoding": "gzip"})
    assert (plain.status_code, packed.status_code) == (200, 200)
    assert packed.content == plain.content
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert plain.headers["etag"] != packed.headers["etag"]
    for answer, coding in ((plain, "identity"), (packed, "gzip")):
        assert re.fullmatch('"[0-9a-f]+"', answer.headers["etag"])
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["cache-control"] == "no-cache"
        again = await http.get(page, headers={"accept-encoding": coding, "if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        kept = {"etag", "vary", "cache-control", "content-security-policy", "x-content-type-options"}
        assert {name: again.headers[name] for name in kept} == {name: answer.headers[name] for name in kept}
        assert {"content-type", "content-length", "content-encoding"}.isdisjoint(again.headers)
        head = await http.head(page, headers={"accept-encoding": coding})
        assert (head.status_code, head.content, dict(head.headers)) == (200, b"", dict(answer.headers))
    other = await http.get(page, headers={"accept-encoding": "gzip", "if-none-match": plain.headers["etag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("page", MEASURED)
async def test_what_was_measured_or_asked_has_no_etag(http: httpx2.AsyncClient, page: str) -> None:
    for _ in range(2):
        answer = await http.get(page, headers={"if-none-match": "*"}, follow_redirects=True)
        assert (answer.status_code in (200, 404), "etag" in answer.headers) == (True, False)
        assert answer.content


async def test_every_page_is_the_same_in_another_process(http: httpx2.AsyncClient) -> None:
    with serving() as server:
        for page in PAGES:
            there = httpx2.get(server + page, headers={"accept-encoding": "gzip"})
            here = await http.get(page, headers={"accept-encoding": "gzip"})
            if "data-server" not in there.text and "localhost:" not in there.text:
                assert there.headers["etag"] == here.headers["etag"], page
            again = httpx2.get(
                server + page, headers={"accept-encoding": "gzip", "if-none-match": there.headers["etag"]}
            )
            assert (again.status_code, again.content) == (304, b""), page


async def test_a_file_is_for_ever_under_its_own_fingerprint_alone(http: httpx2.AsyncClient) -> None:
    home = (await http.get("/")).text
    for address in re.findall(r'"(/static/[^"]+\?v=[^"]+)"', home):
        assert (await http.get(f"{address}0")).headers["cache-control"] == "no-cache"
        assert (await http.get(address)).headers["cache-control"] == "public, max-age=31536000, immutable"
        assert (await http.get(address.partition("?")[0])).headers["cache-control"] == "no-cache"


async def test_a_page_that_depends_on_who_asks_is_made_for_each(http: httpx2.AsyncClient) -> None:
    here = await http.get("/check")
    elsewhere = await http.get("/check", headers={"host": "192.0.2.7:8000"})
    assert ("<form" in here.text, here.headers["etag"] == elsewhere.headers["etag"]) == (True, False)
    assert (await http.get("/check")).text == here.text
    on_path = await http.get("/scenarios/bar-token-to-baz?path=hurried")
    assert on_path.text != (await http.get("/scenarios/bar-token-to-baz")).text
    assert (await http.get("/scenarios/bar-token-to-baz?path=hurried&x=1")).text == on_path.text


def test_a_saved_file_shows_at_once(tmp_path: Path) -> None:
    pack = pack_files.pack(tmp_path)
    with serving("--watch", "--scenarios", str(pack)) as server:
        follower = Follower(server, pack)
        follower.state()
        before = follower.client.get("/")
        text = (pack / DOOR).read_text("utf-8")
        follower.save(DOOR, text.replace("The scenario", "Changed"))
        after = follower.client.get("/", headers={"if-none-match": before.headers["etag"]})
        assert (after.status_code, "Changed of-mine" in before.text, "Changed of-mine" in after.text) == (
            200,
            False,
            True,
        )
        follower.client.close()


class Made:
    """An application with one page, and how often it was asked for it."""

    def __init__(self) -> None:
        self.times = 0
        self.app = MadeOnce(self._made)

    async def _made(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.times += 1
        await Unchanging("a page " * 200)(scope, receive, send)

    async def get(self, *headers: tuple[bytes, bytes], method: str = "GET") -> tuple[int, dict[bytes, bytes], bytes]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        scope = {"type": "http", "method": method, "path": "/x", "query_string": b"", "headers": list(headers)}
        await self.app(scope, receive, send)
        return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


async def test_a_page_is_made_once_whoever_asks_first() -> None:
    made = Made()
    assert (await made.get(method="HEAD"))[2] == b""
    assert (await made.get())[2] == b"a page " * 200
    assert gzip.decompress((await made.get((b"accept-encoding", b"gzip")))[2]) == b"a page " * 200
    assert made.times == 1


@pytest.mark.parametrize(
    ("accepted", "gzipped"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("*", True),
        ("br, gzip;q=0.5", True),
        ("gzip ; q=0.001", True),
        ("identity;q=0.5, gzip;q=0.6", True),
        ("gzip;q=1.000", True),
        ("*;q=0, gzip", True),
        ("", False),
        ("br", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("gzip;q=0.5, identity", False),
        ("*;q=0", False),
        ("gzippy", False),
        ("not-gzip", False),
        ("gzip;q=x", False),
    ],
)
async def test_gzip_is_for_who_takes_it(http: httpx2.AsyncClient, accepted: str, *, gzipped: bool) -> None:
    for page in ("/", "/scenarios/bar-token-to-baz/at-baz"):
        answer = await http.get(page, headers={"accept-encoding": accepted})
        assert ("content-encoding" in answer.headers, "Accept-Encoding" in answer.headers["vary"]) == (gzipped, True)
        assert answer.text.startswith("<!doctype html>")


TAG = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters='"'), max_size=8)


@given(st.lists(st.tuples(st.booleans(), st.one_of(st.none(), TAG))), st.sampled_from([",", ", ", " ,\t", ",, "]))
async def test_a_list_of_etags_is_confirmed_if_the_own_one_is_in_it(
    tags: list[tuple[bool, str | None]], between: str
) -> None:
    """None stands for the page's own tag; weak or not is the same here (RFC 9110 §13.1.2)."""
    made = Made()
    _, headers, body = await made.get()
    own = headers[b"etag"].decode()
    written = between.join(f"{'W/' * weak}{own if tag is None else chr(34) + tag + chr(34)}" for weak, tag in tags)
    status, _, sent = await made.get((b"if-none-match", written.encode("latin-1")))
    assert (status, sent) == ((304, b"") if any(tag is None for _, tag in tags) else (200, body))


@pytest.mark.parametrize(
    ("conditions", "status"),
    [
        (["*"], 304),
        ([" * "], 304),
        (['"a"', "{own}"], 304),
        (["{bare}"], 200),
        (["'{bare}'"], 200),
        (['"*"'], 200),
        ([""], 200),
        (["W/"], 200),
        (['"' * 5_000], 200),
    ],
)
async def test_what_is_no_list_of_etags_confirms_nothing(conditions: list[str], status: int) -> None:
    made = Made()
    own = (await made.get())[1][b"etag"].decode()
    headers = [(b"if-none-match", one.format(own=own, bare=own.strip('"')).encode()) for one in conditions]
    assert (await made.get(*headers))[0] == status
