"""Where one acts, the presenter chooses or writes, and everybody sees what the api answers."""

import re
from html import unescape

import pytest

from tests.workshop.people import Presenter, Workshop, part, shown, version

ACT = "/scenarios/aud-trailing-slash/refused/act"


def words(html: str) -> str:
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


async def test_the_presenter_acts_and_everybody_sees(workshop: Workshop, presenter: Presenter) -> None:
    follower = await workshop.visitor(presenter.code)
    await presenter.to(ACT)
    seen = await follower.look()
    assert "One of these is changed." in words(seen)
    assert f'href="{ACT}/' not in seen
    assert "own-aud" not in seen
    screen = await presenter.look("/screen")
    assert "In bar, which then ignores slashes at the end" in screen
    await presenter.look("/present")
    assert f'name="do" value="go {ACT}/bar"' in presenter.page
    await presenter.to(f"{ACT}/bar")
    assert (shown(presenter.page), part(presenter.page)) == (f"{ACT}/bar", "outcome")
    for page in (await follower.look(), await presenter.look("/screen")):
        assert re.search(r"As you changed it \S+ \S+ answers 200\b", words(page))


async def test_what_comes_of_a_choice_is_not_sent_before_its_part(workshop: Workshop, presenter: Presenter) -> None:
    follower = await workshop.visitor(presenter.code)
    await presenter.to(f"{ACT}/app")
    await presenter.do("back")
    assert part(presenter.page) == "message"
    for page in (await follower.look(), await presenter.look("/screen")):
        assert "As you changed it" not in page
        assert "One character was changed" not in page


async def test_an_aud_that_the_presenter_writes_is_signed_and_sent(workshop: Workshop, presenter: Presenter) -> None:
    follower = await workshop.visitor(presenter.code)
    await presenter.to(ACT)
    answer = await presenter.do("go", {"what": ACT, "aud": "https://bar.foo.com/<b>é &=", "mode": "prefix"})
    assert answer.status_code == 303
    page = await follower.look()
    assert "https://bar.foo.com/&lt;b&gt;é &amp;=" in page
    assert re.search(r"As you changed it \S+ \S+ answers 200\b", words(page))
    await presenter.do("next")
    await presenter.do("next")
    assert shown(presenter.page) == "/scenarios/aud-trailing-slash/mend"


@pytest.mark.parametrize(
    ("aud", "mode", "why"),
    [("[1]", "", "A list of strings"), ("x", "none", "There is no mode"), ("\0", "", "An aud is")],
)
async def test_what_cannot_be_signed_is_said_on_the_panel(presenter: Presenter, aud: str, mode: str, why: str) -> None:
    await presenter.to(ACT)
    before = version(presenter.page)
    answer = await presenter.do("go", {"what": ACT, "aud": aud, "mode": mode})
    assert answer.status_code == 409
    told = re.search(r'role="alert">([^<]*)<', answer.text)
    assert told
    assert why.lower() in unescape(told[1]).lower()
    assert version(presenter.page) == before


@pytest.mark.parametrize("place", [f"{ACT}/nothing", f"{ACT}/yours", "/scenarios/aud-trailing-slash/write/act?aud=x"])
async def test_there_is_nothing_else_to_show(presenter: Presenter, place: str) -> None:
    assert (await presenter.do(f"go {place}")).status_code == 409
