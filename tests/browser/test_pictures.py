"""Pictures of every page. Not a comparison: somebody opens them. They are kept in a folder that git ignores."""

import pytest

from tests.browser.axe import SCHEMES
from tests.browser.places import PLACES
from tests.browser.windows import SHOTS, Window


@pytest.mark.extended
@pytest.mark.parametrize("name", PLACES)
def test_a_page_as_it_looks(window: Window, name: str) -> None:
    window.open(PLACES[name])
    SHOTS.mkdir(exist_ok=True)
    for width in (375, 1320, 1920):
        window.page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            window.page.emulate_media(color_scheme=scheme)
            assert window.page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
