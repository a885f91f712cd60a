"""Times and sections, as rows of checks have them."""

from collections.abc import Callable

import pytest

from sandbox.replay.trace import Check
from sandbox.views.parts.checks import CheckRow, check_rows, duration, spec_url
from sandbox.views.scenario.page import ScenarioPage
from tests.running import FOO
from tests.views.conftest import replayed


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


def type_row(typ: str | None, expected: list[str | None], verdict: str, reason: str | None) -> CheckRow:
    """The row of a type check with this finding."""
    was = replayed("bar-token-to-baz", None).steps[-1]
    found = {"verdict": verdict, "expected": expected, "actual": typ, "reason": reason}
    check = Check.model_validate(next(one for one in was.checks if one.id == "type").model_dump() | found)
    (row,) = check_rows(was.model_copy(update={"checks": [check]}), 0, FOO)
    return row


@pytest.mark.parametrize("typ", ["JWT", "jwt", None])
def test_a_type_that_id_tokens_have_too_tells_nothing(typ: str | None) -> None:
    row = type_row(typ, ["JWT", None], "pass", None)
    assert (row.mark, row.spoken, row.verdict) == ("?", "cannot tell", "unclear")
    assert "ID tokens have the same type" in row.reason


def test_a_type_of_access_tokens_alone_tells_it() -> None:
    row = type_row("at+jwt", ["at+jwt", "application/at+jwt"], "pass", None)
    assert (row.mark, row.verdict, row.reason) == ("✓", "pass", "")


@pytest.mark.parametrize(
    ("typ", "expected", "says"),
    [
        ("at+jwt", ["JWT", None], "speaks Auth0's dialect"),
        ("application/at+JWT", ["JWT", None], "speaks Auth0's dialect"),
        ("JWT", ["at+jwt", "application/at+jwt"], "follows RFC 9068"),
    ],
)
def test_a_type_of_the_other_dialect_is_refused_with_a_word(typ: str, expected: list[str | None], says: str) -> None:
    assert says in type_row(typ, expected, "fail", "mismatch").reason


def test_the_checks_in_short_name_the_one_that_decides(page: Callable[..., ScenarioPage]) -> None:
    short = [page("bar-token-to-baz", "at-baz", what_if).outcome.checks.in_short for what_if in (0, 1)]  # type: ignore[union-attr]
    assert short == [
        "5 ✓ · Audience ✗ decides · 1 cannot tell · 3 more would have held",
        "8 ✓ · Audience ✗ not enforced here · 1 cannot tell",
    ]
