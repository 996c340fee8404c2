"""What the quarrel costs: what the sides of the talks levy on each other, and nothing of what others do or meet."""

import dataclasses
import datetime

import numpy as np
import pytest

from tradetalks.economy.calibrate import calibrate
from tradetalks.economy.solve import solve
from tradetalks.report.answer.cost import cost_line
from tradetalks.report.answer.lines import answer_lines
from tradetalks.report.cost.words import cost_sentences
from tradetalks.scenario.negotiate import clock_of
from tradetalks.scenario.policy_path import policy_in_force
from tradetalks.scenario.quarrel import is_the_same, measures_of_others, measures_of_sides
from tradetalks.scenario.read import parse_scenario, read_scenario
from tradetalks.scenario.run import run_scenario
from tradetalks.scenario.run_cost import policy_dates, solve_cost

TWO = """
name: two
title: Two who quarrel
baseline: world2017
model: {scale: false}
players: [USA, CHN]
acts:
  - {id: usa, by: USA, on: CHN, sectors: [ELE, MAC], rate: 25%, from: 2026-01-01, source: test}
  - {id: chn, by: CHN, on: USA, sectors: [AGR], rate: 20%, from: 2026-04-01, source: test}
branches:
  worse:
    title: Twice as much
    acts:
      - {id: more, by: USA, on: CHN, sectors: [MIN], rate: 25%, from: 2027-01-01, source: test}
talks:
  sides: [USA, CHN]
  opening: 2026-06-01
  deadline: 2027-01-01
  escalation: worse
  issues:
    - {name: Tariffs withdrawn, kind: rollback, by: USA, to: CHN, amount: 1.0, source: test}
    - {name: Answer withdrawn, kind: rollback, by: CHN, to: USA, amount: 1.0, source: test}
"""
# What the two levy on others, and what others levy on them.
THIRD = """
  - {id: cars, by: USA, on: [JPN, EU], sectors: [MVH], rate: 25%, from: 2026-02-01, source: test}
  - {id: back, by: EU, on: USA, sectors: [AGR], rate: 25%, from: 2026-04-01, source: test}
  - {id: sold, by: USA, on: EU, sectors: [CHM], rate: 5%, instrument: export_tax, from: 2026-04-01, source: test}
branches:"""


def read(text, folder):
    return parse_scenario(text, "made up", folder, {})


@pytest.fixture(scope="module")
def said():
    """What was told while the quarrel of two was solved."""
    return []


@pytest.fixture(scope="module")
def two(tmp_path_factory, said):
    scenario = read(TWO, tmp_path_factory.mktemp("two"))
    return solve_cost(scenario, list(policy_dates(scenario)), said.append)


def test_what_is_being_solved_is_told_in_words(two, said):
    assert said[0] == "calibrating the world before the first act"
    assert "solving the tariffs of 1 April 2026 (2 of 3)" in said
    assert "solving the way forward “Twice as much” (3 of 3)" in said
    assert "with the trade elasticities uniform4" in said
    assert not any("2026-" in line or "worse" in line for line in said)


@pytest.fixture(scope="module")
def among_many(tmp_path_factory):
    scenario = read(TWO.replace("\nbranches:", THIRD), tmp_path_factory.mktemp("many"))
    return solve_cost(scenario, list(policy_dates(scenario)))


def test_where_only_two_act_the_quarrel_is_everything(two):
    assert two.quarrel is None
    said = cost_line(two, two.branches[0])
    assert cost_line(two).answer.startswith(said.answer) and "third countries" not in said.text


def test_the_quarrel_among_many_is_that_of_two_alone(two, among_many):
    """At every assumption, on the day and in the long run, now and if the threat is carried out."""
    quarrel = among_many.quarrel
    assert list(quarrel.equilibria) == [two.now, two.branches[0]]
    assert list(quarrel.cases) == list(two.cases)
    for name, case in quarrel.cases.items():
        for moment in quarrel.equilibria:
            for found, alone in (
                (case.equilibria, two.cases[name].equilibria),
                (case.on_the_day, two.cases[name].on_the_day),
            ):
                one, other = found[moment].real_income_change_busd, alone[moment].real_income_change_busd
                np.testing.assert_allclose(one.values, other.values, atol=1e-6)


def test_the_answer_is_about_the_quarrel_with_all_measures_beside_it(two, among_many):
    line, alone = cost_line(among_many, among_many.branches[0]), cost_line(two, two.branches[0])
    assert line.question == "What does the quarrel cost?"
    assert line.answer == f"{alone.answer} Counted is what the United States and China levy on each other alone."
    assert "With all new measures of all countries (" in line.detail
    every = dataclasses.replace(among_many, stated=dataclasses.replace(among_many.stated, quarrel=None))
    assert cost_line(every, every.branches[0]).answer != line.answer
    assert cost_sentences(among_many)[0].startswith("This chapter counts all measures in force")
    assert not cost_sentences(two)[0].startswith("This chapter counts")


def test_the_clock_counts_the_quarrel(two, among_many):
    clock, alone = clock_of(among_many, days=2), clock_of(two, days=2)
    for k, day in enumerate(alone.days):
        found = clock.days.index(day)
        np.testing.assert_allclose(clock.flows[found], alone.flows[k], atol=1e-6)


def test_talks_that_are_about_nothing_they_levy(tmp_path):
    """The sides levy nothing on each other by the last date; others do."""
    scenario = read(
        TWO.replace("  - {id: usa, by: USA, on: CHN", "  - {id: usa, by: USA, on: JPN").replace(
            "by: CHN, on: USA, sectors: [AGR], rate", "by: CHN, on: JPN, sectors: [AGR], rate"
        ),
        tmp_path,
    )
    run = solve_cost(scenario, [moment for moment in policy_dates(scenario) if moment.branch is None])
    line = cost_line(run, run.now)
    assert line.answer == "Nothing: what the sides levy on each other is as it was before the first act."
    assert line.detail.startswith("With all new measures of all countries (1 April 2026)")


def test_the_two_parts_of_a_policy(among_many):
    """What the sides levy on each other and the rest share no cell, and together they are the whole."""
    scenario, now = among_many.scenario, among_many.now.date
    whole = policy_in_force(scenario, now)
    part, rest = measures_of_sides(scenario, whole), measures_of_others(scenario, whole)
    base = scenario.accounts["tariff"].transpose(*whole.tariff.dims)
    np.testing.assert_allclose((part.tariff - base) + (rest.tariff - base), whole.tariff - base, atol=1e-15)
    np.testing.assert_array_equal(part.export_tax + rest.export_tax, whole.export_tax)
    assert is_the_same(whole, whole) and not is_the_same(whole, part) and not is_the_same(part, rest)


def test_the_united_states_and_china_in_july_2026():
    """Both lose by what they levy on each other, though by all their tariffs the United States would seem to gain."""
    scenario = read_scenario("us-china-2025")
    policy = policy_in_force(scenario, datetime.date(2026, 7, 22))
    found = solve(calibrate(scenario.accounts), measures_of_sides(scenario, policy)).real_income_change_busd
    np.testing.assert_allclose([float(found.sel(region=name)) for name in ("USA", "CHN")], [-19.2, -19.8], atol=0.05)


@pytest.mark.slow
def test_the_answer_of_us_china_2025_has_the_right_sign():
    run = run_scenario(read_scenario("us-china-2025"))
    cost = answer_lines(run)[1]
    assert "to the United States and" in cost.answer and "gains" not in cost.answer
