"""Many pairs at once on a small random world: cuts, reciprocity and trading rules, each against a computation of its own."""

import numpy as np
import pytest
from scipy.optimize import brentq

from tests.talks.small import solved_at, status_quo, tariffs_nij
from tradetalks.bargaining.solutions import nash_bargain
from tradetalks.errors import TalksError
from tradetalks.talks.multilateral.pairs import bargain_in_pairs, bargains_of, mean_tariffs, tariff_cuts
from tradetalks.talks.multilateral.reciprocity import balanced_concessions, reciprocity_constraint
from tradetalks.talks.multilateral.trading_rules import compare_rules

PAIRS = [("R0", "R1"), ("R0", "R2")]
X = np.array([0.3, 0.8, 0.5, 0.9])


@pytest.fixture(scope="module")
def alone():
    return tariff_cuts(status_quo(), PAIRS)


@pytest.fixture(scope="module")
def for_all():
    return tariff_cuts(status_quo(), PAIRS, mfn=True)


@pytest.fixture(scope="module")
def deals(alone):
    return bargain_in_pairs(alone).raise_if_failed()


def cut_by_hand(agenda, x):
    """(T41) with loops: importer, exporter, sector."""
    regions, sectors = status_quo().economy.regions, status_quo().economy.sectors
    tariff = tariffs_nij().copy()
    for share, issue in zip(x, agenda.issues, strict=True):
        n, partner = regions.index(issue.by), regions.index(issue.to)
        for i in range(len(regions)):
            for sector in issue.sectors:
                if i != n and (issue.mfn or i == partner):
                    tariff[n, i, sectors.index(sector)] *= 1 - share
    return tariff


def test_a_cut_reaches_the_partner_or_everybody(alone, for_all):
    for agenda in (alone, for_all):
        x = np.linspace(0.2, 0.9, len(agenda.issues))
        np.testing.assert_allclose(agenda.equilibrium(x).tariff.values, cut_by_hand(agenda, x), atol=1e-12)


def test_the_principal_supplier_bargains(for_all):
    """Every good of an importer that has a tariff to cut is on one table: that of the partner who sells it most of it."""
    flows = status_quo().flows
    for importer, partners in (("R0", ["R1", "R2"]), ("R1", ["R0"]), ("R2", ["R0"])):
        for sector in status_quo().economy.sectors:
            bought = flows.sel(importer=importer, sector=sector, exporter=partners)
            asked = [i.to for i in for_all.issues if i.by == importer and sector in i.sectors]
            assert asked == [max(partners, key=lambda p: float(bought.sel(exporter=p)))]
    assert [(i.by, i.to, i.sectors) for i in for_all.issues[:2]] == [("R0", "R1", ("S0",)), ("R0", "R2", ("S1",))]


def test_points_allow_tariffs_below_zero():
    agenda = tariff_cuts(status_quo(), [("R0", "R1")], points=0.3)
    tariff = agenda.equilibrium(np.array([1.0, 0.0])).tariff
    now = status_quo().tariff
    np.testing.assert_allclose(tariff.sel(importer="R0", exporter="R1"), now.sel(importer="R0", exporter="R1") - 0.3)
    np.testing.assert_allclose(tariff.sel(importer="R1"), now.sel(importer="R1"))


def test_gains_are_those_of_the_world_solved_from_scratch(alone, deals):
    solved = solved_at(cut_by_hand(alone, deals.bargains.x))
    gain = solved.real_income_change_busd - status_quo().real_income_change_busd
    np.testing.assert_allclose(deals.gains, gain, atol=1e-7)
    assert deals.world == pytest.approx(float(gain.sum()), abs=1e-7)
    np.testing.assert_allclose(deals.bargains.x.clip(0, 1), deals.bargains.x)
    assert deals.bargains.x.max() > 0.1
    weight = status_quo().flows
    for issue, mean in zip(alone.issues, deals.tariffs, strict=True):
        pair = {"importer": issue.by, "exporter": issue.to}
        by_hand = (solved.tariff * weight).sel(**pair).sum() / weight.sel(**pair).sum()
        assert mean == pytest.approx(float(by_hand), abs=1e-9)


def test_no_pair_would_rather_have_another_deal(deals):
    """Nash-in-Nash: no step of any of a pair's cuts raises the product of its gains, the other pair's deal given."""
    x = deals.bargains.x
    for bargain in bargains_of(deals.agenda):
        own = list(bargain.instruments)
        product = np.prod(bargain.gains(x)[0])
        assert product > 0
        for k in own:
            for step in (-0.02, 0.02):
                other = x.copy()
                other[k] = np.clip(x[k] + step, 0, 1)
                gains = bargain.gains(other)[0]
                assert gains.min() < 0 or gains.prod() <= product + 1e-10


def test_world_slope_is_the_derivative_of_the_worlds_gain(alone, deals):
    x = deals.bargains.x
    for k in range(len(x)):
        step = 1e-4 * np.eye(len(x))[k]
        slope = (alone.gains(x + step).sum() - alone.gains(x - step).sum()) / 2e-4
        assert deals.world_slope[k] == pytest.approx(slope, abs=1e-4)


