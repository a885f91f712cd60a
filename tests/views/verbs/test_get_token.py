"""Pages of token requests: what an exchange sends and brings, and the assertion of a client."""

from collections.abc import Callable

from sandbox.views.scenario.page import ScenarioPage

Page = Callable[..., ScenarioPage]


def rows(page: ScenarioPage) -> list[tuple[str, str, str, bool, bool]]:
    """The messages of the step in focus: from whom, to whom, what, whether leftward, whether on the side."""
    return [(r.sender.id, r.receiver.id, r.label, r.leftward, r.aside) for r in page.sequence.messages]


def test_an_api_that_exchanges_a_letter_sends_the_old_and_holds_the_new(page: Page) -> None:
    shown = page("token-exchange", "exchange")
    assert [actor.id for actor in shown.sequence.actors] == ["agent", "issuer", "tools", "tickets"]
    assert [(sender, to, left) for sender, to, _, left, _ in rows(shown)] == [
        ("tools", "issuer", True),
        ("tools", "issuer", False),
    ]
    there, back = shown.sequence.messages
    assert there.token_hues != back.token_hues
    assert rows(page("token-exchange", "upstream"))[0][:2] == ("tools", "tickets")


def test_a_proof_is_shown_as_the_letter_that_it_is_beside_what_was_said_of_it(page: Page) -> None:
    shown = page("client-assertion-aud", "to-both")
    (proof,) = shown.outcome.tokens
    assert (proof.kind, proof.signed_by, len(proof.addresses)) == ("Client assertion", "Sealed by the client itself", 2)
    assert shown.outcome.document
    assert shown.outcome.document.lines[0].text == '"error": "invalid_client",'
    assert [entry.answer for entry in shown.exchanges.entries] == ["401 invalid_client"]
    first = page("client-assertion-aud", "proof")
    assert [letter.kind for letter in first.outcome.tokens] == ["Access token", "Client assertion"]
    assert first.outcome.document is None
