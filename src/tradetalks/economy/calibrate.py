"""From balanced accounts to an economy; from an equilibrium to a new baseline."""

from __future__ import annotations

import dataclasses

import numpy as np
import xarray as xr
from jaxtyping import Bool, Float

from tradetalks.data.checks import accepted_in, refuse_impossible
from tradetalks.data.plausibility import warn_of_doubts
from tradetalks.economy.economy import Economy, economy_from_flows
from tradetalks.economy.equilibrium import Equilibrium, equilibrium_given
from tradetalks.economy.failure import NO_TRADE, SolveStatus, foreign_trade
from tradetalks.economy.horizon import YEARS, elasticity_ratio, scale_ratio
from tradetalks.economy.kernel.preconditioner import CountryBlocks
from tradetalks.economy.kernel.problem import Array as KernelArray
from tradetalks.economy.policy import economy_given
from tradetalks.economy.solve import find_equilibrium
from tradetalks.errors import AccountsError, PolicyError, SolveError, message
from tradetalks.inputs import BOOLEAN, Choice, argument

Array = np.ndarray
# What may become of the trade deficits of the accounts (E11).
DEFICITS = ("zero", "fixed", "proportional")


def calibrate(
    accounts: xr.Dataset, *, deficits: str = "zero", scale: bool = True, horizon_years: float | None = None
) -> Economy:
    """Shares and elasticities from ``accounts`` (see :func:`tradetalks.load_world`), checked first.

    Args:
        accounts: labelled accounts in billion dollars a year; every failed identity is reported at once.
        deficits: E11: ``zero`` purges aggregate imbalances first (Ossa 2014; Caliendo & Parro's main experiment),
            ``fixed`` keeps them constant in units of world wage income, ``proportional`` as a share of income.
        scale: False sets every scale elasticity to 0.
        horizon_years: trade and scale elasticities that many years after a change (E14); None is the long run. Imbalances
            are purged in the long run: the world before a change is the same whatever the horizon.

    Returns:
        The baseline equilibrium, values in billion dollars a year, rates as fractions. In a world that is not stable as observed
        (:func:`~tradetalks.economy.stability.scale_feedback` of 1 or more) trade can be balanced in several ways, and rounding
        decides which one is found: scenarios refuse such worlds, this function does not look.

    Raises:
        AccountsError: unbalanced or mislabelled accounts, θψ of 1 or more with ``scale``, an unknown deficit rule, or an
            argument of another kind.
        PolicyError: a horizon that is no number of years.
        SolveError: the purge found no balanced equilibrium.

    Warns:
        UnlikelyData: what is possible and more often a slip, where it was not said when the accounts were read.

    Source:
        Dekle, Eaton & Kortum (2008); Caliendo & Parro (2015).
    """
    argument("calibrate", "deficits", deficits, Choice(DEFICITS, "deficit rule"), AccountsError)
    scale = argument("calibrate", "scale", scale, BOOLEAN, AccountsError)
    if horizon_years is not None:
        horizon_years = argument("calibrate", "horizon_years", horizon_years, YEARS, PolicyError)
    refuse_impossible(accounts)
    warn_of_doubts(accounts, accepted_in(accounts), stacklevel=2, told=str(accounts.attrs.get("unlikely", "")))
    psi_j = accounts["scale_elasticity"].values
    if not scale:
        psi_j = np.zeros_like(psi_j)
    markup_j = None
    if "markup" in accounts:
        markup_j = accounts["markup"].values
    sectors = [str(s) for s in accounts["sector"].values]
    flows_nij = accounts["flows"].transpose("importer", "exporter", "sector").values
    use_nkj = accounts["intermediate_use"].transpose("region", "input", "using_sector").values
    economy = economy_from_flows(
        regions=[str(r) for r in accounts["region"].values],
        sectors=sectors,
        goods=[s for s, tradable in zip(sectors, accounts["tradable"].values, strict=True) if tradable],
        flows_nij=flows_nij,
        tariff_nij=accounts["tariff"].transpose("importer", "exporter", "sector").values,
        use_ikj=_within_sales(use_nkj, flows_nij.sum(axis=0)),
        theta_j=accounts["trade_elasticity"].values,
        psi_j=psi_j,
        markup_j=markup_j,
        deficits=deficits,
        name=str(accounts.attrs.get("name", "economy")),
    )
    return at_horizon(economy, horizon_years, balanced=deficits == "zero")


def _within_sales(use_nkj: Float[Array, "n j j"], sales_nj: Float[Array, "n j"]) -> Float[Array, "n j j"]:
    """Input use, scaled down in industries that use more than they sell.

    In accounts that have passed their checks this is rounding, in industries so small that their identities need not hold (less
    than a ten-millionth of the largest): what they use beyond their sales is nothing, but would leave them negative wages.
    """
    inputs_nj = use_nkj.sum(axis=1)
    share_nj = np.where(inputs_nj > sales_nj, sales_nj / np.where(inputs_nj > 0, inputs_nj, 1.0), 1.0)
    within: Float[Array, "n j j"] = use_nkj * share_nj[:, None, :]
    return within


