"""The strategy space of a player that scales a given list of tariff increases."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.problem import Instruments
from tradetalks.economy.labels import TRADE, unlabel
from tradetalks.errors import message
from tradetalks.war.instruments import KINDS, InstrumentError, ScaledList
from tradetalks.war.strategy_space import StrategySpace

Array = np.ndarray
TARIFF = KINDS.index("tariff")


def scaled_list_space(
    economy: Economy,
    members: tuple[int, ...],
    part: ScaledList,
    status_quo: Instruments,
    free: frozenset[tuple[int, int]],
) -> StrategySpace:
    """One choice variable, the share of the list; rates start from those in force.

    Raises:
        InstrumentError: increases on domestic sales, or none at all.
    """
    member, partner, sector, increase = _increases(economy, members, part, free)
    own = np.asarray(members)[member]
    return StrategySpace(
        members=tuple(members),
        kind_l=np.full(len(member), TARIFF),
        member_l=member,
        partner_l=partner,
        sector_l=sector,
        choice_l=np.zeros(len(member), int),
        weight_l=increase,
        offset_l=np.asarray(status_quo.tariff_jni)[sector, own, partner],
        lower_c=np.array([part.lower], float),
        upper_c=np.array([part.upper], float),
        start_c=np.zeros(1),
        label_c=(f"share of {' + '.join(economy.regions[m] for m in members)}'s list",),
    )


def _increases(
    economy: Economy, members: tuple[int, ...], part: ScaledList, free: frozenset[tuple[int, int]]
) -> tuple[Int[Array, " l"], Int[Array, " l"], Int[Array, " l"], Float[Array, " l"]]:
    """Member, partner, sector and increase of the cells that the player can raise: its own rows, without purchases from its
    members and from ``free`` partners."""
    name = " + ".join(economy.regions[m] for m in members)
    increase_nij = unlabel(economy, part.increases, TRADE, "list of tariff increases")
    rows = increase_nij[list(members)]
    at_home = np.argwhere(rows[np.arange(len(members)), list(members)] != 0)
    if len(at_home):
        m, j = at_home[0]
        own = economy.regions[members[m]]
        raise InstrumentError(
            message(
                f"the list of tariffs to scale cannot be used for {name}",
                expected="no increase on domestic sales",
                got=f"{rows[m, members[m], j]:g} for {own} on {own} in {economy.sectors[j]}",
                do="correct the list",
            )
        )
    member, partner, sector = np.nonzero(rows)
    pairs = [(members[m], int(p)) for m, p in zip(member, partner, strict=True)]
    reached = np.array([pair[1] not in members and pair not in free for pair in pairs], dtype=bool)
    if not reached.any():
        outside = ", on partners outside its unions" if len(reached) else ""
        raise InstrumentError(
            message(
                f"the list of tariffs to scale is empty for {name}",
                expected=f"increases other than 0 with the player as importer{outside}",
                got="none",
                do="fill the player's rows of the list",
            )
        )
    member, partner, sector = member[reached], partner[reached], sector[reached]
    return member, partner, sector, rows[member, partner, sector]