def test_one_pair_is_one_nash_bargain():
    agenda = tariff_cuts(status_quo(), [("R0", "R1")])
    alone = nash_bargain(agenda.problem(), weights=(0.7, 0.3))
    together = bargain_in_pairs(agenda, weights={"R0": 0.7, "R1": 0.3}).raise_if_failed()
    np.testing.assert_allclose(together.bargains.x, alone.x, atol=1e-5)
    np.testing.assert_allclose(agenda.payoffs(together.bargains.x)[0], alone.u, atol=1e-7)


def balance(agenda, x, x_0):
    """(T40) from labelled outcomes: h_ni, what n buys more from i, at the world prices before, billion dollars a year.

    The world price of a flow comes from the buyers' side: share π = (p^w (1 + t)/P)^-θ of what they spend.
    """
    before, after = agenda.equilibrium(x_0), agenda.equilibrium(x)
    theta = status_quo().economy.theta_j

    def shares(solved):
        spent = solved.flows.values * (1 + solved.tariff.values)
        return spent / spent.sum(axis=1, keepdims=True)

    price = 1 + np.stack([s.price_change.values / 100 for s in (before, after)])
    buyers = (price[1] / price[0])[:, None, :] * (shares(after) / shares(before)) ** (-1 / theta)
    world_price = buyers * (1 + before.tariff.values) / (1 + after.tariff.values)
    return (after.flows.values / world_price - before.flows.values).sum(axis=2)


def test_reciprocity_from_flows_and_prices(alone):
    """One row a country, less the redundant one; trade with itself is in neither imports nor exports."""
    h, jac = reciprocity_constraint(alone)(X)
    more_ni = balance(alone, X, 0 * X)
    flows_ni = status_quo().flows.values.sum(axis=2)
    trade = ((flows_ni + flows_ni.T) * (1 - np.eye(3))).sum(1) / 2
    assert h.shape == (2,) and jac.shape == (2, 4)
    np.testing.assert_allclose(h, ((more_ni - more_ni.T).sum(1) / trade)[:2], atol=1e-8)
    assert np.abs(h).min() > 1e-4
    finite_differences(reciprocity_constraint(alone))


def test_balanced_concessions_from_flows_and_prices(alone):
    """Between two, over what the other pair has agreed: its cuts are in force before and after."""
    h, _ = balanced_concessions(alone, "R0", "R1")(X)
    own = np.array([{i.by, i.to} == {"R0", "R1"} for i in alone.issues])
    more_ni = balance(alone, X, np.where(own, 0, X))
    flows_ni = status_quo().flows.values.sum(axis=2)
    trade = (flows_ni[0, 1] + flows_ni[1, 0]) / 2
    np.testing.assert_allclose(h, (more_ni[0, 1] - more_ni[1, 0]) / trade, atol=1e-8)
    np.testing.assert_allclose(balanced_concessions(alone, "R0", "R1")(np.where(own, 0, X))[0], 0, atol=1e-12)
    finite_differences(balanced_concessions(alone, "R0", "R1"))


def finite_differences(f):
    _, jac = f(X)
    for k in range(len(X)):
        step = 1e-4 * np.eye(len(X))[k]
        np.testing.assert_allclose(jac[:, k], (f(X + step)[0] - f(X - step)[0]) / 2e-4, rtol=1e-4, atol=1e-6)


def test_balanced_concessions_bind_each_pair(alone, deals):
    """What each pair signs is balanced by the flows and prices of a fresh solve, and no balanced deal gives it more."""
    fair = bargain_in_pairs(alone, reciprocity=True).raise_if_failed()
    x = fair.bargains.x
    np.testing.assert_allclose(fair.imbalance, 0, atol=1e-7)
    assert x.max() > 0.1 and np.abs(x - deals.bargains.x).max() > 0.05
    for bargain, (i, j) in zip(bargains_of(alone, reciprocity=True), [(0, 1), (0, 2)], strict=True):
        own = list(bargain.instruments)
        more_ni = balance(alone, x, np.where(np.isin(np.arange(4), own), 0, x))
        assert more_ni[i, j] == pytest.approx(more_ni[j, i], abs=1e-7)
        assert np.abs(bargain.equal(deals.bargains.x)[0]).max() > 1e-3
        product = bargain.gains(x)[0].clip(0).prod()
        for share in np.linspace(0.05, 1, 8):
            at = balanced_at(bargain, x, own, share)
            gains = bargain.gains(at)[0] if at is not None else np.zeros(2)
            assert gains.min() <= 0 or gains.prod() <= product + 1e-9


def balanced_at(bargain, x, own, share):
    """The deal with ``share`` of the pair's first cut and as much of the second as balances it; None where none does."""

    def deal(other):
        at = x.copy()
        at[own] = share, other
        return at

    ends = [bargain.equal(deal(v))[0][0] for v in (0.0, 1.0)]
    return deal(brentq(lambda v: bargain.equal(deal(v))[0][0], 0, 1)) if ends[0] * ends[1] < 0 else None


@pytest.fixture(scope="module")
def rules():
    return compare_rules(status_quo(), PAIRS)


