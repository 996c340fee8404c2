"""The war of a scenario, fought to its end: who fights for what, with what, from where, and what it comes to."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr

from tradetalks.data.record import load_tariff_increase
from tradetalks.errors import ScenarioError, message
from tradetalks.result import Result
from tradetalks.scenario.economies import economy_of
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import policy_in_force, tariffs_in_force
from tradetalks.scenario.sections.instruments import EVERYBODY, InstrumentSpec
from tradetalks.scenario.sections.objectives import ObjectiveSpec
from tradetalks.scenario.sections.war import WarPlan
from tradetalks.war import objectives as goals
from tradetalks.war.coalitions import PlayerError
from tradetalks.war.escalation import EscalationPath, escalation_path
from tradetalks.war.outcome import TariffStatistics, WarOutcome, tariff_statistics
from tradetalks.war.reactions import ReactionCurves, reaction_curves
from tradetalks.war.solve import nash

Array = np.ndarray
# Payoffs nearer to zero than this, in percent of real income, are those of the baseline itself.
FROM_ZERO = 1e-6


@dataclasses.dataclass(frozen=True, eq=False)
class WarRun(Result):
    """A war solved: ``war`` with the model of the file, ``without_scale`` without scale economies (None: the file has none, or
    the search was interrupted before). ``wants`` and ``means`` say what each player maximises and sets; ``steps`` are the
    file's moves played out, with the model of the file; ``reactions`` are the best replies around the end of a war of two."""

    scenario: Scenario
    war: WarOutcome
    without_scale: WarOutcome | None
    wants: dict[str, tuple[ObjectiveSpec, ...]]
    means: dict[str, InstrumentSpec]
    start: str
    steps: EscalationPath | None = None
    reactions: ReactionCurves | None = None

    def __repr__(self) -> str:
        return f"WarRun({self.war!r})"

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
    def economy(self):
        """The economy the war is fought in."""
        game: Any = self.war.game
        return game.economy

    @property
    def world(self):
        """The equilibrium of the world economy in the war."""
        world: Any = self.war.equilibrium
        return world

    @property
    def fighters(self) -> list[str]:
        """The players' regions, coalitions' members included."""
        return fighters(self.war)

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
            tariff, label = tariffs_in_force(self.scenario, day), f"in force on {day}"
        else:
            label = "before the war"
        return label, tariff.transpose("importer", "exporter", "sector").values

    def cells(self, player: int) -> tuple[Array, Array, Array]:
        """Positions (importer, exporter, sector) of every tariff that a player sets."""
        game: Any = self.war.game
        found: tuple[Array, Array, Array] = game.tariff_cells(player)
        return found

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
        """Every labelled outcome of the war, with the headline of the economy without scale economies beside it."""
        data = self.war.to_dataset()
        if self.without_scale is not None:
            headline = self.without_scale.to_dataset()[
                ["payoff", "real_income_change", "real_income_change_busd", "tariff"]
            ]
            beside = headline.rename({name: f"{name}_without_scale" for name in headline.data_vars})
            data = xr.merge([data, beside], combine_attrs="override")
        game = self.war.game
        rates = {"rate": self.war.x, "lower_bound": game.lower, "upper_bound": game.upper}
        for name, values in rates.items():
            data[name] = (
                "control",
                values,
                {"units": "1", "long_name": f"{name.replace('_', ' ')} of what a player sets"},
            )
        data = data.assign_coords(control=list(game.labels))
        return data.assign_attrs(title=self.title, scenario=self.scenario.name)

    @cached_property
    def policies(self) -> dict[str, Array]:
        """Tariffs to lay side by side (importer, exporter, sector), by label."""
        found = {"Nash": self.world.tariff.values}
        if self.without_scale is not None and self.without_scale.equilibrium is not None:
            found["Nash without scale"] = self.without_scale.equilibrium.tariff.values
        label, tariff = self.imposed
        return found | {label: tariff}


def as_asked(scenario: Scenario, players: Sequence[str] | None = None, instruments: str | None = None) -> Scenario:
    """The scenario with other players or instruments of its war than the file says.

    Args:
        players: regions, instead of the file's; objectives and instruments of others no longer count, and the file's ladder,
            which is about its own players, is not played.
        instruments: ``sector``, ``partner``, ``mfn`` or ``uniform`` instead of the file's; bounds and sectors stay.
    """
    asked = dict(scenario.settings)
    if players is not None:
        if not players:
            regions = ", ".join(str(v) for v in scenario.accounts["region"].values)
            raise PlayerError(
                message("a game needs players", expected=f"regions among {regions}", got="none", do="name at least one")
            )
        chosen = {*players, EVERYBODY}
        plan = dataclasses.replace(plan_of(scenario), players=tuple(players), ladder=())
        scenario = dataclasses.replace(
            scenario,
            war=plan,
            objectives={name: wants for name, wants in scenario.objectives.items() if name in chosen},
            instruments={name: means for name, means in scenario.instruments.items() if name in chosen},
        )
        asked["--players"] = ",".join(players)
    if instruments is not None:
        means = {EVERYBODY: InstrumentSpec(), **scenario.instruments}
        scenario = dataclasses.replace(
            scenario, instruments={name: dataclasses.replace(m, tie=instruments) for name, m in means.items()}
        )
        asked["--instruments"] = instruments
    return dataclasses.replace(scenario, settings=asked)


