"""Ossa (2014), AER 104(12): his numbers at his tariffs, then ours."""

import dataclasses

import numpy as np
import pytest

from tests.war import ossa as paper
from tests.worlds import ossa
from tradetalks.economy.solve import Anderson, solve_instruments
from tradetalks.games import Search, certify
from tradetalks.war import PoliticalWeights, RealIncome, best_response, build_game, nash
from tradetalks.war.response import respond

HALF_DIGIT = 0.05 + 1e-6


@pytest.fixture(scope="module")
def economy(validation):
    return paper.balanced(validation)


@pytest.fixture(scope="module")
def published(validation):
    return paper.expected(validation)


def test_purge_of_trade_imbalances(validation, economy):
    raw = ossa(validation, "trade_raw.csv")
    new = dataclasses.replace(raw.unchanged, deficit_n=np.zeros_like(raw.deficit_n))
    found = solve_instruments(raw, new, method=Anderson(tolerance=1e-12))
    purged = np.moveaxis(found.values.flows_jni, 0, 2)
    np.testing.assert_allclose(purged, economy.flows_nij, rtol=1e-9)


def test_ten_percent_on_all_imports(economy, published):
    """Every tariff factor of one country rises by ten percent: the single numbers, to 1e-6."""
    numbers = published["single_numbers"]
    wanted = dict(numbers["same_experiment_for_the_others_own_welfare_hat"])
    wanted["US"] = numbers["usa_plus_10_points_on_all_imports_welfare_hat_usa"]
    for name, hat in wanted.items():
        n = economy.regions.index(name)
        tariff = economy.tariff_nij.copy()
        tariff[n] = np.where(np.arange(7)[:, None] == n, 0.0, 1.1 * (1 + tariff[n]) - 1)
        assert paper.solve_at(economy, tariff).values.real_income_hat_n[n] == pytest.approx(hat, abs=1e-6), name


def test_table_2(economy, published):
    """The United States adds 50 points in chemicals, then in apparel: wages and profits, welfare and its channels."""
    us, rows = economy.regions.index("US"), []
    profit = economy.markup_j * economy.sales_ij
    for sector in ("crp", "wap"):
        s = economy.sectors.index(sector)
        tariff = economy.tariff_nij.copy()
        tariff[us, np.arange(7) != us, s] += 0.5
        values = paper.solve_at(economy, tariff).values
        wage = values.wage_hat_n
        profit_hat = values.sales_ij[us] / economy.sales_ij[us]
        relative = 100 * (profit_hat / wage[us] - 1)
        equilibrium_row = [100 * (wage[us] - wage.mean()), relative[s], np.delete(relative, s).mean()]
        income = economy.income_n[us]
        terms_of_trade = 100 * (economy.flows_nij[us].sum(axis=1) / income) @ (wage[us] - wage)
        shifting = 100 * (profit[us] / income) @ (profit_hat - wage[us])
        rows.append((equilibrium_row, [100 * (values.real_income_hat_n[us] - 1), terms_of_trade, shifting]))
    ours = np.array([rows[0][0], rows[1][0], rows[0][1], rows[1][1]])
    np.testing.assert_allclose(ours, published["tables"]["table2"], atol=0.005 + 1e-6)


@pytest.mark.parametrize("name", paper.TABLES)
def test_every_cell_at_the_authors_tariffs(validation, economy, published, name):
    column, lobbying = paper.TABLES[name]
    table = paper.nash_table if "nash" in column else paper.optimal_table
    lam = paper.weights(validation, economy, lobbying)
    ours = table(economy, lam, paper.author_tariffs(validation, economy, column))
    np.testing.assert_allclose(ours, published["tables"][f"table{name}"], atol=HALF_DIGIT)


def test_without_lobbying_government_welfare_is_real_income(validation, economy):
    equilibrium = paper.solve_at(economy, 2 * economy.tariff_nij)
    politics = PoliticalWeights(paper.weights(validation, economy, lobbying=False))
    for n in range(7):
        ours = float(politics.term(economy, (n,))(equilibrium.values))
        assert ours == pytest.approx(float(RealIncome().term(economy, (n,))(equilibrium.values)), abs=1e-9)


def optimum(validation, economy, name, country):
    column, lobbying = paper.TABLES[name]
    tie = "mfn" if "mfn" in column else "sector"
    politics = PoliticalWeights(paper.weights(validation, economy, lobbying))
    return best_response(economy, country, objective=politics, instruments=tie)


