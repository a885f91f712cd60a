"""``act``: what a reader can change about a call, and then see the answer: named choices, an ``aud`` of their own."""

import json
from collections.abc import Iterator
from typing import Annotated, Any, Final

from pydantic import Field

from sandbox.errors import SandboxError
from sandbox.reading.models import Identifier, Line, Strict, Text
from sandbox.scenarios.expect import Expect
from sandbox.scenarios.verbs.call import Call
from sandbox.scenarios.verbs.get_token import GetToken
from sandbox.scenarios.verbs.mint import Mint
from sandbox.scenarios.verbs.tamper import Tamper
from sandbox.settings import LIMITS

YOURS: Final = "yours"
"""The id of the choice that a reader writes."""
BRINGS: Final = ("get_token", "mint", "tamper")
"""The verbs by which a choice brings another token."""


class Choice(Strict):
    """One thing that can be changed: the token, how the api makes its checks, or both."""

    id: Identifier
    says: Line
    get_token: GetToken | None = None
    mint: Mint | None = None
    tamper: Tamper | None = None
    verify: dict[str, str] = Field(default_factory=dict)
    expect: Expect = Field(default_factory=Expect)
    because: Text = ""

    def verbs(self) -> Iterator[tuple[str, Any]]:
        """The verbs that bring another token, by key; a choice that was found right has one at most."""
        return ((name, verb) for name in BRINGS if (verb := getattr(self, name)) is not None)


class Act(Strict):
    """What can be changed about the call of a step."""

    ask: Line
    watch: Text = ""
    choices: Annotated[list[Choice], Field(min_length=2, max_length=LIMITS.choices_in_act)]
    aud: Annotated[str, Field(max_length=LIMITS.uri_chars)] | None = None
    modes: list[str] = Field(default_factory=list)

    def choice(self, id_: str) -> Choice | None:
        """The choice of an id."""
        return next((choice for choice in self.choices if choice.id == id_), None)


class CannotSign(SandboxError):
    """What a reader wrote as an ``aud``, and no issuer can write into a token."""

    code = "cannot_sign"


def own_choice(act: Act, call: Call, aud: str, mode: str) -> Choice:
    """What a reader wrote, as a choice: the token with this ``aud``, signed by the issuer, at such an api.

    Args:
        act: What can be changed.
        call: The call of its step.
        aud: The audience as it was typed; a list of them in JSON.
        mode: How the api compares it; empty for as it does.

    Raises:
        CannotSign: It is no audience (RFC 7519 §4.1.3), or the api cannot compare so.

    """
    if act.aud is None or call.token is None:
        raise CannotSign("this step has no field for an aud of your own")
    if mode and mode not in act.modes:
        allowed = ", ".join(act.modes) or "none"
        raise CannotSign(f"there is no mode `{mode[:40]}` here; allowed: {allowed}")
    mint = Mint(like=call.token, claims={"aud": audience_typed(aud)}, save=call.token)
    return Choice(id=YOURS, says="Your own aud", mint=mint, verify={"audience": mode} if mode else {})


def audience_typed(text: str) -> Any:
    """The audience that somebody typed: a string as it stands, or a list of strings in JSON.

    Raises:
        CannotSign: It is too long, has characters that no line has, or is no such list.

    """
    if len(text) > LIMITS.uri_chars:
        raise CannotSign(f"an aud has at most {LIMITS.uri_chars} characters here; this one has {len(text)}")
    if any(ord(one) < ord(" ") or 0x7F <= ord(one) < 0xA0 or 0xD800 <= ord(one) < 0xE000 for one in text):
        raise CannotSign("an aud is one line here, without control characters")
    if not text.lstrip().startswith("["):
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        why = f": column {error.colno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else ""
        raise CannotSign(f"what begins with [ is read as a list in JSON, and this is none{why}") from None
    if not all(isinstance(one, str) for one in value):
        raise CannotSign('an aud is a string or a list of strings (RFC 7519 §4.1.3), such as ["https://a.example"]')
    if len(value) > LIMITS.audiences_typed:
        raise CannotSign(f"an aud names at most {LIMITS.audiences_typed} audiences here; this one names {len(value)}")
    if any("\ud800" <= char <= "\udfff" for one in value for char in one):
        raise CannotSign("JSON has no half characters")
    return value
