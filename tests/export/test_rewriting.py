"""A page becomes a file: what its marks mean, and what is told when it has none."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.export.pages import file_of
from sandbox.export.rewriting import DeadLink, Rewritten, rewrite

EXPORTED = ("/", "/glossary", "/scenarios/one", "/scenarios/one/step", "/scenarios/one/step?said=2")
HERE = "/scenarios/one/step"
IDENTIFIER = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)


def made(html: str, address: str = HERE) -> Rewritten:
    return rewrite(html, address, EXPORTED, {"recorded": "<p>Recorded</p>"})


@pytest.mark.parametrize(
    ("page", "address", "file"),
    [
        (HERE, "/", "../../index.html"),
        (HERE, "/#scenarios", "../../index.html#scenarios"),
        (HERE, "/scenarios/one/step?said=2", "step/said-2.html"),
        (HERE, "/static/css/base.css?v=1", "../../static/css/base.css?v=1"),
        (HERE, "#wire-1", "#wire-1"),
        (
            HERE,
            "https://www.rfc-editor.org/rfc/rfc7519.html#section-4",
            "https://www.rfc-editor.org/rfc/rfc7519.html#section-4",
        ),
        ("/", "/scenarios/one", "scenarios/one.html"),
        ("/scenarios/one/step?said=2", "/scenarios/one", "../../one.html"),
    ],
)
def test_addresses_become_relative(page: str, address: str, file: str) -> None:
    assert made(f'<a href="{address}">x</a>', page).text == f'<a href="{file}">x</a>'


@pytest.mark.parametrize(
    ("html", "file"),
    [
        ('<p>a<b data-server> <a href="/workbench">c</a> <br> &amp; </b>d</p>', "<p>ad</p>"),
        ('<p><meta data-server name="x">a</p>', "<p>a</p>"),
        ('<p data-server="recorded">Live <b>now</b></p>', "<p>Recorded</p>"),
        ('<p data-server="page">a <a href="/workbench">b</a></p>c', "c"),
        ('<p data-server="page">a <a href="/">b</a></p>', '<p>a <a href="../../index.html">b</a></p>'),
        ('<p>a <a data-server="text" href="/workbench">b <i>c</i></a> d</p>', "<p>a b <i>c</i> d</p>"),
        ('<a data-server="text" href="/glossary">b</a>', '<a href="../../glossary.html">b</a>'),
        ('<i hx-get="/" hx-push-url="true" data-x>b</i>', "<i data-x>b</i>"),
        ('<script src="/static/js/a.js" type="module"></script>', '<script src="../../static/js/a.js" defer></script>'),
        ('<p title="&quot;&lt;a&gt;&quot; &amp;amp;">&lt;b&gt; &#39; &eacute;</p>',) * 2,
        ('<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>', '<svg viewbox="0 0 1 1"><path d="M0 0"/></svg>'),
    ],
)
def test_marks_say_what_is_left_out(html: str, file: str) -> None:
    assert made(html).text == file


def test_what_is_left_out_is_no_place_and_needs_no_file() -> None:
    page = made(
        '<i id="a"></i><p data-server id="b"><img src="/static/x.png"></p>'
        '<p data-server="page" id="c"><a href="/search">x</a></p>'
    )
    assert page.ids == {"a"}
    assert page.static == set()
    assert page.omitted == {"/search"}


def test_the_policy_comes_before_all_that_it_is_about() -> None:
    text = made('<!doctype html><head><meta charset="utf-8"><link rel="icon" href="/static/i.svg"></head>').text
    assert re.match(
        r"<!doctype html><head><meta charset=\"utf-8\">\s*<meta http-equiv=\"Content-Security-Policy\"", text
    )


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ('<a href="/workbench">x</a>', "leads to /workbench, which is no page of the export"),
        ('<a href="/scenarios/one/step?said=3">x</a>', "leads to /scenarios/one/step?said=3, which is no page"),
        ('<b data-server="text"><a href="/search">x</a></b>', "leads to /search"),
        ('<form action="/search"></form>', "leads to /search"),
        ('<img src="next.png">', "leads to next.png"),
        ("<p><b></p>", "closes <p> where it is not open"),
        ("<p>", "does not close <p>"),
    ],
)
def test_anything_else_is_told(html: str, says: str) -> None:
    with pytest.raises(DeadLink, match=re.escape(f"the page {HERE} {says}")):
        made(html)


@given(st.lists(st.tuples(IDENTIFIER, IDENTIFIER, st.integers(1, 8)), min_size=2, max_size=6))
def test_no_two_pages_have_one_file(named: list[tuple[str, str, int]]) -> None:
    addresses = {"/", "/glossary"}
    for scenario, step, number in named:
        base = f"/scenarios/{scenario}"
        addresses |= {base, f"{base}/takeaway", f"{base}/handout", f"{base}/{step}", f"{base}/{step}/predict"}
        addresses |= {f"{base}/{step}/what-if/{number}", f"{base}/{step}?said={number}"}
    assert len({file_of(address) for address in addresses}) == len(addresses)