def solve_war(scenario: Scenario, tell: Callable[[str], None] | None = None) -> WarRun:
    """The war of a scenario with and, unless the first search was interrupted, without scale economies.

    Args:
        scenario: its ``objectives``, ``instruments`` and ``war`` sections say who fights for what, with what, from where.
        tell: called with a line of text now and then.

    Raises:
        ScenarioError: nobody is named to fight.
        TradeTalksError: players or instruments that the economy does not have; no equilibrium found.
    """
    war = war_of(scenario, progress=tell)
    game: Any = war.game
    without_scale = None
    if game.economy.has_scale and not war.interrupted:
        # What is already solved is not lost to an interruption before the second search has found anything.
        with suppress(KeyboardInterrupt):
            without_scale = war_of(scenario, scale=False, progress=tell)
    crossing = len(war.players) == 2 and war.certified
    return WarRun(
        scenario=scenario,
        war=war,
        without_scale=without_scale,
        wants={p: wants_of(scenario, p) for p in war.players},
        means={p: means_of(scenario, p) for p in war.players},
        start=start_of(scenario),
        steps=ladder_of(scenario),
        reactions=reaction_curves(war) if crossing else None,
    )


def fighters(war: WarOutcome) -> list[str]:
    """The regions of a war's players, in order."""
    game: Any = war.game
    return [game.economy.regions[m] for p in game.players for m in p.members]


def players_of(scenario: Scenario) -> tuple[str, ...]:
    """Who fights: the ``war`` section's players, else the scenario's.

    Raises:
        ScenarioError: nobody is named.
    """
    found = plan_of(scenario).players or scenario.players
    if not found:
        regions = ", ".join(str(v) for v in scenario.accounts["region"].values)
        raise ScenarioError(
            f"{scenario.path}: nobody is named to fight this war\nexpected players among {regions}\ngot      none\n"
            "do       write `players: [...]` in the file, or give --players"
        )
    return found


def wants_of(scenario: Scenario, player: str) -> tuple[ObjectiveSpec, ...]:
    """What ``player`` maximises; real income where the file does not say."""
    return _of(scenario.objectives, player, (ObjectiveSpec("real_income", 1.0),))


def means_of(scenario: Scenario, player: str) -> InstrumentSpec:
    """What ``player`` sets; one tariff by partner and sector where the file does not say."""
    return _of(scenario.instruments, player, InstrumentSpec())


def _of(section: Mapping[str, Any], player: str, otherwise):
    return section.get(player, section.get(EVERYBODY, otherwise))


def plan_of(scenario: Scenario) -> WarPlan:
    """The ``war`` section, empty where the file has none."""
    return scenario.war or WarPlan()


def start_of(scenario: Scenario) -> str:
    """``baseline`` or ``now``: what is in force when the war begins (without acts, the baseline)."""
    return plan_of(scenario).start if scenario.dates else "baseline"


def policy_of(scenario: Scenario):
    """The policy that the war starts from; None is the baseline's."""
    return None if start_of(scenario) == "baseline" else policy_in_force(scenario, scenario.dates[-1])


def ladder_of(scenario: Scenario, *, scale: bool | None = None) -> EscalationPath | None:
    """The file's moves played out, payoffs as its ``objectives`` say; None where the file has no ladder.

    Raises:
        MoveError: a reaction to nothing.
    """
    plan = plan_of(scenario)
    if not plan.ladder:
        return None
    coalitions = {c.name: c for c in plan.coalitions}
    steps = [rung.step(coalitions) for rung in plan.ladder]
    sides = dict.fromkeys(name for rung in plan.ladder for name in (rung.by, rung.on) if name)
    wants = {side: _sum([w.objective() for w in wants_of(scenario, side)]) for side in sides}
    return escalation_path(economy_of(scenario, scale=scale), steps, objective=wants, policy=policy_of(scenario))


def war_of(
    scenario: Scenario, *, scale: bool | None = None, progress: Callable[[str], None] | None = None
) -> WarOutcome:
    """The Nash equilibrium of the war that a scenario describes (:func:`tradetalks.war.solve.nash`).

    Args:
        scenario: its ``objectives``, ``instruments`` and ``war`` sections say who fights for what, with what, from where.
        scale: with or without scale economies, instead of the file's.
        progress: called with a line of text now and then.

    Raises:
        ScenarioError: nobody is named to fight.
        TradeTalksError: players or instruments that the economy does not have; no equilibrium found.
    """
    names = players_of(scenario)

    def named(section: Mapping[str, object]) -> list[str]:
        """The players, and whoever else the file names, which is an error."""
        return list(dict.fromkeys([*names, *(player for player in section if player != EVERYBODY)]))

    economy = economy_of(scenario, scale=scale)
    coalitions = {c.name: c for c in plan_of(scenario).coalitions}
    return nash(
        economy,
        [coalitions.get(name, name) for name in names],
        objective={p: _sum([w.objective() for w in wants_of(scenario, p)]) for p in named(scenario.objectives)},
        instruments={p: means_of(scenario, p).instrument(economy) for p in named(scenario.instruments)},
        policy=policy_of(scenario),
        unions=plan_of(scenario).unions,
        progress=progress,
    )


def _sum(parts: Sequence[goals.Objective]) -> goals.Objective:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total
