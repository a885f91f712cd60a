"""The model of a scenario. A step holds exactly one verb; each verb is a module of ``verbs/``."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from sandbox.reading.models import Identifier, Line, Strict, Text
from sandbox.scenarios.act import Act
from sandbox.scenarios.expect import Expect
from sandbox.scenarios.verbs import StepBase
from sandbox.settings import LIMITS
from sandbox.worlds.model import World


class Option(Strict):
    """One answer a reader can choose before the replay."""

    says: Line
    because: Text
    correct: bool = False


class Predict(Strict):
    """A question asked before the step is replayed."""

    ask: Line
    options: Annotated[list[Option], Field(min_length=2, max_length=LIMITS.options_in_prediction)]
    keep_order: bool = False


class WhatIf(Strict):
    """The same call at another deployment of the api."""

    title: Line
    verify: Annotated[dict[str, str], Field(min_length=1)]
    expect: Expect = Field(default_factory=Expect)
    explain: Text = ""


class Step(StepBase):
    """One step: a title, exactly one verb, and what is expected of it."""

    predict: Predict | None = None
    expect: Expect = Field(default_factory=Expect)
    explain: Text = ""
    what_if: list[WhatIf] = Field(default_factory=list)
    act: Act | None = None


class Source(Strict):
    """Where the like of it happened: an advisory, or an issue that people met."""

    product: Line
    id: Line
    mechanism: Text
    mended: Line | None = None


class Scenario(Strict):
    """A replayable story."""

    scenario: Identifier
    title: Line
    world: str
    level: Literal["beginner", "intermediate", "expert"] = "beginner"
    minutes: Annotated[int, Field(ge=1, le=60)] = 5
    order: int | None = None
    tags: list[str] = Field(default_factory=list)
    question: Line
    story: Text = ""
    steps: Annotated[list[Step], Field(min_length=1, max_length=LIMITS.steps_in_scenario)]
    takeaway: Text = ""
    reading: list[Line] = Field(default_factory=list)
    source: Source | None = None
    needs: list[str] = Field(default_factory=list)
    presenter_notes: Text = ""
    formerly: Annotated[list[Identifier], Field(max_length=LIMITS.former_ids)] = Field(default_factory=list)

    def clients(self, world: World) -> list[str]:
        """The clients that ask an issuer, in order, or the world's first one. The first holds what is minted."""
        clients = dict.fromkeys(step.client for step in self.steps if step.client is not None)
        return list(clients) or list(world.clients)[:1]


def current_ids(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """The id of each scenario that had another one formerly, by that one."""
    return {former: scenario.scenario for scenario in scenarios for former in scenario.formerly}


class Entry(Strict):
    """What a playlist has at one place: a scenario, a pause with a title of its own, or a question of its own."""

    scenario: str | None = Field(default=None, alias="id")
    pause: Line | None = None
    poll: Line | None = None
    options: Annotated[list[Line], Field(min_length=2, max_length=LIMITS.options_in_prediction)] | None = None
    minutes: Annotated[int, Field(ge=1, le=LIMITS.minutes_of_entry)] | None = None
    note: Text = ""
    task: Text = ""

    @property
    def title(self) -> str:
        """What it is called where it is no scenario."""
        return self.pause or self.poll or ""


class Playlist(Strict):
    """Scenarios in the order of a way through them, such as that of a workshop."""

    playlist: Identifier
    title: Line
    summary: Text = ""
    listed: Annotated[list[str | Entry], Field(min_length=1, max_length=LIMITS.scenarios_in_playlist)] = Field(
        alias="scenarios"
    )

    @property
    def entries(self) -> list[Entry]:
        """What there is, in order: a bare id in the file is a scenario that takes its own time."""
        return [Entry(id=listed) if isinstance(listed, str) else listed for listed in self.listed]

    @property
    def scenarios(self) -> list[str]:
        """The ids of its scenarios, in order."""
        return [entry.scenario for entry in self.entries if entry.scenario is not None]


class Chapter(Strict):
    """A folder of scenarios."""

    title: Line
    summary: Text = ""


class Pack(Strict):
    """What a pack says of itself, in ``pack.yaml``. Its name comes before the ids of all it holds."""

    pack: Identifier
    language: Annotated[int, Field(ge=1)]
    title: Line
    licence: Line
    authors: Annotated[list[Line], Field(min_length=1)]
