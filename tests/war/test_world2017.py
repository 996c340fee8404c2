"""The United States and China on the accounts that ship with the package, 17 goods sectors each on the other."""

import numpy as np
import pytest

from tradetalks.data import load_world
from tradetalks.economy.calibrate import calibrate
from tradetalks.games import Search, certify
from tradetalks.war import Coalition, StrategicIndustry, best_response, nash, reaction_curves

SIDES = ["USA", "CHN"]


@pytest.fixture(scope="module")
def economy():
    # All of the published scale economies, with which the numbers of these tests were found.
    return calibrate(load_world(elasticities="LL2023_mining_as_minerals"))


@pytest.fixture(scope="module")
def war(economy):
    return nash(economy, SIDES)


def test_without_scale_economies():
    """Both average near ten percent; the United States is even, by a hair ahead, and China loses about 0.05 percent."""
    war = nash(calibrate(load_world(elasticities="LL2023_mining_as_minerals"), scale=False), SIDES)
    assert war.certified and len(war.x) == 34
    assert war.tariffs["USA"].mean == pytest.approx(0.10, abs=0.03)
    assert war.tariffs["CHN"].mean == pytest.approx(0.10, abs=0.03)
    np.testing.assert_allclose(war.payoffs, [0.002, -0.047], atol=0.0005)
    assert war.winners == ("USA",)


def test_with_scale_economies(war):
    """Both average near thirty percent, and both lose."""
    assert war.certified
    assert war.certificate.largest_gain < 1e-6
    assert war.tariffs["USA"].mean == pytest.approx(0.30, abs=0.05)
    assert war.tariffs["CHN"].mean == pytest.approx(0.30, abs=0.05)
    assert war.winners == ()


def test_everybody_against_everybody(economy):
    war = nash(economy, starts=1)
    assert war.certified and len(war.x) == 7 * 6 * 17
    assert war.winners == ()
    assert set(war.tariffs) == set(economy.regions)


def test_mean_median_and_weighted_differ(war):
    """The three averages of the literature are reported side by side, and are not the same number."""
    stats = war.tariffs["USA"]
    assert len({round(100 * v) for v in (stats.mean, stats.median, stats.weighted)}) == 3
    assert stats.describe() == (
        f"mean {100 * stats.mean:.1f}, median {100 * stats.median:.1f}, trade-weighted {100 * stats.weighted:.1f} percent"
    )


def test_a_bound_is_volunteered(war):
    assert war.at_bounds == ("tariff of CHN on USA in AGR at its lower bound 0",)
    assert "bound    tariff of CHN on USA in AGR at its lower bound 0" in war.summary()


def test_summary_counts_bystanders(economy, war):
    lines = war.summary().splitlines()
    assert lines[0].startswith("Trade war of USA, CHN: 34 instruments, ")
    assert lines[1].startswith("Certified: the best deviation found gains ")
    at = lines.index("Cost for every country: real income against the baseline (percent, billion USD a year)")
    change = war.equilibrium.real_income_change
    for line, region in zip(lines[at + 1 : at + 8], economy.regions, strict=True):
        assert line.split()[0] == region
        assert float(line.split()[1]) == pytest.approx(float(change.sel(region=region)), abs=5e-4)


def test_payoffs_for_talks(economy, war):
    """War and status quo in percent and dollars; the baseline's payoff is 0."""
    np.testing.assert_allclose(war.status_quo, 0.0, atol=1e-8)
    change = war.equilibrium.real_income_change.sel(region=SIDES)
    np.testing.assert_allclose(war.payoffs, change, atol=1e-7)
    dollars = war.equilibrium.real_income_change_busd.sel(region=SIDES)
    np.testing.assert_allclose(war.payoffs_busd, dollars, atol=1e-6)
    data = war.to_dataset()
    assert data.attrs["certified"] == 1
    assert set(data.payoff.player.values) == set(SIDES)


def test_reaction_curves_cross_at_the_equilibrium(war):
    curves = reaction_curves(war)
    middle = len(curves.scale_g) // 2
    assert curves.scale_g[middle] == 1.0
    np.testing.assert_allclose(curves.best_pg[:, middle], 1.0, atol=1e-5)
    assert np.argmax(curves.payoff_pgg[0][:, middle]) == middle
    assert np.argmax(curves.payoff_pgg[1][middle, :]) == middle


