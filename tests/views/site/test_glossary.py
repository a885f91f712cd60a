"""The glossary: a term is one sentence, and each vendor's term has a source."""

import re
from urllib.parse import urlsplit

import pytest

from sandbox.views.parts.glossary_terms import WORDS, Word
from sandbox.views.site.glossary_vendors import VENDORS

TRUSTED = (
    "www.rfc-editor.org",
    "openid.net",
    "auth0.com",
    "learn.microsoft.com",
    "developer.okta.com",
    "www.keycloak.org",
    "docs.aws.amazon.com",
    "developers.google.com",
    "kubernetes.io",
)


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.id)
def test_a_word_is_one_sentence(word: Word) -> None:
    assert len(re.findall(r"[.](?= |$)", word.sentence)) == 1, word.sentence


def test_every_vendor_has_every_word_and_a_source_of_its_own_for_it() -> None:
    assert len(VENDORS) == 8
    for vendor in VENDORS:
        assert list(vendor.terms) == [word.id for word in WORDS], vendor.name
        for term, source in vendor.terms.values():
            assert term
            at = urlsplit(vendor.sources[source].url)
            assert (at.scheme, at.hostname) == ("https", at.hostname)
            assert at.hostname in TRUSTED
        assert {source for _, source in vendor.terms.values()} == {*vendor.sources}, vendor.name
