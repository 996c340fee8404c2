"""What a promise of purchases promises: so much more than would be bought without it.

The amount of an issue is said against what is bought now: signed alone and in full, purchases are what they are now and the
amount. Beside other issues it adds as much to what would be bought under that deal without the promise, at its prices and
incomes. So a share of 0 leaves no trace, whatever else is signed, and payoffs move smoothly with the share: a promise against
what is bought *now* would be in force, as a floor, where nothing is promised and the rest of the deal lets purchases fall.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from scipy.optimize import root_scalar

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.instruments import purchase_cells
from tradetalks.economy.policy import PurchaseCommitment
from tradetalks.economy.solve import solve_instruments
from tradetalks.talks.issue import Issue

# (sector, importer, exporter) positions of the cells of a promise.
Cells = tuple[np.ndarray, np.ndarray, np.ndarray]
# Of the log of a price: a promise is kept to a millionth of a percent.
_EXACT = 1e-11
# ... and one that is kept to a ten-thousandth of a percent counts as kept.
_CLOSE = 1e-6
# Secant steps; five are enough where there is an answer.
_STEPS = 40


@dataclasses.dataclass(frozen=True, eq=False)
class Purchases:
    """The promises of purchases on a table, c of them.

    Args:
        cells: fields of the kernel's instruments that hold their cells, with nothing promised.
        now_c: bought in these cells now, billion dollars a year.
        added_c: what each promise in full adds to what would be bought without it at the same prices, billion dollars a year.
    """

    cells: dict[str, np.ndarray]
    now_c: np.ndarray
    added_c: np.ndarray


def purchases_of(status_quo: Equilibrium, issues: Sequence[Issue]) -> Purchases:
    """The promises of purchases among ``issues`` over the equilibrium in force.

    Raises:
        PolicyError: nothing is bought in the cells of a promise, or two promise the same trade.
    """
    promises = [issue for issue in issues if issue.kind == "purchases"]
    count = len(promises)
    together = _cells(status_quo, promises)
    at = (together["cell_sector"], together["cell_importer"], together["cell_exporter"])
    now_c = np.bincount(together["cell_owner"], status_quo.values.flows_jni[at], count).astype(float)
    nothing = {"quantity_c": np.zeros(count), "beyond_c": np.ones(count)}
    added_c = np.zeros(count)
    for c, issue in enumerate(promises):
        own = together["cell_owner"] == c
        sector, importer, exporter = (indices[own] for indices in at)
        added = _added(status_quo, (sector, importer, exporter), now_c[c] + issue.amount)
        # What no economy carries stands as it is: the deal that promises it is priced, and refused.
        added_c[c] = issue.amount if np.isnan(added) else added
    return Purchases(together | nothing, now_c, added_c)


def _cells(status_quo: Equilibrium, promises: Sequence[Issue]) -> dict[str, np.ndarray]:
    sectors = [issue.sectors or status_quo.economy.goods for issue in promises]
    pledges = [PurchaseCommitment(i.by, i.to, where, 1.0) for i, where in zip(promises, sectors, strict=True)]
    return purchase_cells(status_quo.economy, pledges)


def _added(status_quo: Equilibrium, at: Cells, total: float) -> float:
    """What a promise adds to purchases at the prices of the deal that holds nothing else and makes them ``total``; nan where no
    economy carries it.

    A wedge z = 1 − e^u does what an import subsidy does that turns the tariff into (1 + t) e^u − 1. Without it, at the same
    prices and incomes, M° = M e^((1+θ)u) / (1 − (1 − e^(θu)) λ), λ the seller's share of its market with it.
    """
    theta = status_quo.economy.theta_j[at[0]]
    now = float(status_quo.values.flows_jni[at].sum())

    def shortfall(u: float) -> float:
        return float(np.log(_subsidised(status_quo, at, u).values.flows_jni[at].sum() / total))

    # Where nothing else moves, purchases rise by about θ and one percent for a percent off their price.
    guess = np.log(now / total) / (1 + float(theta.max()))
    found = root_scalar(shortfall, x0=0.0, x1=guess, method="secant", xtol=_EXACT, maxiter=_STEPS)
    u = float(found.root)
    signed = _subsidised(status_quo, at, u)
    if not (found.converged and signed.status.solved and abs(shortfall(u)) < _CLOSE):
        return np.nan
    bought = signed.values.flows_jni[at]
    paid = bought * (1 + np.asarray(signed.instruments.tariff_jni)[at])
    share = paid / signed.values.expenditure_nj[at[1], at[0]]
    without = bought * np.exp((1 + theta) * u) / (1 - (1 - np.exp(theta * u)) * share)
    return float(np.sum(bought - without))


def _subsidised(status_quo: Equilibrium, at: Cells, u: float) -> Equilibrium:
    """The status quo with e^u of the tariff-laden price paid in the cells ``at``, the rest by the importer's government."""
    tariff = np.array(status_quo.instruments.tariff_jni, float)
    tariff[at] = (1 + tariff[at]) * np.exp(u) - 1
    return solve_instruments(status_quo.economy, dataclasses.replace(status_quo.instruments, tariff_jni=tariff))
