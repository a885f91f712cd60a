"""Two servers that share a Redis and their keys, behind a plain load balancer: one of them is killed mid-vote."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

import httpx2
import pytest
from playwright.sync_api import expect

from tests.browser.rooms import Wire, ask, comes_along, following, join, place, present, press, vote, wired
from tests.browser.windows import Window
from tests.commands.calling import aud, started
from tests.workshop.store.redis_server import redis_server

pytestmark = pytest.mark.extended
PEOPLE = 60
KILLED_AFTER = 20


@dataclass
class Pair:
    """Both servers, and the balancer before them."""

    first: Popen[str]
    second: Popen[str]
    balancer: Wire


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    keys = tmp_path / "keys.json"
    keys.write_text(aud("keys").out, "utf-8")
    keys.chmod(0o600)
    with redis_server() as redis:
        shared = ("--store", redis.url, "--keys", str(keys))
        with started(*shared) as (first, one), started(*shared) as (second, two), wired(one, two) as balancer:
            yield Pair(first, second, balancer)


def answered(pair: Pair, code: str, key: str, answer: int) -> bool:
    """Whether somebody's answer was confirmed. Each request is a new connection, which may lead to either server."""
    closing = httpx2.Limits(max_keepalive_connections=0)
    with httpx2.Client(base_url=pair.balancer.address, limits=closing, timeout=20) as client:
        try:
            client.get(f"/room/{code}").raise_for_status()
            form = {"key": key, "answer": answer}
            return client.post(f"/room/{code}/vote", data=form).status_code == 303
        except httpx2.TransportError:
            return False  # the server was killed in the middle of it


def test_no_answer_that_was_confirmed_is_lost_with_the_server_that_took_it(
    pair: Pair, open_window: Callable[..., Window]
) -> None:
    presenter, phone = open_window(), open_window(viewport={"width": 375, "height": 700})
    presenter.server = phone.server = pair.balancer.address
    code = present(presenter)
    join(phone, code)
    key = f"{ask(presenter).removesuffix('/predict')}#1"
    comes_along(presenter, phone)
    confirmed, counted = [], threading.Event()

    def answers(number: int) -> None:
        if answered(pair, code, key, 1 + number % 3):
            confirmed.append(1 + number % 3)
        if len(confirmed) >= KILLED_AFTER:
            counted.set()

    with ThreadPoolExecutor(8) as people:
        voting = [people.submit(answers, number) for number in range(PEOPLE)]
        assert counted.wait(30)
        pair.second.kill()
        for one in voting:
            one.result()
    following(phone)
    vote(phone, 2)
    expect(presenter.page.locator('[data-state="following"]')).to_have_count(1)
    press(presenter)
    comes_along(presenter, phone)
    expect(phone.page.locator(".because.mine")).to_contain_text("That is what came.")
    results = json.loads(presenter.page.request.get(f"{presenter.server}/room/{code}/results.json").text())
    (question,) = [one for one in results["questions"] if one["step"] == place(presenter)]
    votes = [answer["votes"] for answer in question["answers"]]
    least = [confirmed.count(number) + (number == 2) for number in (1, 2, 3)]
    assert all(found >= known for found, known in zip(votes, least, strict=True)), (votes, least)
    assert KILLED_AFTER < sum(least) <= sum(votes) <= PEOPLE + 1
    for window in (presenter, phone):
        window.forgive("Failed to load resource", "htmx:sse:error")


def test_who_votes_at_one_server_is_counted_at_the_other_and_sees_the_same_letter(
    pair: Pair, open_window: Callable[..., Window]
) -> None:
    presenter, follower = open_window(), open_window()
    presenter.server = follower.server = pair.balancer.address
    code = present(presenter)
    join(follower, code)
    ask(presenter)
    comes_along(presenter, follower)
    vote(follower, 1)
    expect(presenter.page.locator(".room-bar [data-tally=voted]")).to_have_text("1")
    press(presenter)
    comes_along(presenter, follower)
    letters = [window.page.locator(".jwt").first.inner_text() for window in (presenter, follower)]
    assert letters[0] == letters[1]
