"""Pages of calls: who sends them, and who asked the issuer for the answer."""

from collections.abc import Callable

from sandbox.views.scenario.page import ScenarioPage

Page = Callable[..., ScenarioPage]


def rows(page: ScenarioPage) -> list[tuple[str, str, str, bool, bool]]:
    """The messages of the step in focus: from whom, to whom, what, whether leftward, whether on the side."""
    return [(r.sender.id, r.receiver.id, r.label, r.leftward, r.aside) for r in page.sequence.messages]


def test_an_api_that_passes_a_letter_on_is_its_sender(page: Page) -> None:
    shown = page("token-passthrough", "upstream")
    assert [actor.id for actor in shown.sequence.actors] == ["agent", "issuer", "tools", "tickets"]
    assert rows(shown) == [
        ("tools", "tickets", "GET /tickets", False, False),
        ("tickets", "issuer", "GET /.well-known/jwks.json", True, True),
        ("tools", "tickets", "GET /tickets", True, False),
    ]
    assert shown.exchanges.entries[0].effects == ["Nothing: tickets has not acted. The check Audience refused."]


def test_a_reader_that_asked_says_so(page: Page) -> None:
    shown = page("token-introspection", "at-orders")
    assert [(lamp.verdict, lamp.unvouched) for lamp in shown.outcome.lamps] == [("skipped", ""), ("pass", "")]
    assert (
        shown.outcome.lamps[0].answer
        == "The issuer itself said what it stands for, when it was asked. There is no seal."
    )
    assert shown.outcome.checks
    by_id = {check.id: check for check in shown.outcome.checks.rows}
    assert by_id["format"].question == "Does its issuer call it active?"
    assert by_id["signature"].reason.startswith("There is no seal")
    assert not any(check.unverified for check in shown.outcome.checks.rows)
