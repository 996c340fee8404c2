"""The quick answer to what a policy costs: the run's own numbers, from less work; and exact slopes of them."""

import dataclasses
import datetime

import numpy as np
import pytest

from tests.scenario.test_quarrel import THIRD, TWO
from tradetalks.errors import ScenarioError
from tradetalks.report.answer.cost import cost_line
from tradetalks.scenario.policy_path import tariffs_in_force
from tradetalks.scenario.quick_cost import quick_cost, ready_economies, told_policies
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.results.cost import PolicyDate
from tradetalks.scenario.run_cost import policy_dates, solve_cost
from tradetalks.scenario.tariff_slopes import slope_of_rate, tariff_slopes

# With scale economies, and with measures of and on others.
WHOLE = TWO.replace("model: {scale: false}\n", "").replace("branches:", THIRD.lstrip("\n"), 1)
MOVED = WHOLE.replace("rate: 25%, from: 2026-01-01", "rate: 40%, from: 2026-01-01")


def read(text, folder):
    return parse_scenario(text, "made up", folder, {})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("quick")


@pytest.fixture(scope="module")
def ready(folder):
    return ready_economies(read(WHOLE, folder))


@pytest.mark.parametrize("text", [WHOLE, MOVED])
def test_quick_numbers_are_those_of_the_run(ready, folder, text):
    scenario = read(text, folder)
    quick = quick_cost(scenario, ready)
    full = solve_cost(scenario, list(policy_dates(scenario)))
    assert set(quick.equilibria) == set(told_policies(scenario)) <= set(full.equilibria)
    for moment in quick.equilibria:
        for mine, theirs in (
            (quick.equilibria[moment], full.equilibria[moment]),
            (quick.on_the_day[moment], full.on_the_day[moment]),
            (quick.quarrel.equilibria[moment], full.quarrel.equilibria[moment]),
        ):
            for name in ("real_income_change_busd", "revenue_change", "cost_of_living_change"):
                np.testing.assert_allclose(getattr(mine, name), getattr(theirs, name), rtol=1e-9, atol=1e-9)


def test_the_line_of_costs_is_told_of_a_quick_answer(ready, folder):
    quick = quick_cost(read(MOVED, folder), ready)
    line = cost_line(quick, quick.branches[0])
    assert line.question == "What does the quarrel cost?"
    assert "billion dollars a year to China" in line.answer and "once trade has adjusted" in line.answer
    assert "if the threat is carried out" in line.detail


def test_any_day_can_be_asked_for(ready, folder):
    scenario = read(WHOLE, folder)
    day = PolicyDate(datetime.date(2026, 3, 1))
    found = quick_cost(scenario, ready, [day])
    assert found.now == day
    # Of the five acts only the first two are in force then.
    tariff = found.equilibria[day].tariff
    assert float(tariff.sel(importer="USA", exporter="CHN", sector="ELE")) > 0.25
    assert float(tariff.sel(importer="CHN", exporter="USA", sector="AGR")) < 0.2


def test_without_talks_the_branch_of_the_question_is_told(folder):
    alone = WHOLE[: WHOLE.index("talks:")]
    assert [str(one) for one in told_policies(read(alone, folder))] == ["2026-04-01", "worse"]
    none = alone[: alone.index("branches:")]
    assert [str(one) for one in told_policies(read(none, folder))] == ["2026-04-01"]


def test_nothing_to_solve_is_said(folder):
    empty = "name: n\ntitle: n\nbaseline: world2017\nplayers: [USA, CHN]\n"
    with pytest.raises(ScenarioError, match="scenario n has nothing to solve"):
        told_policies(read(empty, folder))


def test_economies_of_another_model_are_refused(ready, folder):
    other = read(TWO, folder)
    with pytest.raises(ScenarioError, match="these economies are not those of two\nexpected the same baseline"):
        quick_cost(other, ready)
    assert ready.fits(read(MOVED, folder))


def test_a_child_of_a_shipped_scenario_has_accounts_of_its_own(folder):
    text = "name: c\ntitle: c\nextends: beijing-2019\nplayers: [USA, CHN]\n"
    one = read(text, folder)
    one.accounts["tariff"].values[:] = 9.0
    assert float(read(text, folder).accounts["tariff"].max()) < 9


