"""Pictures of every page. Not a comparison: somebody opens them. They are kept in a folder that git ignores."""

from collections.abc import Callable

import pytest

from tests.browser.places import PLACES
from tests.browser.windows import SHOTS, Window


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1320, 1920])
def test_every_page_as_it_looks(open_window: Callable[..., Window], width: int, scheme: str) -> None:
    window = open_window(viewport={"width": width, "height": 900}, color_scheme=scheme)
    SHOTS.mkdir(exist_ok=True)
    for name, place in PLACES.items():
        window.open(place)
        assert window.page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
