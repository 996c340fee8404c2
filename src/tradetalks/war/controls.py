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

from tradetalks.economy.equations import Instruments
from tradetalks.economy.labels import TRADE, unlabel
from tradetalks.economy.model import Economy
from tradetalks.economy.policy import known
from tradetalks.war.instruments import (
    KIND_WORDS,
    KINDS,
    TIES,
    Instrument,
    InstrumentError,
    ScaledList,
    parts_of,
)

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
    excluded: frozenset[int] = frozenset(),
) -> Block:
    """The controls of the player made of ``members``.

    Args:
        partners: who the player acts on where the instrument does not say; None is everybody.
        status_quo: instruments in force: where the search starts, and what the others keep.
        common: members act with one rate (a customs union's external tariff).
        excluded: regions no instrument reaches (partners in a zero-tariff union).

    Raises:
        InstrumentError: no controls, crossing bounds, unknown ties.
        PolicyError: unknown regions or sectors.
    """
    blocks = [
        _block_of(economy, members, part, partners, status_quo, common, excluded) for part in parts_of(instrument)
    ]
    block = _join(blocks)
    _check_bounds(economy, block)
    return block


def _block_of(economy, members, part, partners, status_quo, common, excluded) -> Block:
    if isinstance(part, ScaledList):
        return _scaled_list(economy, members, part, status_quo)
    kind = {"Tariffs": "tariff", "ExportTaxes": "export_tax", "ProductionSubsidies": "subsidy"}[type(part).__name__]
    allowed = ("sector", "uniform") if kind == "subsidy" else TIES
    if part.tie not in allowed:
        raise InstrumentError(
            f"unknown tie of {KIND_WORDS[kind]} controls\nexpected one of {', '.join(allowed)}\ngot      {part.tie}\n"
            "do       choose which rates move together"
        )
    member, partner, sector = _cells_of(economy, members, part, kind, partners, excluded)
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


def _cells_of(economy, members, part, kind, partners, excluded):
    """Member, partner and sector of every lever; for subsidies the partner is the member itself."""
    chosen = list(economy.goods if part.sectors is None else part.sectors)
    sector = np.array([known(s, economy.sectors, "sector") for s in chosen], int)
    if kind == "subsidy":
        member, sector = (g.ravel() for g in np.meshgrid(np.arange(len(members)), sector, indexing="ij"))
        return member, np.asarray(members)[member], sector
    named = part.on if part.on is not None else (None if part.tie == "mfn" else partners)
    regions = economy.regions if named is None else ([named] if isinstance(named, str) else named)
    outside = (known(r, economy.regions, "region") for r in regions)
    others = np.array([p for p in outside if p not in members and p not in excluded], int)
    grid = np.meshgrid(np.arange(len(members)), others, sector, indexing="ij")
    member, partner, sector = (g.ravel() for g in grid)
    if len(member) == 0:
        raise InstrumentError(
            f"{' + '.join(economy.regions[m] for m in members)} has no {KIND_WORDS[kind]} to set\n"
            "expected at least one partner outside the player and one sector\n"
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


def _scaled_list(economy, members, part, status_quo) -> Block:
    increase_nij = unlabel(economy, part.increases, TRADE, "list of tariff increases")
    member, partner, sector = np.nonzero(increase_nij[list(members)])
    if len(member) == 0:
        raise InstrumentError(
            f"the list of tariffs to scale is empty for {' + '.join(economy.regions[m] for m in members)}\n"
            "expected increases other than 0 with the player as importer\ngot      none\n"
            "do       fill the player's rows of the list"
        )
    own = np.asarray(members)[member]
    return Block(
        members=tuple(members),
        kind_l=np.zeros(len(member), int),
        member_l=member,
        partner_l=partner,
        sector_l=sector,
        control_l=np.zeros(len(member), int),
        weight_l=increase_nij[own, partner, sector],
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


def _check_bounds(economy: Economy, block: Block) -> None:
    cells = np.stack([block.kind_l, block.member_l, block.partner_l, block.sector_l])
    if np.unique(cells, axis=1).shape[1] != cells.shape[1]:
        raise InstrumentError(
            f"two instruments of {' + '.join(economy.regions[m] for m in block.members)} set the same rates\n"
            "expected every rate to have one control\ngot      overlapping instruments\n"
            "do       give each instrument its own partners or sectors"
        )
    crossed = np.flatnonzero(~(block.lower_c <= block.upper_c))
    if len(crossed):
        c = crossed[0]
        raise InstrumentError(
            f"the bounds of the {block.label_c[c]} cross\nexpected lower bound ≤ upper bound\n"
            f"got      {block.lower_c[c]:g} > {block.upper_c[c]:g}\ndo       correct lower, upper or the cap"
        )
    low = np.flatnonzero((block.lower_c <= -1) | ~np.isfinite(block.lower_c) | ~np.isfinite(block.upper_c))
    if len(low) and np.any(block.weight_l == 1.0):
        c = low[0]
        raise InstrumentError(
            f"the bounds of the {block.label_c[c]} are impossible\nexpected finite rates above -1\n"
            f"got      {block.lower_c[c]:g} to {block.upper_c[c]:g}\ndo       give rates as fractions: 0.25 is 25 percent"
        )
