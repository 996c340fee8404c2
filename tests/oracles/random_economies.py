"""Random economies, ordinary and extreme, with every instrument: what becomes of each is one word.

``right``: solved, and the independent residual agrees. ``refused``: a message of ours, with a name. ``silent``: solved, and the
residual or a sign says otherwise. ``crash``: anything else that was raised. Only the first two may come.
"""

from __future__ import annotations

import dataclasses

import numpy as np

import tradetalks as tt
from tests.limits import time_limit
from tests.oracles import residual, twin
from tradetalks.data.plausibility import DOUBTS
from tradetalks.economy.labels import COUNTRY, INDUSTRY, TRADE, label
from tradetalks.errors import TradeTalksError

# (regions, sectors) of the whole run; each shape compiles its own code for some seconds, so the short run takes the first few.
SHAPES = [(3, 2), (2, 1), (5, 3), (2, 4), (4, 1), (6, 2), (3, 5), (6, 5)]
# A solve is held to 1e-10 on logs; one more evaluation in levels multiplies that by elasticities of up to 60 and more.
RIGHT = 1e-6
# Seconds that one economy may take to solve, compiling included, on a slow machine.
LONGEST = 120.0


@dataclasses.dataclass(frozen=True)
class Fate:
    """What became of the economy of a seed: the word, and the first line of a message or the equation that fails."""

    seed: int
    word: str
    why: str = ""
    error: float = 0.0


def fate_of(seed: int, shapes: list[tuple[int, int]]) -> Fate:
    """Draw the economy and the policy of ``seed``, solve, and hold the answer against the residual."""
    rng = np.random.default_rng(seed)
    n, j = shapes[seed % len(shapes)]
    try:
        deficits = str(rng.choice(["zero", "fixed", "proportional"]))
        horizon = rng.choice([None, 0.0, 3.0], p=[0.6, 0.2, 0.2])
        economy = tt.calibrate(accounts_of(rng, n, j), deficits=deficits, horizon_years=horizon)
        policy = policy_of(rng, economy)
        with time_limit(LONGEST):
            solved = tt.solve(economy, policy)
        error, worst = held(economy, policy, deficits, solved)
    except TradeTalksError as refusal:
        return Fate(seed, "refused", str(refusal).splitlines()[0])
    except Exception as crash:
        return Fate(seed, "crash", f"{type(crash).__name__}: {crash}")
    if error > RIGHT:
        return Fate(seed, "silent", worst, error)
    return Fate(seed, "right", worst, error)


def accounts_of(rng: np.random.Generator, n: int, j: int):
    """Balanced accounts: sizes, openness, holes, input use and tariffs from ordinary to extreme."""
    wild = rng.random() < 0.4
    size = np.exp(rng.normal(0, rng.choice([0.5, 2.0 if wild else 1.0]), n))
    flows = rng.uniform(0.05, 1.0, (n, n, j)) * np.sqrt(size[:, None, None] * size[None, :, None])
    home = rng.uniform(0.0 if wild else 1.0, 20.0)
    flows[np.arange(n), np.arange(n)] += home * rng.uniform(0.5, 1, (n, j)) * size[:, None]
    if wild and rng.random() < 0.5:
        foreign = ~np.eye(n, dtype=bool)[:, :, None]
        flows = np.where(foreign & (rng.random((n, n, j)) < 0.5), 0.0, flows)
    if wild and n > 2 and rng.random() < 0.1:
        # A country that trades with nobody.
        own = flows[0, 0].copy()
        flows[0], flows[:, 0] = 0.0, 0.0
        flows[0, 0] = own
    flows *= np.exp(rng.uniform(0, 8)) / flows.sum() * 100
    tariff = rng.uniform(0, 2.0 if wild else 0.3, (n, n, j)) * (1 - np.eye(n))[:, :, None]
    bought, sales = ((1 + tariff) * flows).sum(axis=1), flows.sum(axis=0)
    least = np.minimum(bought[:, :, None], sales[:, None, :]) / j
    use = rng.uniform(0, 0.95 if wild else 0.5) * rng.uniform(0, 1, (n, j, j)) * least
    theta = np.exp(rng.uniform(np.log(0.5), np.log(50), j)) if wild else rng.uniform(1.5, 9, j)
    psi = rng.uniform(0, 0.98 if wild else 0.7, j) / theta if rng.random() < 0.5 else np.zeros(j)
    left = np.where(sales > 0, 1 - use.sum(axis=1) / np.where(sales > 0, sales, 1), 1.0).min(axis=0)
    markup = rng.uniform(0, 0.5, j) * left if rng.random() < 0.3 else np.zeros(j)
    return tt.build_accounts(
        regions=[f"R{k}" for k in range(n)], sectors=[f"S{k}" for k in range(j)], flows_nij=flows, tariff_nij=tariff,
        use_nkj=use, final_nj=bought - use.sum(axis=2), value_added_nj=sales - use.sum(axis=1), theta_j=theta, psi_j=psi,
        markup_j=markup, accept=tuple(DOUBTS),
    )  # fmt: skip


