"""The page of a document."""

from collections.abc import Callable

from sandbox.views.scenario.page import ScenarioPage

Page = Callable[..., ScenarioPage]


def test_a_document_is_shown_with_what_to_look_at(page: Page) -> None:
    shown = page("protected-resource-metadata", "about-tools")
    assert shown.outcome.document
    assert shown.outcome.document.title == "tools answers GET /.well-known/oauth-protected-resource"
    lines = shown.outcome.document.lines[:3]
    assert [line.mark.partition(" ")[0] for line in lines] == [
        "aud",
        "highlight",
        "highlight",
    ]
    assert (shown.onward.workbench, shown.outcome.tokens, shown.outcome.checks) == ("", [], None)
    assert shown.exchanges.entries[0].effects[0].startswith("agent knows what to ask a token for: ")
    other = page("protected-resource-metadata", "about-the-issuer")
    assert other.exchanges.entries[0].effects == ["agent knows where issuer is asked for what."]