# Slopes.


def with_more(scenario, act, rate):
    """The scenario with a higher rate of an act."""
    acts = [one.with_rates(lambda r: r + rate, lambda cell: True) if one.id == act else one for one in scenario.acts]
    return dataclasses.replace(scenario, acts=tuple(acts))


@pytest.fixture(scope="module")
def now(ready, folder):
    scenario = read(WHOLE, folder)
    moment = told_policies(scenario)[0]
    solved = quick_cost(scenario, ready, [moment]).equilibria[moment]
    return scenario, moment, tariff_slopes(solved)


@pytest.mark.parametrize("act", ["usa", "chn", "cars", "sold"])
def test_slopes_of_rates_are_those_of_finite_differences(ready, now, act):
    scenario, moment, slopes = now
    found = slope_of_rate(scenario, act, moment, slopes)

    def at(rate):
        moved = with_more(scenario, act, rate)
        return quick_cost(moved, ready, [moment]).equilibria[moment].real_income_change_busd

    if act == "sold":
        # An export tax is no tariff: these slopes are of tariffs.
        assert not found.any()
        return
    step = 1e-3
    np.testing.assert_allclose(found, (at(step) - at(-step)) / (2 * step), rtol=1e-3, atol=2e-3)


def test_first_order_misses_by_the_square_of_the_change(ready, now):
    scenario, moment, slopes = now

    def miss(rate):
        moved = with_more(scenario, "cars", rate)
        exact = quick_cost(moved, ready, [moment]).equilibria[moment].real_income_change_busd
        before = slopes.at.real_income_change_busd
        told = before + slopes.change(tariffs_in_force(moved, moment.date))
        return float(np.abs(told - exact).max())

    assert miss(0.1) < 1.0
    assert 3 < miss(0.1) / miss(0.05) < 5


def test_answers_in_kind_move_with_what_they_answer(ready, folder):
    text = WHOLE.replace("branches:", "  - {id: tit, answers: {to: cars, by: JPN}, source: test}\nbranches:", 1)
    scenario = read(text, folder)
    moment = told_policies(scenario)[0]
    slopes = tariff_slopes(quick_cost(scenario, ready, [moment]).equilibria[moment], ["USA", "JPN"])
    both = slope_of_rate(scenario, "cars", moment, slopes)
    alone = dataclasses.replace(scenario, acts=tuple(one for one in scenario.acts if not one.answers))
    assert float((both - slope_of_rate(alone, "cars", moment, slopes)).sel(region="USA")) < -0.1


def test_a_cap_moves_something_only_where_it_binds(ready, folder):
    text = WHOLE.replace(
        "branches:",
        "  - {id: most, by: EU, on: USA, sectors: [MVH], kind: cap, rate: 90%, from: 2026-02-01, source: test}\nbranches:",
        1,
    )
    scenario = read(text, folder)
    moment = told_policies(scenario)[0]
    slopes = tariff_slopes(quick_cost(scenario, ready, [moment]).equilibria[moment], ["USA"])
    assert not slope_of_rate(scenario, "most", moment, slopes).any()
    # A cap at the very tariff that it bounds: lower it binds, higher it does not.
    level = float(tariffs_in_force(scenario, moment.date).sel(importer="EU", exporter="USA", sector="MVH"))
    *others, most = scenario.acts
    scenario = dataclasses.replace(scenario, acts=(*others, most.with_rates(lambda _: level, lambda cell: True)))
    assert not slope_of_rate(scenario, "most", moment, slopes).any()
    less = slope_of_rate(scenario, "most", moment, slopes, side="less")
    tariff = slopes.real_income.sel(importer="EU", exporter="USA", sector="MVH")
    np.testing.assert_allclose(less.sel(region="USA"), float(tariff.sel(region="USA")), rtol=1e-6)
    assert float(less.sel(region="USA")) < 0
    with pytest.raises(ScenarioError, match="a slope has two sides\nexpected one of more, less\ngot      'up'"):
        slope_of_rate(scenario, "most", moment, slopes, side="up")
    with pytest.raises(ScenarioError, match="there is no act 'mots' in two"):
        slope_of_rate(scenario, "mots", moment, slopes)
