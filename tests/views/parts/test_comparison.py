"""Two tokens side by side: what differs and matters comes first, and is marked."""

from typing import Any

from sandbox.replay.trace import Token
from sandbox.views.parts.comparison import ClaimsTable, claims_table
from tests.running import FOO


def token(claims: dict[str, Any] | None, header: dict[str, Any] | None = None) -> Token:
    return Token(name="one", kind="access_token", raw="", header=header or {"typ": "JWT"}, claims=claims)


def compared(left: dict[str, Any], right: dict[str, Any]) -> ClaimsTable:
    found = claims_table(token(left), token(right), FOO)
    assert found
    return found


def test_what_cannot_be_read_is_not_compared() -> None:
    assert claims_table(token(None), token({}), FOO) is None
    assert claims_table(token({}), token(None), FOO) is None


def test_claims_stand_in_the_order_in_which_they_matter() -> None:
    claims = {"jti": "1", "scope": "a", "exp": 1, "aud": "x", "iss": "y", "color": "red"}
    names = [row.name for row in compared(claims, claims).rows]
    assert names == ["typ", "iss", "aud", "scope", "color", "jti", "exp"]


def test_the_first_character_that_differs_in_a_name_is_marked() -> None:
    aud = compared({"aud": "https://bar.foo.com"}, {"aud": "https://baz.foo.com"}).rows[1]
    assert (aud.left.same, aud.left.differs, aud.left.rest) == ("https://ba", "r", ".foo.com")
    assert (aud.right.differs, aud.differs) == ("z", True)
    assert (aud.left.hue, aud.right.hue) == ("hue-0", "hue-1")


def test_in_a_list_of_scopes_no_character_is_marked() -> None:
    scope = compared({"scope": "read:a"}, {"scope": "read:b"}).rows[1]
    assert (scope.left.same, scope.left.differs, scope.differs) == ("read:a", "", True)


def test_a_string_and_a_list_are_shown_as_they_are() -> None:
    aud = compared({"aud": "x"}, {"aud": ["x", "y"]}).rows[1]
    assert (aud.left.same, aud.right.same, aud.differs) == ("x", '["x", "y"]', True)


def test_a_claim_that_one_lacks_is_a_dash() -> None:
    rows = {row.name: row for row in compared({"azp": "www"}, {"exp": 1}).rows}
    assert (rows["azp"].left.same, rows["azp"].right.same, rows["azp"].differs) == ("www", "–", True)
    assert (rows["exp"].left.same, rows["exp"].differs) == ("–", False)


def test_what_is_new_in_every_token_is_no_difference() -> None:
    rows = {row.name: row for row in compared({"iat": 1, "sub": "a"}, {"iat": 2, "sub": "a"}).rows}
    assert not rows["iat"].differs
    assert not rows["sub"].differs
    assert rows["sub"].left.differs == ""
