"""The state of a room, as plain data that any process can read. Field names are the JSON members in the store."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from pydantic import Field

from sandbox.replay.trace import Record, Trace
from sandbox.replay.visit import Visit

LOBBY: Final = "lobby"
END: Final = "end"
PAUSE: Final = "pause/"
POLL: Final = "poll/"
PREDICT: Final = "/predict"


class OwnQuestion(Record):
    """A question of the presenter's, or of a playlist's, that no replay answers.

    Args:
        ask: The question.
        options: Its answers; none of them is right or wrong.

    """

    ask: str
    options: tuple[str, ...]


Part = Literal["answers", "message", "checks", "outcome", "reasons"]
"""What a step is shown by, one after another; each message is a part of its own."""


class Scene(Record):
    """What is to be seen: a place, and the trace of the replay for it.

    ``place`` is the address of a stop of a scenario or of a state of the workbench; ``lobby``, ``end``, or ``pause/N``
    and ``poll/N`` for the Nth entry of the playlist; ``poll/own-N`` for the Nth question that the presenter typed.
    ``fingerprint_of`` is the fingerprint of what was replayed. ``parts`` are what it shows one after another, if it
    does; ``part`` is which of them it shows, from 0.
    """

    place: str
    trace: Trace | None = None
    fingerprint_of: str = ""
    parts: tuple[Part, ...] = ()
    part: int = 0

    @property
    def showing(self) -> Part | Literal["all"]:
        """The part that it shows; ``all`` where there are none."""
        return self.parts[self.part] if self.parts else "all"

    @property
    def outcome_is_shown(self) -> bool:
        """Whether it shows the outcome, or has shown it before."""
        return self.showing in ("all", "outcome", "reasons")

    @property
    def question(self) -> str:
        """The address of the step whose outcome is to be predicted here; empty if there is none."""
        return self.place.removesuffix(PREDICT) if self.place.endswith(PREDICT) else ""


class Room(Record):
    """The state of a room. Each change makes a new one, with the next version.

    Args:
        code: What people type to join.
        secret: The hash of the presenter's secret.
        seal: The key that authenticates the names of devices.
        playlist: The id of the playlist; empty for every scenario in order.
        opened: When it was opened or, once it has left the lobby, when it did; in epoch seconds.
        address: Where people reach the server, without a slash at its end.
        names: Whether the presenter asks for nicknames.
        version: How often it has changed.
        scene: What the room sees.
        ahead: What the presenter sees instead, while the room's pages are frozen.
        visit: The visit of the scenario that was shown last, by which it is replayed again.
        on_way: The last place on the room's route, to which one returns.
        entered: When the current entry of the playlist began, in epoch seconds.
        blank: Whether the room's pages are blank, so that people look up.
        joining: Whether the projector shows how to join, in place of the scene.
        revealed: The questions whose outcome has been shown.
        rounds: How many times each question has been asked.
        asked: When each question that was asked in this round began to be, in epoch seconds, in that order.
        polls: The questions that the presenter typed, by their place.
        handed: The address of a workbench state that everybody is to try; empty for none.
        called: Whether the presenter calls back who is on their own.

    """

    code: str
    secret: str
    seal: str
    playlist: str
    opened: float
    address: str
    names: bool = False
    version: int = 1
    scene: Scene = Scene(place=LOBBY)
    ahead: Scene | None = None
    visit: Visit | None = None
    on_way: str = LOBBY
    entered: float = 0.0
    blank: bool = False
    joining: bool = False
    revealed: tuple[str, ...] = ()
    rounds: Mapping[str, int] = Field(default_factory=dict)
    handed: str = ""
    called: bool = False
    asked: Mapping[str, float] = Field(default_factory=dict)
    polls: Mapping[str, OwnQuestion] = Field(default_factory=dict)

    @property
    def presenter_scene(self) -> Scene:
        """What the presenter sees."""
        return self.ahead or self.scene

    @property
    def poll_key(self) -> str:
        """The key of the poll that is open; empty if there is none."""
        question = self.scene.question
        return self.key(question) if question and question not in self.revealed else ""

    def key(self, question: str) -> str:
        """The key of the votes on a question; another one each time that it is asked."""
        return f"{question}#{self.rounds.get(question, 1)}"


class Vote(NamedTuple):
    """An answer: its number, from 1, and the nickname that the device had when it was given."""

    answer: int
    name: str = ""


class Person(Record):
    """One device in a room: the nickname given on it, if any, and the network address it came from."""

    name: str = ""
    address: str = ""
