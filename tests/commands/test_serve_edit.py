"""`aud serve --edit` where others reach the server: nobody reads or saves a file without the link that it printed."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from sandbox.serving.interfaces import only_here
from tests.commands.calling import ROOT
from tests.scenarios import pack_files

FILE = "01-one/of-mine.yaml"


@contextmanager
def editing(pack: Path, *options: str) -> Iterator[tuple[httpx2.Client, str]]:
    """A browser at a server that may save into a pack, and the link it printed; empty if it printed none."""
    command = [sys.executable, "-m", "sandbox", "serve", "--port", "0", "--edit", "--scenarios", str(pack), *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.match(r"Audience Sandbox: http://localhost:(\d+)", process.stdout.readline())
            assert found
            link = process.stdout.readline() if "--host" in options else ""
            with httpx2.Client(base_url=f"http://127.0.0.1:{found[1]}") as browser:
                yield (
                    browser,
                    link.rstrip("\n").removeprefix(
                        f"Whoever has this link can edit your files: http://localhost:{found[1]}"
                    ),
                )
        finally:
            process.terminate()


def save(browser: httpx2.Client, text: str, **headers: str) -> httpx2.Response:
    page = browser.get("/author", params={"begin": f"file/{FILE}"}).text
    was = re.search(r'name="was" value="([^"]*)"', page)
    form = {"text": text, "file": FILE, "was": was[1] if was else ""}
    own = {"Origin": str(browser.base_url).rstrip("/")}
    return browser.post("/author/save", data=form, headers=own | headers)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack_files.pack(tmp_path_factory.mktemp("pack"))


@pytest.fixture(scope="module")
def open_to_all(pack: Path) -> Iterator[tuple[httpx2.Client, str]]:
    """Bound to all interfaces, as for a room; reached by one of them."""
    with editing(pack, "--host", "0.0.0.0") as there:
        yield there


@pytest.fixture
def stranger(open_to_all: tuple[httpx2.Client, str]) -> Iterator[httpx2.Client]:
    """A browser of its own, without any cookie."""
    with httpx2.Client(base_url=open_to_all[0].base_url) as browser:
        yield browser


def test_without_the_link_no_file_is_named_read_or_saved(stranger: httpx2.Client, pack: Path) -> None:
    before = (pack / FILE).read_text("utf-8")
    page = stranger.get("/author").text
    assert "of-mine.yaml" not in page
    assert "open the link that <code>aud serve --edit</code> printed" in page
    assert "Save</button>" not in page
    assert stranger.get("/author", params={"begin": f"file/{FILE}"}).status_code == 404
    answer = save(stranger, "# theirs\n")
    assert (answer.status_code, "Nothing was saved. Open the link" in answer.text) == (409, True)
    assert "# theirs" in answer.text, "the text is kept"
    assert (pack / FILE).read_text("utf-8") == before


def test_a_wrong_link_says_what_to_do(stranger: httpx2.Client) -> None:
    answer = stranger.get("/author?secret=guessed")
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert "This is not the link that aud serve --edit printed" in answer.text
    assert "of-mine.yaml" not in answer.text
    assert stranger.get("/author", headers={"Cookie": "author_secret=guessed"}).status_code == 200


def test_with_the_link_files_are_opened_and_saved(open_to_all: tuple[httpx2.Client, str], pack: Path) -> None:
    browser, link = open_to_all
    page = browser.get(link, follow_redirects=True)
    assert (page.url.path, page.url.query) == ("/author", b"")
    assert FILE in page.text
    text = (pack / FILE).read_text("utf-8")
    assert save(browser, f"{text}# mine\n").status_code == 200
    assert (pack / FILE).read_text("utf-8") == f"{text}# mine\n"


def test_the_link_is_no_leave_for_other_pages(open_to_all: tuple[httpx2.Client, str], pack: Path) -> None:
    browser, link = open_to_all
    browser.get(link)
    before = (pack / FILE).read_text("utf-8")
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = save(browser, "# theirs\n", **headers)
        assert (answer.status_code, "sent by a page of another site" in answer.text) == (403, True)
    assert (pack / FILE).read_text("utf-8") == before


def test_where_only_this_machine_reaches_it_there_is_no_link(tmp_path: Path) -> None:
    with editing(pack_files.pack(tmp_path)) as (browser, link):
        assert link == ""
        assert FILE in browser.get("/author").text
        assert save(browser, "title: x\n").status_code == 200


@pytest.mark.parametrize(
    ("bound", "called", "alone"),
    [
        ("127.0.0.1", "http://localhost:8000", True),
        ("127.0.0.2", "http://127.0.0.1:8000", True),
        ("::1", "http://[::1]:8000", True),
        ("0.0.0.0", "http://localhost:8000", False),
        ("::", "http://localhost:8000", False),
        ("192.168.1.5", "http://localhost:8000", False),
        ("fe80::1%eth0", "http://localhost:8000", False),
        ("127.0.0.1", "https://sandbox.example.org", False),
        ("127.0.0.1", "http://localhost.example.org", False),
    ],
)
def test_who_reaches_a_server_is_told_by_what_it_is_bound_to_and_called(bound: str, called: str, alone: bool) -> None:
    assert only_here(bound, called) is alone
