"""Where one goes from a stop: back, on, to a what-if, to the workbench, to other scenarios and texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from sandbox.scenarios.loading.playlists import PlannedPlaylist
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.stops import Stop
from sandbox.views.parts.checks import spec_url
from sandbox.views.parts.markdown import markdown
from sandbox.views.scenario.replayed_stop import ReplayedStop
from sandbox.views.scenario.stop_names import short_name
from sandbox.views.scenario.workbench_link import workbench_url


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The scenarios around one.

    Args:
        previous: The one before it, on the path that one walks, or else in the catalogue.
        following: The one after it.
        paths: The paths that it is on, where one walks none of them.
        titles: The titles of those that one should have seen before, by id.

    """

    previous: Scenario | None = None
    following: Scenario | None = None
    paths: Sequence[PlannedPlaylist] = ()
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Onward:
    """Where one goes from a stop.

    Args:
        back: The stop before.
        next: The stop after.
        next_short: Its name where there is little room; empty where there is none.
        neighbours: The scenarios around this one.
        replay: The address that replays the stop.
        workbench: The address of the workbench with the token and the call of this stop; empty where there are none.
        what_ifs: The what-ifs of this step.

    """

    back: Stop | None
    next: Stop | None
    next_short: str
    neighbours: Neighbours
    replay: str
    workbench: str
    what_ifs: Sequence[Stop]


@dataclass(frozen=True, slots=True)
class Reading:
    """A section to read, and where."""

    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Sources:
    """What a scenario is based on.

    Args:
        reading: The sections to read.
        mechanism: How it happened, where the scenario is of something that happened.

    """

    reading: Sequence[Reading]
    mechanism: Markup | None


def onward_of(at: ReplayedStop, neighbours: Neighbours, chosen: int) -> Onward:
    """Where one goes from a stop.

    Args:
        at: The stop.
        neighbours: The scenarios around its own.
        chosen: The number of the answer that the reader predicted, from 1; 0 for none.

    """
    stops, place, stop = at.stops, at.place, at.stop
    following = stops[place + 1] if place + 1 < len(stops) else None
    return Onward(
        back=stops[place - 1] if place else None,
        next=following,
        next_short=short_name(following) if following else "",
        neighbours=neighbours,
        replay=f"{stop.url}/replay" + (f"?said={chosen}" if chosen else ""),
        workbench=workbench_url(at.scenario, at.world, stop, at.trace) if at.trace and at.outcome else "",
        what_ifs=[s for s in stops if s.what_if and s.step is stop.step] if stop.kind == "step" else [],
    )


def sources_of(at: ReplayedStop) -> Sources:
    """What the scenario of a stop is based on."""
    source = at.scenario.source
    reading = [Reading(name, spec_url(name)) for name in at.scenario.reading]
    return Sources(reading, markdown(source.mechanism, at.world) if source else None)
