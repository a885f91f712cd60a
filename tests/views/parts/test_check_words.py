"""The words for checks and their flaws."""

from sandbox.tokens.checks import CHECK_SPECS
from sandbox.tokens.names import CHECKS
from sandbox.views.parts.check_words import WORDS, mode_sentence, mode_words


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
