"""Who asks: wrong codes, and whom they keep out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.workshop.access import last_seen_version
from sandbox.workshop.identifiers import new_code
from tests.workshop.people import ELSEWHERE, Presenter, Workshop, few

GUESSER = "192.168.1.66"


async def guess(workshop: Workshop, times: int, address: str = GUESSER) -> list[str]:
    """What somebody is told who tries codes."""
    http = workshop.browser(address)
    pages = [await http.get(f"/room/{new_code()}/screen") for _ in range(times)]
    told = {404: "none", 429: "wait"}
    assert all(("Too many wrong codes" in page.text) == (page.status_code == 429) for page in pages)
    return [told[page.status_code] for page in pages]


async def test_whoever_tries_many_codes_has_to_wait(
    workshop: Workshop, presenter: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    few(monkeypatch, wrong_codes=4)
    assert await guess(workshop, 6) == ["none"] * 4 + ["wait"] * 2
    answer = await workshop.browser(GUESSER).get(presenter.url)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "60"
    assert "Too many wrong codes came from your address. Wait a minute" in answer.text
    assert (await workshop.browser(GUESSER).get("/workshop")).status_code == 200


async def test_nobody_else_has_to(workshop: Workshop, presenter: Presenter, monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, wrong_codes=4)
    await guess(workshop, 6)
    assert (await workshop.visitor(presenter.code, ELSEWHERE)).page


async def test_who_is_in_stays_in_though_another_at_the_same_address_guesses(
    workshop: Workshop, presenter: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind one access point or proxy, all have one address."""
    few(monkeypatch, wrong_codes=4)
    follower = await workshop.visitor(presenter.code, GUESSER)
    other = Presenter(workshop.browser(GUESSER), presenter.code)
    await other.http.get(f"{presenter.url}/present?secret={presenter.secret}")
    await guess(workshop, 6)
    await guess(workshop, 6, "127.0.0.1")
    assert await follower.look()
    assert await other.look("/present")
    assert await presenter.look("/present")
    assert (await workshop.browser(GUESSER).get(presenter.url)).status_code == 429
    assert "event: stranger" in (await workshop.browser(GUESSER).get(f"{presenter.url}/events")).text


async def test_after_a_while_one_may_try_again(
    workshop: Workshop, presenter: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    few(monkeypatch, wrong_codes=4, wrong_codes_window=-1)
    assert await guess(workshop, 10) == ["none"] * 10
    assert (await workshop.visitor(presenter.code, GUESSER)).page


async def test_only_so_many_addresses_are_remembered(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, wrong_codes=1, streams=3)
    for number in range(6):
        await guess(workshop, 1, f"10.0.0.{number}")
    assert await guess(workshop, 1, "10.0.0.5") == ["wait"]
    assert await guess(workshop, 1, "10.0.0.0") == ["none"]


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_a_page_says_it_shows_is_a_number_or_nothing(last: str, since: str) -> None:
    assert 0 <= last_seen_version({"last-event-id": last}, {"since": since}) < 10**9


@pytest.mark.parametrize(
    ("last", "since", "found"),
    [("7", "3", 7), ("", "3", 3), ("x", "3", 0), ("-1", "", 0), ("9" * 10, "", 0), ("9" * 10_000, "", 0), ("", "", 0)],
)
def test_what_was_sent_last_counts_before_what_the_page_was_made_with(last: str, since: str, found: int) -> None:
    assert last_seen_version({"last-event-id": last}, {"since": since}) == found
