"""Who keeps the keys: made once, published until withdrawn."""

import asyncio
import threading

import pytest

from sandbox.tokens.keyring import KeyMaker, KeyRing
from sandbox.tokens.keys import SigningKey
from sandbox.tokens.names import Algorithm

MAKER = KeyMaker()


def kids(ring: KeyRing) -> list[str]:
    return [key["kid"] for key in asyncio.run(ring.jwks())["keys"]]


def test_a_key_is_made_once() -> None:
    assert MAKER.key("a-1", "ES256") is MAKER.key("a-1", "ES256")


def test_a_key_that_was_prepared_is_the_key_that_is_used() -> None:
    assert MAKER.prepare("b-1", "ES256").result() is MAKER.key("b-1", "ES256")


def test_keys_differ_by_name_and_by_algorithm() -> None:
    keys = {MAKER.key("c-1", "ES256"), MAKER.key("c-2", "ES256"), MAKER.key("c-1", "ES384")}
    assert len({key.public.jwk["x"] for key in keys}) == 3


def test_a_ring_begins_with_one_key() -> None:
    ring = KeyRing("foo", "ES256", MAKER)
    ring.prepare()
    assert (ring.current.public.kid, kids(ring)) == ("foo-1", ["foo-1"])
    assert ring.current is MAKER.key("foo-1", "ES256")


def test_after_a_rotation_the_old_key_is_published_beside_the_new() -> None:
    ring = KeyRing("foo", "ES256", MAKER)
    ring.rotate(keep_old=True)
    ring.rotate(keep_old=True)
    assert (ring.current.public.kid, kids(ring)) == ("foo-3", ["foo-3", "foo-2", "foo-1"])


def test_a_ring_that_announces_its_next_key_publishes_it_and_signs_with_it_after_the_rotation() -> None:
    ring = KeyRing("foo", "ES256", MAKER, announces_next=True)
    assert (ring.current.public.kid, kids(ring)) == ("foo-1", ["foo-1", "foo-2"])
    ring.rotate(keep_old=True)
    assert (ring.current.public.kid, kids(ring)) == ("foo-2", ["foo-2", "foo-1", "foo-3"])


def test_a_rotation_may_withdraw_every_old_key() -> None:
    ring = KeyRing("foo", "ES256", MAKER)
    ring.rotate(keep_old=True)
    ring.rotate(keep_old=False)
    assert (ring.current.public.kid, kids(ring)) == ("foo-3", ["foo-3"])


def test_rings_of_one_name_rotate_apart_and_share_their_keys() -> None:
    one, other = KeyRing("foo", "ES256", MAKER), KeyRing("foo", "ES256", MAKER)
    one.rotate(keep_old=True)
    assert other.current.public.kid == "foo-1"
    other.rotate(keep_old=True)
    assert other.current is one.current


def test_a_key_that_could_not_be_made_is_made_when_it_is_needed_again() -> None:
    attempts: list[str] = []

    def make(kid: str, algorithm: Algorithm) -> SigningKey:
        attempts.append(kid)
        if len(attempts) == 1:
            raise MemoryError
        return SigningKey.make(kid, algorithm)

    maker = KeyMaker(make=make)
    with pytest.raises(MemoryError):
        maker.prepare("d-1", "ES256").result()
    assert maker.key("d-1", "ES256").public.kid == "d-1"
    assert maker.key("d-1", "ES256") is maker.key("d-1", "ES256")
    assert len(attempts) == 2


async def test_who_waits_no_longer_for_a_key_leaves_it_to_others() -> None:
    ready = threading.Event()

    def make(kid: str, algorithm: Algorithm) -> SigningKey:
        ready.wait()
        return SigningKey.make(kid, algorithm)

    maker = KeyMaker(make=make)
    leaving = asyncio.create_task(maker.made("e-1", "ES256"))
    staying = asyncio.create_task(maker.made("e-1", "ES256"))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)
    ready.set()
    assert (await staying).public.kid == "e-1"