def policy_of(rng: np.random.Generator, economy: tt.Economy) -> tt.Policy:
    """Every instrument, each present or not; sizes from ordinary to extreme."""
    n, j = economy.sales_ij.shape
    foreign = (1 - np.eye(n))[:, :, None]
    wild = rng.random() < 0.4

    def rates(low, high, shape):
        """Wedges 1 + rate between the given ones, uniform in logs."""
        return np.exp(rng.uniform(np.log1p(low), np.log1p(high), shape)) - 1

    def lab(values, dims):
        return label(economy, values, dims, name="x", units="1", long_name="random")

    tariff = (
        economy.tariff_nij + rates(-0.5, 10, (n, n, j)) if wild else economy.tariff_nij + rates(-0.05, 0.6, (n, n, j))
    )
    given = {"tariff": lab(np.maximum(tariff, -0.9) * foreign, TRADE)}
    if rng.random() < 0.4:
        given["export_tax"] = lab(
            rates(-0.6, 3, (n, n, j)) * foreign if wild else rates(-0.1, 0.2, (n, n, j)) * foreign, TRADE
        )
    if rng.random() < 0.4:
        given["production_subsidy"] = lab(-rates(-0.7, 1, (n, j)) if wild else -rates(-0.2, 0.1, (n, j)), INDUSTRY)
    if rng.random() < 0.4:
        given["trade_cost_hat"] = lab(1 + (rates(-0.8, 5, (n, n, j)) if wild else rates(-0.1, 0.3, (n, n, j))), TRADE)
    if rng.random() < 0.4:
        given["technology_hat"] = lab(1 + (rates(-0.99, 100, (n, j)) if wild else rates(-0.3, 0.5, (n, j))), INDUSTRY)
    if rng.random() < 0.4:
        most = economy.income_n.min() * (rng.choice([0.3, 1.5, 20]) if wild else 0.1)
        transfer = rng.uniform(-1, 1, n)
        given["transfer"] = lab((transfer - transfer.mean()) * most, COUNTRY)
    commitments = ()
    if rng.random() < 0.4:
        sectors = economy.sectors if rng.random() < 0.5 else economy.sectors[:1]
        bought = economy.flows_nij[0, 1, : len(sectors)].sum()
        factor = rates(0.1 - 1, 19, ()) if wild else rates(-0.3, 1, ())
        if bought > 0:
            commitments = (tt.PurchaseCommitment("R0", "R1", sectors, float(bought * (1 + factor))),)
    return tt.Policy(**given, commitments=commitments)


def held(economy: tt.Economy, policy: tt.Policy, deficits: str, solved: tt.Equilibrium) -> tuple[float, str]:
    """The independent residual of an answer."""
    n, j = economy.sales_ij.shape
    use = economy.gamma_ikj * economy.sales_ij[:, None, :]
    world = twin.World(
        economy.flows_nij, economy.tariff_nij, economy.export_tax_nij, economy.subsidy_ij, use, economy.theta_j,
        economy.psi_j, economy.markup_j,
    )  # fmt: skip

    def given(values, otherwise):
        return otherwise if values is None else values.values

    cells = [
        (
            economy.regions.index(c.buyer),
            [
                (economy.regions.index(c.seller), economy.sectors.index(s))
                for s in c.sectors
                if economy.flows_nij[
                    economy.regions.index(c.buyer), economy.regions.index(c.seller), economy.sectors.index(s)
                ]
            ],
            c.quantity_busd,
        )
        for c in policy.commitments
    ]
    shock = twin.Shock(
        given(policy.tariff, economy.tariff_nij), given(policy.export_tax, np.zeros((n, n, j))),
        given(policy.production_subsidy, np.zeros((n, j))), given(policy.trade_cost_hat, np.ones((n, n, j))),
        given(policy.technology_hat, np.ones((n, j))), given(policy.transfer, np.zeros(n)), tuple(cells),
    )  # fmt: skip
    values = solved.values
    # The factor, not the percentage: minus 99.99999999 percent keeps six digits of what is left.
    np.testing.assert_allclose(solved.real_income_change.values, 100 * (values.real_income_hat_n - 1), atol=1e-12)
    return residual.error_of(
        world, shock, deficits, wage=values.wage_hat_n, price=values.price_hat_nj, sales=values.sales_ij,
        spending=values.expenditure_nj, income=values.income_n, flows=solved.flows.values,
        real_income=values.real_income_hat_n, wedge=solved.commitment_wedge.values,
    )  # fmt: skip