def test_trading_rules(rules, alone):
    """Each rule's deal under the name of the rule; what is best for the world beats all cuts for partners alone."""
    assert list(rules.deals) == ["for the partner alone", "MFN", "MFN and reciprocity"]
    assert [d.agenda.issues[0].mfn for d in rules.deals.values()] == [False, True, True]
    for deal in rules.deals.values():
        deal.raise_if_failed()
    balanced = rules.deals["MFN and reciprocity"]
    np.testing.assert_allclose(balanced.imbalance, 0, atol=1e-6)
    assert np.isnan(rules.deals["MFN"].imbalance).all()
    rng = np.random.default_rng(0)
    for x in (rules.deals["for the partner alone"].bargains.x, *rng.random((8, 4))):
        assert alone.gains(x).sum() <= rules.best.u[0] + 1e-6
    assert alone.gains(rules.best.x).sum() == pytest.approx(rules.best.u[0], abs=1e-7)
    for rule, deal in rules.deals.items():
        assert rules.world[rule] == pytest.approx(float(deal.gains.sum()))
        assert rules.too_deep[rule] == int((deal.world_slope < 0).sum())


def test_mean_tariffs_of_the_rules_by_hand(rules):
    weight = status_quo().flows.values.sum(axis=2)
    between = [(0, 1), (1, 0), (0, 2), (2, 0)]
    flows = status_quo().flows.values
    found = {"status quo": tariffs_nij()} | {r: d.equilibrium.tariff.values for r, d in rules.deals.items()}
    for rule, tariff in found.items():
        paid = sum((tariff * flows)[n, i].sum() for n, i in between)
        assert rules.mean_tariff[rule] == pytest.approx(paid / sum(weight[n, i] for n, i in between), rel=1e-9)


def test_summaries(rules, deals):
    lines = rules.summary().splitlines()
    world = ", ".join(f"{rule} {gain:+.4g}" for rule, gain in rules.world.items())
    assert lines[0] == (
        f"the world's gain, bn $ a year: {world}; at best by cuts between the partners {rules.best.u[0]:+.4g}"
    )
    assert len(lines) == 7 and lines[1].startswith("  for the partner alone: mean tariff ")
    lines, before = deals.summary().splitlines(), mean_tariffs(deals.agenda, status_quo())
    assert lines[0] == f"2 pairs at once: the world gains {deals.world:+.4g} bn $ a year"
    assert lines[1:4] == [f"  R{k}: {g:+.4g}" for k, g in enumerate(deals.gains.values)]
    assert lines[4] == (
        f"  R0 on R1: mean tariff {100 * before[0]:.1f} to {100 * deals.tariffs[0]:.1f} percent "
        f"(x = {deals.bargains.x[0]:.3f})"
    )


def free_trade():
    return tariff_cuts(solved_at(np.zeros_like(tariffs_nij())), [("R0", "R1")])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tariff_cuts(status_quo(), []),
         "talks in pairs need at least one pair\n"
         "got      none\n"
         "do       give pairs such as [('USA', 'CHN')]"),
        (lambda: tariff_cuts(status_quo(), [("R0", "R0")]),
         "R0 cannot bargain with itself\n"
         "expected two different regions in every pair"),
        (lambda: tariff_cuts(status_quo(), [("R0", "R1"), ("R1", "R0")]),
         "the pair R1 with R0 comes twice\n"
         "expected every pair once, in either order"),
        (free_trade,
         "the pairs R0 with R1 have no tariff to cut\n"
         "expected tariffs above 0 in some good\n"
         "do       start from a status quo with tariffs, or give points to allow subsidies"),
        (lambda: bargains_of(tariff_cuts(status_quo(), PAIRS), weights={"R0": 0.0}),
         "bargaining weights must be positive numbers of the sides R0, R1, R2\n"
         "got      R0: 0\n"
         "do       a side without power has a small weight, not zero"),
        (lambda: bargains_of(tariff_cuts(status_quo(), PAIRS), weights={"EU": 1.0}),
         "bargaining weights must be positive numbers of the sides R0, R1, R2\n"
         "got      EU: 1\n"
         "do       a side without power has a small weight, not zero"),
        (lambda: bargain_in_pairs(tariff_cuts(status_quo(), PAIRS), upper=0),
         "the largest cut must be above 0\n"
         "got      upper = 0\n"
         "do       give 1: the whole tariff may be cut"),
    ],
)  # fmt: skip
def test_bad_pairs_are_refused(call, message):
    with pytest.raises(TalksError) as error:
        call()
    assert str(error.value) == message


def test_unsettled_pairs_say_so(alone):
    short = bargain_in_pairs(alone, sweeps=1)
    assert ", bargains NOT settled" in short.summary().splitlines()[0]
    with pytest.raises(TalksError) as error:
        short.raise_if_failed()
    assert str(error.value) == (
        "Nash-in-Nash bargains did not settle in 1 sweeps\n"
        f"got      the last one still moved an instrument by {short.bargains.residual:.2g} of its range\n"
        "do       lower the damping, start elsewhere or allow more sweeps"
    )
