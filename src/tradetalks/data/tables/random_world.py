"""Random balanced worlds, for tests and teaching: no official number, every identity exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from tradetalks.data.tables.convert import accounts_from_table
from tradetalks.data.tables.table import InterCountryTable
from tradetalks.errors import AccountsError
from tradetalks.inputs import Bound, argument, checked

Array = np.ndarray
SEED = Bound(whole=True, means="a seed of random numbers")
COUNT = Bound(low=1, whole=True, means="how many")
# Final uses of the OECD's tables, with their shares in a typical economy.
FINAL_USES = {"HFCE": 0.55, "NPISH": 0.02, "GGFC": 0.18, "GFCF": 0.23, "INVNT": 0.01, "DPABR": 0.01}
# What a country buys at home of each good, about as in any table (80 percent of all purchases of the world).
HOME = 0.8
# Inputs over output, a fraction, around which industries vary.
INPUT_SHARE = (0.35, 0.65)
# Taxes less subsidies on products over inputs, a fraction: 3 to 4 percent of output in the OECD's tables.
TAX_SHARE = 0.05
# Billion dollars a year that an average country spends on final uses.
SPENDING = 1000.0


def random_table(
    regions: int | Sequence[str],
    industries: int | Sequence[str],
    seed: int,
    *,
    final_uses: Mapping[str, float] = FINAL_USES,
    stocks: str = "INVNT",
) -> InterCountryTable:
    """A table of made-up numbers whose identities hold to rounding.

    Args:
        regions: how many, or labels.
        industries: how many, or labels.
        seed: of the random numbers; the same seed gives the same table.
        final_uses: labels with their shares in final use, 1 in sum.
        stocks: the final use that comes with either sign; "" where none does.

    Returns:
        In billion dollars a year: inputs, final uses, taxes less subsidies and value added above 0, changes of stocks of either
        sign, output = (1 − A)⁻¹ final use.

    Raises:
        AccountsError: fewer than 1 region or industry.
    """
    countries, sectors = made_up_labels(regions, "R", "regions"), made_up_labels(industries, "S", "industries")
    random = np.random.default_rng(int(argument("random_table", "seed", seed, SEED, AccountsError)))
    n, j = len(countries), len(sectors)
    source_nij = _sourcing(random, n, j)
    spending = SPENDING * random.lognormal(0.0, 1.0, n)
    by_good = random.dirichlet(np.full(j, 2.0), n)
    by_use = random.dirichlet(100 * np.array(list(final_uses.values())), n)
    final_nkc = spending[:, None, None] * by_good[:, :, None] * by_use[:, None, :]
    if stocks:
        final_nkc[:, :, list(final_uses).index(stocks)] *= random.choice([-1.0, 1.0], (n, j))
    final = source_nij.transpose(1, 2, 0)[..., None] * final_nkc.transpose(1, 0, 2)[None]
    technology = random.dirichlet(np.full(j, 1.0), (n, j)).transpose(0, 2, 1) * random.uniform(*INPUT_SHARE, (n, 1, j))
    inputs = (source_nij.transpose(1, 2, 0)[..., None] * technology.transpose(1, 0, 2)[None]).reshape(n * j, n * j)
    output = np.linalg.solve(np.eye(n * j) - inputs, final.sum(axis=(2, 3)).ravel())
    use = (inputs * output).reshape(n, j, n, j)
    bought = use.sum(axis=(0, 1))
    taxes = TAX_SHARE * bought * random.uniform(0, 1, (n, j))
    output_nj = use.sum(axis=(2, 3)) + final.sum(axis=(2, 3))
    return InterCountryTable(
        regions=countries,
        industries=sectors,
        categories=tuple(final_uses),
        use_iknj=use,
        final_iknc=final,
        value_added_nj=output_nj - bought - taxes,
        taxes_nj=taxes,
        taxes_nc=TAX_SHARE * np.abs(final.sum(axis=(0, 1))),
        adjustments_nj=np.zeros((n, j)),
        discrepancy_ik=np.zeros((n, j)),
        output_nj=output_nj,
        provenance={"release": "made-up", "year": 0, "unit": "billion USD", "seed": int(seed)},
    )


@checked(AccountsError)
def random_world(regions: int | Sequence[str], sectors: int | Sequence[str], seed: int) -> xr.Dataset:
    """Balanced accounts of a made-up world with tariffs, for tests and teaching.

    Args:
        regions: how many, or labels.
        sectors: how many, or labels.
        seed: of the random numbers; the same seed gives the same world.

    Returns:
        Accounts in billion dollars a year, tariffs of 0 to 20 percent between regions (fractions), trade elasticities from 2 to
        8, constant returns.

    Raises:
        AccountsError: fewer than 1 region or sector.
    """
    table = random_table(regions, sectors, seed)
    random = np.random.default_rng([int(seed), 1])
    n, j = len(table.regions), len(table.industries)
    tariff_nij = random.uniform(0, 0.2, (n, n, j)) * (1 - np.eye(n))[:, :, None]
    accounts, _ = accounts_from_table(
        table,
        theta=random.uniform(2, 8, j).tolist(),
        tariffs=tariff_nij,
        goods=table.industries,
        attrs={"name": "random_world", "title": f"made up: {n} regions, {j} sectors, seed {seed}", "source": "made up"},
        # What is made up may be of any size.
        accept=("size", "home_shares"),
    )
    return accounts


def made_up_labels(given: int | Sequence[str], letter: str, name: str) -> tuple[str, ...]:
    """Labels as they are given, or so many of a letter and a number."""
    if isinstance(given, int):
        count = int(argument("random_table", name, given, COUNT, AccountsError))
        return tuple(f"{letter}{k:0{len(str(count))}d}" for k in range(1, count + 1))
    return tuple(map(str, given))


def _sourcing(random: np.random.Generator, n: int, j: int) -> Array:
    """(n, i, j) shares of i in what n buys of good j, most of it at home."""
    abroad = random.lognormal(0.0, 1.0, (n, n, j)) * (1 - np.eye(n))[:, :, None]
    total = abroad.sum(axis=1, keepdims=True)
    shares = (1 - HOME) * np.divide(abroad, total, out=np.zeros_like(abroad), where=total > 0)
    shares[np.arange(n), np.arange(n)] = 1 - shares.sum(axis=1)
    found: Array = shares
    return found
