"""The picture of a war of two: best replies crossing at the Nash point, and lines along which a player is as well off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float
from scipy.interpolate import PchipInterpolator

from tradetalks.errors import TradeTalksError, message
from tradetalks.report.style import COLOURS
from tradetalks.report.war.equal_payoffs import equal_payoff_lines
from tradetalks.war.outcome import WarOutcome
from tradetalks.war.reactions import ReactionCurves

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = np.ndarray
# Points of the fine grid on which curves are drawn: two per millimetre of the picture.
FINE = 201
PLAYER_COLOURS = COLOURS[:2]


def draw_reactions(war: WarOutcome, curves: ReactionCurves, ax: Axes) -> None:
    """Thick: best replies. Thin: iso-payoff lines; dashed: those through the Nash point, each tangent to the direction in
    which its player moves.

    Raises:
        TradeTalksError: somewhere on the grid the economy has no equilibrium.
    """
    if not np.isfinite(curves.payoff_pgg).all() or not np.isfinite(curves.best_pg).all():
        raise TradeTalksError(
            message(
                "the reaction curves of this war have gaps",
                expected="an equilibrium of the economy up to twice the Nash policy",
                got="combinations of tariffs without one",
                do='plot "gains" or "cost" instead',
            )
        )
    fine = np.linspace(curves.scale_g[0], curves.scale_g[-1], FINE)
    across, up = (100 * unit * fine for unit in curves.unit_p)
    for line in equal_payoff_lines(war, curves, FINE):
        look: dict[str, Any] = {"alpha": 0.3, "linewidth": 0.8}
        if line.as_at_end:
            look = {"linewidth": 1.2, "linestyle": "dashed"}
        ax.plot(*line.tariffs.T, color=PLAYER_COLOURS[line.player], **look)
    for k, colour in enumerate(PLAYER_COLOURS):
        best = _best(curves, k, fine)
        x, y = (best, fine) if k == 0 else (fine, best)
        ax.plot(100 * curves.unit_p[0] * x, 100 * curves.unit_p[1] * y, color=colour, linewidth=2.5,
                label=f"best reply of {war.players[k]}")  # fmt: skip
        ax.plot([], [], color=colour, linewidth=1.2, linestyle="dashed", label=f"{war.players[k]} as well off as there")
    ax.plot(*(100 * curves.unit_p), "ko", label="end of the war (Nash)", zorder=5)
    ax.set(
        xlim=(across[0], across[-1]),
        ylim=(up[0], up[-1]),
        xlabel=f"mean rate of {war.players[0]}, percent",
        ylabel=f"mean rate of {war.players[1]}, percent",
        title="Best replies cross where neither wants to move",
    )
    ax.legend(fontsize="x-small", loc="upper left", bbox_to_anchor=(1.0, 1.0))


def _best(curves: ReactionCurves, player: int, fine: Float[Array, " f"]) -> Float[Array, " f"]:
    """The best scale of a player to every scale of the other, between the solved ones by a curve that does not overshoot."""
    best: Array = PchipInterpolator(curves.scale_g, curves.best_pg[player])(fine)
    return best
