"""Pictures of a war; matplotlib is loaded on first use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.errors import TradeTalksError, message
from tradetalks.report.format import counted, format_label
from tradetalks.report.style import COLOURS, FAINT, LOSS
from tradetalks.report.war.plot_reactions import draw_reactions
from tradetalks.report.war.plot_tariffs import draw_tariffs
from tradetalks.war.coalitions import name_of
from tradetalks.war.escalation import EscalationPath
from tradetalks.war.outcome import WarOutcome
from tradetalks.war.reactions import ReactionCurves

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Payoffs before the war that are all smaller than this, in percent, are those of the baseline: 0 but for rounding.
NOTHING = 1e-9
# Inches: fits a page of text, and a report's column.
WIDTH, HEIGHT = 7.0, 4.5
# More steps than this and their names overlap unless they are turned.
NAMES_SIDE_BY_SIDE = 4


def plot_war(
    war: WarOutcome,
    kind: str = "cost",
    ax: Axes | None = None,
    sector_names: Mapping[str, str] | None = None,
    reactions: ReactionCurves | None = None,
) -> Axes:
    """Draw one picture of a war; returns the axes.

    Args:
        war: how it ended.
        kind: ``cost``, ``gains``, ``tariffs`` or ``reactions``.
        ax: where to draw; None opens a figure.
        sector_names: words in place of the sectors' codes.
        reactions: the curves of the picture of that name, from :func:`tradetalks.war.reactions.reaction_curves`.

    Raises:
        TradeTalksError: unknown kind, or a picture that this war does not have.
    """
    pictures: dict[str, Callable[[WarOutcome, Axes], None]] = {
        "reactions": partial(_reactions, curves=reactions),
        "gains": _gains,
        "tariffs": partial(draw_tariffs, names=sector_names or {}),
        "cost": _cost,
    }
    if kind not in pictures:
        raise TradeTalksError(message(f"unknown picture {kind!r} of a war", expected=f"one of {', '.join(pictures)}"))
    if kind in ("tariffs", "cost") and war.trade_game is None:
        raise TradeTalksError(
            message(
                f'a game in closed form has no picture "{kind}"',
                expected="an economy",
                got="a closed form",
                do='plot "gains" or "reactions"',
            )
        )
    drawn_on = _new_axes() if ax is None else ax
    pictures[kind](war, drawn_on)
    return drawn_on


def _new_axes() -> Axes:
    import matplotlib.pyplot as plt

    _, ax = plt.subplots(figsize=(WIDTH, HEIGHT), layout="constrained")
    return ax


def plot_escalation(path: EscalationPath, ax: Axes | None = None) -> Axes:
    """Payoffs after every step, the start as step 0; the steps are named along the axis. Returns the axes."""
    drawn_on = _new_axes() if ax is None else ax
    place = np.arange(len(path.steps) + 1)
    for name in path.sides:
        drawn_on.plot(place, [path.before[name], *(s.payoffs[name] for s in path.steps)], "o-", label=name)
    drawn_on.axhline(0, color="k", linewidth=0.8)
    moved = [
        f"{name_of(s.by)} on {name_of(s.on)}\n{format_label(100 * s.average, '{:+.0f}')} points" for s in path.steps
    ]
    rotation = 30 if len(moved) > NAMES_SIDE_BY_SIDE else 0
    drawn_on.set_xticks(place, ["start", *moved], fontsize="small", rotation=rotation)
    last = ", ".join(f"{name} {format_label(value, '{:+.2f}')}" for name, value in path.steps[-1].payoffs.items())
    drawn_on.set(
        ylabel="percent of baseline real income", title=f"After {counted(len(path.steps), 'move')}: {last} percent"
    )
    drawn_on.legend(fontsize="small")
    return drawn_on


def _reactions(war: WarOutcome, ax: Axes, curves: ReactionCurves | None) -> None:
    if curves is None:
        raise TradeTalksError(
            message(
                "reaction curves are solved, then drawn",
                expected="reactions=reaction_curves(war)",
                got="none",
                do="from tradetalks.war import reaction_curves; a picture solves nothing",
            )
        )
    draw_reactions(war, curves, ax)


def _gains(war: WarOutcome, ax: Axes) -> None:
    """Each player's payoff in the war and, where it is not zero for all, under the policy in force before."""
    place, before = np.arange(len(war.players)), war.status_quo.values
    if np.any(np.abs(before) > NOTHING):
        ax.bar(place - 0.2, before, 0.4, color="0.7", label="before the war")
        ax.bar(place + 0.2, war.payoffs.values, 0.4, color=LOSS, label="in the war")
        ax.legend(fontsize="small")
    else:
        ax.bar(place, war.payoffs.values, 0.5, color=LOSS)
    ax.axhline(0, color="k", linewidth=0.8)
    ax.set_xticks(place, war.players)
    title = "Nobody gains from the war"
    if war.winners:
        verb = "gains" if len(war.winners) == 1 else "gain"
        title = f"{' and '.join(war.winners)} {verb} from the war"
    ax.set(ylabel=f"what the player maximises, {war.game.unit}", title=title)


def _cost(war: WarOutcome, ax: Axes) -> None:
    """Real income of every country, players and bystanders."""
    game, world = war.trade_game, war.equilibrium
    if game is None or world is None:
        return
    change = world.real_income_change
    regions = [str(r) for r in change["region"].values]
    colours = {
        game.economy.regions[member]: COLOURS[k % len(COLOURS)]
        for k, player in enumerate(game.players)
        for member in player.members
    }
    order = np.argsort(change.values)
    ax.barh([regions[k] for k in order], change.values[order], color=[colours.get(regions[k], FAINT) for k in order])
    ax.axvline(0, color="k", linewidth=0.8)
    ax.set(xlabel="real income, percent of baseline", title="What the war costs every country (others in grey)")
