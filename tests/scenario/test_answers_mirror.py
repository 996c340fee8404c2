"""Answered at once and in whole, every tariff is mirrored on every day, whatever is removed, suspended or stood in for."""

import datetime
import random
from collections.abc import Callable

import pytest

from tests.scenario.test_messages import HEAD
from tradetalks.errors import ScenarioError
from tradetalks.scenario.policy_path import change_dates, tariffs_in_force
from tradetalks.scenario.read import parse_scenario

GOODS = ["MVH", "MET", "AGR", "MAC"]
FIRST = datetime.date(2026, 1, 1)
# Files that one test draws; a file takes some tens of milliseconds.
FILES = 60


def day(dice: random.Random, low: int = 0, high: int = 300) -> datetime.date:
    return FIRST + datetime.timedelta(days=dice.randint(low, high))


def drawn_acts(dice: random.Random, prefix: str, known: dict[str, tuple[datetime.date, list[str]]]) -> list[str]:
    """Rises, stand-ins, removals and suspensions by the United States on China; ``known`` grows by what they are called."""
    lines = []
    for k in range(dice.randint(1, 4)):
        name, goods, start = f"{prefix}{k}", dice.sample(GOODS, dice.randint(1, 3)), day(dice)
        line = (
            f"id: {name}, by: USA, on: CHN, sectors: [{', '.join(goods)}], rate: {dice.randint(1, 30)}%, from: {start}"
        )
        over = [other for other, (_, theirs) in known.items() if set(theirs) & set(goods)]
        if over and dice.random() < 0.5:
            line += f", instead_of: {dice.choice(over)}"
        if dice.random() < 0.3:
            line += f", until: {start + datetime.timedelta(days=dice.randint(0, 200))}"
        known[name] = (start, goods)
        lines.append(line)
    for k, name in enumerate(dice.sample(sorted(known), dice.randint(0, min(2, len(known))))):
        start = known[name][0] + datetime.timedelta(days=dice.randint(1, 100))
        line = f"id: {prefix}off{k}, by: USA, kind: remove, of: {name}, from: {start}"
        if dice.random() < 0.5:
            line += f", until: {start + datetime.timedelta(days=dice.randint(0, 100))}"
        lines.append(line)
    return lines


def drawn_file(dice: random.Random, share: int, lag: int) -> str:
    known: dict[str, tuple[datetime.date, list[str]]] = {}
    answer = f"answers: {{to: USA, share: {share}%, after_days: {lag}}}"
    main = [*drawn_acts(dice, "a", known), f"id: back, {answer}"]
    branch = drawn_acts(dice, "b", known)
    text = HEAD + "acts:\n" + "".join(f"  - {{{line}, source: s}}\n" for line in main)
    text += "branches:\n  x:\n    title: t\n    acts:\n"
    text += "".join(f"      - {{{line}, source: s}}\n" for line in branch)
    own = ", ".join(f"b{k}" for k in range(len([line for line in branch if "rate" in line])))
    return text + f"      - {{id: more, answers: {{to: [{own}], share: {share}%, after_days: {lag}}}, source: s}}\n"


def added(scenario, on: datetime.date, branch: str | None):
    """(China on the United States, the United States on China), points above the baseline by good."""
    change = tariffs_in_force(scenario, on, branch) - scenario.accounts["tariff"]
    return tuple(
        change.sel(importer=importer, exporter=exporter, sector=GOODS).values
        for importer, exporter in (("CHN", "USA"), ("USA", "CHN"))
    )


def drawn_days(seed: int, share: int, lag: Callable[[random.Random], int]):
    """Every day of change, on the main line and the branch, of every drawn file that can be read."""
    dice, read = random.Random(seed), 0
    for _ in range(FILES):
        text = drawn_file(dice, share, lag(dice))
        try:
            scenario = parse_scenario(text, "x.yaml", None, {})
        except ScenarioError:
            # Drawn removals may find nothing in force; those files are refused.
            continue
        read += 1
        for branch in (None, "x"):
            for start in change_dates(scenario, branch):
                yield (text, branch, start), *added(scenario, start, branch)
    assert read > FILES / 3


@pytest.mark.parametrize("share", [100, 50])
def test_what_is_answered_at_once_is_mirrored_on_every_day(share):
    for where, theirs, ours in drawn_days(share, share, lambda dice: 0):
        assert theirs == pytest.approx(share / 100 * ours, abs=1e-12), where


def test_nobody_answers_what_is_not_in_force():
    """With a lag, an answer may come later and never outlives what it answers."""
    for where, theirs, ours in drawn_days(1, 100, lambda dice: dice.randint(1, 120)):
        assert (theirs <= ours + 1e-12).all(), where


def test_answers_do_not_multiply_without_end():
    """Each of thirty answers to each of a hundred acts would be three thousand acts."""
    acts = [f"id: a{k}, by: USA, on: CHN, sectors: MET, rate: {k}.5%, from: {FIRST}" for k in range(100)]
    answers = [f"id: b{k}, answers: {{to: USA, after_days: {k}}}" for k in range(30)]
    lines = "".join(f"  - {{{line}, source: s}}\n" for line in (*acts, *answers))
    with pytest.raises(ScenarioError, match=r"x\.yaml:124:5 +too many acts") as told:
        parse_scenario(HEAD + "acts:\n" + lines, "x.yaml", None, {})
    assert "expected at most 2,000, answers and what is taken over among them" in str(told.value)
