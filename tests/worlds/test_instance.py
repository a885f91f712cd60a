"""Instances are independent: what happens in one is not seen in another, but for the keys they begin with."""

from sandbox.tokens.keyring import KeyMaker
from sandbox.worlds.instance import Fetched, Instance, Posted
from sandbox.worlds.keys import key_name, key_ring, prepare_keys
from tests.running import BAR, FOO, KEYS, PUBLIC_URL, TWO, App, bearer, machine_token, running, world


async def no_fetch(part: str, url: str, posted: Posted | None = None, /) -> Fetched:
    raise AssertionError((part, url, posted))


def test_a_part_remembers_in_one_instance_what_it_does_not_know_in_another() -> None:
    one, other = Instance(KEYS, no_fetch), Instance(KEYS, no_fetch)
    remembered: list[str] = one.part(("issuer", "foo"), list)
    remembered.append("x")
    assert one.part(("issuer", "foo"), list) == ["x"]
    assert other.part(("issuer", "foo"), list) == []
    assert one.part(("api", "foo"), list) == []


async def test_a_rotation_in_one_instance_leaves_the_other_as_it_was() -> None:
    async with running(FOO) as one, running(FOO) as other:
        token = (await machine_token(one.http)).json()["access_token"]
        for where in (one, other):
            assert (await where.http.get(f"{BAR}/orders", headers=bearer(token))).status_code == 200
        one.key_ring().rotate(keep_old=False)
        one.clock.now += 600
        other.clock.now += 600
        assert (await one.http.get(f"{BAR}/orders", headers=bearer(token))).status_code == 401
        assert (await other.http.get(f"{BAR}/orders", headers=bearer(token))).status_code == 200


async def test_a_code_of_one_instance_is_unknown_in_the_other() -> None:
    async with running(FOO) as one, running(FOO) as other:
        code = await App(one.http).sign_in()
        assert (await App(other.http).redeem(code)).json()["error"] == "invalid_grant"
        assert (await App(one.http).redeem(code)).status_code == 200


def test_instances_begin_with_the_same_key() -> None:
    assert key_ring(FOO, "issuer", KEYS).current is key_ring(FOO, "issuer", KEYS).current


def test_issuers_of_different_worlds_never_share_a_key() -> None:
    """A world may be called as another one's issuer would be, were the two names joined by what names are made of."""
    lookalike = world(
        "{world: two-partner, title: X, domain: x.org, issuers: {issuer: {}}, clients: {c: {grants: []}}}"
    )
    assert key_name(TWO, "partner") != key_name(lookalike, "issuer")
    assert key_name(FOO, "issuer") == "foo"


def test_keys_can_be_prepared_before_anybody_asks() -> None:
    keys = KeyMaker()
    prepare_keys({"foo": FOO, "two": TWO}, keys)
    assert sorted(keys._futures) == [("foo-1", "RS256"), ("two-1", "ES256"), (f"{key_name(TWO, 'partner')}-1", "RS256")]


def test_the_default_public_url_is_the_one_people_are_told() -> None:
    assert Instance(KEYS, no_fetch).public_url == PUBLIC_URL
