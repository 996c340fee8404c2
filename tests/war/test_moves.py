"""Answers to moves, escalation paths, lists and clubs."""

import numpy as np
import pytest
import xarray as xr

from tradetalks.data import load_world
from tradetalks.economy.calibrate import calibrate
from tradetalks.war import (
    Coalition,
    ListMove,
    Move,
    Retaliation,
    ScaledList,
    best_response,
    club_incentives,
    escalation_path,
    nash,
    uniform_penalty,
)
from tradetalks.war.objectives import RealIncome
from tradetalks.war.retaliation import RULES, Provocation, losses, with_increase

HIT = ["ELE", "MAC", "TEX"]


@pytest.fixture(scope="module")
def economy():
    return calibrate(load_world("world2017"), scale=False)


def play(economy, rule, **kwargs):
    return escalation_path(economy, [Move("USA", "CHN", 0.25, HIT), Retaliation("CHN", rule, **kwargs)])


def trade(equilibrium_or_economy, importer, exporter):
    e = equilibrium_or_economy
    flows = e.flows if hasattr(e, "flows") else None
    if flows is not None:
        return flows.loc[importer, exporter].values
    return e.flows_nij[e.regions.index(importer), e.regions.index(exporter)]


def test_no_reaction(economy):
    path = play(economy, "none")
    np.testing.assert_allclose(path.payoffs[0], path.payoffs[1], atol=1e-8)


def test_tit_for_tat_copies_the_list(economy):
    np.testing.assert_allclose(
        play(economy, "tit_for_tat").steps[1].increase_j, play(economy, "none").steps[0].increase_j
    )
    half = play(economy, "tit_for_tat", share=0.5).steps[1].increase_j
    np.testing.assert_allclose(half, 0.5 * play(economy, "none").steps[0].increase_j)


def test_proportional_spreads_the_average_over_all_goods(economy):
    path = play(economy, "proportional")
    flow = trade(economy, "USA", "CHN")
    hit = [economy.sectors.index(s) for s in HIT]
    goods = economy.goods_index
    average = 0.25 * flow[hit].sum() / flow[goods].sum()
    np.testing.assert_allclose(path.steps[1].increase_j[goods], average)
    assert np.count_nonzero(path.steps[1].increase_j) == len(goods)


@pytest.mark.parametrize("rule", ["same_trade_value", "target_list"])
def test_equal_trade_value(economy, rule):
    """Rate times imports covered adds up to what was hit, unless all imports are worth less."""
    path = escalation_path(economy, [Move("USA", "CHN", 0.25, ["TEX"]), Retaliation("CHN", rule)])
    first, second = path.steps
    covered = (second.increase_j / 0.25) @ trade(first.equilibrium, "CHN", "USA")
    available = trade(first.equilibrium, "CHN", "USA")[economy.goods_index].sum()
    assert covered == pytest.approx(min(first.covered_busd, available), rel=1e-8)


def test_china_runs_out_of_american_goods(economy):
    path = escalation_path(economy, [Move("USA", "CHN", 0.1), Retaliation("CHN", "same_trade_value")])
    assert path.steps[1].covered_busd < path.steps[0].covered_busd
    np.testing.assert_allclose(path.steps[1].increase_j[economy.goods_index], 0.1)


def provocation(economy, rate=0.5, share=0.3):
    """China answers a tariff on textiles that hit a known amount of trade."""
    path = escalation_path(economy, [Move("USA", "CHN", rate, ["TEX"])])
    faced = path.steps[0].increase_j
    hit = trade(economy, "USA", "CHN") * share
    return Provocation(economy, path.end, "CHN", "USA", faced, hit, {"CHN": RealIncome(), "USA": RealIncome()})


def test_target_list_takes_the_most_hurtful_sectors(economy):
    """Covered sectors have no smaller loss of the other per own loss than those left out."""
    seen = provocation(economy)
    increase = RULES["target_list"](seen, Retaliation("CHN", "target_list"))
    own, other = losses(seen, 0.5)
    goods = economy.goods_index
    assert np.all(own[goods] > 0)  # fifty points cost China in every sector, so every sector has a ratio
    ratio = other[goods] / own[goods]
    taken = increase[goods] > 0
    assert taken.any() and not taken.all()
    assert ratio[taken].min() >= ratio[~taken].max()