def test_pictures(war):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    pictures = [war.plot(kind) for kind in ("gains", "tariffs", "cost")]
    pictures.append(war.plot("reactions", reactions=reaction_curves(war)))
    for ax in pictures:
        assert ax.get_title()
        plt.close(ax.figure)


def test_the_picture_of_tariffs_shows_before_and_in_the_war(economy, war):
    """Bars are the war's tariffs by sector, marks those before; the title gives the mean that the bars are weighted with."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from tradetalks.report.war.plot_tariffs import sector_rates

    ax = war.plot("tariffs", sector_names={"AGR": "Agriculture"})
    means = [100 * war.tariffs[p].weighted for p in SIDES]
    assert ax.get_title() == f"Tariffs in the war, trade-weighted mean: USA {means[0]:.0f}, CHN {means[1]:.0f} percent"
    assert ax.get_yticklabels()[0].get_text() == "Agriculture"
    assert ax.get_xlabel() == "tariff on the other players, percent\nweighted with imports of the baseline"
    before, now = sector_rates(war, 0)
    goods = economy.goods_index
    np.testing.assert_allclose(before[goods], 100 * economy.tariff.loc["USA", "CHN"].values[goods])
    np.testing.assert_allclose([bar.get_width() for bar in ax.containers[0]], now[goods])
    np.testing.assert_allclose(ax.lines[0].get_xdata(), before[goods])
    plt.close(ax.figure)


def test_many_players_get_a_table_in_colours(economy):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    seven = nash(economy, instruments="uniform", starts=1)
    ax = seven.plot("tariffs")
    assert len(ax.texts) == 7 * 17
    assert ax.get_title().startswith("Tariffs in the war, trade-weighted mean: ")
    assert "all partners" not in ax.get_xlabel() and "the other players" in ax.get_xlabel()
    plt.close(ax.figure)


def test_no_bars_of_height_zero(war):
    """From the baseline there is nothing to show before the war; from another policy there is."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    ax = war.plot("gains")
    assert len(ax.patches) == 2 and ax.get_legend() is None
    plt.close(ax.figure)


@pytest.mark.parametrize("cell", [pytest.param(c, marks=[] if c % 5 == 0 else pytest.mark.slow) for c in range(34)])
def test_one_tariff_five_points_off_is_rejected(war, cell):
    x = war.x.copy()
    x[cell] += 0.05
    certificate, _ = certify(war.game, x, Search(starts=1), war.point)
    assert not certificate.holds


def test_the_war_starts_where_policy_stands(economy, war):
    """From the war itself nobody moves; the status quo payoffs are then the war's."""
    again = nash(economy, SIDES, policy=war.equilibrium, starts=1)
    np.testing.assert_allclose(again.status_quo, war.payoffs, atol=1e-6)
    np.testing.assert_allclose(again.x, war.x, atol=1e-4)


def test_strategic_rivalry_raises_the_tariff_on_electronics(economy):
    plain = best_response(economy, "USA", on=["CHN"])
    security = best_response(economy, "USA", on=["CHN"], objective=plain_with(0.05))
    name = "tariff of USA on CHN in ELE"
    assert security.choices[name] > plain.choices[name]


def plain_with(weight):
    from tradetalks.war import RealIncome

    return RealIncome() + weight * StrategicIndustry(["ELE"])


def test_coalitions_gain_from_acting_together(economy):
    """The joint best reply of two allies is worth at least as much as the best reply of one with the other passive."""
    pair = best_response(economy, Coalition("allies", ("USA", "EU")), on=["CHN"], instruments="uniform")
    alone = best_response(economy, "USA", on=["CHN"], instruments="uniform")
    weight = economy.income_n[[economy.regions.index(r) for r in ("USA", "EU")]]
    joint_if_alone = weight @ alone.equilibrium.real_income_change.sel(region=["USA", "EU"]).values / weight.sum()
    assert pair.payoff > joint_if_alone
    assert len(pair.x) == 2
