"""The page of an introspection: the token, and what the issuer says of it."""

from collections.abc import Callable

from sandbox.views.scenario.page import ScenarioPage

Page = Callable[..., ScenarioPage]


def test_what_the_issuer_said_stands_beside_the_letter(page: Page) -> None:
    shown = page("token-introspection", "orders-asks")
    assert shown.outcome.document
    assert shown.outcome.document.title == "issuer answers POST /oauth/introspect"
    marked = {line.text.partition('"')[2].partition('"')[0]: line.mark for line in shown.outcome.document.lines}
    assert (marked["active"], marked["aud"].partition(" ")[0], marked["jti"]) == ("highlight", "aud", "")
    assert [letter.opaque for letter in shown.outcome.tokens] == [True]
    assert [entry.answer for entry in shown.exchanges.entries] == ["200 active"]
    assert shown.exchanges.entries[0].effects == ["orders knows what the token says."]
    other = page("token-introspection", "reports-asks")
    assert other.outcome.document
    assert [line.text for line in other.outcome.document.lines] == ['"active": false']
    assert other.exchanges.entries[0].effects == ["reports knows no more than that the token is not active for it."]
