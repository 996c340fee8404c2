"""Controls that can be played: no rate twice, bounds in order, every rate that a bound allows one the economy can take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.economy.economy import Economy
from tradetalks.economy.labels import TRADE, unlabel
from tradetalks.war.instruments import KIND_WORDS, KINDS, InstrumentError, ScaledList

if TYPE_CHECKING:
    from tradetalks.war.controls import Block

Array = np.ndarray
SUBSIDY = KINDS.index("subsidy")


def list_increases(economy: Economy, members: tuple[int, ...], part: ScaledList, free) -> tuple[Array, ...]:
    """Member, partner, sector and increase of the cells of a list that the player can raise: its own rows, without
    purchases from its members and from ``free`` partners.

    Raises:
        InstrumentError: increases on domestic sales, or none at all.
    """
    name = " + ".join(economy.regions[m] for m in members)
    increase_nij = unlabel(economy, part.increases, TRADE, "list of tariff increases")
    rows = increase_nij[list(members)]
    at_home = np.argwhere(rows[np.arange(len(members)), list(members)] != 0)
    if len(at_home):
        m, j = at_home[0]
        own = economy.regions[members[m]]
        raise InstrumentError(
            f"the list of tariffs to scale cannot be used for {name}\nexpected no increase on domestic sales\n"
            f"got      {rows[m, members[m], j]:g} for {own} on {own} in {economy.sectors[j]}\ndo       correct the list"
        )
    member, partner, sector = np.nonzero(rows)
    use = np.array(
        [p not in members and (members[m], p) not in free for m, p in zip(member, partner, strict=True)], bool
    )
    member, partner, sector = member[use], partner[use], sector[use]
    if len(member) == 0:
        raise InstrumentError(
            f"the list of tariffs to scale is empty for {name}\nexpected increases other than 0 with the player as importer"
            f"{', on partners outside its unions' if len(use) else ''}\n"
            "got      none\ndo       fill the player's rows of the list"
        )
    return member, partner, sector, rows[member, partner, sector]


def check_block(economy: Economy, block: Block) -> None:
    """Raise :class:`InstrumentError` where controls overlap, bounds cross or allow rates that no economy can take."""
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
    _check_rates(economy, block)


def _check_rates(economy: Economy, block: Block) -> None:
    with np.errstate(invalid="ignore"):
        ends_l = np.sort([block.levers(block.lower_c), block.levers(block.upper_c)], axis=0)
    subsidy_l = block.kind_l == SUBSIDY
    fine_l = np.isfinite(ends_l).all(axis=0) & np.where(subsidy_l, ends_l[1] < 1, ends_l[0] > -1)
    for at in np.flatnonzero(~fine_l)[:1]:
        c, kind = block.control_l[at], KIND_WORDS[KINDS[block.kind_l[at]]]
        label = block.label_c[c]
        low, high = ends_l[:, at]
        where = (
            ""
            if label.startswith(kind)
            else (
                f", which put the {kind} of {economy.regions[block.members[block.member_l[at]]]} on "
                f"{economy.regions[block.partner_l[at]]} in {economy.sectors[block.sector_l[at]]} between {low:g} and {high:g}"
            )
        )
        raise InstrumentError(
            f"the bounds of the {label} are impossible\n"
            f"expected finite rates {'below 1' if subsidy_l[at] else 'above -1'}\n"
            f"got      {block.lower_c[c]:g} to {block.upper_c[c]:g}{where}\n"
            "do       give rates as fractions: 0.25 is 25 percent"
        )
