"""Pictures of a war; matplotlib is loaded on first use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from tradetalks.errors import TradeTalksError
from tradetalks.report.war.plot_reactions import draw_reactions
from tradetalks.report.war.plot_tariffs import draw_tariffs
from tradetalks.war.escalation_path import Ladder
from tradetalks.war.moves import name_of
from tradetalks.war.outcome import WarOutcome
from tradetalks.war.reaction_curves import Reactions
from tradetalks.war.trade_game import TradeGame

NOTHING = 1e-9
WIDTH, HEIGHT = 7.0, 4.5


def plot_war(
    war: WarOutcome,
    kind: str = "cost",
    ax=None,
    sector_names: Mapping[str, str] | None = None,
    reactions: Reactions | None = None,
):
    """Draw one picture of a war; returns the axes. ``sector_names`` puts words in place of the sectors' codes; ``reactions``
    are the curves of the picture of that name, from :func:`tradetalks.war.reaction_curves.reactions`.

    Raises:
        TradeTalksError: unknown kind, or a picture that this war does not have.
    """
    pictures: dict[str, Any] = {
        "reactions": partial(_reactions, curves=reactions),
        "gains": _gains,
        "tariffs": partial(draw_tariffs, names=sector_names or {}),
        "cost": _cost,
    }
    if kind not in pictures:
        raise TradeTalksError(f"unknown picture {kind!r} of a war\nexpected one of {', '.join(pictures)}")
    if kind in ("tariffs", "cost") and not isinstance(war.game, TradeGame):
        raise TradeTalksError(
            f'a game in closed form has no picture "{kind}"\nexpected an economy\ngot      a closed form\n'
            'do       plot "gains" or "reactions"'
        )
    if ax is None:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots(figsize=(WIDTH, HEIGHT), layout="constrained")
    pictures[kind](war, ax)
    return ax


def plot_ladder(steps: Ladder, ax=None):
    """Payoffs after every step, the start as step 0; the steps are named along the axis. Returns the axes."""
    if ax is None:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots(figsize=(WIDTH, HEIGHT), layout="constrained")
    place = np.arange(len(steps.rungs) + 1)
    for name in steps.sides:
        ax.plot(place, [steps.before[name], *(r.payoffs[name] for r in steps.rungs)], "o-", label=name)
    ax.axhline(0, color="k", linewidth=0.8)
    moved = [f"{name_of(r.by)} on {name_of(r.on)}\n{100 * r.average:+.0f} points" for r in steps.rungs]
    ax.set_xticks(place, ["start", *moved], fontsize="small", rotation=30 if len(moved) > 4 else 0)
    last = ", ".join(f"{name} {value:+.2f}" for name, value in steps.rungs[-1].payoffs.items())
    ax.set(ylabel="percent of baseline real income", title=f"After {len(steps.rungs)} moves: {last} percent")
    ax.legend(fontsize="small")
    return ax


def _reactions(war: WarOutcome, ax, curves: Reactions | None) -> None:
    if curves is None:
        raise TradeTalksError(
            "reaction curves are solved, then drawn\nexpected reactions=reactions(war)\ngot      none\n"
            "do       from tradetalks.war import reactions; a picture solves nothing"
        )
    draw_reactions(war, curves, ax)


def _gains(war: WarOutcome, ax) -> None:
    """Each player's payoff in the war and, where it is not zero for all, under the policy in force before."""
    place, before = np.arange(len(war.players)), war.status_quo.values
    if np.any(np.abs(before) > NOTHING):
        ax.bar(place - 0.2, before, 0.4, color="0.7", label="before the war")
        ax.bar(place + 0.2, war.payoffs.values, 0.4, color="tab:red", label="in the war")
        ax.legend(fontsize="small")
    else:
        ax.bar(place, war.payoffs.values, 0.5, color="tab:red")
    ax.axhline(0, color="k", linewidth=0.8)
    ax.set_xticks(place, war.players)
    winners = " and ".join(war.winners)
    ax.set(
        ylabel=f"what the player maximises, {war.game.unit}",
        title=f"{winners} {'gains' if len(war.winners) == 1 else 'gain'} from the war"
        if winners
        else "Nobody gains from the war",
    )


def _cost(war: WarOutcome, ax) -> None:
    """Real income of every country, players and bystanders."""
    game: Any = war.game
    world: Any = war.equilibrium
    change = world.real_income_change
    regions = [str(r) for r in change.region.values]
    members = {game.economy.regions[m] for p in game.players for m in p.members}
    order = np.argsort(change.values)
    colours = ["tab:red" if regions[k] in members else "0.6" for k in order]
    ax.barh([regions[k] for k in order], change.values[order], color=colours)
    ax.axvline(0, color="k", linewidth=0.8)
    ax.set(xlabel="real income, percent of baseline", title="What the war costs every country (players in red)")
