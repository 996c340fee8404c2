"""The picture of a war's tariffs: by sector and player, before and in the war."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from tradetalks.errors import TradeTalksError, message
from tradetalks.report.format import format_label
from tradetalks.war.outcome import WarOutcome
from tradetalks.war.trade_game import TradeGame

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = np.ndarray
# Bars of more than three players in one row are too thin to read.
SIDE_BY_SIDE = 3
# Bars fill four fifths of the room between two sectors.
ROW = 0.8
# Black cells of the colour table, from 60 percent of the largest rate, need white figures.
DARK = 0.6
WEIGHTS = "weighted with imports of the baseline"


def sector_rates(war: WarOutcome, player: int) -> Float[Array, "2 j"]:
    """A player's tariffs before and in the war on the partners they reach, by sector, percent.

    Weighted with imports of the baseline (a plain mean where there are none; not a number where it sets none).
    """
    game = _trade_game(war)
    economy, size = game.economy, len(game.economy.sectors)
    own, partner, sector = game.tariff_cells(player)
    trade = economy.flows_nij[own, partner, sector]
    trade = np.where(np.bincount(sector, trade, size)[sector] > 0, trade, 1.0)
    total = np.bincount(sector, trade, size)
    rates = []
    for new in (game.status_quo, game.instruments(war.x)):
        paid = np.bincount(sector, trade * np.asarray(new.tariff_jni)[sector, own, partner], size)
        rates.append(np.where(total > 0, 100 * paid / np.where(total > 0, total, 1.0), np.nan))
    return np.array(rates)


def _trade_game(war: WarOutcome) -> TradeGame:
    """The war's game, one of an economy.

    Raises:
        TradeTalksError: it is one in closed form.
    """
    if war.trade_game is None:
        raise TradeTalksError(message("a game in closed form has no tariffs by sector", do='plot "gains"'))
    return war.trade_game


def draw_tariffs(war: WarOutcome, ax: Axes, names: Mapping[str, str]) -> None:
    """Bars with a mark for the rate before the war; a table in colours where players are many.

    Raises:
        TradeTalksError: nobody sets tariffs.
    """
    game = _trade_game(war)
    setting = [k for k, p in enumerate(game.players) if "tariff" in p.space.kinds]
    if not setting:
        raise TradeTalksError(
            message(
                "nobody sets tariffs in this war",
                expected="a player with tariffs",
                got="other instruments alone",
                do='plot "gains" or "cost"',
            )
        )
    rates = {war.players[k]: sector_rates(war, k) for k in setting}
    sectors = game.economy.sectors
    shown = [j for j in range(len(sectors)) if any(np.isfinite(r[:, j]).any() for r in rates.values())]
    labels = [names.get(sectors[j], sectors[j]) for j in shown]
    chosen = {name: rate[:, shown] for name, rate in rates.items()}
    in_brackets = ""
    if len(chosen) <= SIDE_BY_SIDE:
        _bars(ax, chosen, labels)
    else:
        _colours(ax, chosen, labels)
        in_brackets = " (points above the tariff before)"
    ax.set_title(tariff_title(war))
    ax.set_xlabel(f"tariff on {_reach(war, setting)}, percent{in_brackets}\n{WEIGHTS}")


def tariff_title(war: WarOutcome) -> str:
    """Trade-weighted mean tariffs of the players that set any, or their range where players are many."""
    means = {name: 100 * s.weighted for name, s in war.tariffs.items() if s is not None}
    if len(means) <= SIDE_BY_SIDE:
        return f"Tariffs in the war, trade-weighted mean: {', '.join(f'{n} {m:.0f}' for n, m in means.items())} percent"
    low, high = min(means, key=means.__getitem__), max(means, key=means.__getitem__)
    return f"Tariffs in the war, trade-weighted mean: {low} {means[low]:.0f} to {high} {means[high]:.0f} percent"


def _reach(war: WarOutcome, setting: list[int]) -> str:
    """In words, whom the tariffs reach."""
    game = _trade_game(war)
    fighting = {m for p in game.players for m in p.members}
    reached = {int(p) for k in setting for p in game.tariff_cells(k)[1]}
    if reached <= fighting and len(war.players) > 1:
        return "the other players"
    regions = game.economy.regions
    if len(reached) >= len(regions) - 1:
        return "all partners"
    return ", ".join(regions[p] for p in sorted(reached))


def _bars(ax: Axes, chosen: dict[str, Array], labels: list[str]) -> None:
    """A bar per player and sector, a mark at the rate before; marks are as long as bars are high (in points, about)."""
    height, place = ROW / len(chosen), np.arange(len(labels))
    for k, (name, (before, now)) in enumerate(chosen.items()):
        ax.barh(place + k * height, now, height, label=f"{name} in the war")
        ax.plot(before, place + k * height, "|", color="k", markersize=70 * height / len(labels) ** 0.5, markeredgewidth=1.4,
                label="before the war" if k == 0 else None)  # fmt: skip
    ax.set_yticks(place + ROW / 2 - height / 2, labels)
    ax.invert_yaxis()
    ax.legend(fontsize="small")


def _colours(ax: Axes, chosen: dict[str, Array], labels: list[str]) -> None:
    """A table of rates, and by how much they rose, on a colour for the rate."""
    now = np.array([rates[1] for rates in chosen.values()]).T
    change = now - np.array([rates[0] for rates in chosen.values()]).T
    largest = float(np.nanmax(now, initial=1.0))
    ax.imshow(now, aspect="auto", cmap="Blues", vmin=0, vmax=largest)
    for j, k in np.ndindex(now.shape):
        value = now[j, k]
        if not np.isfinite(value):
            continue
        colour = "w" if value > DARK * largest else "k"
        ax.text(
            k,
            j,
            f"{value:.0f} ({format_label(float(change[j, k]), '{:+.0f}')})",
            ha="center",
            va="center",
            fontsize="x-small",
            color=colour,
        )
    ax.set_xticks(np.arange(len(chosen)), list(chosen))
    ax.set_yticks(np.arange(len(labels)), labels)
    ax.tick_params(length=0)