def at_horizon(economy: Economy, years: float | None, *, balanced: bool, share_preconditioner: bool = False) -> Economy:
    """(E14) A long-run economy with the trade and scale elasticities of ``years`` after a change, balanced before it if asked.

    Args:
        economy: with long-run elasticities.
        years: after the change; None leaves the elasticities as they are.
        balanced: whether trade imbalances are purged first, under the elasticities of the long run: the world before a change is
            the same whatever the horizon.
        share_preconditioner: whether the result takes the approximate inverse of the world before the change (see
            :meth:`Economy.share_preconditioner`): for the many horizons of a clock, each solved once or twice.

    Source:
        Boehm, Levchenko & Pandalai-Nayar (2023) for the elasticities.
    """
    economy_given(economy, "at_horizon")
    balanced = argument("at_horizon", "balanced", balanced, BOOLEAN, PolicyError)
    share_preconditioner = argument("at_horizon", "share_preconditioner", share_preconditioner, BOOLEAN, PolicyError)
    at = economy
    if balanced:
        at = purge_deficits(at)
    before = at
    if years is not None:
        years = argument("at_horizon", "years", years, YEARS, PolicyError)
        theta_j, psi_j = elasticity_ratio(years) * at.theta_j, scale_ratio(years) * at.psi_j
        at = at.replace(theta_j=theta_j, psi_j=psi_j, horizon_years=years)
    # On the day itself there are no scale economies yet, and so fewer unknowns: an inverse of its own.
    if share_preconditioner and at.has_scale == before.has_scale:
        at = at.share_preconditioner(before)
    return at


def purge_deficits(economy: Economy) -> Economy:
    """The same world with every country's trade balanced: solve with D′ = 0 and take the result as the baseline.

    Raises:
        SolveError: no balanced equilibrium was found, or one in which a country trades with nobody.

    Source:
        Dekle, Eaton & Kortum (2008); Ossa (2014).
    """
    no_deficit_n = np.zeros_like(economy.deficit_n)
    balanced = dataclasses.replace(economy.unchanged, deficit_n=no_deficit_n)
    level = economy
    if np.any(economy.deficit_share_n):
        level = economy.replace(deficit_share_n=no_deficit_n)
    solved = find_equilibrium(level, balanced)
    # As trade fades away, rounding decides whether the last step counts as solved.
    if solved.status is not SolveStatus.CUT_OFF:
        solved.raise_if_failed()
    cut_off = _trades_with_nobody(solved) & ~_without_trade(economy)
    if np.any(cut_off):
        # Where two are left without each other, it is the one that sells nothing abroad which cannot pay.
        sells_nothing = cut_off & ~_sells_abroad(economy)
        named = sells_nothing if np.any(sells_nothing) else cut_off
        raise SolveError(
            message(
                f"trade cannot be balanced: {economy.regions[int(np.argmax(named))]} would trade with nobody",
                expected="imports and exports of every country",
                do='look for a country that sells nothing abroad, or keep the imbalances: calibrate(accounts, deficits="fixed")',
            )
        )
    found = rebase(solved.raise_if_failed()).replace(name=economy.name, deficit_n=no_deficit_n)
    # Blocks per country are approximate as they are: those of the world with its imbalances take as many steps as its own.
    if isinstance(level.preconditioner, CountryBlocks):
        found = found.share_preconditioner(level)
    return found


def _sells_abroad(economy: Economy) -> Bool[Array, " n"]:
    """Which countries export anything in the baseline."""
    abroad = economy.flows_nij.sum(axis=2) * (1 - np.eye(len(economy.regions)))
    found: Bool[Array, " n"] = abroad.sum(axis=0) > 0
    return found


def _without_trade(economy: Economy) -> Bool[Array, " n"]:
    """(n,) which countries have next to no foreign trade."""
    found: Bool[Array, " n"] = foreign_trade(np.moveaxis(economy.flows_nij, 2, 0)) <= NO_TRADE * economy.income_n
    return found


def _trades_with_nobody(found: Equilibrium) -> Bool[Array, " n"]:
    """(n,) which countries have next to no foreign trade where a solve ended."""
    flows_jni, income_n = np.asarray(found.values.flows_jni), np.asarray(found.values.income_n)
    cut_off: Bool[Array, " n"] = foreign_trade(flows_jni) <= NO_TRADE * income_n
    return cut_off


def rebase(equilibrium: Equilibrium) -> Economy:
    """The equilibrium as a new baseline: its flows, tariffs and subsidies become the data.

    Technology and trade-cost changes are absorbed in the new shares; scale economies restart from the new sizes of
    industries, which changes nothing because E3 holds in ratios.

    Args:
        equilibrium: solved.

    Returns:
        A baseline in the units of the old one: billion dollars a year at the equilibrium's prices, world wages = 1.

    Source:
        Exact hat algebra: Dekle, Eaton & Kortum (2008).
    """
    equilibrium_given(equilibrium, "rebase")
    old, values = equilibrium.economy, equilibrium.values
    new = equilibrium.instruments
    deficits = "proportional" if np.any(old.deficit_share_n) else "fixed"
    economy = economy_from_flows(
        regions=old.regions,
        sectors=old.sectors,
        goods=old.goods,
        flows_nij=_importer_first(values.flows_jni),
        tariff_nij=_importer_first(new.tariff_jni),
        use_ikj=old.gamma_ikj * np.asarray(values.sales_ij)[:, None, :],
        theta_j=old.theta_j,
        psi_j=old.psi_j,
        markup_j=old.markup_j,
        export_tax_nij=_importer_first(new.export_tax_jni),
        subsidy_ij=np.asarray(new.subsidy_ij),
        deficits=deficits,
        name=f"{old.name}, rebased",
    )
    return economy.replace(horizon_years=old.horizon_years)


def _importer_first(x_jni: KernelArray) -> Array:
    """The kernel's sector-first array as economies hold it."""
    return np.moveaxis(np.asarray(x_jni), 0, 2)