def test_target_list_costs_the_other_more_for_what_it_costs_oneself(economy):
    seen = provocation(economy)
    ratio = {}
    for rule in ("same_trade_value", "target_list"):
        increase = RULES[rule](seen, Retaliation("CHN", rule))
        after = with_increase(seen.now, "CHN", "USA", increase)
        change = (after.real_income_change - seen.now.real_income_change).sel(region=["CHN", "USA"]).values
        ratio[rule] = change
    own_list, other_list = -ratio["target_list"]
    own_value, other_value = -ratio["same_trade_value"]
    assert own_list < own_value
    assert other_list - own_list > other_value - own_value


def test_losses_are_those_of_playing_the_sector(economy):
    seen = provocation(economy)
    own, other = losses(seen, 0.5)
    path = escalation_path(economy, [Move("USA", "CHN", 0.5, ["TEX"]), Move("CHN", "USA", 0.5, ["AGR"])])
    change = (path.payoffs[1] - path.payoffs[0]).sel(player=["CHN", "USA"]).values
    j = economy.sectors.index("AGR")
    np.testing.assert_allclose([own[j], other[j]], -change, atol=1e-7)


def test_best_response_is_the_last_word(economy):
    """Answering with best responses again and again leads to the Nash equilibrium."""
    actions = [Move("USA", "CHN", 0.1)] + [Retaliation(s, "best_response") for s in ("CHN", "USA", "CHN", "USA")]
    war = nash(economy, ["USA", "CHN"], starts=1)
    end = escalation_path(economy, actions)
    np.testing.assert_allclose(end.payoffs.values[-1], war.payoffs.values, atol=1e-4)
    assert end.summary().splitlines()[1].split()[:5] == ["1", "USA", "raises", "tariffs", "on"]


def test_all_rules_have_a_name():
    assert set(RULES) == {"none", "proportional", "tit_for_tat", "same_trade_value", "target_list", "best_response"}


def increases(economy, rate):
    values = np.zeros_like(economy.tariff_nij)
    usa, chn = (economy.regions.index(r) for r in ("USA", "CHN"))
    values[usa, chn, economy.goods_index] = rate
    coords = {"importer": list(economy.regions), "exporter": list(economy.regions), "sector": list(economy.sectors)}
    return xr.DataArray(values, coords, tuple(coords))


def test_a_published_list_is_a_move(economy):
    listed = escalation_path(economy, [ListMove("USA", "CHN", increases(economy, 0.25))])
    plain = escalation_path(economy, [Move("USA", "CHN", 0.25)])
    np.testing.assert_allclose(listed.payoffs.sel(player="CHN"), plain.payoffs.sel(player="CHN"), atol=1e-9)


def test_scaling_a_list_is_the_uniform_increase(economy):
    """How much of a 25-point list is best: one control between 0 and 1."""
    found = best_response(economy, "USA", instruments=ScaledList(increases(economy, 0.25)))
    assert tuple(found.choices) == ("share of USA's list",)
    payoff = {x: found.game.payoff(np.array([x]), 0) for x in (found.x[0] - 0.05, found.x[0], found.x[0] + 0.05)}
    assert max(payoff, key=payoff.get) == found.x[0]


def test_uniform_penalty(economy):
    new = uniform_penalty(economy, ["EU", "USA"], 0.05)
    added = np.asarray(new.tariff_jni) - np.asarray(economy.unchanged.tariff_jni)
    inside = [economy.regions.index(r) for r in ("EU", "USA")]
    assert added[:, inside][:, :, inside].max() == 0
    outside = [k for k in range(len(economy.regions)) if k not in inside]
    np.testing.assert_allclose(added[economy.goods_index][:, inside][:, :, outside], 0.05)
    assert added[:, outside].max() == 0


