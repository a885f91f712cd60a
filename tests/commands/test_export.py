"""`aud export`: files that need no server, and nothing in them that leads nowhere."""

import json
import posixpath
import re
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from sandbox.replay.trace import Report
from sandbox.scenarios.lint.site import doc_names
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.scenarios.stops import places
from tests.commands.calling import ROOT, Said, aud, called
from tests.export.exported_site import Exported
from tests.scenarios import pack_files

CATALOGUE = shipped_catalogue()
HURRIED = next(playlist for playlist in CATALOGUE.playlists if playlist.playlist == "hurried")
JWT = re.compile(r"ey[A-Za-z0-9_-]{20,}\.ey[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
MARKER = "_export.json"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A small pack, and a playlist of its own."""
    root = pack_files.pack(tmp_path / "pack")
    pack_files.write(root / "playlists" / "mine.yaml", "playlist: mine\ntitle: Mine\nscenarios: [alone, of-foo]\n")
    return root


def exported(pack: Path, into: Path, *options: str) -> Said:
    return called("export", into, "--scenarios", pack, "--playlist", "mine", *options)


def test_every_page_is_there_and_what_was_written_is_summed_up(tmp_path: Path) -> None:
    said = aud("export", "site", "--playlist", "hurried", cwd=tmp_path)
    site = Exported(tmp_path / "site")
    size = sum((site.root / name).stat().st_size for name in site.files() - {MARKER}) / 1e6
    assert said.out.splitlines() == [
        f"{len(site.pages)} pages of 4 scenarios, {size:.1f} MB, in site",
        "Open site/index.html",
        "All handouts, to print: site/paths/hurried/handout.html",
    ]
    assert said.err == "Replaying 4 scenarios\n"
    assert json.loads((site.root / MARKER).read_text())["files"] == sorted(site.files() - {MARKER})


def test_a_stop_an_answer_and_a_handout_each_have_a_file(everything: Exported) -> None:
    for scenario in CATALOGUE.scenarios():
        base = f"scenarios/{scenario.scenario}"
        files = {f"{stop.url[1:]}.html" for stop in places(scenario)}
        for step in scenario.steps:
            options = step.predict.options if step.predict else []
            files |= {f"{base}/{step.id}/said-{number}.html" for number in range(1, len(options) + 1)}
        for path in ("hurried", "experienced"):
            playlist = next(one for one in CATALOGUE.playlists if one.playlist == path)
            if scenario.scenario in playlist.scenarios:
                files |= {name.replace(".html", f"/path_{path}.html") for name in files if "/path_" not in name}
        files.add(f"{base}/handout.html")
        assert {name for name in everything.pages if name.startswith((f"{base}.html", f"{base}/"))} == files
        assert (everything.root / f"traces/{scenario.scenario}.json").is_file()
    beside = {
        "index.html",
        "questions.html",
        "causes.html",
        "check.html",
        "glossary.html",
        "reading.html",
        "progress.html",
        "teach.html",
        "docs.html",
        *(f"docs/{name}.html" for name in doc_names()),
    }
    paths = {
        f"paths/{playlist.playlist}{page}.html" for playlist in CATALOGUE.playlists for page in ("", "/end", "/handout")
    }
    assert {name for name in everything.pages if not name.startswith("scenarios")} == beside | paths


@pytest.mark.parametrize("which", ["hurried", "everything"])
def test_nothing_leads_nowhere(request: pytest.FixtureRequest, which: str) -> None:
    site: Exported = request.getfixturevalue(which)
    files = site.files()
    for page in site.pages:
        for file, place in site.leads(page):
            assert file in files, (page, file)
            assert not place or place in site.pages[file].ids, (page, file, place)


@pytest.mark.parametrize("which", ["hurried", "everything"])
def test_every_page_is_reached_from_the_home_page(request: pytest.FixtureRequest, which: str) -> None:
    site: Exported = request.getfixturevalue(which)
    assert site.reached() == set(site.pages)


def test_nothing_in_it_needs_a_server(everything: Exported) -> None:
    for name, page in everything.pages.items():
        assert not [attribute for attribute in page.attributes if attribute.startswith("hx-")], name
        assert not page.attributes & {"data-server", "action", "data-replay"}, name
        assert re.findall(r"<form[^>]* method=[^>]*|<form>", page.text) == ['<form method="dialog"'], name
        assert not re.search(
            r'type="module"|vendor/htmx|<style|style="|<script(?! src=| type="application/json")', page.text
        ), name
        assert page.text.count("http-equiv") == 1, name
        elsewhere = [address for tag, address in page.leads if "://" in address and tag != "a"]
        assert elsewhere == [], name
    scripts = sorted(path.name for path in (everything.root / "static" / "js").iterdir())
    own = ["check.js", "incident.js", "later.js", "player.js", "progress.js", "site.js", "storage.js", "terms.js"]
    assert scripts == own
    nav = re.search(r'<nav aria-label="Site">(.*?)</nav>', everything.pages["index.html"].text)
    assert nav
    assert re.findall(r">([^<]+)</a>", nav[1]) == ["Learn", "Check", "Teach"]


def test_scripts_keep_their_names_to_themselves(everything: Exported) -> None:
    for path in (everything.root / "static" / "js").iterdir():
        text = path.read_text("utf-8")
        assert text.startswith(('"use strict";\n(() => {\n', '"use strict";\n{\n')), path.name
        assert not re.search(r"^(import|export)\b", text, re.MULTILINE), path.name
        subprocess.run(["node", "--check", path], check=True)


def test_all_pages_of_a_scenario_show_the_one_replay_that_lies_beside_them(everything: Exported) -> None:
    for scenario in CATALOGUE.scenarios():
        kept = (everything.root / f"traces/{scenario.scenario}.json").read_text("utf-8")
        (trace,) = Report.model_validate_json(kept).scenarios
        assert trace.id == scenario.scenario
        shown = {
            token
            for name, page in everything.pages.items()
            if name.startswith(f"scenarios/{scenario.scenario}/")
            for token in JWT.findall(page.text)
        }
        assert shown <= set(JWT.findall(kept)), scenario.scenario
    assert shown


def test_a_trace_is_as_aud_run_prints_it(hurried: Exported) -> None:
    def shape(value: object) -> object:
        if isinstance(value, dict):
            return {name: shape(member) for name, member in value.items()}
        return [shape(item) for item in value] if isinstance(value, list) else type(value).__name__

    for id_ in HURRIED.scenarios:
        kept = (hurried.root / "traces" / f"{id_}.json").read_text("utf-8")
        printed = called("run", id_, "--format", "json").out
        assert shape(json.loads(kept)) == shape(json.loads(printed))


def test_traces_alone(tmp_path: Path) -> None:
    said = aud("export", "t", "--format", "trace", "--playlist", "hurried", cwd=tmp_path)
    assert (said.exit, said.out.partition(",")[0]) == (0, "4 traces")
    assert {path.name for path in (tmp_path / "t").iterdir()} == {f"{id_}.json" for id_ in HURRIED.scenarios} | {MARKER}
    for id_ in HURRIED.scenarios:
        assert Report.model_validate_json((tmp_path / "t" / f"{id_}.json").read_text()).ok


def test_a_playlist_is_the_one_chapter_and_leads_on_in_its_order(hurried: Exported) -> None:
    assert {path.stem for path in (hurried.root / "scenarios").glob("*.html")} == set(HURRIED.scenarios)
    assert HURRIED.title in hurried.pages["index.html"].text
    for before, after in zip(HURRIED.scenarios, HURRIED.scenarios[1:], strict=False):
        leads = {file for file, _ in hurried.leads(f"scenarios/{before}/takeaway.html")}
        assert f"scenarios/{after}.html" in leads
    others = {scenario.scenario for scenario in CATALOGUE.scenarios()} - set(HURRIED.scenarios)
    for page in hurried.pages:
        assert not {file for file, _ in hurried.leads(page)} & {f"scenarios/{other}.html" for other in others}, page


def test_the_order_is_the_playlist_s_and_not_the_catalogue_s(pack: Path, tmp_path: Path) -> None:
    assert exported(pack, tmp_path / "site").exit == 0
    site = Exported(tmp_path / "site")
    assert "scenarios/of-foo.html" in {file for file, _ in site.leads("scenarios/alone/takeaway.html")}
    assert "scenarios/alone.html" in {file for file, _ in site.leads("scenarios/of-foo.html")}


def test_what_a_reader_cannot_try_is_not_offered(hurried: Exported) -> None:
    """A question keeps its answer where the page that proves it is not exported."""
    questions = hurried.pages["questions.html"].text
    assert "Why is my access token no JWT?" in questions
    assert "Ask without an audience" not in questions
    assert "Send bar&#39;s token to baz" in questions or "Send bar's token to baz" in questions


def test_an_author_s_link_to_what_is_not_exported_is_its_text(pack: Path, tmp_path: Path) -> None:
    text = "[the bench](/workbench), [the demo](/scenarios/bar-token-to-baz), [bar](/scenarios/of-foo/takeaway)"
    pack_files.scenario(pack / "02-two", "alone", "mine", head=f"story: 'See {text}.'\n")
    assert exported(pack, tmp_path / "site").exit == 0
    page = (tmp_path / "site" / "scenarios" / "alone.html").read_text("utf-8")
    assert 'See the bench, the demo, <a href="of-foo/takeaway.html" rel="noopener noreferrer">bar</a>.' in page


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("/scenarios/nobody", "/scenarios/nobody, which is no page at all"),
        ("/nowhere", "/nowhere, which is no page at all"),
        ("next.html", "next.html, which is no page at all"),
        ("#here", "a place that is not there: #here, in scenarios/alone.html"),
        ("/glossary#nothing", "a place that is not there: #nothing, in glossary.html"),
    ],
)
def test_a_dead_link_fails_the_export_by_name_and_leaves_the_earlier_one(
    pack: Path, tmp_path: Path, link: str, says: str
) -> None:
    site = tmp_path / "site"
    assert exported(pack, site).exit == 0
    before = {name: (site / name).read_bytes() for name in Exported(site).files()}
    pack_files.scenario(pack / "02-two", "alone", "mine", head=f"story: 'See [this]({link}).'\n")
    said = exported(pack, site)
    assert (said.exit, said.out) == (2, "")
    assert f"Error: the page /scenarios/alone leads to {says}\n" in said.err
    assert {name: (site / name).read_bytes() for name in Exported(site).files()} == before


def test_what_does_not_come_out_as_it_says_is_told_and_written_and_ends_with_1(pack: Path, tmp_path: Path) -> None:
    pack_files.scenario(pack / "02-two", "alone", "mine", status=200)
    said = exported(pack, tmp_path / "site")
    assert said.exit == 1
    assert "pages of 2 scenarios" in said.out
    assert said.err.endswith("Error: not as expected: alone. `aud run` says what came instead.\n")
    page = (tmp_path / "site" / "scenarios" / "alone" / "at-the-door.html").read_text("utf-8")
    assert "This replay did not come out as the scenario says." in page
    assert exported(pack, tmp_path / "t", "--format", "trace").exit == 1


def test_a_pack_with_a_name_has_it_in_its_files(pack: Path, tmp_path: Path) -> None:
    about = "pack: acme\nlanguage: 1\ntitle: Acme\nlicence: MIT\nauthors: [Us]\n"
    pack_files.write(pack / "pack.yaml", about)
    said = called("export", tmp_path / "site", "--scenarios", pack, "--playlist", "acme.mine")
    assert said.exit == 0, said.err
    assert (tmp_path / "site" / "scenarios" / "acme.alone" / "takeaway.html").is_file()
    assert Exported(tmp_path / "site").reached() == set(Exported(tmp_path / "site").pages)


def test_a_path_leads_through_its_pages_to_its_end(everything: Exported) -> None:
    page, came_by = "paths/hurried.html", []
    while page != "paths/hurried/end.html":
        came_by.append(page)
        leads = re.findall(r'<a class="button primary"(?: rel="next")? href="([^"]+)"', everything.pages[page].text)
        page = posixpath.normpath(posixpath.join(posixpath.dirname(page), leads[0]))
    assert {name.split("/")[1].removesuffix(".html") for name in came_by} == {
        "hurried",
        "bar-token-to-bar",
        "bar-token-to-baz",
        "audience-not-checked",
        "tampered-aud",
    }
    assert all(name.endswith("/path_hurried.html") for name in came_by[1:])


def test_step_ids_that_look_like_our_files_take_no_page_away(pack: Path, tmp_path: Path) -> None:
    step = "  - {id: %s, title: Again, call: {api: bar, request: GET /orders}, expect: {status: 401}}\n"
    path = pack_files.scenario(pack / "02-two", "alone")
    with path.open("a") as file:
        file.writelines(step % id_ for id_ in ("index", "predict", "what-if", "said-1", "path-hurried"))
    assert exported(pack, tmp_path / "site").exit == 0
    folder = tmp_path / "site" / "scenarios" / "alone"
    assert {path.name for path in folder.iterdir()} >= {
        "index.html",
        "predict.html",
        "what-if.html",
        "said-1.html",
        "path-hurried.html",
    }


def test_an_earlier_export_is_replaced_and_what_is_not_ours_stays(pack: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert called("export", site, "--playlist", "hurried").exit == 0
    pack_files.write(site / "CNAME", "tokens.example.org")
    pack_files.write(site / "scenarios" / "notes.txt", "mine")
    (site / ".export-part").mkdir()
    pack_files.write(site / ".export-part" / "half.html", "<p>of an export that was killed")
    assert exported(pack, site).exit == 0
    again = Exported(site)
    assert (site / "CNAME").read_text() == "tokens.example.org"
    assert (site / "scenarios" / "notes.txt").read_text() == "mine"
    assert not [name for name in again.files() if "bar-token" in name or "half" in name]
    assert not (site / "scenarios" / "bar-token-to-baz").exists()
    assert json.loads((site / MARKER).read_text())["files"] == sorted(
        again.files() - {MARKER, "CNAME", "scenarios/notes.txt"}
    )


@pytest.mark.parametrize("marker", [None, "", "[]", '{"files": []}', '{"made_by": "us", "files": []}', "[" * 100_000])
def test_a_directory_of_somebody_else_s_is_refused(tmp_path: Path, marker: str | None) -> None:
    pack_files.write(tmp_path / "site" / "index.html", "mine")
    if marker is not None:
        pack_files.write(tmp_path / "site" / MARKER, marker)
    said = called("export", tmp_path / "site", "--playlist", "hurried")
    assert (said.exit, said.out) == (2, "")
    assert "site is not empty, and holds no earlier export" in said.err
    assert "Name an empty or a new directory" in said.err
    assert (tmp_path / "site" / "index.html").read_text() == "mine"


def test_a_marker_that_lists_others_files_removes_none_of_them(pack: Path, tmp_path: Path) -> None:
    outside = pack_files.write(tmp_path / "outside.txt", "mine")
    listed = ["../outside.txt", str(outside), "a/../../outside.txt", ".", "", "nul\0", "folder", "away/outside.txt"]
    pack_files.write(tmp_path / "site" / MARKER, json.dumps({"made_by": "audience-sandbox", "files": listed[:-1]}))
    pack_files.write(tmp_path / "site" / "folder" / "kept.txt", "mine")
    assert exported(pack, tmp_path / "site").exit == 0
    assert outside.read_text() == "mine"
    assert (tmp_path / "site" / "folder" / "kept.txt").read_text() == "mine"


@pytest.mark.parametrize("link", ["scenarios", "static", "traces"])
def test_no_file_is_written_through_a_link_that_leads_out(pack: Path, tmp_path: Path, link: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    site = tmp_path / "site"
    site.mkdir()
    (site / MARKER).write_text('{"made_by": "audience-sandbox", "files": []}')
    (site / link).symlink_to(outside)
    said = exported(pack, site)
    assert said.exit == 2
    assert "a link leads out of it" in said.err
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    ("where", "says"),
    [("file", "is a file; name a directory"), ("file/below", "Not a directory"), ("x" * 300, "File name too long")],
)
def test_where_nothing_can_be_written(tmp_path: Path, where: str, says: str) -> None:
    pack_files.write(tmp_path / "file", "mine")
    said = called("export", tmp_path / where, "--playlist", "hurried")
    assert (said.exit, said.out) == (2, "")
    assert says in said.err


def test_a_disk_that_is_full_leaves_the_earlier_export_as_it_was(pack: Path, tmp_path: Path) -> None:
    """A process that may write no file above 20 kB stands for it: the same error from the same call."""
    site = tmp_path / "site"
    assert exported(pack, site).exit == 0
    before = {name: (site / name).read_bytes() for name in Exported(site).files()}
    small = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (20_000, 20_000))
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", "export", site, "--playlist", "hurried"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=small,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search(r"Error: cannot write \S+: File too large\n", done.stderr), done.stderr
    assert {name: (site / name).read_bytes() for name in Exported(site).files()} == before


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--playlist", "huried"], "there is no playlist `huried`; did you mean `hurried`?"),
        (["--format", "pdf"], "Invalid value for '--format'"),
        ([], "Missing argument 'DIR'"),
    ],
)
def test_what_is_named_wrongly_ends_with_2(tmp_path: Path, options: list[str], says: str) -> None:
    said = called("export", *options, *([tmp_path / "site"] if options else []))
    assert (said.exit, said.out) == (2, "")
    assert says in said.err
    assert not (tmp_path / "site").exists()


def test_a_pack_with_mistakes_is_not_exported(pack: Path, tmp_path: Path) -> None:
    pack_files.write(pack / "01-one" / "broken.yaml", "scenario: broken\ntitle: [\n")
    said = exported(pack, tmp_path / "site")
    assert (said.exit, said.out) == (2, "")
    assert "broken.yaml:2:8: this `[` is never closed [AS001]" in said.err
    assert not (tmp_path / "site").exists()


def test_handouts_name_the_public_url(tmp_path: Path) -> None:
    said = aud("export", tmp_path / "site", "--playlist", "hurried", "--public-url", "https://workshop.example.org")
    handouts = tmp_path / "site" / "paths" / "hurried" / "handout.html"
    assert (said.exit, said.out.splitlines()[-1]) == (0, f"All handouts, to print: {handouts}")
    text = handouts.read_text("utf-8")
    assert "https://workshop.example.org/scenarios/bar-token-to-baz" in text
    assert "localhost:8000" not in text
