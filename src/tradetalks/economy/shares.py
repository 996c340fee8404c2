"""Published shares, checked before an economy is made of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from tradetalks.data.labels import label_problems
from tradetalks.errors import AccountsError, listed, message

Array = np.ndarray

# Published shares have two digits or more.
ADDS_UP = 1e-2
# How far below 0 a share may lie. Final use: goods from stocks, which then count as none. Inputs: the replication files of
# Caliendo & Parro (2015) go to -0.0006.
LEAST = {"pi_nij": -1e-9, "alpha_nj": -0.1, "gamma_ikj": -1e-2}
# Problems that a message lists: a screenful.
SHOWN = 10


def check_shares(
    *,
    regions: Sequence[str],
    sectors: Sequence[str],
    pi_nij: Float[Array, "n n j"],
    tariff_nij: Float[Array, "n n j"],
    alpha_nj: Float[Array, "n j"],
    gamma_ikj: Float[Array, "n j j"],
    wage_bill_n: Float[Array, " n"],
    theta_j: Float[Array, " j"],
) -> None:
    """Shapes, signs and sums of the arrays that :func:`tradetalks.economy_from_shares` takes, which names and describes them.

    Raises:
        AccountsError: everything that is wrong at once.
    """
    n, j = len(regions), len(sectors)
    shapes = {
        "pi_nij": (pi_nij, (n, n, j)),
        "tariff_nij": (tariff_nij, (n, n, j)),
        "alpha_nj": (alpha_nj, (n, j)),
        "gamma_ikj": (gamma_ikj, (n, j, j)),
        "wage_bill_n": (wage_bill_n, (n,)),
        "theta_j": (theta_j, (j,)),
    }
    problems = [*label_problems("region", list(regions)), *label_problems("sector", list(sectors))]
    for name, (values, shape) in shapes.items():
        problems += _shape_problems(name, values, shape)
    if not problems:
        problems += _sign_problems({name: values for name, (values, _) in shapes.items()})
        problems += _sum_problems(regions, sectors, pi_nij, alpha_nj)
    if problems:
        raise AccountsError(
            message(
                f"no economy can be made of these shares: {len(problems)} problems",
                details=listed(problems, SHOWN),
                do="mend the arrays named; tables in billion dollars go to tradetalks.build_accounts",
            )
        )


def _shape_problems(name: str, values: object, shape: tuple[int, ...]) -> list[str]:
    array = np.asarray(values)
    if array.dtype.kind not in "iuf":
        return [f"{name} holds something other than numbers"]
    if array.shape != shape:
        return [f"{name} has shape {array.shape}; expected {shape}"]
    if not np.isfinite(array).all():
        return [f"{name} holds {np.sum(~np.isfinite(array))} values that are not numbers"]
    return []


def _sign_problems(arrays: dict[str, Array]) -> list[str]:
    problems = []
    for name, least in LEAST.items():
        negative = int(np.sum(arrays[name] < least))
        if negative:
            problems.append(f"{name} is below 0 in {negative} cells, the least {np.min(arrays[name]):.4g}")
    if np.any(arrays["tariff_nij"] <= -1):
        problems.append("tariff_nij is at or below -1: a fraction is expected, 0.25 means 25 percent")
    if np.any(arrays["wage_bill_n"] <= 0):
        problems.append(f"wage_bill_n is not above 0: the least is {np.min(arrays['wage_bill_n']):.4g}")
    return problems


def _sum_problems(
    regions: Sequence[str], sectors: Sequence[str], pi_nij: Float[Array, "n n j"], alpha_nj: Float[Array, "n j"]
) -> list[str]:
    """Shares that do not add up to 1; a sector that a region does not buy has none."""
    problems = []
    bought_nj = pi_nij.sum(axis=1)
    for n, k in np.argwhere((np.abs(bought_nj - 1) > ADDS_UP) & (bought_nj != 0)).tolist():
        problems.append(
            f"pi_nij of {regions[n]}, {sectors[k]} adds up to {bought_nj[n, k]:.6g}; expected 1 over exporters"
        )
    spent_n = alpha_nj.sum(axis=1)
    for n in np.flatnonzero(np.abs(spent_n - 1) > ADDS_UP).tolist():
        problems.append(f"alpha_nj of {regions[n]} adds up to {spent_n[n]:.6g}; expected 1 over sectors")
    return problems
