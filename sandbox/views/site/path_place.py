"""Where a scenario stands on the path that one walks: which it is, what comes next, and links that stay on the path."""

import re
from dataclasses import dataclass
from typing import Final

from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.playlists import planned_playlists
from sandbox.scenarios.model import Scenario

_LINK: Final = r"""( (?:href|action|hx-get|hx-post)="/scenarios/(?:%s)(?:/[^"?#]*)?)(?<!/handout)(\?[^"#]*)?(?=["#])"""


@dataclass(frozen=True, slots=True)
class PathPlace:
    """The place of a scenario on a path.

    Args:
        id: The id of the path.
        title: Its title.
        number: Which of its scenarios this is, from 1.
        count: How many there are.
        scenario: The scenario.
        previous: The one before it.
        following: The one after it; None at the end of the path.

    """

    id: str
    title: str
    number: int
    count: int
    scenario: Scenario
    previous: Scenario | None
    following: Scenario | None

    @property
    def next_url(self) -> str:
        """Where the next scenario is, or the end of the path."""
        return f"/scenarios/{self.following.scenario}" if self.following else f"/paths/{self.id}/end"

    def keep(self, html: str) -> str:
        """The same page, whose links to stops of this scenario, and to its neighbours, keep to the path.

        Args:
            html: The page, or a part of it, as its template printed it.

        """
        near = [one.scenario for one in (self.scenario, self.previous, self.following) if one]
        links = re.compile(_LINK % "|".join(map(re.escape, near)))
        return links.sub(lambda link: f"{link[1]}{f'{link[2]}&amp;' if link[2] else '?'}path={self.id}", html)


def place_on_path(catalogue: Catalogue, path: str, scenario: Scenario) -> PathPlace | None:
    """The place of a scenario on a path; None if there is no such path, or if it leads elsewhere.

    Args:
        catalogue: The catalogue.
        path: What an address says.
        scenario: The scenario that is shown.

    """
    for planned in planned_playlists(catalogue) if path else ():
        scenarios = planned.scenarios
        if planned.playlist.playlist == path and scenario in scenarios:
            at = scenarios.index(scenario)
            before = scenarios[at - 1] if at else None
            after = scenarios[at + 1] if at + 1 < len(scenarios) else None
            return PathPlace(path, planned.playlist.title, at + 1, len(scenarios), scenario, before, after)
    return None
