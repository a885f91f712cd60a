"""Pages of steps that ask an issuer or fetch a document, and of calls that an api sends."""

from collections.abc import Callable

from sandbox.views.scenario.page import ScenarioPage

Page = Callable[..., ScenarioPage]


def rows(page: ScenarioPage) -> list[tuple[str, str, str, bool, bool]]:
    """The messages of the step in focus: from whom, to whom, what, whether leftward, whether on the side."""
    return [(r.sender.id, r.receiver.id, r.label, r.leftward, r.aside) for r in page.sequence.messages if r.current]


def test_an_api_that_passes_a_letter_on_is_its_sender(page: Page) -> None:
    shown = page("passed-on", "upstream")
    assert [actor.id for actor in shown.sequence.actors] == ["agent", "issuer", "tools", "tickets"]
    assert rows(shown) == [
        ("tools", "tickets", "GET /tickets", False, False),
        ("tickets", "issuer", "GET /.well-known/jwks.json", True, True),
        ("tools", "tickets", "GET /tickets", True, False),
    ]
    assert shown.exchanges.entries[0].effects == ["Nothing: tickets has not acted. The check Audience refused."]


def test_an_api_that_exchanges_a_letter_sends_the_old_and_holds_the_new(page: Page) -> None:
    shown = page("exchanged", "exchange")
    assert [actor.id for actor in shown.sequence.actors] == ["agent", "issuer", "tools", "tickets"]
    assert [(sender, to, left) for sender, to, _, left, _ in rows(shown)] == [
        ("tools", "issuer", True),
        ("tools", "issuer", False),
    ]
    there, back = [row for row in shown.sequence.messages if row.current]
    assert there.letters != back.letters
    assert rows(page("exchanged", "upstream"))[0][:2] == ("tools", "tickets")


def test_what_the_issuer_said_stands_beside_the_letter(page: Page) -> None:
    shown = page("ask-the-issuer", "orders-asks")
    assert shown.outcome.document
    assert shown.outcome.document.title == "issuer answers POST /oauth/introspect"
    marked = {line.text.partition('"')[2].partition('"')[0]: line.mark for line in shown.outcome.document.lines}
    assert (marked["active"], marked["aud"].partition(" ")[0], marked["jti"]) == ("highlight", "aud", "")
    assert [token.opaque for token in shown.outcome.tokens] == [True]
    assert [entry.answer for entry in shown.exchanges.entries] == ["200 active"]
    assert shown.exchanges.entries[0].effects == ["orders knows what the token says."]
    other = page("ask-the-issuer", "reports-asks")
    assert other.outcome.document
    assert [line.text for line in other.outcome.document.lines] == ['"active": false']
    assert other.exchanges.entries[0].effects == ["reports knows no more than that the token is not active for it."]


def test_a_reader_that_asked_says_so(page: Page) -> None:
    shown = page("ask-the-issuer", "at-orders")
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


def test_a_document_is_shown_with_what_to_look_at(page: Page) -> None:
    shown = page("the-way-to-a-token", "about-tools")
    assert shown.outcome.document
    assert shown.outcome.document.title == "tools answers GET /.well-known/oauth-protected-resource"
    assert [line.mark.partition(" ")[0] for line in shown.outcome.document.lines[:3]] == [
        "aud",
        "highlight",
        "highlight",
    ]
    assert (shown.onward.workbench, shown.outcome.tokens, shown.outcome.checks) == ("", [], None)
    assert shown.exchanges.entries[0].effects[0].startswith("agent knows what to ask a token for: ")
    other = page("the-way-to-a-token", "about-the-issuer")
    assert other.exchanges.entries[0].effects == ["agent knows where issuer is asked for what."]


def test_a_proof_is_shown_as_the_letter_that_it_is_beside_what_was_said_of_it(page: Page) -> None:
    shown = page("a-proof-for-another", "to-both")
    (proof,) = shown.outcome.tokens
    assert (proof.kind, proof.signed_by, len(proof.addresses)) == ("Client assertion", "Sealed by the client itself", 2)
    assert shown.outcome.document
    assert shown.outcome.document.lines[0].text == '"error": "invalid_client",'
    assert [entry.answer for entry in shown.exchanges.entries] == ["401 invalid_client"]
    first = page("a-proof-for-another", "proof")
    assert [token.kind for token in first.outcome.tokens] == ["Access token", "Client assertion"]
    assert first.outcome.document is None
