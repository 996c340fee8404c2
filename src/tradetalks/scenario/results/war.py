"""What the war of a scenario came to: a plain result, from which a report is drawn without solving anything again."""

from __future__ import annotations

import dataclasses
from functools import cached_property

import numpy as np
import xarray as xr

from tradetalks.data.record import load_tariff_increase
from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.result import Result
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import tariffs_in_force
from tradetalks.scenario.results.described import day_in_words
from tradetalks.scenario.sections.instruments import InstrumentSpec
from tradetalks.scenario.sections.objectives import ObjectiveSpec
from tradetalks.war.escalation import EscalationPath
from tradetalks.war.outcome import TariffStatistics, WarOutcome, tariff_statistics
from tradetalks.war.reactions import ReactionCurves
from tradetalks.war.trade_game import TradeGame

Array = np.ndarray
# Payoffs nearer to zero than this, in percent of real income, are those of the baseline itself.
FROM_ZERO = 1e-6
# What the labels of the group ``war`` of ``results.nc`` are.
COORDINATES = {
    "player": "who fights: a region or a coalition",
    "instrument": "rate that a player sets",
    "region": "country or region",
    "sector": "sector",
    "importer": "country or region that buys",
    "exporter": "country or region that sells",
    "scale_effects": "share of the published scale elasticities: low none, middle half, high all",
}
# Why no end of the war is known at other scale effects, where a person did not wait for it.
INTERRUPTED = "interrupted"
# What of a war at other scale effects stands beside the file's own.
HEADLINE = ("payoff", "real_income_change", "real_income_change_busd", "tariff")


