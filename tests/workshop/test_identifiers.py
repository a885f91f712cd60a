"""Names that cannot be guessed or forged."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.workshop.identifiers import CODE, Devices, new_code

SEAL = "a-seal-of-this-room"


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How long what was compared in constant time is."""
    lengths: list[int] = []
    really = hmac.compare_digest

    def compare(a: str, b: str) -> bool:
        lengths.append(len(a))
        return really(a, b)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    return lengths


def test_a_code_has_five_letters_none_of_which_is_mistaken_for_another() -> None:
    codes = {new_code() for _ in range(2_000)}
    assert all(CODE.fullmatch(code) for code in codes)
    assert set("".join(codes)) == set("BCDFGHJKMNPQRTVWX")
    assert len(codes) > 1_990


def test_proofs_are_compared_in_constant_time(compared: list[int]) -> None:
    devices = Devices(SEAL)
    devices.verified(devices.new())
    assert compared == [32]


def test_a_device_is_known_by_the_name_it_was_given_and_no_two_are_alike() -> None:
    devices = Devices(SEAL)
    cookies = [devices.new() for _ in range(50)]
    names = [devices.verified(cookie) for cookie in cookies]
    assert names == [cookie.partition(".")[0] for cookie in cookies]
    assert len(set(names)) == 50


def test_a_device_of_another_room_is_not_known() -> None:
    assert Devices(SEAL).verified(Devices("another").new()) is None


@given(st.one_of(st.text(), st.from_regex(r"[A-Za-z0-9_-]{16}\.[0-9a-f]{32}", fullmatch=True)))
def test_no_device_that_was_made_up_is_known(cookie: str) -> None:
    assert Devices(SEAL).verified(cookie) is None


@given(st.integers(0, 48), st.characters(codec="latin-1"))
def test_no_cookie_that_was_changed_is_known(place: int, letter: str) -> None:
    devices = Devices(SEAL)
    cookie = devices.new()
    changed = cookie[:place] + letter + cookie[place + 1 :]
    assert (devices.verified(changed) is not None) == (changed == cookie)
    assert devices.verified(cookie[:place]) is None
    assert devices.verified(f"{cookie}{letter}") is None
