"""Whether a world with scale economies holds by itself: the feedback of scale on itself, and what it is refused for."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_accounts
from tradetalks.economy import stability
from tradetalks.economy.economy import economy_from_flows
from tradetalks.economy.kernel.equations import evaluate
from tradetalks.economy.kernel.state import size
from tradetalks.economy.kernel.weights import weigh
from tradetalks.economy.stability import WHOLE, refuse_unstable, scale_feedback
from tradetalks.errors import SolveError


def largest_real_part(economy):
    """From the whole matrix."""
    base, new = economy.baseline, economy.unchanged
    weights = weigh(base, new)
    jacobian = jax.jacfwd(lambda x: evaluate(x, weights, base, new)[0])(jnp.zeros(size(base, 0)))
    values = np.linalg.eigvals(np.asarray(jacobian))
    return values.real.max()


@pytest.mark.parametrize("regions", [2, 3, 5])
def test_the_feedback_is_that_of_the_whole_matrix(regions):
    free = tt.calibrate(random_accounts(regions))
    economy = free.replace(psi_j=0.8 / free.theta_j)
    assert scale_feedback(economy).strength == pytest.approx(largest_real_part(economy), abs=1e-5)


def twins(seed, *, pairs=4, sectors=12):
    """A world of two identical halves, whose industries live on inputs of their own kind and sell across as well as at home."""
    rng = np.random.default_rng(seed)
    at_home, across = rng.uniform(0.5, 1.0, (2, pairs, pairs, sectors))
    buyers = [np.concatenate(sellers, axis=1) for sellers in ([at_home, across], [across, at_home])]
    flows = np.concatenate(buyers, axis=0)
    own_kind = 0.5 * np.minimum(flows.sum(axis=0), flows.sum(axis=1))
    return economy_from_flows(
        regions=[f"R{k}" for k in range(2 * pairs)],
        sectors=[f"S{k}" for k in range(sectors)],
        flows_nij=flows,
        tariff_nij=np.zeros_like(flows),
        use_ikj=own_kind[:, :, None] * np.eye(sectors),
        theta_j=np.full(sectors, 5.0),
        psi_j=np.linspace(0.02, 0.15, sectors),
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_a_change_that_favours_one_of_two_twins_is_not_missed(seed):
    """It has no part along the same number everywhere, nor along anything that treats the twins alike: from there, 0.76."""
    economy = twins(seed)
    assert size(economy.baseline, 0) > WHOLE
    assert scale_feedback(economy).strength == pytest.approx(largest_real_part(economy), abs=1e-5)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_arnoldi_finds_what_the_whole_matrix_has(seed):
    economy = tt.calibrate(random_accounts(seed, n=8, j=12, scale=True))
    assert size(economy.baseline, 0) > WHOLE
    found = scale_feedback(economy)
    assert found.strength == pytest.approx(largest_real_part(economy), abs=1e-5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability, "WHOLE", 1000)
        assert scale_feedback(economy)[1:] == found[1:]


def test_without_scale_economies_there_is_none():
    economy = tt.calibrate(random_accounts(3), scale=False)
    assert scale_feedback(economy) == (0.0, "", "")
    refuse_unstable(economy)


@pytest.mark.parametrize("name", ["LL2023", "LL2023_twfe", "BCDR2019_median4", "LL2023_psi_half"])
def test_seven_regions_are_stable_with_every_set(name):
    assert 0.7 < scale_feedback(tt.calibrate(tt.load_world(elasticities=name))).strength < 0.93


# Largest real eigenvalue of the whole Jacobian of world2022 as it is observed, computed apart (numpy.linalg.eigvals). Its trade
# is not balanced first: beyond a feedback of 1 there is no one equilibrium to balance it in.
FIFTEEN = {"LL2023_psi_half": 0.8130, "LL2023": 1.1137, "LL2023_twfe": 1.0523, "BCDR2019_median4": 1.1575}


@pytest.mark.parametrize("name", FIFTEEN)
def test_fifteen_regions_bear_half_of_the_published_scale_effects_and_not_all(name):
    economy = tt.calibrate(tt.load_world("world2022", elasticities=name), deficits="fixed")
    assert scale_feedback(economy).strength == pytest.approx(FIFTEEN[name], abs=1e-3)


def test_fifteen_regions_with_balanced_trade_bear_half():
    economy = tt.calibrate(tt.load_world("world2022", elasticities="LL2023_psi_half"))
    assert scale_feedback(economy).strength == pytest.approx(0.812, abs=1e-3)


def test_an_unstable_world_is_refused_by_name():
    with pytest.raises(SolveError) as error:
        refuse_unstable(tt.calibrate(tt.load_world("world2022", elasticities="LL2023"), deficits="fixed"))
    assert str(error.value) == (
        "with these scale elasticities world2022 is no stable equilibrium: growth of MAC in VNM (theta*psi 0.93) feeds on "
        "itself\n"
        "expected a feedback below 1; got 1.11\n"
        "do       take weaker scale effects (model.elasticities LL2023_psi_half, or lower scale_elasticity there)"
    )


def test_a_change_that_grows_is_proof_from_one_start(monkeypatch):
    """Where nothing grows, the largest is looked for from another start: what the first one missed would be there."""
    starts = []
    once = stability._from_start

    def counted(operator, start):
        starts.append(start)
        return once(operator, start)

    monkeypatch.setattr(stability, "_from_start", counted)
    for name, tries in (("LL2023", 1), ("LL2023_psi_half", 2)):
        starts.clear()
        scale_feedback(tt.calibrate(tt.load_world("world2022", elasticities=name), deficits="fixed"))
        assert len(starts) == tries


# Of the published scale elasticities, and real income of Viet Nam per tariff of the United States on it.
ANSWERS = {0.0: -6.9, 0.5: -8.2, 0.75: -6.2, 0.9: 9.1}


@pytest.mark.parametrize("share", ANSWERS)
def test_beyond_a_feedback_of_one_answers_change_their_sign(share):
    """(I − g′)⁻¹ grows without bound on the way: with nine tenths a tariff on its exports would do Viet Nam good."""
    world = tt.load_world("world2022", elasticities="LL2023")
    economy = tt.calibrate(world.assign(scale_elasticity=share * world["scale_elasticity"]))
    policy = tt.raise_tariffs(economy, by="USA", on="VNM", rate=1e-4)
    slope = float(tt.solve(economy, policy).real_income_change.sel(region="VNM")) / 1e-4
    assert slope == pytest.approx(ANSWERS[share], abs=0.1)
    assert (scale_feedback(economy).strength > 1) == (slope > 0)


def test_where_the_equilibria_end_is_told_with_the_industry_that_vanishes():
    """Newton's method with the whole Jacobian finds the same fold: 65 percent of the rates of 14 November 2025."""
    economy = tt.calibrate(tt.load_world("world2022", elasticities="LL2023"))
    policy = tt.raise_tariffs(economy, by="USA", on="CHE", rate=0.39)
    with pytest.raises(SolveError) as error:
        tt.solve(economy, policy)
    assert "percent of the policy, where FSH in CHE (theta*psi 0.89) is at" in str(error.value)
