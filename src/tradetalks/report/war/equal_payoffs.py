"""Lines along which a player of a war is as well off, whatever mix of tariffs brings it there."""

from __future__ import annotations

import dataclasses

import contourpy
import numpy as np
from jaxtyping import Float
from scipy.interpolate import RectBivariateSpline

from tradetalks.war.outcome import WarOutcome
from tradetalks.war.reactions import ReactionCurves

# Lines of each player beside that through the Nash point: enough to see their shape, few enough to tell two players' apart.
LEVELS = 7


@dataclasses.dataclass(frozen=True, eq=False)
class PayoffLine:
    """Mean tariffs of both players at which one of them is as well off all along.

    Args:
        player: 0 or 1, whose payoff is the same.
        as_at_end: whether it is as well off as at the end of the war.
        tariffs: (q, 2) of the first and of the second player, percent.
    """

    player: int
    as_at_end: bool
    tariffs: Float[np.ndarray, "q 2"]


def equal_payoff_lines(war: WarOutcome, curves: ReactionCurves, points: int) -> list[PayoffLine]:
    """Lines of equal payoff of both players, those through the Nash point among them.

    Args:
        war: of two players, certified.
        curves: of that war.
        points: of the grid, along each axis, on which payoffs are interpolated.

    Returns:
        The lines, the first player's first; none where somewhere on the grid the economy has no equilibrium.
    """
    if not np.isfinite(curves.payoff_pgg).all():
        return []
    fine = np.linspace(curves.scale_g[0], curves.scale_g[-1], points)
    across, up = (100 * unit * fine for unit in curves.unit_p)
    found = []
    for player in range(2):
        payoff = RectBivariateSpline(curves.scale_g, curves.scale_g, curves.payoff_pgg[player])(fine, fine)
        drawn = contourpy.contour_generator(across, up, payoff.T)
        levels = np.linspace(payoff.min(), payoff.max(), LEVELS + 2)[1:-1]
        at_end = float(war.payoffs.values[player])
        for level in (*levels, at_end):
            found += [PayoffLine(player, level == at_end, np.asarray(line)) for line in drawn.lines(float(level))]
    return found
