"""The editor without its browser: begin, check, replay, download, and save where that is allowed."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.settings import shipped_pack
from tests.running import KEYS, PUBLIC_URL
from tests.scenarios import pack_files

OWN = {"Origin": PUBLIC_URL}


def text_of(page: str) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert found
    return unescape(found[1])


def summary(page: str) -> str:
    found = re.search(r'class="author-sum \w+" role="status">([^<]*)<', page)
    assert found
    return found[1]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


@pytest.fixture
async def saving(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a server that may save into a pack."""
    catalogue = load_catalogue([shipped_pack(), pack_files.pack(tmp_path)])
    transport = httpx2.ASGITransport(app=create_app(catalogue, KEYS, PUBLIC_URL, [tmp_path]))
    async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        yield client


@pytest.mark.parametrize("begin", ["", "new/scenario", "new/every-key", "like/bar-token-to-baz", "like/logical-api"])
async def test_every_beginning_is_true(http: httpx2.AsyncClient, begin: str) -> None:
    page = (await http.get("/author", params={"begin": begin})).text
    assert summary(page) == "No mistakes, all as expected."


async def test_every_scenario_can_be_copied(http: httpx2.AsyncClient, catalogue: Catalogue) -> None:
    for scenario in catalogue.scenarios():
        page = (await http.get("/author", params={"begin": f"like/{scenario.scenario}"})).text
        assert f"scenario: my-{scenario.scenario}\n" in text_of(page)
        assert summary(page) == "No mistakes, all as expected."


@pytest.mark.parametrize("kind", ["world", "playlist", "chapter", "pack"])
async def test_other_files_are_checked(http: httpx2.AsyncClient, kind: str) -> None:
    page = (await http.get("/author", params={"begin": f"new/{kind}"})).text
    assert summary(page) == f"This {kind} has no mistakes."
    wrong = text_of(page).replace("title:", "titel:")
    page = (await http.post("/author", data={"text": wrong})).text
    assert summary(page) in ("1 mistake.", "2 mistakes.", "3 mistakes.")
    assert "did you mean `title`?" in page.lower()


