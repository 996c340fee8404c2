"""What sides maximise at the table: the objectives of a war, with exact derivatives."""

from pathlib import Path

import numpy as np
import pytest

from tests.scenario.test_table import HEAD, read
from tests.talks.small import agenda, status_quo
from tradetalks.scenario.negotiate import negotiation_of
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.run import run_scenario
from tradetalks.talks.agenda import Agenda
from tradetalks.war.objectives import RealIncome, Rivalry, StrategicIndustry

X = np.array([0.4, 0.7, 0.3, 0.5, 0.6])


def with_objectives(**objectives):
    return agenda().replace(objectives=objectives)


def world_share(equilibrium, country, sector):
    sales = equilibrium.values.sales_ij[:, sector]
    return 100 * sales[country] / sales.sum()


def test_real_income_is_what_sides_want_where_nothing_is_said():
    u, slope = agenda().payoffs(X)
    said, said_slope = with_objectives(R0=RealIncome()).payoffs(X)
    np.testing.assert_allclose(said, u, rtol=1e-13)
    np.testing.assert_allclose(said_slope, slope, rtol=1e-10)


def test_a_point_of_world_output_has_a_price():
    """W4 by hand: points of world sales times their price, in percent of baseline income."""
    talks = with_objectives(R0=RealIncome() + 0.2 * StrategicIndustry("S1"))
    plain, economy = agenda(), status_quo().economy
    points = world_share(plain.equilibrium(X), 0, 1) - world_share(status_quo(), 0, 1)
    expected = plain.payoffs(X)[0] + [0.2 * points * economy.income_n[0] / 100, 0.0]
    np.testing.assert_allclose(talks.payoffs(X)[0], expected, atol=1e-7)
    policy = plain.policy(X)
    np.testing.assert_allclose(talks.payoffs_of(policy), expected - plain._stated @ X, atol=1e-7)
    np.testing.assert_allclose(talks.gains_of(policy)[:2], talks.payoffs_of(policy), atol=1e-12)
    np.testing.assert_allclose(talks.gains_of(policy)[2:], plain.gains_of(policy)[2:], atol=1e-12)


def test_slopes_are_those_of_finite_differences():
    talks = with_objectives(R0=RealIncome() + 0.2 * StrategicIndustry("S1"), R1=RealIncome() + 0.4 * Rivalry("R0"))
    slope, step = talks.payoffs(X)[1], 1e-4
    for k in range(len(X)):
        move = step * np.eye(len(X))[k]
        numerical = (talks.payoffs(X + move)[0] - talks.payoffs(X - move)[0]) / (2 * step)
        np.testing.assert_allclose(numerical, slope[:, k], rtol=1e-4, atol=1e-6)


def test_rivalry_as_an_objective_is_the_assumption():
    """A dollar of the other's for so much of a dollar of one's own."""
    weight, plain = 0.3, agenda().only("rollback", "purchases")
    u = plain.payoffs(X[:3])[0]
    rival = plain.replace(objectives={"R0": RealIncome() + weight * Rivalry("R1")}).payoffs(X[:3])[0]
    np.testing.assert_allclose(rival, [u[0] - weight * u[1], u[1]], atol=1e-9)


FREE = "name: Free trade, kind: tariff, by: EU, to: USA, amount: 0%"
OURS = "objectives: {USA: {real_income: 1, strategic: {sectors: [MVH], weight: 0.1}}}\n"


def test_objectives_of_a_file_count_at_its_table():
    """Neither a note nor silence: what a file says the United States want is what they bargain for."""
    given = f"    - {{{FREE}, source: s}}\n"
    stated = parse_scenario(HEAD.replace("talks:\n", OURS + "talks:\n") + given, "x.yaml", Path(), {})
    assert not stated.notes
    plain, valued = (negotiation_of(run_scenario(s, parts={"cost"}).cost) for s in (read(FREE), stated))
    gain = valued.agenda.payoffs(np.ones(1))[0] - plain.agenda.payoffs(np.ones(1))[0]
    assert gain[0] > 0.1 and gain[1] == pytest.approx(0, abs=1e-6)
    assert valued.threat[0] > plain.threat[0] + 0.1


def test_what_counts_twice_or_not_at_all_is_pointed_out():
    head = HEAD.replace("talks:\n", "objectives: {USA: {real_income: 1, rivalry: {on: EU, weight: 0.2}}}\ntalks:\n")
    twice = head.replace("  issues:\n", "  assumptions: {rivalry: [0.1, 0]}\n  issues:\n")
    given = f"    - {{{FREE}, source: s}}\n"
    (note,) = parse_scenario(twice + given, "x.yaml", Path(), {}).notes
    assert note.text == "the other's gains count against USA twice: in its objective and in the assumption rivalry"
    others = HEAD.replace("talks:\n", "players: [USA, EU, CHN]\nobjectives: {CHN: {real_income: 1}}\ntalks:\n") + given
    (note,) = parse_scenario(others, "x.yaml", Path(), {}).notes
    assert note.text == (
        "CHN is not at the table: its objective counts in a war alone, and this file has no section war"
    )


def test_the_end_of_subsidies_is_worth_something_to_who_counts_world_shares(run):
    """January 2019: in real income it harms both sides, with a price on electronics the United States gain."""
    plan, now = run.scenario.talks, run.equilibria[run.now]
    demand = tuple(issue for issue in plan.issues if issue.kind == "subsidies")
    plain = Agenda(now, plan.sides, demand, now.economy.tariff_nij)
    valued = plain.replace(objectives={"USA": RealIncome() + 0.1 * StrategicIndustry("ELE")})
    assert (plain.payoffs(np.ones(1))[0] < 0).all()
    assert valued.payoffs(np.ones(1))[0][0] > 0
