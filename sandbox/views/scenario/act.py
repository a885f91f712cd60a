"""What a reader can change about a call, and what they changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sandbox.scenarios.act import YOURS
from sandbox.scenarios.stops import outcomes_of
from sandbox.settings import LIMITS
from sandbox.views.parts.check_words import WORDS
from sandbox.views.parts.markdown import markdown
from sandbox.views.parts.outcome_card import Answer, answer_of
from sandbox.views.scenario.replayed_stop import ReplayedStop
from sandbox.worlds.hues import hue

_AS_IT_SHOULD: Final = {"on": "compares as it should", "off": "does not compare"}


@dataclass(frozen=True, slots=True)
class ChoiceLink:
    """A choice, and the address of what comes of it."""

    says: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class OwnAud:
    """The field for an ``aud`` of one's own.

    Args:
        url: The address that answers it.
        api: The api that compares it.
        aud: What stands in the field.
        modes: The ways to compare: the word, what it does, and whether it is chosen.
        problem: Why what was written cannot be signed; empty if it can.

    """

    url: str
    api: str
    aud: str
    modes: Sequence[tuple[str, str, bool]]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Acting:
    """What one can change at a stop.

    Args:
        ask: What is to be changed.
        watch: What to watch when the answer comes.
        api: The api that is called.
        hue: Its class.
        before: What it answered before anything was changed.
        choices: What can be chosen.
        own: The field for an ``aud`` of one's own, if there is one.
        changed: Whether something was chosen.
        refused: The status by which an issuer gave no token, so that nothing was sent; 0 where it was.
        linked: Whether the reader is the one who chooses.

    """

    ask: str
    watch: Markup
    api: str
    hue: str
    before: Answer | None
    choices: Sequence[ChoiceLink]
    own: OwnAud | None
    changed: bool = False
    refused: int = 0
    linked: bool = True


@dataclass(frozen=True, slots=True)
class Typed:
    """What a reader wrote: an ``aud``, how the api is to compare it, and why that cannot be sent, if it cannot."""

    aud: str
    mode: str = ""
    problem: str = ""


def acting_of(at: ReplayedStop, typed: Typed | None = None) -> Acting | None:
    """What one can change at a stop; None at any other.

    Args:
        at: The stop.
        typed: What the reader wrote, if they wrote something.

    """
    step = at.stop.step
    if at.stop.kind != "act" or step is None or step.act is None or step.call is None:
        return None
    act, api = step.act, step.call.api
    url = at.stops[at.place].url
    links = [
        ChoiceLink(stop.title, stop.url, stop.choice == at.stop.choice)
        for stop in outcomes_of(at.stops[at.place])
        if stop.choice != YOURS
    ]
    own = None
    if act.aud is not None:
        written = typed or Typed(act.aud, act.modes[0] if act.modes else "")
        modes = [(mode, _mode_in_words(mode), mode == written.mode) for mode in act.modes]
        own = OwnAud(url, api, _in_a_line(written.aud), modes, written.problem)
    return Acting(
        ask=act.ask,
        watch=markdown(act.watch, at.world),
        api=api,
        hue=hue(at.world, api),
        before=answer_of(at.trace.steps[-1], at.world) if at.trace else None,
        choices=links,
        own=own,
        changed=at.stop.chosen is not None,
        refused=at.outcome.status or 0 if at.outcome and not at.outcome.api else 0,
    )


def _in_a_line(text: str) -> str:
    """A text as a field of one line can hold it."""
    return "".join(
        one for one in text[: LIMITS.uri_chars] if one.isprintable() or (one.isspace() and one not in "\r\n\t")
    )


def _mode_in_words(mode: str) -> str:
    return _AS_IT_SHOULD.get(mode) or WORDS["audience"].flaws.get(mode, mode)
