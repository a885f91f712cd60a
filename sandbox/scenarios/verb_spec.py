"""What the scenario language says of a verb. Each module below ``verbs/`` declares one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sandbox.reading.diagnostics import Place, Problem
from sandbox.reading.models import Strict
from sandbox.scenarios.expect import Expect
from sandbox.scenarios.fields import KeyDoc, KeyDocs
from sandbox.scenarios.verb_problems import never_of_a_token
from sandbox.worlds.model import World

Verb = TypeVar("Verb", bound=Strict)


def _none(*_: Any) -> Iterator[Problem]:
    return iter(())


def _never_of_its_token(at: Place, _verb: Any, expect: Expect, _world: World) -> Iterator[Problem]:
    return never_of_a_token(at, expect)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbSpec(Generic[Verb]):
    """One verb of the language.

    The three functions that find problems take where the verb stands (`never_true`: where its expectations stand),
    the verb, what is expected of it, and its world.

    Args:
        name: Its key in a step, which is the name of its module, too.
        model: What stands under that key.
        doc: What it is for, and an example.
        keys: The same of each key of the model.
        parts: Models within it, by the key they stand under, each with the same of its keys.
        schema: What its JSON Schema says in addition to the model.
        sample_id: The id of the step that shows it in a new scenario; its name, with hyphens, if absent.
        uses: The keys that name a token which an earlier step saved.
        saves: The keys that name a token which it saves.
        unnamed: The name of the token that it brings where the step gives it no name.
        client: The client that asks an issuer; None if no issuer is asked.
        expects: The keys of `Expect` that can be true of it.
        references: Finds names that the world does not have.
        rules: Finds what is never granted.
        never_true: Finds expectations that can never hold.
        deployed: The same at an api that makes some checks otherwise; None for a verb that has no what-ifs.

    """

    name: str
    model: type[Verb]
    doc: KeyDoc
    keys: KeyDocs
    parts: Mapping[str, tuple[type[Strict], KeyDocs]] = field(default_factory=dict)
    schema: Mapping[str, Any] = field(default_factory=dict)
    sample_id: str = ""
    uses: tuple[str, ...] = ()
    saves: tuple[str, ...] = ()
    unnamed: str = ""
    client: Callable[[Verb], str] | None = None
    expects: tuple[str, ...] = ()
    references: Callable[[Place, Verb, Expect, World], Iterator[Problem]] = _none
    rules: Callable[[Place, Verb, Expect, World], Iterator[Problem]] = _none
    never_true: Callable[[Place, Verb, Expect, World], Iterator[Problem]] = _never_of_its_token
    deployed: Callable[[Verb, Mapping[str, str]], Verb] | None = None