@dataclasses.dataclass(frozen=True, eq=False)
class WarRun(Result):
    """A war solved, and what it means for the world economy.

    Args:
        scenario: whose war this is.
        war: with the model of the file.
        by_scale: by ``low``, ``middle`` and ``high`` scale effects, as far as they are not the file's own, and the search was not
            interrupted before; empty where the file has no scale economies.
        wants, means: what each player maximises and sets.
        start: ``baseline`` or ``now``, the tariffs in force when it begins.
        steps: the file's moves played out, with the model of the file (None: the file has none).
        reactions: the best replies around the end of a war of two (None: not two players, or not certified).
        unsolved: scale effects at which no end of the war was found, and why.
    """

    scenario: Scenario
    war: WarOutcome
    by_scale: dict[str, WarOutcome]
    wants: dict[str, tuple[ObjectiveSpec, ...]]
    means: dict[str, InstrumentSpec]
    start: str
    steps: EscalationPath | None = None
    reactions: ReactionCurves | None = None
    unsolved: dict[str, str] = dataclasses.field(default_factory=dict)

    def __repr__(self) -> str:
        return f"WarRun({self.war!r})"

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended a search for the war's end, the file's own or one at other scale effects."""
        return self.war.interrupted or INTERRUPTED in self.unsolved.values()

    @property
    def players(self) -> tuple[str, ...]:
        """Who fights, in order."""
        return self.war.players

    @property
    def about_income(self) -> bool:
        """Whether payoffs are regions' real income against the baseline: what the cost of the war shows already."""
        plain = all([w.what for w in s] == ["real_income"] for s in self.wants.values())
        from_zero = bool(np.all(np.abs(self.war.status_quo.values) < FROM_ZERO))
        return plain and from_zero and self.fighters == list(self.players)

    @property
    def game(self) -> TradeGame:
        """The war as a game of an economy, which that of a scenario is."""
        game = self.war.trade_game
        assert game is not None
        return game

    @property
    def economy(self) -> Economy:
        """The economy the war is fought in."""
        return self.game.economy

    @property
    def world(self) -> Equilibrium:
        """The equilibrium of the world economy in the war."""
        world = self.war.equilibrium
        assert world is not None
        return world

    @property
    def fighters(self) -> list[str]:
        """The players' regions, coalitions' members included."""
        return fighters(self.game)

    @property
    def bystanders(self) -> list[str]:
        """Everybody else."""
        return [r for r in self.economy.regions if r not in self.fighters]

    @cached_property
    def imposed(self) -> tuple[str, Array]:
        """What to hold the Nash tariffs against: a label, and tariffs (importer, exporter, sector), fractions.

        For the United States and China on sectors that the record knows, tariffs as of September 2019; otherwise those in
        force on the scenario's last date, or of the baseline.
        """
        increase, tariff = load_tariff_increase(), self.scenario.accounts["tariff"].copy(deep=True)
        if set(self.players) == {"USA", "CHN"} and set(increase.sector.values) <= set(tariff.sector.values):
            for by, on in (("USA", "CHN"), ("CHN", "USA")):
                tariff.loc[{"importer": by, "exporter": on, "sector": increase.sector.values}] += increase.loc[by, on]
            label = "imposed by September 2019"
        elif self.scenario.dates:
            day = self.scenario.dates[-1]
            tariff, label = tariffs_in_force(self.scenario, day), f"in force on {day_in_words(day)}"
        else:
            label = "before the war"
        return label, tariff.transpose("importer", "exporter", "sector").values

    def cells(self, player: int) -> tuple[Array, Array, Array]:
        """Positions (importer, exporter, sector) of every tariff that a player sets."""
        return self.game.tariff_cells(player)

    def statistics(self, tariff_nij: Array, player: int) -> TariffStatistics:
        """Mean, median and trade-weighted rate of the player's own cells under any tariffs."""
        at = self.cells(player)
        return tariff_statistics(tariff_nij[at], self.economy.flows_nij[at])

    def by_sector(self, tariff_nij: Array, player: int) -> Array:
        """Trade-weighted rate of the player's own cells, by sector (not a number where it sets none), fractions."""
        own, partner, sector = self.cells(player)
        trade, size = self.economy.flows_nij[own, partner, sector], len(self.economy.sectors)
        total = np.bincount(sector, trade, size)
        paid = np.bincount(sector, trade * tariff_nij[own, partner, sector], size)
        return np.where(total > 0, paid / np.where(total > 0, total, 1.0), np.nan)

    @property
    def title(self) -> str:
        """``The trade war of USA and CHN, fought to its end``."""
        *first, last = self.players
        names = f"{', '.join(first)} and {last}" if first else last
        return f"The trade war of {names}, fought to its end"

    def to_dataset(self) -> xr.Dataset:
        """Every labelled outcome of the war, with the headline at other scale effects beside it."""
        data = self.war.to_dataset()
        if self.by_scale:
            parts = [war.to_dataset()[list(HEADLINE)] for war in self.by_scale.values()]
            along = xr.DataArray(list(self.by_scale), dims="scale_effects", name="scale_effects")
            beside = xr.concat(parts, dim=along, combine_attrs="override")
            beside = beside.rename({name: f"{name}_by_scale_effects" for name in beside.data_vars})
            for other in beside.data_vars.values():
                other.attrs["long_name"] = f"{other.attrs['long_name']}, war at other scale effects than the file's"
            data = xr.merge([data, beside], combine_attrs="override")
        game = self.game
        rates = {"rate": self.war.x, "lower_bound": game.lower, "upper_bound": game.upper}
        for name, values in rates.items():
            attrs = {"units": "1", "long_name": f"{name.replace('_', ' ')} of what a player sets"}
            data[name] = ("instrument", values, attrs)
        data = data.assign_coords(instrument=list(game.labels))
        for label, along in data.coords.items():
            along.attrs["long_name"] = COORDINATES[str(label)]
        return data.assign_attrs(title=self.title, scenario=self.scenario.name)

    @cached_property
    def policies(self) -> dict[str, Array]:
        """Tariffs to lay side by side (importer, exporter, sector), by label."""
        found = {"Nash": self.world.tariff.values}
        for name, war in self.by_scale.items():
            if war.equilibrium is not None:
                found[f"Nash, {name} scale effects"] = war.equilibrium.tariff.values
        label, tariff = self.imposed
        return found | {label: tariff}


def fighters(game: TradeGame) -> list[str]:
    """The regions of a war's players, in order."""
    return [game.economy.regions[member] for player in game.players for member in player.members]
