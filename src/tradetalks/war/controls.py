"""A player's controls and their linear map to the kernel's arrays.

W9: lever_l = offset_l + weight_l · x_{control(l)}. A tie (one rate for all partners, say) is variable elimination: the
levers it joins share a control.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from jaxtyping import Float, Int

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.equations import Instruments
from tradetalks.economy.labels import TRADE, unlabel
from tradetalks.economy.policy import known
from tradetalks.war.instruments import (
    KIND_WORDS,
    KINDS,
    TIES,
    Instrument,
    InstrumentError,
    ScaledList,
    names_of,
    parts_of,
)
from tradetalks.war.soundness import check_block, list_increases

Array = np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class Block:
    """One player's controls. ``kind_l`` indexes ``KINDS``; ``member_l`` positions in ``members``; W9 maps x to levers."""

    members: tuple[int, ...]
    kind_l: Int[Array, " l"]
    member_l: Int[Array, " l"]
    partner_l: Int[Array, " l"]
    sector_l: Int[Array, " l"]
    control_l: Int[Array, " l"]
    weight_l: Float[Array, " l"]
    offset_l: Float[Array, " l"]
    lower_c: Float[Array, " c"]
    upper_c: Float[Array, " c"]
    start_c: Float[Array, " c"]
    label_c: tuple[str, ...]

    @property
    def size(self) -> int:
        return len(self.lower_c)

    def levers(self, x_c: Float[Array, " c"]) -> Float[Array, " l"]:
        """W9."""
        return self.offset_l + self.weight_l * x_c[self.control_l]

    def onto_controls(self, values_l: Float[Array, " l"]) -> Float[Array, " c"]:
        """The transpose of W9: derivatives with respect to levers become derivatives with respect to controls."""
        return np.bincount(self.control_l, self.weight_l * values_l, self.size)

    @cached_property
    def _cells(self) -> dict[str, tuple[Array, tuple[Array, Array, Array]]]:
        found = {}
        for k, kind in enumerate(KINDS):
            at = np.flatnonzero(self.kind_l == k)
            own = np.asarray(self.members)[self.member_l[at]]
            partner, sector = self.partner_l[at], self.sector_l[at]
            found[kind] = at, (sector, partner, own) if kind == "export_tax" else (sector, own, partner)
        return found

    def cells(self, kind: str) -> tuple[Array, tuple[Array, Array, Array]]:
        """Which levers are of ``kind``, and their places in the kernel's sector-first arrays (importer, then exporter;
        for subsidies the second place is the producer)."""
        return self._cells[kind]

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of instruments the player has."""
        return tuple(kind for kind in KINDS if len(self._cells[kind][0]))


def build_block(
    economy: Economy,
    members: tuple[int, ...],
    instrument: Instrument,
    partners: Sequence[str] | None,
    status_quo: Instruments,
    *,
    common: bool = False,
    free: frozenset[tuple[int, int]] = frozenset(),
    mfn_partners: Sequence[str] | None = None,
) -> Block:
    """The controls of the player made of ``members``.

    Args:
        partners: who the player acts on where the instrument does not say; None is everybody.
        mfn_partners: the same for instruments with one rate for all partners.
        status_quo: instruments in force: where the search starts, and what the others keep.
        common: members act with one rate (a customs union's external tariff).
        free: (member, partner) pairs that no instrument reaches: they are in one zero-tariff union.

    Raises:
        InstrumentError: no controls, crossing bounds, unknown ties.
        PolicyError: unknown regions or sectors.
    """
    blocks = []
    for part in parts_of(instrument):
        if isinstance(part, ScaledList):
            blocks.append(_scaled_list(economy, members, part, status_quo, free))
        else:
            reached = mfn_partners if getattr(part, "tie", None) == "mfn" else partners
            blocks.append(_block_of(economy, members, part, reached, status_quo, common, free))
    block = _join(blocks)
    check_block(economy, block)
    return dataclasses.replace(block, start_c=np.clip(block.start_c, block.lower_c, block.upper_c))


def _block_of(economy, members, part, partners, status_quo, common, free) -> Block:
    kind = {"Tariffs": "tariff", "ExportTaxes": "export_tax", "ProductionSubsidies": "subsidy"}[type(part).__name__]
    allowed = ("sector", "uniform") if kind == "subsidy" else TIES
    if part.tie not in allowed:
        raise InstrumentError(
            f"unknown tie of {KIND_WORDS[kind]} controls\nexpected one of {', '.join(allowed)}\ngot      {part.tie}\n"
            "do       choose which rates move together"
        )
    member, partner, sector = _cells_of(economy, members, part, kind, partners, free)
    owner = np.zeros_like(member) if common else member
    zero = np.zeros_like(member)
    keys = {
        "sector": (owner, partner, sector),
        "partner": (owner, partner, zero),
        "mfn": (owner, zero, sector),
        "uniform": (owner, zero, zero),
    }
    _, first, control = np.unique(np.stack(keys[part.tie]), axis=1, return_index=True, return_inverse=True)
    control = control.ravel()
    now_l, trade_l = _in_force(economy, members, kind, member, partner, sector, status_quo)
    total_c = np.bincount(control, trade_l, len(first))
    mean_c = np.bincount(control, trade_l * now_l, len(first)) / np.where(total_c > 0, total_c, 1.0)
    upper_c = np.full(len(first), part.upper, float)
    if kind == "tariff" and part.caps is not None:
        cap_nij = unlabel(economy, part.caps, TRADE, "tariff caps")
        np.minimum.at(upper_c, control, cap_nij[np.asarray(members)[member], partner, sector])
    return Block(
        members=tuple(members),
        kind_l=np.full(len(member), KINDS.index(kind)),
        member_l=member,
        partner_l=partner,
        sector_l=sector,
        control_l=control,
        weight_l=np.ones(len(member)),
        offset_l=np.zeros(len(member)),
        lower_c=np.full(len(first), part.lower, float),
        upper_c=upper_c,
        start_c=mean_c,
        label_c=_labels(economy, members, kind, part.tie, member[first], partner[first], sector[first]),
    )


def _cells_of(economy, members, part, kind, partners, free):
    """Member, partner and sector of every lever; for subsidies the partner is the member itself."""
    chosen = list(economy.goods if part.sectors is None else names_of(part.sectors))
    sector = np.array([known(s, economy.sectors, "sector") for s in chosen], int)
    if kind == "subsidy":
        member, sector = (g.ravel() for g in np.meshgrid(np.arange(len(members)), sector, indexing="ij"))
        return member, np.asarray(members)[member], sector
    named = part.on if part.on is not None else partners
    regions = economy.regions if named is None else names_of(named)
    outside = [p for p in dict.fromkeys(known(r, economy.regions, "region") for r in regions) if p not in members]
    grid = np.meshgrid(np.arange(len(members)), np.array(outside, int), sector, indexing="ij")
    member, partner, sector = (g.ravel() for g in grid)
    barred = np.array([(members[m], p) in free for m, p in zip(member, partner, strict=True)], bool)
    member, partner, sector = member[~barred], partner[~barred], sector[~barred]
    if len(member) == 0:
        outside_unions = " and its zero-tariff unions" if barred.any() else ""
        raise InstrumentError(
            f"{' + '.join(economy.regions[m] for m in members)} has no {KIND_WORDS[kind]} to set\n"
            f"expected at least one partner outside the player{outside_unions} and one sector\n"
            f"got      partners {', '.join(regions) or 'none'}; sectors {', '.join(chosen) or 'none'}\n"
            "do       name partners with on=[...] and sectors with sectors=[...]"
        )
    return member, partner, sector


def _in_force(economy, members, kind, member, partner, sector, status_quo):
    """Rates in force and the trade they bear (tied rates start from the trade-weighted mean)."""
    own = np.asarray(members)[member]
    if kind == "subsidy":
        return status_quo.subsidy_ij[own, sector], economy.sales_ij[own, sector]
    at = (sector, own, partner) if kind == "tariff" else (sector, partner, own)
    return np.asarray(getattr(status_quo, f"{kind}_jni"))[at], economy.flows_nij[at[1], at[2], at[0]]


def _scaled_list(economy, members, part, status_quo, free) -> Block:
    member, partner, sector, increase = list_increases(economy, members, part, free)
    own = np.asarray(members)[member]
    return Block(
        members=tuple(members),
        kind_l=np.zeros(len(member), int),
        member_l=member,
        partner_l=partner,
        sector_l=sector,
        control_l=np.zeros(len(member), int),
        weight_l=increase,
        offset_l=np.asarray(status_quo.tariff_jni)[sector, own, partner],
        lower_c=np.array([part.lower], float),
        upper_c=np.array([part.upper], float),
        start_c=np.zeros(1),
        label_c=(f"share of {' + '.join(economy.regions[m] for m in members)}'s list",),
    )


def _labels(economy, members, kind, tie, member, partner, sector) -> tuple[str, ...]:
    word = KIND_WORDS[kind]
    to = "to" if kind == "export_tax" else "on"

    def text(m, p, j):
        name = f"{word} of {economy.regions[members[m]]}"
        name += f" {to} {economy.regions[p]}" if tie in ("sector", "partner") and kind != "subsidy" else ""
        return name + (f" in {economy.sectors[j]}" if tie in ("sector", "mfn") else "")

    return tuple(text(*at) for at in zip(member, partner, sector, strict=True))


def _join(blocks: list[Block]) -> Block:
    if len(blocks) == 1:
        return blocks[0]
    shift = np.cumsum([0, *(b.size for b in blocks[:-1])])
    joined = {
        f.name: np.concatenate([getattr(b, f.name) for b in blocks])
        for f in dataclasses.fields(Block)
        if f.name not in ("members", "control_l", "label_c")
    }
    return Block(
        members=blocks[0].members,
        control_l=np.concatenate([b.control_l + s for b, s in zip(blocks, shift, strict=True)]),
        label_c=tuple(label for b in blocks for label in b.label_c),
        **joined,
    )
