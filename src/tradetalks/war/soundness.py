"""Strategy spaces that can be played: no rate twice, bounds in order, every rate within them one the economy can take."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.errors import message
from tradetalks.war.instruments import KIND_WORDS, KINDS, InstrumentError
from tradetalks.war.strategy_space import StrategySpace

Array = np.ndarray
SUBSIDY = KINDS.index("subsidy")


def check_strategy_space(economy: Economy, space: StrategySpace) -> None:
    """Raise :class:`InstrumentError` where rates overlap, bounds cross or allow rates that no economy can take."""
    cells = np.stack([space.kind_l, space.member_l, space.partner_l, space.sector_l])
    if np.unique(cells, axis=1).shape[1] != cells.shape[1]:
        raise InstrumentError(
            message(
                f"two instruments of {' + '.join(economy.regions[m] for m in space.members)} set the same rates",
                expected="every rate to have one choice variable",
                got="overlapping instruments",
                do="give each instrument its own partners or sectors",
            )
        )
    crossed = np.flatnonzero(~(space.lower_c <= space.upper_c))
    if len(crossed):
        c = crossed[0]
        raise InstrumentError(
            message(
                f"the bounds of the {space.label_c[c]} cross",
                expected="lower bound ≤ upper bound",
                got=f"{space.lower_c[c]:g} > {space.upper_c[c]:g}",
                do="correct lower, upper or the cap",
            )
        )
    _check_rates(economy, space)


def _check_rates(economy: Economy, space: StrategySpace) -> None:
    """The rates at both ends of every choice variable: tariffs and export taxes above -1, subsidies below 1."""
    with np.errstate(invalid="ignore"):
        ends_l = np.sort([space.rates(space.lower_c), space.rates(space.upper_c)], axis=0)
    subsidy_l = space.kind_l == SUBSIDY
    possible_l = np.where(subsidy_l, ends_l[1] < 1, ends_l[0] > -1)
    impossible = np.flatnonzero(~(np.isfinite(ends_l).all(axis=0) & possible_l))
    if len(impossible) == 0:
        return
    at = int(impossible[0])
    c = space.choice_l[at]
    limit = "below 1" if subsidy_l[at] else "above -1"
    raise InstrumentError(
        message(
            f"the bounds of the {space.label_c[c]} are impossible",
            expected=f"finite rates {limit}",
            got=f"{space.lower_c[c]:g} to {space.upper_c[c]:g}{_whose_rate(economy, space, at, ends_l[:, at])}",
            do="give rates as fractions: 0.25 is 25 percent",
        )
    )


def _whose_rate(economy: Economy, space: StrategySpace, at: int, ends: Float[Array, " 2"]) -> str:
    """The rate behind a choice variable that is not itself a rate (the share of a list)."""
    kind = KIND_WORDS[KINDS[space.kind_l[at]]]
    if space.label_c[space.choice_l[at]].startswith(kind):
        return ""
    own = economy.regions[space.members[space.member_l[at]]]
    partner, sector = economy.regions[space.partner_l[at]], economy.sectors[space.sector_l[at]]
    return f", which put the {kind} of {own} on {partner} in {sector} between {ends[0]:g} and {ends[1]:g}"
