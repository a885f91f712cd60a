"""What a step can do: one module a verb, with its model, its words and its rules."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import Any, Final

from sandbox.reading.diagnostics import Place
from sandbox.reading.models import Identifier, Line, Strict
from sandbox.scenarios.verb_spec import VerbSpec
from sandbox.scenarios.verbs.call import Call
from sandbox.scenarios.verbs.fetch import Fetch
from sandbox.scenarios.verbs.get_token import GetToken
from sandbox.scenarios.verbs.inspect import Inspect
from sandbox.scenarios.verbs.introspect import Introspect
from sandbox.scenarios.verbs.mint import Mint
from sandbox.scenarios.verbs.narrate import Narrate
from sandbox.scenarios.verbs.revoke import Revoke
from sandbox.scenarios.verbs.rotate_keys import RotateKeys
from sandbox.scenarios.verbs.sign_out import SignOut
from sandbox.scenarios.verbs.tamper import Tamper
from sandbox.scenarios.verbs.userinfo import Userinfo


class StepBase(Strict):
    """What a step is called, and what it does: one that was found right has exactly one verb.

    The names of the verbs are those of their modules, here and in the other rooms.
    """

    id: Identifier
    title: Line
    get_token: GetToken | None = None
    mint: Mint | None = None
    tamper: Tamper | None = None
    call: Call | None = None
    introspect: Introspect | None = None
    userinfo: Userinfo | None = None
    revoke: Revoke | None = None
    sign_out: SignOut | None = None
    fetch: Fetch | None = None
    inspect: Inspect | None = None
    rotate_keys: RotateKeys | None = None
    narrate: Narrate | None = None

    def verbs(self) -> Iterator[tuple[str, Strict]]:
        """Its verbs by key; a step that was found right has one."""
        return ((name, verb) for name in VERBS if (verb := getattr(self, name)) is not None)

    @cached_property
    def verb_name(self) -> str:
        """The key of the step's verb, such as ``call``."""
        return next(self.verbs())[0]

    @cached_property
    def verb(self) -> Strict:
        """The step's one verb."""
        return next(self.verbs())[1]

    def uses(self) -> Iterator[tuple[Place, str]]:
        """The names of the tokens that it needs, and where in it they stand."""
        for name, verb in self.verbs():
            for key in VERBS[name].uses:
                if (token := getattr(verb, key)) is not None:
                    yield (name, key), token

    def saves(self) -> list[str]:
        """The names under which it saves tokens."""
        names = (getattr(verb, key) for name, verb in self.verbs() for key in VERBS[name].saves)
        return [name for name in names if name]

    @cached_property
    def client(self) -> str | None:
        """The client that asks an issuer in it; None if no issuer is asked."""
        asks = ((VERBS[name].client, verb) for name, verb in self.verbs())
        return next((client(verb) for client, verb in asks if client is not None), None)


VERBS: Final[Mapping[str, VerbSpec[Any]]] = {
    name: import_module(f"{__name__}.{name}").SPEC for name in StepBase.model_fields if name not in ("id", "title")
}
"""What the language says of each verb, by its key, in the order of the reference."""
