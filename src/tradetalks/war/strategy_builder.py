"""From instruments to a strategy space: which rates a player sets, which of them move together, within what bounds."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.problem import Instruments
from tradetalks.economy.labels import TRADE, unlabel
from tradetalks.economy.policy import known
from tradetalks.errors import message
from tradetalks.war.instruments import (
    KIND_WORDS,
    KINDS,
    SUBSIDY_TIES,
    TIES,
    ExportTaxes,
    Instrument,
    InstrumentError,
    ProductionSubsidies,
    ScaledList,
    Tariffs,
    names_of,
    parts_of,
)
from tradetalks.war.scaled_list import scaled_list_space
from tradetalks.war.soundness import check_strategy_space
from tradetalks.war.strategy_space import StrategySpace, join_spaces

Array = np.ndarray
Rates = Tariffs | ExportTaxes | ProductionSubsidies
# (member, partner) pairs of zero-tariff unions: nobody's instruments reach them.
FreePairs = frozenset[tuple[int, int]]


class Cells(NamedTuple):
    """The rates of one instrument, as :class:`StrategySpace` names them; for subsidies the partner is the member itself."""

    member_l: Int[Array, " l"]
    partner_l: Int[Array, " l"]
    sector_l: Int[Array, " l"]


def build_strategy_space(
    economy: Economy,
    members: tuple[int, ...],
    instrument: Instrument,
    partners: Sequence[str] | None,
    status_quo: Instruments,
    *,
    common: bool = False,
    free: FreePairs = frozenset(),
    mfn_partners: Sequence[str] | None = None,
) -> StrategySpace:
    """The choice variables of the player made of ``members``.

    Args:
        economy: whose regions and sectors they are.
        members: positions of the player's regions.
        instrument: what it sets.
        partners: who the player acts on where the instrument does not say; None is everybody.
        status_quo: instruments in force: where the search starts, and what the others keep.
        common: members act with one rate (a customs union's external tariff).
        free: (member, partner) pairs that no instrument reaches: they are in one zero-tariff union.
        mfn_partners: as ``partners``, for instruments with one rate for all partners.

    Raises:
        InstrumentError: nothing to set, crossing bounds, unknown ties.
        PolicyError: unknown regions or sectors.
    """
    spaces = []
    for part in parts_of(instrument):
        if isinstance(part, ScaledList):
            spaces.append(scaled_list_space(economy, members, part, status_quo, free))
        elif isinstance(part, Tariffs | ExportTaxes | ProductionSubsidies):
            reached = mfn_partners if part.tie == "mfn" else partners
            spaces.append(_space_of(economy, members, part, reached, status_quo, common, free))
        else:
            raise TypeError(f"{type(part).__name__} is not an instrument that can be turned into a strategy space")
    space = join_spaces(spaces)
    check_strategy_space(economy, space)
    return dataclasses.replace(space, start_c=np.clip(space.start_c, space.lower_c, space.upper_c))


def _space_of(
    economy: Economy,
    members: tuple[int, ...],
    part: Rates,
    partners: Sequence[str] | None,
    status_quo: Instruments,
    common: bool,
    free: FreePairs,
) -> StrategySpace:
    """The space of one instrument."""
    kind = _kind_of(part)
    _check_tie(part, kind)
    cells = _cells(economy, members, part, partners, free)
    member, partner, sector = cells
    first, choice = _tied(cells, part.tie, common)
    rate_l, trade_l = _in_force(economy, members, kind, cells, status_quo)
    total_c = np.bincount(choice, trade_l, len(first))
    mean_c = np.bincount(choice, trade_l * rate_l, len(first)) / np.where(total_c > 0, total_c, 1.0)
    upper_c = np.full(len(first), part.upper, float)
    if isinstance(part, Tariffs) and part.caps is not None:
        cap_nij = unlabel(economy, part.caps, TRADE, "tariff caps")
        np.minimum.at(upper_c, choice, cap_nij[np.asarray(members)[member], partner, sector])
    return StrategySpace(
        members=tuple(members),
        kind_l=np.full(len(member), KINDS.index(kind)),
        member_l=member,
        partner_l=partner,
        sector_l=sector,
        choice_l=choice,
        weight_l=np.ones(len(member)),
        offset_l=np.zeros(len(member)),
        lower_c=np.full(len(first), part.lower, float),
        upper_c=upper_c,
        start_c=mean_c,
        label_c=_labels(economy, members, kind, part.tie, Cells(member[first], partner[first], sector[first])),
    )


def _kind_of(part: Rates) -> str:
    if isinstance(part, Tariffs):
        return "tariff"
    if isinstance(part, ExportTaxes):
        return "export_tax"
    return "subsidy"


def _check_tie(part: Rates, kind: str) -> None:
    allowed = SUBSIDY_TIES if kind == "subsidy" else TIES
    if part.tie not in allowed:
        raise InstrumentError(
            message(
                f"unknown tie of {KIND_WORDS[kind]} rates",
                expected=f"one of {', '.join(allowed)}",
                got=part.tie,
                do="choose which rates move together",
            )
        )


def _tied(cells: Cells, tie: str, common: bool) -> tuple[Int[Array, " c"], Int[Array, " l"]]:
    """The first rate of every choice variable, and the choice variable of every rate."""
    owner = np.zeros_like(cells.member_l) if common else cells.member_l
    zero = np.zeros_like(cells.member_l)
    # Rates with equal keys move together.
    keys = {
        "sector": (owner, cells.partner_l, cells.sector_l),
        "partner": (owner, cells.partner_l, zero),
        "mfn": (owner, zero, cells.sector_l),
        "uniform": (owner, zero, zero),
    }
    _, first, choice = np.unique(np.stack(keys[tie]), axis=1, return_index=True, return_inverse=True)
    return first, choice.ravel()


def _sectors(economy: Economy, part: Rates) -> tuple[list[str], Int[Array, " s"]]:
    """The sectors of an instrument, by name and by position."""
    chosen = list(economy.goods) if part.sectors is None else names_of(part.sectors)
    return chosen, np.array([known(s, economy.sectors, "sector") for s in chosen], int)


def _subsidy_cells(economy: Economy, members: tuple[int, ...], part: Rates) -> Cells:
    """Every member's every sector."""
    _, sectors = _sectors(economy, part)
    member, sector = (grid.ravel() for grid in np.meshgrid(np.arange(len(members)), sectors, indexing="ij"))
    return Cells(member, np.asarray(members)[member], sector)


def _cells(
    economy: Economy, members: tuple[int, ...], part: Rates, partners: Sequence[str] | None, free: FreePairs
) -> Cells:
    """Every member's every partner outside the player and every sector, without pairs of zero-tariff unions.

    Subsidies have no partners: every member's every sector.

    Raises:
        InstrumentError: none are left.
    """
    if isinstance(part, ProductionSubsidies):
        return _subsidy_cells(economy, members, part)
    chosen, sectors = _sectors(economy, part)
    regions = list(economy.regions)
    if part.on is not None:
        regions = names_of(part.on)
    elif partners is not None:
        regions = names_of(partners)
    places = dict.fromkeys(known(r, economy.regions, "region") for r in regions)
    outside = [p for p in places if p not in members]
    grids = np.meshgrid(np.arange(len(members)), np.array(outside, int), sectors, indexing="ij")
    member, partner, sector = (grid.ravel() for grid in grids)
    barred = np.array([(members[m], p) in free for m, p in zip(member, partner, strict=True)], bool)
    member, partner, sector = member[~barred], partner[~barred], sector[~barred]
    if len(member) == 0:
        unions = " and its zero-tariff unions" if barred.any() else ""
        raise InstrumentError(
            message(
                f"{' + '.join(economy.regions[m] for m in members)} has no {KIND_WORDS[_kind_of(part)]} to set",
                expected=f"at least one partner outside the player{unions} and one sector",
                got=f"partners {', '.join(regions) or 'none'}; sectors {', '.join(chosen) or 'none'}",
                do="name partners with on=[...] and sectors with sectors=[...]",
            )
        )
    return Cells(member, partner, sector)


def _in_force(
    economy: Economy, members: tuple[int, ...], kind: str, cells: Cells, status_quo: Instruments
) -> tuple[Float[Array, " l"], Float[Array, " l"]]:
    """Rates in force, fractions, and the trade they bear, billion dollars a year (subsidies: the sales)."""
    own, partner, sector = np.asarray(members)[cells.member_l], cells.partner_l, cells.sector_l
    if kind == "subsidy":
        return np.asarray(status_quo.subsidy_ij)[own, sector], economy.sales_ij[own, sector]
    if kind == "tariff":
        return np.asarray(status_quo.tariff_jni)[sector, own, partner], economy.flows_nij[own, partner, sector]
    return np.asarray(status_quo.export_tax_jni)[sector, partner, own], economy.flows_nij[partner, own, sector]


def _labels(economy: Economy, members: tuple[int, ...], kind: str, tie: str, cells: Cells) -> tuple[str, ...]:
    """``tariff of USA on CHN in ELE``; a tie leaves out what it joins."""
    by_partner = tie in ("sector", "partner") and kind != "subsidy"
    by_sector = tie in ("sector", "mfn")
    towards = "to" if kind == "export_tax" else "on"
    labels = []
    for member, partner, sector in zip(*cells, strict=True):
        label = f"{KIND_WORDS[kind]} of {economy.regions[members[member]]}"
        if by_partner:
            label += f" {towards} {economy.regions[partner]}"
        if by_sector:
            label += f" in {economy.sectors[sector]}"
        labels.append(label)
    return tuple(labels)
