"""Whom a request came from: what a proxy says of it is believed where the command line names the proxy."""

import httpx2
import pytest

from sandbox.settings import LIMITS
from tests.commands.calling import aud
from tests.commands.test_workshop import workshop


def statuses(address: str, forwarded: list[str]) -> list[int]:
    """What comes to a wrong code from each of these."""
    with httpx2.Client(base_url=address, trust_env=False) as http:
        return [http.get("/room/BBBBB", headers={"x-forwarded-for": who}).status_code for who in forwarded]


def after_the_limit(arguments: list[str], forwarded: list[str]) -> set[int]:
    """What comes to wrong codes, once there were as many as one address may try."""
    with workshop(*arguments) as told:
        address = told["link"].partition("/room/")[0]
        return set(statuses(address, forwarded)[LIMITS.wrong_codes :])


MANY = [f"10.0.{number}.1" for number in range(2 * LIMITS.wrong_codes)]


def test_nobody_is_taken_for_somebody_else_without_a_proxy() -> None:
    assert after_the_limit(["--host", "127.0.0.1"], MANY) == {429}


@pytest.mark.parametrize("proxy", ["127.0.0.1", "127.0.0.0/8"])
def test_a_proxy_that_was_named_is_believed(proxy: str) -> None:
    assert after_the_limit(["--host", "127.0.0.1", "--proxy", proxy], MANY) == {404}


def test_of_what_it_was_told_itself_only_its_own_word_counts() -> None:
    pretended = [f"{who}, 127.0.0.1, 10.9.9.9" for who in MANY]
    assert after_the_limit(["--host", "127.0.0.1", "--proxy", "127.0.0.1"], pretended) == {429}


def test_another_address_is_no_proxy() -> None:
    assert after_the_limit(["--host", "127.0.0.1", "--proxy", "192.168.1.1"], MANY) == {429}


@pytest.mark.parametrize("proxy", ["proxy.example.org", "127.0.0.1:8000", "*", ""])
def test_what_is_no_address_is_told(proxy: str) -> None:
    said = aud("serve", "--port", "0", "--proxy", proxy)
    assert (said.exit, said.out) == (2, "")
    assert f"{proxy!r} is no address or network, such as 127.0.0.1 or 172.16.0.0/12" in said.err
