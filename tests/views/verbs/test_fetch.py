"""The page of a document."""

from collections.abc import Callable

from sandbox.views.scenario.page import ScenarioPage

Page = Callable[..., ScenarioPage]


def test_a_document_is_shown_with_what_to_look_at(page: Page) -> None:
    shown = page("protected-resource-metadata", "about-tools")
    assert shown.document
    assert shown.document.title == "tools answers GET /.well-known/oauth-protected-resource"
    assert [line.mark.partition(" ")[0] for line in shown.document.lines[:3]] == ["aud", "highlight", "highlight"]
    assert (shown.workbench, shown.letters, shown.checks) == ("", [], [])
    assert shown.wire[0].changed[0].startswith("agent knows what to ask a token for: ")
    other = page("protected-resource-metadata", "about-the-issuer")
    assert other.wire[0].changed == ["agent knows where issuer is asked for what."]
