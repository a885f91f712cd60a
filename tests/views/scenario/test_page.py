"""What stands on the page of a stop. The traces are real; the views only choose words and places."""

import asyncio
from collections.abc import Callable

import pytest

from sandbox.replay.player import ReplayRequest
from sandbox.replay.visit import Visit
from sandbox.scenarios.stops import stop_at, stops
from sandbox.views.parts.check_words import REASONS
from sandbox.views.parts.checks import CheckRow
from sandbox.views.scenario.page import ScenarioPage, scenario_page
from sandbox.views.scenario.replayed_stop import ReplayedStop
from tests.tokens.samples import USUAL
from tests.views.conftest import CATALOGUE, REPLAYER, replayed

Pages = Callable[..., ScenarioPage]


def checks(page: ScenarioPage) -> list[CheckRow]:
    return page.outcome.checks.rows if page.outcome.checks else []


def test_the_question_comes_before_everything(page: Pages) -> None:
    question = page("bar-token-to-baz")
    assert (question.sequence.messages, question.exchanges.entries) == ([], [])
    assert (question.outcome.checks, question.outcome.answer) == (None, None)
    assert [actor.id for actor in question.sequence.actors] == ["www", "issuer", "bar", "baz"]
    assert question.onward.next is not None
    assert question.onward.next.url == "/scenarios/bar-token-to-baz/sign-in"


def test_the_two_lamps_at_baz(page: Pages) -> None:
    wrote, meant = page("bar-token-to-baz", "at-baz").outcome.lamps
    assert (wrote.verdict, meant.verdict) == ("pass", "fail")
    assert [value.same + value.differs + value.rest for value in (*meant.found, *meant.mine)] == [
        "https://bar.foo.com",
        "https://baz.foo.com",
    ]
    assert not meant.overlooked


def test_the_step_bar_names_no_check_that_a_what_if_leaves_out_before_its_step_was_shown(page: Pages) -> None:
    names = [
        next(entry.short for entry in page("bar-token-to-baz", *step).head.bar if entry.stop.kind == "what-if")
        for step in ((), ("at-bar",), ("at-baz",))
    ]
    assert names == ["What if?", "What if?", "What if: audience off"]


def test_a_failed_check_that_is_not_enforced_stays_failed_and_says_so(page: Pages) -> None:
    what_if = page("bar-token-to-baz", "at-baz", 1)
    meant = what_if.outcome.lamps[1]
    assert (meant.verdict, meant.overlooked, meant.note) == ("fail", True, "")
    assert what_if.outcome.answer is not None
    assert (what_if.outcome.answer.status, what_if.outcome.answer.tone) == (200, "careless")
    assert what_if.outcome.answer.overlooked == ["Audience"]


def test_a_what_if_stands_beside_what_is(page: Pages) -> None:
    cards = page("bar-token-to-baz", "at-baz", 1).outcome.cards
    assert cards
    assert [(card.title, card.answer.status, card.answer.deployment) for card in cards.cards] == [
        ("As it is", 401, ""),
        ("What if", 200, ";audience=off"),
    ]
    assert [(row.id, row.decides, row.overlooked) for card in cards.cards for row in card.checks] == [
        ("signature", False, False),
        ("audience", True, False),
        ("signature", False, False),
        ("audience", False, True),
    ]


def test_a_right_address_without_a_seal_is_worth_little(page: Pages) -> None:
    rewritten = page("tampered-aud", "at-baz")
    assert [lamp.verdict for lamp in rewritten.outcome.lamps] == ["fail", "pass"]
    assert "Nobody vouches" in rewritten.outcome.lamps[1].unvouched
    assert rewritten.outcome.tokens[0].signature == "broken"
    unverified = [row.id for row in checks(rewritten) if row.unverified]
    assert unverified == ["issuer", "audience", "expiry", "not_before", "scope"]


def test_a_seal_that_could_not_be_checked_is_not_called_absent_or_broken(page: Pages) -> None:
    wrote, meant = page("wrong-issuer", "at-the-door").outcome.lamps
    assert wrote.answer == "Nobody can tell. There is no key to check the signature with."
    assert meant.unvouched == "Nobody vouches for that: the seal was not checked."


def test_checks_stand_in_the_order_they_are_made(page: Pages) -> None:
    rows = checks(page("bar-token-to-baz", "at-baz"))
    assert tuple(row.id for row in rows) == USUAL
    assert [row.id for row in rows if row.decides] == ["audience"]


def test_what_the_library_says_otherwise_is_shown(page: Pages) -> None:
    """At every step of every scenario: told exactly where its exception and the verdict part."""
    for scenario in CATALOGUE.scenarios():
        for stop in stops(scenario):
            for row in checks(page(scenario.scenario, stop.step.id, stop.what_if)) if stop.step else []:
                if row.disagrees:
                    assert row.library is not None
                    assert (row.library.says is None) == (row.verdict == "fail")


