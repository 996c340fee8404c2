"""Pictures of a war; matplotlib is loaded on first use."""

from __future__ import annotations

from typing import Any

import numpy as np

from tradetalks.errors import TradeTalksError
from tradetalks.war.curves import reactions
from tradetalks.war.escalation import Ladder
from tradetalks.war.moves import name_of
from tradetalks.war.outcome import WarOutcome
from tradetalks.war.trade_game import TradeGame

CONTOURS = 8
WIDTH, HEIGHT = 7.0, 4.5


def plot_war(war: WarOutcome, kind: str = "cost", ax=None):
    """Draw one picture of a war; returns the axes.

    Raises:
        TradeTalksError: unknown kind, or a picture that this war does not have.
    """
    pictures = {"reactions": _reactions, "gains": _gains, "tariffs": _tariffs, "cost": _cost}
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


def _reactions(war: WarOutcome, ax) -> None:
    """Reaction curves, crossing at the equilibrium, with both players' iso-payoff lines."""
    curves = reactions(war)
    across, up = (100 * curves.unit_p[k] * curves.scale_g for k in (0, 1))
    for k, colour in enumerate(("tab:blue", "tab:red")):
        ax.contour(across, up, curves.payoff_pgg[k].T, CONTOURS, colors=colour, alpha=0.35, linewidths=0.8)
    ax.plot(100 * curves.unit_p[0] * curves.best_pg[0], up, color="tab:blue", label=f"best reply of {war.players[0]}")
    ax.plot(
        across, 100 * curves.unit_p[1] * curves.best_pg[1], color="tab:red", label=f"best reply of {war.players[1]}"
    )
    ax.plot(*(100 * curves.unit_p), "ko", label="Nash")
    ax.set(
        xlabel=f"mean rate of {war.players[0]}, percent",
        ylabel=f"mean rate of {war.players[1]}, percent",
        title="Reaction curves and iso-payoff lines",
    )
    ax.legend(fontsize="small")


def _gains(war: WarOutcome, ax) -> None:
    """Each player's payoff in the war and in the status quo."""
    place = np.arange(len(war.players))
    ax.bar(place - 0.2, war.status_quo.values, 0.4, color="0.7", label="status quo")
    ax.bar(place + 0.2, war.payoffs.values, 0.4, color="tab:red", label="war")
    ax.axhline(0, color="k", linewidth=0.8)
    ax.set_xticks(place, war.players)
    ax.set(ylabel=war.game.unit, title="Who gains from the war")
    ax.legend(fontsize="small")


def _tariffs(war: WarOutcome, ax) -> None:
    """Trade-weighted tariffs by sector before and in the war, one pair of bars per player."""
    game: Any = war.game
    economy, new = game.economy, game.instruments(war.x)
    goods = economy.goods_index
    height = 0.8 / len(game.players)
    for k, player in enumerate(game.players):
        block = player.block
        _, (sector, own, partner) = block.cells("tariff")
        trade = economy.flows_nij[own, partner, sector]
        total = np.bincount(sector, trade, len(economy.sectors))
        paid = np.bincount(sector, trade * np.asarray(new.tariff_jni)[sector, own, partner], len(economy.sectors))
        rate = 100 * (paid / np.where(total > 0, total, 1.0))[goods]
        ax.barh(np.arange(len(goods)) + k * height, rate, height, label=player.name)
    ax.set_yticks(np.arange(len(goods)) + 0.4 - height / 2, economy.goods)
    ax.invert_yaxis()
    ax.set(xlabel="tariff on the other players, percent (trade-weighted)", title="Tariffs in the war")
    ax.legend(fontsize="small")


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
