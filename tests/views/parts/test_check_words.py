"""There are words for everything that can be checked."""

from sandbox.tokens.names import CHECKS, FLAWS
from sandbox.views.parts.check_words import QUESTIONS, TITLES, how_made


def test_there_are_words_for_every_check_and_every_flaw() -> None:
    assert set(TITLES) == set(QUESTIONS) == set(CHECKS)
    for flaws in FLAWS.values():
        for flaw in flaws:
            assert how_made(flaw).startswith("This deployment ")
            assert f"as {flaw}" not in how_made(flaw)
    assert how_made("on") == ""
    assert how_made("leeway-5m") == "This deployment allows 5m of leeway."
    assert how_made("of-tomorrow") == "This deployment makes this check as of-tomorrow."