def test_an_opaque_token_is_an_unaddressed_letter(page: Pages) -> None:
    opaque = page("opaque-token", "at-bar")
    (token,) = opaque.outcome.tokens
    assert (token.opaque, token.addresses, token.claims) == (True, [], [])
    assert [lamp.verdict for lamp in opaque.outcome.lamps] == ["skipped", "skipped"]


def test_two_tokens_of_one_sign_in_travel_together(page: Pages) -> None:
    rows = page("id-token-at-api", "sign-in").sequence.messages
    assert rows[-1].token_hues == ["hue-0", "hue-client"]
    assert rows[-1].leftward
    assert [row.token_hues for row in rows[:-1]] == [[]] * (len(rows) - 1)


def test_what_was_rewritten_is_pointed_at(page: Pages) -> None:
    (token,) = page("tampered-aud", "rewrite").outcome.tokens
    assert token.signature == "kept"
    assert [(name, was.same) for name, was in token.was] == [("aud", "https://bar.foo.com")]
    assert [line.text for line in token.claims if "changed" in line.mark] == ['"aud": "https://baz.foo.com",']


def test_an_answer_comes_after_the_keys_that_were_fetched_for_it(page: Pages) -> None:
    rows = page("bar-token-to-baz", "at-baz").sequence.messages
    assert [(row.half, row.aside) for row in rows] == [("request", False), ("both", True), ("response", False)]
    assert rows[-1].answer == "401 invalid_token"
    assert [row.leftward for row in rows] == [False, True, True]


def test_earlier_steps_are_one_line_each_that_leads_there(page: Pages) -> None:
    steps = page("bar-token-to-baz", "at-baz").sequence.earlier
    assert [step.number for step in steps] == [1, 2]
    assert [step.message.href.partition("#")[0] for step in steps if step.message] == [
        "/scenarios/bar-token-to-baz/sign-in",
        "/scenarios/bar-token-to-baz/at-bar",
    ]


def test_a_step_that_sent_nothing_keeps_its_number_among_the_lines(page: Pages) -> None:
    steps = page("tampered-aud", "at-baz").sequence.earlier
    assert [(step.number, step.message is None) for step in steps] == [(1, False), (2, True)]


def test_every_row_leads_to_an_exchange_that_is_there(page: Pages) -> None:
    for scenario in CATALOGUE.scenarios():
        for stop in stops(scenario):
            if not stop.step:
                continue
            shown = page(scenario.scenario, stop.step.id, stop.what_if)
            anchors = {entry.anchor for entry in shown.exchanges.entries}
            assert {row.href[1:] for row in shown.sequence.messages} <= anchors


@pytest.mark.parametrize("scenario", [scenario.scenario for scenario in CATALOGUE.scenarios()])
def test_there_are_words_for_every_reason(scenario: str) -> None:
    for step in replayed(scenario, None).steps:
        for outcome in (step, *step.what_ifs):
            assert {check.reason for check in outcome.checks} - {None} <= set(REASONS)


def aged(scenario: str, step: str, age: int) -> ScenarioPage:
    """The page of a step of a visit that began so many seconds ago."""
    found = CATALOGUE.scenario(scenario)
    where = CATALOGUE.chapter_of(scenario), CATALOGUE.worlds[found.world], stop_at(found, step)
    visit = Visit(scenario=scenario, began=1_800_000_000, seed="seed")
    trace = asyncio.run(REPLAYER.replay(ReplayRequest(found, step, visit=visit), where[1]))
    return scenario_page(ReplayedStop(found, *where, trace, age))


def test_what_is_left_of_a_token_is_told_from_now() -> None:
    for age, left in ((0, "15 min 0 s"), (120, "13 min 0 s"), (599, "5 min 1 s")):
        told = aged("bar-token-to-baz", "at-baz", age)
        assert ("expires in", left) in told.outcome.tokens[0].about
        (expiry,) = (row for row in checks(told) if row.id == "expiry")
        assert [value.same for value in expiry.actual] == [f"{left} left"]


def test_what_had_expired_is_as_old_as_the_api_found_it() -> None:
    step = CATALOGUE.scenario("expired").steps[-1].id
    about = [aged("expired", step, age).outcome.tokens[0].about for age in (0, 599)]
    assert ("expired", "3 min 0 s ago") in about[0]
    assert about[0] == about[1]


def test_a_card_says_in_which_step_the_same_bytes_were_shown_before(page: Pages) -> None:
    def told(*stop: object) -> list[int]:
        return [card.first_shown_in_step for card in page(*stop).outcome.tokens]

    assert told("bar-token-to-baz", "sign-in") == [0]
    assert told("bar-token-to-baz", "at-baz") == [1]
    assert told("bar-token-to-baz", "at-baz", 1) == [1]
    assert told("tampered-aud", "rewrite") == [0]
