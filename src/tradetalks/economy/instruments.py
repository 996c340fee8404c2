"""A policy's labelled arrays as the kernel's bare ones, after checking labels, signs and balance."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import NamedTuple

import jax
import numpy as np
import xarray as xr

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.problem import Instruments
from tradetalks.economy.labels import COUNTRY, INDUSTRY, TRADE, place, unlabel
from tradetalks.economy.policy import Policy, PurchaseCommitment, economy_given, known
from tradetalks.errors import PolicyError, message

Array = np.ndarray

# Transfers are sums of numbers given in billions: what remains of the largest below this fraction is rounding.
BALANCE_TOLERANCE = 1e-9


class Place(NamedTuple):
    """Where an instrument of a policy ends: the kernel's field, and the dimensions of the labelled array."""

    field: str
    dims: tuple[str, ...]


INSTRUMENTS: dict[str, Place] = {
    "tariff": Place("tariff_jni", TRADE),
    "export_tax": Place("export_tax_jni", TRADE),
    "production_subsidy": Place("subsidy_ij", INDUSTRY),
    "trade_cost_hat": Place("trade_cost_hat_jni", TRADE),
    "technology_hat": Place("technology_hat_ij", INDUSTRY),
    "transfer": Place("transfer_n", COUNTRY),
}


def instruments_of(economy: Economy, policy: Policy) -> Instruments:
    """The kernel's arrays of a policy: sector first; what the policy leaves out is as in the baseline.

    Args:
        economy: whose labels and baseline.
        policy: rates as fractions, transfers and commitments in billion dollars a year.

    Raises:
        PolicyError: other labels, rates out of range, tariffs on a country's own goods, transfers that do not add up.
    """
    economy_given(economy, "solve")
    if not isinstance(policy, Policy):
        raise PolicyError(
            message(
                "this is not a policy",
                expected="a Policy, as Policy(tariff=...)",
                got=type(policy).__name__,
                do="name the instrument: Policy(tariff=...)",
            )
        )
    given = {}
    for name, (field, dims) in INSTRUMENTS.items():
        values = getattr(policy, name)
        if values is not None:
            given[field] = sector_first(unlabel(economy, values, dims, name), dims)
    commitments = purchase_cells(economy, policy.commitments)
    new = dataclasses.replace(economy.unchanged, **given, **commitments)
    _check(economy, new)
    return new


def sector_first(bare: Array, dims: tuple[str, ...]) -> Array:
    """Arrays with trade partners as the kernel holds them, one contiguous matrix a sector; others as they are."""
    if dims != TRADE:
        return bare
    return np.ascontiguousarray(np.moveaxis(bare, 2, 0))


def stacked_instruments(economy: Economy, policies: Policy) -> Instruments:
    """As :func:`instruments_of` for a policy whose arrays carry a leading dimension ``policy``; labels are checked once.

    Every array either has that dimension, of one common length, or is the same in all policies.
    """
    fields = {f.name: getattr(policies, f.name) for f in dataclasses.fields(policies) if f.name != "commitments"}
    stacks = {k: v for k, v in fields.items() if isinstance(v, xr.DataArray) and "policy" in v.dims}
    sizes = {k: v.sizes["policy"] for k, v in stacks.items()}
    lengths = set(sizes.values())
    if len(lengths) != 1 or 0 in lengths:
        raise PolicyError(
            message(
                "these are not stacked policies",
                expected="arrays with one common length along a dimension policy",
                got=", ".join(f"{k} of {v}" for k, v in sizes.items()) or "none",
            )
        )
    (count,) = lengths
    # The smallest and the largest value of every cell pass all checks of ranges only if every policy does.
    for how in ("min", "max"):
        extreme = {k: getattr(v, how)("policy", skipna=False) for k, v in stacks.items() if k != "transfer"}
        first = {k: v.isel(policy=0, drop=True) for k, v in stacks.items() if k == "transfer"}
        most = instruments_of(economy, policies.replace(**extreme, **first))
    table: Instruments = jax.tree.map(lambda leaf: np.broadcast_to(leaf, (count, *np.shape(leaf))), most)
    new = {}
    for name, values in stacks.items():
        field, dims = INSTRUMENTS[name]
        bare = values.transpose("policy", *dims).values.astype(float)
        new[field] = np.moveaxis(bare, 3, 1) if dims == TRADE else bare
    return dataclasses.replace(table, **new)


