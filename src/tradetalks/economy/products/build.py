"""E23: the trade of an economy by sector, told apart by product in the shares of a table of flows."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from jaxtyping import Float, Int

from tradetalks.data.products.flows import ProductFlows
from tradetalks.economy.economy import Economy, economy_from_flows
from tradetalks.economy.kernel.problem import TINY
from tradetalks.economy.labels import BUSD
from tradetalks.economy.products.economy import ProductEconomy
from tradetalks.economy.products.substitution import substitution_of
from tradetalks.errors import PolicyError, listed, message, suggestion
from tradetalks.inputs import Choice, argument, checked

Array = np.ndarray
# What own sales are split by: what is imported of each product, so that all products of a sector have the home share of the
# sector; or what is exported of it, so that a country makes at home what it sells abroad.
HOME = ("imports", "exports")
# Industries that a message lists: a screenful.
SHOWN = 10


class _Table(NamedTuple):
    """Flows as positions in the economy: sector, importer, product, exporter; values and tariffs."""

    importer_f: Int[Array, " f"]
    exporter_f: Int[Array, " f"]
    product_f: Int[Array, " f"]
    value_f: Float[Array, " f"]
    tariff_f: Float[Array, " f"]


@checked(PolicyError)
def product_economy(
    economy: Economy,
    flows: ProductFlows,
    *,
    substitution: str | float | Mapping[str, float] = "as_origins",
    home: str = "imports",
) -> ProductEconomy:
    """An economy with products in its sectors: trade of each cell (importer, exporter, sector) in the shares of ``flows``.

    Values of ``flows`` are scaled to the trade of the economy cell by cell (E23), so that sums over products are those of the
    sectors, and input-output links, incomes and deficits stay as they are. Cells without flows by product, and sectors without
    products, hold one product with the label of the sector.

    Where ``flows`` has tariffs of its own, the economy by sector takes their averages, and purchases, input use and final use are
    revalued at the buyer prices that follow; trade and imbalances stay. Without a change of policy nothing changes.

    Args:
        economy: from :func:`tradetalks.calibrate`.
        flows: from :func:`tradetalks.read_baci` or :func:`tradetalks.product_flows`; regions and sectors of the economy.
        substitution: σ between products of a sector: a name (``as_origins``: σ = 1 + θ, ``FGKK2020``, ``cobb_douglas``), a
            number, or numbers by sector.
        home: what own sales are split by where ``flows`` has none: ``imports`` gives every product the home share of its sector;
            ``exports`` has countries make at home what they sell abroad.

    Returns:
        The baseline equilibrium by product. Its ``coverage`` has a row for every sector and importer: trade by product, that
        of the economy, the part of it told apart, and the factors by which values were scaled.

    Raises:
        PolicyError: regions or sectors that the economy has not, an unknown σ or way to split own sales, tariffs of flows that
            leave an industry without wages.

    Source:
        E23 of ``docs/product_tier.md``.
    """
    argument("product_economy", "home", home, Choice(HOME, "way to split own sales"), PolicyError)
    substitution_j, words = substitution_of(economy, substitution)
    products, sector_p, brought = _in_positions(economy, flows)
    split = _with_home(economy, sector_p, _scaled(economy, sector_p, brought), home)
    order = np.lexsort((split.exporter_f, split.product_f, split.importer_f, sector_p[split.product_f]))
    split = _Table(*(part[order] for part in split))
    found = ProductEconomy(
        by_sector=economy,
        products=products,
        sector_p=sector_p,
        importer_f=split.importer_f,
        exporter_f=split.exporter_f,
        product_f=split.product_f,
        flows_f=split.value_f,
        tariff_f=split.tariff_f,
        substitution_j=substitution_j,
        substitution=words,
        home=f"own sales in the shares of {home}",
        coverage=_coverage(economy, sector_p, brought),
    )
    if flows.tariff_f is None:
        return found
    return dataclasses.replace(found, by_sector=_with_tariffs(economy, found.average(found.tariff_f)))


def _in_positions(economy: Economy, flows: ProductFlows) -> tuple[tuple[str, ...], Int[Array, " p"], _Table]:
    """Labels and sectors of products, and the flows as positions in the economy.

    The first products are the sectors themselves: what is not told apart. A product with the label of its sector is that.

    Raises:
        PolicyError: labels that the economy has not.
    """
    region_of = _positions(flows.regions, economy.regions, "region")
    sector_of = _positions(flows.sectors, economy.sectors, "sector")
    misplaced = [
        product
        for product, sector in zip(flows.products, flows.sectors, strict=True)
        if product in economy.sectors and product != sector
    ]
    if misplaced:
        title = f"product {misplaced[0]!r} has the label of a sector that it does not belong to"
        raise PolicyError(message(title, do="call it something else"))
    order = sorted(range(len(flows.products)), key=lambda p: (sector_of[p], flows.products[p]))
    further = [p for p in order if flows.products[p] != flows.sectors[p]]
    products = (*economy.sectors, *(flows.products[p] for p in further))
    sector_p = np.concatenate([np.arange(len(economy.sectors)), sector_of[further]]).astype(np.int32)
    product_of = sector_of.copy()
    product_of[further] = np.arange(len(economy.sectors), len(products))
    importer_f, exporter_f = region_of[flows.importer_f], region_of[flows.exporter_f]
    product_f = product_of[flows.product_f]
    tariff_f = flows.tariff_f
    if tariff_f is None:
        tariff_f = economy.tariff_nij[importer_f, exporter_f, sector_p[product_f]]
    return products, sector_p, _Table(importer_f, exporter_f, product_f, flows.value_f, tariff_f)


def _positions(labels: tuple[str, ...], known: tuple[str, ...], kind: str) -> Int[Array, " k"]:
    """Where labels stand among those of the economy.

    Raises:
        PolicyError: those that do not.
    """
    unknown = sorted(set(labels) - set(known))
    if unknown:
        raise PolicyError(
            message(
                f"flows by product have {kind} {', '.join(unknown)}, which this economy has not",
                details=[suggestion(unknown[0], known)],
                expected=f"{kind}s among {', '.join(known)}",
            )
        )
    at = {name: k for k, name in enumerate(known)}
    return np.array([at[name] for name in labels], np.int32)


def _cells(economy: Economy, sector_p: Int[Array, " p"], flows: _Table) -> Int[Array, " f"]:
    """(f,) positions of the cells (sector, importer, exporter) of flows."""
    n = len(economy.regions)
    found: Int[Array, " f"] = (sector_p[flows.product_f].astype(np.int64) * n + flows.importer_f) * n + flows.exporter_f
    return found


def _scaled(economy: Economy, sector_p: Int[Array, " p"], brought: _Table) -> _Table:
    """E23 abroad: M_nip = M_nij v_nip / Σ_q v_niq, and one flow of the sector itself where there is none by product."""
    n = len(economy.regions)
    world_c = np.moveaxis(economy.flows_nij, 2, 0).ravel()
    cell_f = _cells(economy, sector_p, brought)
    brought_c = np.bincount(cell_f, brought.value_f, len(world_c))
    factor_c = world_c / np.where(brought_c > 0, brought_c, 1.0)
    value_f = brought.value_f * factor_c[cell_f]
    kept = value_f > 0
    sector_jni, importer_jni, exporter_jni = np.unravel_index(np.arange(len(world_c)), (len(economy.sectors), n, n))
    bare = np.flatnonzero((world_c > 0) & (brought_c == 0) & (importer_jni != exporter_jni))
    tariff_c = np.moveaxis(economy.tariff_nij, 2, 0).ravel()
    rest = _Table(importer_jni[bare], exporter_jni[bare], sector_jni[bare], world_c[bare], tariff_c[bare])
    told = _Table(*(part[kept] for part in brought._replace(value_f=value_f)))
    return _joined(told, rest)


def _with_home(economy: Economy, sector_p: Int[Array, " p"], split: _Table, home: str) -> _Table:
    """E23 at home: own sales in the shares of what is imported or exported of each product, where they are not given."""
    n, products = len(economy.regions), len(sector_p)
    own_nj = np.einsum("nnj->nj", economy.flows_nij)
    own_f = split.importer_f == split.exporter_f
    given_nj = np.zeros(own_nj.shape, bool)
    given_nj[split.importer_f[own_f], sector_p[split.product_f[own_f]]] = True
    at_f = split.importer_f if home == "imports" else split.exporter_f
    abroad = ~own_f
    pair_f = at_f[abroad].astype(np.int64) * products + split.product_f[abroad]
    weight_np = np.bincount(pair_f, split.value_f[abroad], n * products).reshape(n, products)
    total_nj = np.stack([np.bincount(sector_p, row, own_nj.shape[1]) for row in weight_np])
    # Nothing is traded of the sector: it is not told apart.
    weight_np[:, : own_nj.shape[1]][total_nj == 0] = 1.0
    total_nj[total_nj == 0] = 1.0
    value_np = np.where(given_nj, 0.0, own_nj)[:, sector_p] * weight_np / total_nj[:, sector_p]
    at, product = np.nonzero(value_np)
    own = _Table(at, at, product, value_np[at, product], economy.tariff_nij[at, at, sector_p[product]])
    return _joined(split, own)


def _joined(first: _Table, second: _Table) -> _Table:
    """Both, one after the other, positions in four bytes each."""
    parts = [np.concatenate(pair) for pair in zip(first, second, strict=True)]
    return _Table(*(part.astype(np.int32) for part in parts[:3]), *parts[3:])


def _with_tariffs(economy: Economy, tariff_nij: Float[Array, "n n j"]) -> Economy:
    """The economy of the same trade with the average tariffs of its products, at buyer prices that have them in.

    What a buyer pays for a sector's goods changes by one factor, for industries and for final use alike, as the accounts do not
    say who buys of whom: duties that industries no longer pay are value added, those that they pay more are taken from it. So
    sales, trade and imbalances stay, final use stays above 0, and every identity holds.

    Raises:
        PolicyError: tariffs that leave an industry without value added.
    """
    paid_nj = ((1 + tariff_nij) * economy.flows_nij).sum(axis=1)
    price_nj = np.divide(paid_nj, economy.expenditure_nj, out=np.ones_like(paid_nj), where=economy.expenditure_nj > 0)
    use_ikj = price_nj[:, :, None] * economy.gamma_ikj * economy.sales_ij[:, None, :]
    _refuse_no_wages(economy, use_ikj)
    rule = "fixed"
    if np.any(economy.deficit_share_n):
        rule = "proportional"
    found = economy_from_flows(
        regions=economy.regions,
        sectors=economy.sectors,
        goods=economy.goods,
        flows_nij=economy.flows_nij,
        tariff_nij=tariff_nij,
        use_ikj=use_ikj,
        theta_j=economy.theta_j,
        psi_j=economy.psi_j,
        markup_j=economy.markup_j,
        export_tax_nij=economy.export_tax_nij,
        subsidy_ij=economy.subsidy_ij,
        deficits=rule,
        name=economy.name,
    )
    return found.replace(horizon_years=economy.horizon_years)


def _refuse_no_wages(economy: Economy, use_ikj: Float[Array, "n j j"]) -> None:
    """Raise where inputs with the tariffs of products in them cost what an industry sells for, or more.

    Raises:
        PolicyError: the industries, the largest gap first.
    """
    left_ij = (1 - economy.markup_j) * economy.sales_ij - use_ikj.sum(axis=1)
    # Industries that were so before are rounding of the accounts, which calibration has looked at.
    before_ij = (economy.beta_ij - economy.markup_j) * economy.sales_ij
    wrong = np.argwhere((left_ij <= 0) & (before_ij > 0)).tolist()
    if not wrong:
        return
    wrong.sort(key=lambda cell: left_ij[cell[0], cell[1]])
    cells = [
        f"{economy.regions[i]}, {economy.sectors[j]}: wages {before_ij[i, j]:.4g} with the tariffs of the accounts, "
        f"{left_ij[i, j]:.4g} with those of your flows (billion dollars a year)"
        for i, j in wrong
    ]
    raise PolicyError(
        message(
            "the tariffs of these flows leave no wages in",
            details=listed(cells, SHOWN),
            expected="tariffs under which industries can buy their inputs and pay labour",
            do="give tariffs as they are paid, agreements and refunds of duties counted, as fractions; or leave the column "
            "tariff out: the tariffs of the accounts are then used",
        )
    )


def _coverage(economy: Economy, sector_p: Int[Array, " p"], brought: _Table) -> pd.DataFrame:
    """A row for every importer and sector with trade by product: how much is told apart, and what was scaled."""
    n, j = len(economy.regions), len(economy.sectors)
    cell_f = _cells(economy, sector_p, brought)
    brought_jni = np.bincount(cell_f, brought.value_f, j * n * n).reshape(j, n, n)
    products_jni = np.bincount(cell_f, minlength=j * n * n).reshape(j, n, n)
    foreign = ~np.eye(n, dtype=bool)
    world_jni = np.moveaxis(economy.flows_nij, 2, 0) * foreign
    told_jni = np.where(brought_jni > 0, world_jni, 0.0)
    met_jni = np.where(world_jni > 0, brought_jni, 0.0) * foreign
    factor_jni = np.divide(told_jni, met_jni, out=np.full(met_jni.shape, np.nan), where=met_jni > 0)
    at_j, at_n = np.nonzero((brought_jni * foreign).sum(axis=2))
    rows = {
        "importer": np.array(economy.regions)[at_n],
        "sector": np.array(economy.sectors)[at_j],
        "flows": (products_jni * foreign).sum(axis=2)[at_j, at_n],
        "by_product": (brought_jni * foreign).sum(axis=2)[at_j, at_n],
        "by_sector": world_jni.sum(axis=2)[at_j, at_n],
        "told_apart": told_jni.sum(axis=2)[at_j, at_n],
        "factor": told_jni.sum(axis=2)[at_j, at_n] / np.maximum(met_jni.sum(axis=2)[at_j, at_n], TINY),
        "lowest_factor": _over_partners(np.fmin, factor_jni)[at_j, at_n],
        "highest_factor": _over_partners(np.fmax, factor_jni)[at_j, at_n],
    }
    table = pd.DataFrame(rows)
    table.attrs["units"] = dict.fromkeys(("by_product", "by_sector", "told_apart"), BUSD)
    return table


def _over_partners(choose: np.ufunc, factor_jni: Float[Array, "j n n"]) -> Float[Array, "j n"]:
    """The least or the largest factor among exporters, those without flows left out."""
    found: Float[Array, "j n"] = choose.reduce(factor_jni, axis=2)
    return found
