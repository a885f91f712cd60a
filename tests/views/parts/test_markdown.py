"""Authors' texts: CommonMark, in which audiences take their colour."""

import pytest

from sandbox.views.parts.markdown import markdown
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
