"""Times and sections, as rows of checks have them."""

import pytest

from sandbox.views.parts.checks import duration, spec_url


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
