"""No place is the right one more often than another, and everybody sees the same order."""

from collections import Counter

from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.scenarios.model import Option, Predict
from sandbox.scenarios.shown_order import shown_order

PREDICTIONS = {
    f"/scenarios/{scenario.scenario}/{step.id}": step.predict
    for scenario in shipped_catalogue().scenarios()
    for step in scenario.steps
    if step.predict
}


def test_no_place_is_right_in_much_more_than_its_share() -> None:
    right: Counter[int] = Counter()
    for address, predict in PREDICTIONS.items():
        assert len(predict.options) == 3, f"{address}: count the places by how many answers there are"
        order = shown_order(address, predict)
        assert sorted(number for number, _ in order) == [1, 2, 3]
        right[[option.correct for _, option in order].index(True) + 1] += 1
    assert max(right.values()) <= 0.45 * len(PREDICTIONS), right
    assert min(right.values()) >= 0.2 * len(PREDICTIONS), right


def test_the_order_follows_from_the_address_and_from_nothing_else() -> None:
    def numbers(address: str, words: str, *, keep_order: bool = False) -> list[int]:
        options = [Option(says=f"{words} {n}", because="x", correct=n == 1) for n in range(4)]
        predict = Predict(ask=words, options=options, keep_order=keep_order)
        return [number for number, _ in shown_order(address, predict)]

    assert numbers("/scenarios/a/b", "one") == numbers("/scenarios/a/b", "rewritten") == [3, 4, 2, 1]
    assert len({tuple(numbers(f"/scenarios/a/{n}", "one")) for n in range(50)}) > 10
    assert numbers("/scenarios/a/b", "one", keep_order=True) == [1, 2, 3, 4]