def test_club_incentives_rise_with_the_penalty(economy):
    """A harsher penalty makes membership worth more; with no penalty it is worth nothing."""
    gains = [club_incentives(economy, ["EU", "USA"], rate) for rate in (0.0, 0.03, 0.06)]
    np.testing.assert_allclose(gains[0], 0, atol=1e-7)
    outsiders = [r for r in economy.regions if r not in ("EU", "USA")]
    assert np.all(gains[2].sel(region=outsiders) > gains[1].sel(region=outsiders))
    assert np.all(gains[1].sel(region=outsiders) > 0)


def test_a_reaction_counts_the_trade_of_the_world_it_was_hit_in(economy):
    """Under a policy that has cut imports, the trade hit is what was left of them."""
    embargo = escalation_path(economy, [Move("USA", "CHN", 3.0)]).end
    path = escalation_path(economy, [Move("USA", "CHN", 0.25, HIT), Retaliation("CHN", "proportional")], policy=embargo)
    flow, goods = trade(embargo, "USA", "CHN"), economy.goods_index
    hit = [economy.sectors.index(s) for s in HIT]
    average = 0.25 * flow[hit].sum() / flow[goods].sum()
    np.testing.assert_allclose(path.steps[1].increase_j[goods], average)
    assert path.before["CHN"] == pytest.approx(float(embargo.real_income_change.sel(region="CHN")), abs=1e-8)


def test_coalitions_move_and_answer_together(economy):
    allies = Coalition("allies", ("USA", "EU"))
    path = escalation_path(
        economy,
        [Move(allies, "CHN", 0.2, ["ELE"]), Retaliation("CHN", "tit_for_tat"), Retaliation(allies, "tit_for_tat")],
    )
    before, after = economy.tariff, path.steps[0].equilibrium.tariff
    for member in allies.members:
        assert float((after - before).loc[member, "CHN", "ELE"]) == pytest.approx(0.2)
    assert float((after - before).loc["JPN", "CHN", "ELE"]) == 0
    assert [r.text for r in path.steps] == [
        "allies raises tariffs on CHN", "CHN answers allies (tit_for_tat)", "allies answers CHN (tit_for_tat)",
    ]  # fmt: skip
    np.testing.assert_allclose(path.steps[2].increase_j[economy.sectors.index("ELE")], 0.2)
    weight = economy.income_n[[economy.regions.index(m) for m in allies.members]]
    change = path.end.real_income_change.sel(region=list(allies.members)).values
    assert float(path.payoffs[-1].sel(player="allies")) == pytest.approx(
        float(weight @ change / weight.sum()), abs=1e-7
    )


def test_a_member_answers_what_hit_it(economy):
    """A tariff on two allies: one of them answers alone, for its own exports."""
    allies = Coalition("allies", ("USA", "EU"))
    path = escalation_path(economy, [Move("CHN", allies, 0.2, ["ELE"]), Retaliation("EU", "same_trade_value")])
    flow = trade(economy, "CHN", "EU")[economy.sectors.index("ELE")]
    covered = (path.steps[1].increase_j / 0.2) @ trade(path.steps[0].equilibrium, "EU", "CHN")
    assert covered == pytest.approx(flow, rel=1e-8)


def test_best_response_of_a_coalition(economy):
    allies = Coalition("allies", ("USA", "EU"))
    path = escalation_path(economy, [Move("CHN", allies, 0.1), Retaliation(allies, "best_response")])
    assert path.steps[1].payoffs["allies"] > path.steps[0].payoffs["allies"]


def test_an_escalation_path_has_a_picture(economy):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    path = play(economy, "tit_for_tat")
    ax = path.plot()
    assert [t.get_text() for t in ax.get_xticklabels()] == ["start", "USA on CHN\n+25 points", "CHN on USA\n+25 points"]
    np.testing.assert_allclose(ax.lines[0].get_ydata()[1:], path.payoffs.sel(player="USA"))
    plt.close(ax.figure)
