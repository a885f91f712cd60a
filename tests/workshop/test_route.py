"""The way a room goes."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue, shipped_catalogue
from sandbox.scenarios.loading.playlists import planned_playlists
from sandbox.workshop.route import Route, default_playlist, route_of

PLAYLISTS = ["", "experienced", "hurried", "workshop-45", "workshop-120"]


@cache
def shipped() -> Catalogue:
    return shipped_catalogue()


@cache
def route(playlist: str) -> Route:
    return route_of(playlist, shipped())


def walked(route: Route) -> list[str]:
    """Every place, as somebody comes by who only presses next."""
    place, places = "lobby", ["lobby"]
    while (following := route.next(place, place)) != place:
        place = following
        places.append(place)
    return places


def test_these_are_all_playlists() -> None:
    assert sorted({path.playlist.playlist for path in planned_playlists(shipped())}) == sorted(PLAYLISTS[1:])


@pytest.mark.parametrize("playlist", PLAYLISTS)
def test_next_leads_from_the_lobby_through_every_entry_to_the_end_and_back_leads_back(playlist: str) -> None:
    places = walked(route(playlist))
    assert (places[0], places[-1]) == ("lobby", "end")
    assert len(set(places)) == len(places)
    assert [entry.places[0] for entry in route(playlist).entries] == [
        place for place in places if any(place == entry.places[0] for entry in route(playlist).entries)
    ]
    assert [route(playlist).back(place, place) for place in places] == ["lobby", *places[:-1]]
    assert all(route(playlist).has(place) for place in places)


@pytest.mark.parametrize("playlist", PLAYLISTS)
def test_every_place_but_lobby_and_end_belongs_to_an_entry_and_is_a_stop_or_a_pause(playlist: str) -> None:
    for place in walked(route(playlist))[1:-1]:
        entry = route(playlist).entry_of(place)
        assert entry
        assert place in entry.places
        found = route(playlist).stop(place)
        if entry.scenario is None:
            assert (found, place[:6]) == (None, "pause/")
        else:
            assert found
            assert (found[0], found[1].url) == (entry.scenario, place)


@given(st.sampled_from(PLAYLISTS), st.data())
def test_next_and_back_undo_each_other_anywhere(playlist: str, data: st.DataObject) -> None:
    """On the way and beside it, as long as one is not at an end of what one walks through."""
    every = [stop for scenario in route("").entries for stop in scenario.places]
    here = route(playlist)
    place = data.draw(st.sampled_from(sorted({*walked(here), *every})))
    on_way = place if here.has(place) else data.draw(st.sampled_from(walked(here)))
    following, before = here.next(place, on_way), here.back(place, on_way)
    if following not in (place, on_way):
        assert here.back(following, on_way) == place
    if before not in (place, on_way):
        assert here.next(before, on_way) == place


def test_beside_the_way_one_goes_through_that_scenario_and_then_comes_back() -> None:
    here = route("workshop-45")
    beside = next(e.scenario for e in route("").entries if e.scenario and not here.has(e.places[0]))
    base, on_way = f"/scenarios/{beside.scenario}", "/scenarios/bar-token-to-baz/at-baz"
    assert here.entry_of(base) is None
    place, seen = base, []
    while place != on_way:
        seen.append(place)
        place = here.next(place, on_way)
    assert seen[-1] == f"{base}/takeaway"
    assert here.back(base, on_way) == on_way


def test_from_the_lobby_that_is_shown_again_one_comes_back_to_the_way() -> None:
    here = route("workshop-45")
    on_way = "/scenarios/bar-token-to-baz/at-baz"
    assert (here.next("lobby", on_way), here.back("lobby", on_way)) == (on_way, on_way)
    assert (here.next("lobby", "pause/1"), here.back("lobby", "pause/1")) == ("pause/1", "lobby")
    assert here.next("lobby", f"{on_way}-no-more") == "pause/1"


@pytest.mark.parametrize(
    "place",
    ["/scenarios/no-such-scenario", "/scenarios/bar-token-to-baz/no-such-step", "/workbench?world=foo", "", "//evil"],
)
def test_from_a_place_that_is_no_more_one_comes_back_to_the_way(place: str) -> None:
    here = route("workshop-45")
    on_way = "/scenarios/bar-token-to-baz"
    assert (here.next(place, on_way), here.back(place, on_way)) == (on_way, on_way)
    assert here.stop(place) is None
    assert here.entry_of(place) is None
    assert not here.has(place)


def test_a_playlist_that_is_no_more_becomes_the_way_through_everything() -> None:
    assert [entry.title for entry in route_of("was-renamed", shipped()).entries] == [
        scenario.title for scenario in shipped().scenarios()
    ]


def test_pauses_have_the_title_the_minutes_and_the_note_of_the_playlist() -> None:
    first, *_, last = route("workshop-45").entries
    assert (first.title, first.minutes, first.places, first.scenario) == ("Welcome", 2, ("pause/1",), None)
    assert first.note.startswith("Ask who has ever been refused")
    assert (last.title, last.minutes, last.places) == ("Talk", 5, ("pause/11",))


def test_the_minutes_and_the_note_of_an_entry_are_the_playlists() -> None:
    entry = route("workshop-45").entry_of("/scenarios/bar-token-to-baz/at-baz/predict")
    assert entry
    assert (entry.minutes, entry.note[:20]) == (5, "The vote of the day.")


def test_the_usual_playlist_is_the_shortest_that_was_made_for_a_room() -> None:
    assert default_playlist(shipped()) == "workshop-45"
    assert default_playlist(load_catalogue([])) == ""
