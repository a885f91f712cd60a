"""Authors' texts, and two strings side by side."""

import pytest

from sandbox.tokens.checks import CHECK_SPECS
from sandbox.tokens.names import CHECKS
from sandbox.views.parts.check_words import WORDS, mode_sentence, mode_words
from sandbox.views.parts.checks import duration, spec_url
from sandbox.views.parts.markdown import markdown
from sandbox.views.parts.values import Value, compared
from tests.running import FOO


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>x</script>", "&lt;script&gt;"),
        ("a <b onclick=x>b</b>", "&lt;b onclick=x&gt;"),
        ("# Title", "<h3>Title</h3>"),
        ("###### Small", "<h6>Small</h6>"),
        ("[x](https://example.com/)", 'rel="noopener noreferrer"'),
        ("**bar** said", '<strong class="hue-0">bar</strong>'),
        ("`https://baz.foo.com`", '<code class="hue-1">https://baz.foo.com</code>'),
        ("**bart**", "<strong>bart</strong>"),
    ],
)
def test_a_text_becomes(text: str, html: str) -> None:
    assert html in markdown(text, FOO)


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "![x](https://example.com/x.png)",
        "<img src=x>",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_a_text_never_becomes(text: str) -> None:
    html = markdown(text, FOO)
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html


def marked(values: list[Value]) -> list[str]:
    return [f"{value.same}[{value.differs}]{value.rest}" if value.differs else value.same for value in values]


@pytest.mark.parametrize(
    ("expected", "actual", "shown"),
    [
        ("https://baz.foo.com", "https://bar.foo.com", ("https://ba[z].foo.com", "https://ba[r].foo.com")),
        ("https://bar.foo.com", "https://bar.foo.com/", ("https://bar.foo.com[∅]", "https://bar.foo.com[/]")),
        ("https://bar.foo.com", "https://Bar.foo.com", ("https://[b]ar.foo.com", "https://[B]ar.foo.com")),
        ("bar", "bar ", ("bar[∅]", "bar[␠]")),
        ("bar", " bar", ("[∅]bar", "[␠]bar")),
        ("aa", "aaa", ("aa[∅]", "aa[a]")),
        ("", "x", ("[∅]", "[x]")),
        ("bar", "bar", ("bar", "bar")),
    ],
)
def test_the_difference_is_marked_character_by_character(expected: str, actual: str, shown: tuple[str, str]) -> None:
    wanted, found = compared([expected], actual, FOO)
    assert (*marked(wanted), *marked(found)) == shown


def test_nothing_is_marked_between_several() -> None:
    wanted, found = compared(["a", "b"], ["c", "d"], FOO)
    assert (marked(wanted), marked(found)) == (["a", "b"], ["c", "d"])


def test_values_that_are_no_strings_are_shown_as_json() -> None:
    assert marked(compared(["a"], {"b": None}, FOO)[1]) == ['{"b": null}']
    assert marked(compared(["a"], [], FOO)[1]) == ["[]"]


def test_each_audience_has_its_own_hue_everywhere() -> None:
    hues = [compared([name], "x", FOO)[0][0].hue for name in ("https://bar.foo.com", "bar", "https://baz.foo.com")]
    assert hues == ["hue-0", "hue-0", "hue-1"]
    assert compared(["www"], "issuer", FOO)[0][0].hue == "hue-client"
    assert compared(["www"], "issuer", FOO)[1][0].hue == "hue-issuer"


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "5 s"), (59, "59 s"), (60, "1 min 0 s"), (892, "14 min 52 s"), (36_000, "10 h 0 min")]
)
def test_durations(seconds: int, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("spec", "url"),
    [
        ("RFC 7519 §4.1.3", "https://www.rfc-editor.org/rfc/rfc7519.html#section-4.1.3"),
        ("RFC 9068", "https://www.rfc-editor.org/rfc/rfc9068.html"),
        ("RFC x", None),
        ("a book", None),
    ],
)
def test_where_a_section_is_read(spec: str, url: str | None) -> None:
    assert spec_url(spec) == url


def test_there_are_words_for_every_check_and_every_flaw_and_no_others() -> None:
    assert tuple(WORDS) == CHECKS
    for check, words in WORDS.items():
        flaws = CHECK_SPECS[check].flaws
        assert list(words.flaws) == [flaw.name for flaw in flaws]
        for flaw in flaws:
            assert mode_sentence(check, flaw.word) == f"This deployment {mode_words(check, flaw.word)}."
            assert f"as {flaw.word}" not in mode_words(check, flaw.word)
        assert mode_sentence(check, "on") == mode_words(check, "on") == ""
        assert mode_sentence(check, "off") == "This deployment does not make this check."
    assert mode_sentence("expiry", "leeway-90s") == "This deployment allows 90s of leeway."
    assert mode_sentence("audience", "of-tomorrow") == "This deployment makes this check as of-tomorrow."
