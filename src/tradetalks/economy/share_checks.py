"""Published shares, checked before an economy is made of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from tradetalks.data.checks import LARGEST_TARIFF, NO_HOME_SALES
from tradetalks.data.labels import label_problems
from tradetalks.data.plausibility import some
from tradetalks.errors import AccountsError, listed, message
from tradetalks.inputs import Names, argument

Array = np.ndarray

# Published shares have two digits or more.
ADDS_UP = 1e-2
# How far below 0 a share may lie. Final use: goods from stocks, which then count as none. Inputs: the replication files of
# Caliendo & Parro (2015) go to -0.0006.
LEAST = {"pi_nij": -1e-9, "alpha_nj": -0.1, "gamma_ikj": -1e-2}
# Foreign purchases and sales, as shares: a country below this in every sector is no part of the world.
NO_TRADE = 1e-12
# Input shares of a sector add up to less than 1; above this they are percentages.
PERCENTAGES = 2.0
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
    tariff_max: float | None,
) -> dict[str, Array]:
    """Shapes, signs and sums of the arrays that :func:`tradetalks.economy_from_shares` takes, which names and describes them.

    Returns:
        The arrays by name, as floats.

    Raises:
        AccountsError: everything that is wrong at once.
    """
    for name, labels in (("regions", regions), ("sectors", sectors)):
        argument("economy_from_shares", name, labels, Names(name, alone=False, distinct=False), AccountsError)
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
    arrays: dict[str, Array] = {}
    if not problems:
        arrays = {name: np.asarray(values, float) for name, (values, _) in shapes.items()}
        problems += _sign_problems(arrays, LARGEST_TARIFF if tariff_max is None else tariff_max)
        problems += _sum_problems(regions, sectors, arrays)
        problems += _trade_problems(regions, arrays["pi_nij"])
    if problems:
        raise AccountsError(
            message(
                f"no economy can be made of these shares: {len(problems)} problems",
                details=listed(problems, SHOWN),
                do="mend the arrays named; tables in billion dollars go to tradetalks.build_accounts",
            )
        )
    return arrays


def _shape_problems(name: str, values: object, shape: tuple[int, ...]) -> list[str]:
    try:
        array = np.asarray(values)
    except ValueError:
        return [f"{name} has rows of different lengths; expected an array of shape {shape}"]
    if array.dtype.kind not in "iuf":
        return [f"{name} holds something other than numbers"]
    if array.shape != shape:
        return [f"{name} has shape {array.shape}; expected {shape}"]
    if not np.isfinite(array).all():
        return [f"{name} holds {np.sum(~np.isfinite(array))} values that are not numbers"]
    return []


def _sign_problems(arrays: dict[str, Array], tariff_max: float) -> list[str]:
    problems = []
    for name, least in LEAST.items():
        negative = int(np.sum(arrays[name] < least))
        if negative:
            problems.append(f"{name} is below 0 in {negative} cells, the least {np.min(arrays[name]):.4g}")
    if np.any(arrays["tariff_nij"] <= -1):
        problems.append("tariff_nij is at or below -1: a fraction is expected, 0.25 means 25 percent")
    highest = float(np.max(arrays["tariff_nij"]))
    if highest > tariff_max:
        problems.append(
            f"tariff_nij goes up to {highest:g}, {100 * highest:g} percent: a fraction is expected, 0.25 means 25 percent "
            "(to take larger tariffs as they are give tariff_max)"
        )
    if np.any(arrays["theta_j"] <= 0):
        problems.append(f"theta_j is not above 0: the least is {np.min(arrays['theta_j']):.4g}")
    if np.any(arrays["wage_bill_n"] <= 0):
        problems.append(f"wage_bill_n is not above 0: the least is {np.min(arrays['wage_bill_n']):.4g}")
    return problems


def _sum_problems(regions: Sequence[str], sectors: Sequence[str], arrays: dict[str, Array]) -> list[str]:
    """Shares that do not add up to 1, inputs that leave no wages; a sector that a region does not buy has no shares."""
    problems = []
    bought_nj = arrays["pi_nij"].sum(axis=1)
    for n, k in np.argwhere((np.abs(bought_nj - 1) > ADDS_UP) & (bought_nj != 0)).tolist():
        problems.append(
            f"pi_nij of {regions[n]}, {sectors[k]} adds up to {bought_nj[n, k]:.6g}; expected 1 over exporters"
        )
    spent_n = arrays["alpha_nj"].sum(axis=1)
    for n in np.flatnonzero(np.abs(spent_n - 1) > ADDS_UP).tolist():
        problems.append(f"alpha_nj of {regions[n]} adds up to {spent_n[n]:.6g}; expected 1 over sectors")
    inputs_nj = arrays["gamma_ikj"].sum(axis=1)
    for n, k in np.argwhere(inputs_nj >= 1).tolist():
        hint = "what is left of 1 is value added"
        if inputs_nj[n, k] > PERCENTAGES:
            hint = "are these percentages?"
        problems.append(
            f"gamma_ikj of {regions[n]}, {sectors[k]} adds up to {inputs_nj[n, k]:.6g}; expected less than 1 over inputs: {hint}"
        )
    return problems


def _trade_problems(regions: Sequence[str], pi_nij: Float[Array, "n n j"]) -> list[str]:
    """No domestic sales anywhere; regions that buy from nobody else and sell to nobody else."""
    problems = []
    own = float(np.einsum("nnj->", pi_nij))
    if own <= NO_HOME_SALES * float(pi_nij.sum()):
        problems.append(
            "pi_nij has no own shares (importer = exporter), of which most of any economy consists; without them a tariff costs "
            f"nobody anything. They are 1 less the shares of the others, for {some(list(regions))}"
        )
    foreign_ni = pi_nij.sum(axis=2) * (1 - np.eye(len(regions)))
    traded_n = foreign_ni.sum(axis=0) + foreign_ni.sum(axis=1)
    alone = [region for region, traded in zip(regions, traded_n, strict=True) if traded <= NO_TRADE]
    if alone:
        problems.append(f"{some(alone)}: trade with nobody, by pi_nij; expected shares of other exporters")
    return problems
