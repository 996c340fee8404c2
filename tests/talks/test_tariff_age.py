"""The age of the tariffs in force (T39): what is booked, what is taken back, and what that leaves."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradetalks.scenario.calendar_year import calendar_year
from tradetalks.scenario.economies import economy_by_age
from tradetalks.scenario.policy_path import change_dates, policy_in_force
from tradetalks.scenario.read import parse_scenario
from tradetalks.talks.impasse_clock import run_clock
from tradetalks.talks.tariff_age import TariffHistory, mean_age, weights_standing

FIRST = datetime.date(2018, 1, 1)
TODAY = datetime.date(2026, 1, 1)
CELLS = 3
# Changes in tenths of a point and trade in whole dollars, so that sums are exact to rounding.
LEVELS = st.lists(st.lists(st.integers(-300, 300), min_size=CELLS, max_size=CELLS), min_size=1, max_size=7)
TRADE = st.lists(st.integers(1, 50), min_size=CELLS, max_size=CELLS)


def day(k):
    """Steps come a hundred days apart."""
    return FIRST + datetime.timedelta(days=100 * k)


def age(levels, trade, *, baseline=0.05, on=TODAY):
    """Of changes of the tariffs, in tenths of a point, taken a hundred days apart."""
    steps = [(day(k), baseline + np.array(row, float) / 1000) for k, row in enumerate(levels)]
    return TariffHistory(tuple(steps), np.full(len(trade), baseline), np.array(trade, float)).age_on(on)


def booked(levels):
    """Vintages {step: size} that are left of one cell, by a stack: rises open one, cuts shorten the youngest first."""
    stack, level = [], 0
    for step, new in enumerate(levels):
        change, level = new - level, new
        while stack and change * stack[-1][1] < 0:
            start, size = stack.pop()
            left = size + change
            if left * size > 0:
                stack.append((start, left))
                change = 0
            else:
                change = left
        if change:
            stack.append((step, change))
    assert sum(size for _, size in stack) == level
    return dict(stack)


@given(LEVELS, TRADE)
def test_as_a_stack_books_it(levels, trade):
    expected = np.zeros(len(levels))
    for cell, dollars in zip(np.transpose(levels), trade, strict=True):
        for step, size in booked(cell.tolist()).items():
            expected[step] += dollars * abs(size)
    found = weights_standing([np.array(row, float) for row in levels], np.array(trade, float))
    np.testing.assert_allclose(found, expected, atol=1e-9)
    in_force = age(levels, trade)
    assert in_force.weight == pytest.approx(expected.sum() / 1000, abs=1e-9)
    if expected.sum():
        ages = [(TODAY - day(k)).days / 365 for k in range(len(levels))]
        assert in_force.years == pytest.approx(np.average(ages, weights=expected), rel=1e-9)
    else:
        assert in_force.years == 0


@given(LEVELS, TRADE)
def test_where_tariffs_only_rise_every_step_counts_whole(levels, trade):
    rising = np.cumsum(np.abs(levels), axis=0)
    sizes = np.abs(levels) @ np.array(trade)
    if sizes.sum():
        ages = [(TODAY - day(k)).days / 365 for k in range(len(levels))]
        assert age(rising, trade).years == pytest.approx(np.average(ages, weights=sizes), rel=1e-9)


@given(LEVELS, TRADE, st.permutations(range(4)), st.permutations(range(4)))
def test_what_is_undone_leaves_no_trace_in_whatever_order(levels, trade, raised, lowered):
    """Four rises after a history, taken back one by one: the tariffs in force are as old as if they had never been."""
    spikes = np.array([[10, 0, 0], [40, 200, 0], [0, 7, 300], [1, 1, 1]])
    # Away from the baseline in every cell, whatever the sign of what stands there.
    away = np.where(np.array(levels[-1]) < 0, -1, 1) * spikes
    path = [*levels]
    for k in raised:
        path.append(path[-1] + away[k])
    for k in lowered:
        path.append(path[-1] - away[k])
    plain, spiked = age(levels, trade), age(path, trade)
    assert spiked.weight == pytest.approx(plain.weight, abs=1e-9)
    assert spiked.years == pytest.approx(plain.years, abs=1e-9)


@given(LEVELS, TRADE, st.sampled_from([0.1, 3.0, -1.0]))
def test_neither_the_size_nor_the_sign_of_a_history_matters(levels, trade, factor):
    plain, scaled = age(levels, trade), age(factor * np.array(levels), trade)
    assert scaled.weight == pytest.approx(abs(factor) * plain.weight, rel=1e-9)
    assert scaled.years == pytest.approx(plain.years, rel=1e-9)


@given(LEVELS, TRADE, st.integers(0, 6), st.integers(0, CELLS - 1))
def test_a_hair_more_or_less_of_a_step_is_a_hair_of_age(levels, trade, step, cell):
    """No jump where a rise is undone by a hair less or more than wholly, as long as something else is in force."""
    hair = 1e-3
    beside = np.c_[np.array(levels, float), np.full(len(levels), 1.0)]
    moved = beside.copy()
    moved[min(step, len(levels) - 1), cell] += hair
    plain, other = age(beside, [*trade, 1]), age(moved, [*trade, 1])
    # The hair's trade over all that is in force, times the oldest age that it can change.
    bound = 2 * hair / 1000 * trade[cell] / plain.weight * 8.1
    assert abs(other.years - plain.years) <= bound + 1e-12


def test_by_hand():
    """One cell: 20 points in 2018, 30 more a hundred days on, 40 off two hundred days on: what is left is of the first."""
    assert age([[200], [500], [100]], [1]).years == pytest.approx((TODAY - FIRST).days / 365)
    # Two cells: half of the weight was taken three steps later.
    assert age([[100, 0], [100, 0], [100, 0], [100, 50]], [1, 2]).years == pytest.approx(
        ((TODAY - FIRST).days - 150) / 365
    )
    # Below the baseline a cut opens a vintage of its own.
    assert age([[200], [-100]], [1]).years == pytest.approx((TODAY - day(1)).days / 365)


def test_nothing_in_force_has_no_age():
    assert age([[200], [0]], [1]) == (0, 0)
    assert age([[200]], [1], on=datetime.date(2017, 1, 1)) == (0, 0)
    # A tenth and two tenths less three tenths are not nothing in binary: what rounding leaves has no age either.
    steps = [(FIRST, np.array([0.1])), (day(1), np.array([0.1 + 0.2 - 0.3]))]
    history = TariffHistory(tuple(steps), np.zeros(1), np.ones(1))
    assert history.age_on(TODAY) == (0, 0)
    # On its eve the step that takes it back has not been taken.
    assert history.before(day(1)).age_on(day(1)) == (0.1, pytest.approx(100 / 365))


SPIKE = "  - {id: spike, by: HOME, on: ABROAD, kind: add, rate: 60%, from: 2023-03-01, until: 2024-06-30, source: made up}\n"
SINCE = """name: since
title: Twenty points for six years
baseline: toy
players: [HOME, ABROAD]
acts:
  - {id: a, by: HOME, on: ABROAD, kind: add, rate: 20%, from: 2020-01-01, source: made up}
"""


def test_a_spike_that_was_undone_changes_neither_the_clock_nor_the_year():
    found = []
    for text in (SINCE, SINCE + SPIKE):
        scenario = parse_scenario(text, "since.yaml", None, {})
        steps = [(start, policy_in_force(scenario, start)) for start in change_dates(scenario)]
        clock = run_clock(economy_by_age(scenario), steps, [TODAY], ("HOME", "ABROAD"))
        assert clock.horizon[0] == mean_age(economy_by_age(scenario), steps, TODAY)
        found.append((clock.horizon[0], *clock.percent[0], calendar_year(scenario, 2025).age))
    np.testing.assert_allclose(found[1], found[0], rtol=1e-9)
    assert found[0][0] == pytest.approx(2192 / 365) and found[0][3] == pytest.approx((1827 + 182.5) / 365)
