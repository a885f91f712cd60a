"""The shipped paths."""

from sandbox.scenarios.loading.playlists import planned_playlists
from tests.views.conftest import CATALOGUE


def test_the_hurried_path_takes_a_quarter_of_an_hour() -> None:
    hurried = next(path for path in planned_playlists(CATALOGUE) if path.playlist.playlist == "hurried")
    assert (len(hurried.scenarios), hurried.minutes) == (4, 15)