def check_optimum(validation, economy, published, name, country):
    """Government welfare within 0.05 points of the table and never below the author's own; median within 1 point."""
    n = economy.regions.index(country)
    row = published["tables"][f"table{name}"][n]
    found = optimum(validation, economy, name, country)
    assert found.certified
    assert found.payoff == pytest.approx(row[0], abs=0.05 + 1e-3)
    assert 100 * found.tariffs.median == pytest.approx(row[8], abs=1.0)
    column, lobbying = paper.TABLES[name]
    his = economy.tariff_nij.copy()
    his[n] = paper.author_tariffs(validation, economy, column)[n]
    lam = paper.weights(validation, economy, lobbying)
    assert found.payoff >= paper.columns(economy, lam, paper.solve_at(economy, his))[n, 0] - 1e-6


@pytest.mark.parametrize(("name", "country"), [("3a", "US"), ("3b", "Japan"), ("8b", "China")])
def test_optimal_tariffs(validation, economy, published, name, country):
    check_optimum(validation, economy, published, name, country)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["3a", "3b", "8a", "8b"])
@pytest.mark.parametrize("country", ["Brazil", "China", "EU", "India", "Japan", "ROW", "US"])
def test_all_optimal_tariffs(validation, economy, published, name, country):
    check_optimum(validation, economy, published, name, country)


def check_nash(validation, economy, published, name):
    """Certified; welfare within 0.05 points of his table, medians within 1 point; his own tariffs are not a Nash point."""
    column, lobbying = paper.TABLES[name]
    lam = paper.weights(validation, economy, lobbying)
    tie = "mfn" if "mfn" in column else "sector"
    war = nash(economy, objective=PoliticalWeights(lam), instruments=tie, starts=1)
    assert war.certified
    assert war.certificate.largest_gain < 1e-6
    row = np.array(published["tables"][f"table{name}"])
    ours = paper.columns(economy, lam, war.equilibrium)
    return war, ours - row[:7, :4], [100 * war.tariffs[n].median - row[k, 4] for k, n in enumerate(economy.regions)]


def test_nash_without_lobbying(validation, economy, published):
    _, welfare_gap, median_gap = check_nash(validation, economy, published, "4a")
    assert np.abs(welfare_gap[:, :2]).max() < 0.05 + 0.02
    assert np.abs(median_gap).max() < 1.0


# His rate on one of India's MFN tariffs stands 2e-5 percent of welfare short of the best: the median over 33 sectors
# moves by 1.06 points when that nearly flat cell is optimised.
BEYOND_ONE_POINT = {("9a", "India"): -1.065}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["4b", "9a", "9b"])
def test_all_nash(validation, economy, published, name):
    _, welfare_gap, median_gap = check_nash(validation, economy, published, name)
    assert np.abs(welfare_gap[:, :2]).max() < 0.05 + 0.02
    for region, gap in zip(economy.regions, median_gap, strict=True):
        known = BEYOND_ONE_POINT.get((name, region))
        assert abs(gap) < 1.0 if known is None else gap == pytest.approx(known, abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["9a", "9b"])
def test_his_nash_is_one_round_of_best_responses(validation, economy, name):
    """Simultaneous best responses to his optimal tariffs are his "Nash" tariffs; they leave little to gain."""
    column, lobbying = paper.TABLES[name]
    politics = PoliticalWeights(paper.weights(validation, economy, lobbying))
    game = build_game(economy, None, objective=politics, instruments="mfn")
    start = author_controls(game, paper.author_tariffs(validation, economy, column.replace("nash", "optimal")))
    his = author_controls(game, paper.author_tariffs(validation, economy, column))
    ours = np.concatenate([respond(game, k, Search(starts=1), x=start).x for k in range(7)])
    assert np.median(np.abs(ours - his)) < 1e-5
    certificate, _ = certify(game, his, Search(starts=1))
    assert certificate.largest_gain < 3e-4


def author_controls(game, tariff_nij):
    x = game.start.copy()
    for player, part in zip(game.players, game.slices, strict=True):
        at, (sector, own, partner) = player.space.cells("tariff")
        x[part][player.space.choice_l[at]] = tariff_nij[own, partner, sector]
    return x
