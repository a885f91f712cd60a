"""What pages show of a verb. Each module below ``verbs/`` declares one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sandbox.reading.models import Strict
from sandbox.replay.trace import Outcome, Token
from sandbox.scenarios.workbench.state import WorkbenchState
from sandbox.views.parts.imitation import Original, imitation
from sandbox.views.parts.shell_script import ShellScript
from sandbox.worlds.model import World

Verb = TypeVar("Verb", bound=Strict)


def _nothing(*_: Any) -> tuple[()]:
    return ()


def _unchanged(state: WorkbenchState, _verb: Any) -> WorkbenchState:
    return state


def _imitated(state: WorkbenchState, _verb: Any, original: Original) -> WorkbenchState:
    return imitation(state, original.token, "stranger", original.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbView(Generic[Verb]):
    """How one verb is shown. Every function but `shows_answer` is given the verb.

    Args:
        short: Its name in two or three words, for the step bar.
        parties: The ids of those who take part in it, besides the clients that ask an issuer.
        text: What it tells the reader before the step's own explanation (CommonMark).
        curl: Adds to a script what does the same, given also what came of it and the tokens it saved.
        source: The name of the token that its own token was made of, to be shown as it was before.
        highlight: The claims to look at.
        shows_answer: Whether the JSON that came is shown, given what came of it.
        token: The name of the token that it sent or showed, given what came of it.
        on_workbench: The workbench with the request to an api that it makes; None if it cannot be opened there.
        request: The workbench with the request that brings a token of this name, or is refused where that is None;
            None if there is no such request, or none that the workbench can make.
        imitate: The workbench with a token of one's own that is like one which this verb made.

    """

    short: Callable[[Verb], str]
    parties: Callable[[Verb, World], Iterable[str]] = _nothing
    text: Callable[[Verb], str] = lambda _: ""
    curl: Callable[[ShellScript, Verb, Outcome, Sequence[Token]], object] = _nothing
    source: Callable[[Verb], str | None] = lambda _: None
    highlight: Callable[[Verb], Sequence[str]] = _nothing
    shows_answer: Callable[[Outcome], bool] = lambda _: False
    token: Callable[[Verb, Outcome], str | None] = lambda _, outcome: outcome.token
    on_workbench: Callable[[WorkbenchState, Verb], WorkbenchState | None] = _unchanged
    request: Callable[[WorkbenchState, Verb, str | None], WorkbenchState | None] = lambda *_: None
    imitate: Callable[[WorkbenchState, Verb, Original], WorkbenchState] = _imitated