def purchase_cells(economy: Economy, commitments: Sequence[PurchaseCommitment]) -> dict[str, Array]:
    """The cells and quantities of purchase commitments as the kernel takes them; checks that they can be met.

    Args:
        economy: whose labels and flows.
        commitments: quantities in billion dollars a year at exporter prices.

    Returns:
        ``cell_sector``, ``cell_importer``, ``cell_exporter`` and ``cell_owner`` (m,), positions; ``quantity_c`` (c,) and
        ``beyond_c`` (c,): it is all that must be bought.

    Raises:
        PolicyError: unknown names, nothing bought so far, or two commitments that cover the same trade.
    """
    cells = []
    for owner, commitment in enumerate(commitments):
        found = _cells_of(economy, commitment)
        cells += [(*cell, owner) for cell in found]
    table = np.array(cells, int).reshape(-1, 4)
    if len(np.unique(table[:, :3], axis=0)) < len(table):
        raise PolicyError(
            message(
                "two purchase commitments cover the same trade",
                do="merge them, or give each its own sectors: one wedge must meet each quantity",
            )
        )
    names = ("cell_sector", "cell_importer", "cell_exporter", "cell_owner")
    quantity_c = np.array([commitment.quantity_busd for commitment in commitments], float)
    amounts = {"quantity_c": quantity_c, "beyond_c": np.zeros_like(quantity_c)}
    return dict(zip(names, table.T, strict=True)) | amounts


def _cells_of(economy: Economy, commitment: PurchaseCommitment) -> list[tuple[int, int, int]]:
    """(sector, importer, exporter) of the trade that exists among what the commitment names."""
    c = commitment
    buyer, seller = (known(name, economy.regions, "region") for name in (c.buyer, c.seller))
    if buyer == seller or not c.sectors or not c.quantity_busd > 0:
        sectors = ", ".join(c.sectors) or "none"
        raise PolicyError(
            message(
                f"purchase commitment of {c.buyer} cannot be read",
                expected="another seller, at least one sector and a quantity above 0 billion dollars a year",
                got=f"seller {c.seller}, sectors {sectors}, quantity {c.quantity_busd:g}",
            )
        )
    sectors_named = [known(sector, economy.sectors, "sector") for sector in c.sectors]
    traded = [(j, buyer, seller) for j in sectors_named if economy.flows_nij[buyer, seller, j] > 0]
    if not traded:
        raise PolicyError(
            message(
                f"{c.buyer} buys nothing from {c.seller} in {', '.join(c.sectors)}",
                details=["a commitment scales existing trade; choose sectors with some"],
            )
        )
    return traded


def _check(economy: Economy, new: Instruments) -> None:
    """Ranges of every instrument, balance of transfers, no border taxes at home.

    A region made of several countries may have tariffs between its members; a policy may change those that the baseline has.
    """
    fraction = "a fraction above -1 (0.25 means 25 percent)"
    dearer = "a ratio above 0 (1.1 means ten percent dearer)"
    tariff, tax, cost = map(np.asarray, (new.tariff_jni, new.export_tax_jni, new.trade_cost_hat_jni))
    subsidy, technology = map(np.asarray, (new.subsidy_ij, new.technology_hat_ij))
    _refuse(economy, tariff <= -1, tariff, "tariff", TRADE, fraction)
    _refuse(economy, tax <= -1, tax, "export_tax", TRADE, fraction)
    _refuse(economy, subsidy >= 1, subsidy, "production_subsidy", INDUSTRY, "a fraction below 1 of sales")
    _refuse(economy, cost <= 0, cost, "trade_cost_hat", TRADE, dearer)
    _refuse(economy, technology <= 0, technology, "technology_hat", INDUSTRY, "a ratio above 0")
    gap, largest = float(np.sum(new.transfer_n)), float(np.max(np.abs(new.transfer_n)))
    if abs(gap) > BALANCE_TOLERANCE * max(1.0, largest):
        raise PolicyError(
            message(
                "transfers do not add up to 0",
                got=f"{gap:+g} billion dollars a year",
                do="say who pays what others receive",
            )
        )
    inside = np.einsum("nnj->nj", economy.tariff_nij) != 0
    for what, values, allowed in (("tariff", tariff, inside), ("export tax", tax, np.zeros_like(inside))):
        own = np.einsum("jnn->nj", values)
        wrong = (own != 0) & ~allowed
        if np.any(wrong):
            where = np.argwhere(wrong)[0]
            raise PolicyError(
                message(
                    f"{what} on a country's own goods at {place(economy, INDUSTRY, where)}",
                    expected="0",
                    got=f"{own[tuple(where)]:g}",
                )
            )


def _refuse(economy: Economy, bad: Array, values: Array, what: str, dims: tuple[str, ...], need: str) -> None:
    """Raise for the first cell where ``bad`` holds; arrays with trade partners come sector first."""
    if not np.any(bad):
        return
    at = np.argwhere(bad)[0]
    where = at[[1, 2, 0]] if dims == TRADE else at
    raise PolicyError(
        message(f"{what} out of range at {place(economy, dims, where)}", expected=need, got=f"{values[tuple(at)]:g}")
    )