async def test_a_beginning_that_there_is_not(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/author", params={"begin": "new/scenaro"})
    assert answer.status_code == 404
    assert "new/scenario" in answer.text


async def test_from_the_workbench(http: httpx2.AsyncClient) -> None:
    bench = await http.get("/workbench?world=foo&api=baz", follow_redirects=True)
    found = re.search(r'href="(/author\?begin=workbench[^"]*)"', bench.text)
    assert found
    page = (await http.get(unescape(found[1]))).text
    assert summary(page) == "No mistakes, all as expected."
    assert "scenario: from-the-workbench" in text_of(page)


async def test_what_is_sent_is_replayed_and_comes_back(http: httpx2.AsyncClient) -> None:
    text = text_of((await http.get("/author?begin=like/bar-token-to-baz")).text)
    crlf = text.replace("Alice signs in;", "Bob <script>alert(1)</script> & Co;").replace("\n", "\r\n")
    page = (await http.post("/author", data={"text": crlf, "stop": "at-baz"})).text
    assert text_of(page) == crlf.replace("\r\n", "\n")
    assert "<script>alert" not in page
    assert re.search(r'value="at-baz" checked', page)
    assert "It is addressed to" in page


async def test_an_expectation_that_does_not_hold_is_shown(http: httpx2.AsyncClient) -> None:
    text = text_of((await http.get("/author?begin=like/bar-token-to-baz")).text)
    page = (
        await http.post("/author", data={"text": text.replace("status: 401", "status: 402"), "stop": "at-baz"})
    ).text
    assert summary(page) == "1 mistake, 1 step not as expected."
    assert "status: expected 402, got 401" in page
    assert "AS015" in page


async def test_a_mistake_is_told_and_the_last_good_text_stays(http: httpx2.AsyncClient) -> None:
    text = text_of((await http.get("/author")).text)
    page = (await http.post("/author", data={"text": text.replace("api: baz", "api: bza"), "last": text})).text
    assert summary(page) == "1 mistake."
    line = text[: text.index("api: baz")].count("\n") + 1
    assert f'data-line="{line}" data-column="12" data-end-line="{line}" data-end-column="15"' in page
    assert "Did you mean `baz`?" in page
    assert "as it last could be replayed" in page
    assert hidden(page, "last") == text
    page = (await http.post("/author", data={"text": "scenario: [", "last": "also: ["})).text
    assert summary(page) == "1 mistake."


@pytest.mark.parametrize(
    "text", ["", "\x00", "a: &a [*a]", "!!python/object:os.system x", "- " * 60, "x" * 600_000, "<<: {}"]
)
async def test_whatever_is_sent_is_answered(http: httpx2.AsyncClient, text: str) -> None:
    answer = await http.post("/author", data={"text": text})
    assert answer.status_code == 200
    assert "mistake" in summary(answer.text)


async def test_a_body_that_is_too_large_or_no_form_is_told(http: httpx2.AsyncClient) -> None:
    for request in (
        {"data": {"text": "x" * 2_000_000}},
        {"content": b"\xff", "headers": {"content-type": "text/plain"}},
    ):
        answer = await http.post("/author", **request)
        assert answer.status_code == 200
        assert 'class="author-said bad"' in answer.text


async def test_it_can_be_downloaded(http: httpx2.AsyncClient) -> None:
    text = text_of((await http.get("/author")).text)
    answer = await http.post("/author/scenario.yaml", data={"text": text})
    assert answer.text == text
    assert answer.headers["content-disposition"] == 'attachment; filename="wrong-door.yaml"'
    answer = await http.post("/author/scenario.yaml", data={"text": 'scenario: "a\\"b"'})
    assert answer.headers["content-disposition"] == 'attachment; filename="scenario.yaml"'


async def test_the_words_for_completion(http: httpx2.AsyncClient) -> None:
    words = (await http.get("/author/words.json")).json()
    assert words["worlds"]["foo"]["api"] == ["bar", "baz"]
    assert "prefix" in words["checks"]["audience"]


async def test_nothing_is_saved_unless_it_was_asked_for(http: httpx2.AsyncClient) -> None:
    assert "Save</button>" not in (await http.get("/author")).text
    answer = await http.post("/author/save", data={"text": "x", "file": "01-one/x.yaml"}, headers=OWN)
    assert answer.status_code == 409
    assert "Nothing can be saved here" in answer.text


async def test_a_file_is_opened_changed_and_saved(saving: httpx2.AsyncClient, tmp_path: Path) -> None:
    page = (await saving.get("/author?begin=file/01-one/of-mine.yaml")).text
    text, was = text_of(page), hidden(page, "was")
    assert text == (tmp_path / "01-one" / "of-mine.yaml").read_text("utf-8")
    form = {"text": text + "# mine\r\n", "file": "01-one/of-mine.yaml", "was": was}
    answer = await saving.post("/author/save", data=form, headers=OWN)
    assert (answer.status_code, "Saved as 01-one/of-mine.yaml." in answer.text) == (200, True)
    assert (tmp_path / "01-one" / "of-mine.yaml").read_text("utf-8") == f"{text}# mine\n"
    again = await saving.post(
        "/author/save", data={**form, "was": hidden(answer.text, "was"), "text": text}, headers=OWN
    )
    assert again.status_code == 200


async def test_a_file_that_changed_meanwhile_is_not_lost(saving: httpx2.AsyncClient, tmp_path: Path) -> None:
    page = (await saving.get("/author?begin=file/01-one/of-mine.yaml")).text
    (tmp_path / "01-one" / "of-mine.yaml").write_text("# theirs\n")
    form = {"text": "# mine\n", "file": "01-one/of-mine.yaml", "was": hidden(page, "was")}
    answer = await saving.post("/author/save", data=form, headers=OWN)
    assert (answer.status_code, "was changed by somebody else" in answer.text) == (409, True)
    assert text_of(answer.text) == "# mine\n"
    assert (tmp_path / "01-one" / "of-mine.yaml").read_text() == "# theirs\n"
    answer = await saving.post("/author/save", data={**form, "was": ""}, headers=OWN)
    assert (answer.status_code, "is there already" in answer.text) == (409, True)


async def test_a_new_file_in_a_new_chapter(saving: httpx2.AsyncClient, tmp_path: Path) -> None:
    form = {"text": "title: Three\n", "file": "03-three/chapter.yaml", "was": ""}
    assert (await saving.post("/author/save", data=form, headers=OWN)).status_code == 200
    assert (tmp_path / "03-three" / "chapter.yaml").read_text() == "title: Three\n"


@pytest.mark.parametrize(
    "file",
    [
        "../out.yaml",
        "/etc/passwd",
        "worlds/../../out.yaml",
        "01-one/x.py",
        "x.yaml",
        "",
        "1:worlds/x.yaml",
        "01-one/\x00.yaml",
        "01-one/.x.yaml",
        "-1:worlds/x.yaml",
        "²:worlds/x.yaml",
        "leads/out.yaml",
        "04-out/x.yaml",
        "9" * 5_000 + ":03-three/x.yaml",
        "-1:03-three/x.yaml",
        "٠:03-three/x.yaml",
        ":03-three/x.yaml",
    ],
)
async def test_nothing_is_read_or_written_elsewhere(saving: httpx2.AsyncClient, tmp_path: Path, file: str) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (tmp_path / "04-out").symlink_to(outside)
    answer = await saving.post("/author/save", data={"text": "x: 1", "file": file, "was": ""}, headers=OWN)
    assert answer.status_code == 409
    assert list(outside.iterdir()) == []
    assert not (tmp_path.parent / "out.yaml").exists()
    assert (await saving.get("/author", params={"begin": f"file/{file}"})).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": PUBLIC_URL, "Sec-Fetch-Site": "cross-site"},
        {"Origin": PUBLIC_URL, "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null"},
    ],
)
async def test_no_other_page_can_save(saving: httpx2.AsyncClient, tmp_path: Path, headers: dict[str, str]) -> None:
    form = {"text": "title: x\n", "file": "03-three/chapter.yaml", "was": ""}
    answer = await saving.post("/author/save", data=form, headers=headers)
    assert (answer.status_code, "sent by a page of another site" in answer.text) == (403, True)
    assert not (tmp_path / "03-three").exists()


async def test_no_program_can_save(saving: httpx2.AsyncClient, tmp_path: Path) -> None:
    form = {"text": "title: x\n", "file": "03-three/chapter.yaml", "was": ""}
    answer = await saving.post("/author/save", data=form)
    assert (answer.status_code, "Only this page itself" in answer.text) == (409, True)
    assert not (tmp_path / "03-three").exists()
