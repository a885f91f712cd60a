"""The glossary: a term is one sentence, and each vendor's term has a source."""

import re
from urllib.parse import urlsplit

import pytest

from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.views.parts.glossary_terms import WORDS, Word
from sandbox.views.parts.markdown import markdown
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


@pytest.mark.parametrize("term", ["issuer", "claim", "scope", "client"])
def test_a_private_word_of_the_first_chapter_leads_here_where_it_comes_first(term: str) -> None:
    catalogue = shipped_catalogue()
    texts = [
        (text, catalogue.worlds[scenario.world])
        for scenario in catalogue.chapters[0].scenarios
        for text in (scenario.story, *(step.explain for step in scenario.steps))
    ]
    page = next(markdown(text, world) for text, world in texts if re.search(rf"\b{term}\b", text))
    before_links = re.split(r'<a class="term"[^>]*>', page)
    assert not re.search(rf"\b{term}\b", before_links[0])
    assert any(text.startswith((f"{term}<", f"{term} id<", f"{term}s<")) for text in before_links[1:])
