"""The cost of many draws at once: draws of the same alternatives share a world, and are solved in compiled calls of many each."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from functools import cached_property, lru_cache

import numpy as np
import xarray as xr
from jaxtyping import Bool, Float

from tradetalks.economy.calibrate import calibrate, purge_deficits
from tradetalks.economy.drawn_worlds import DrawnElasticities, DrawnOutcomes, DrawnWorld, solve_drawn
from tradetalks.economy.economy import Economy
from tradetalks.economy.labels import PERCENT
from tradetalks.economy.solve import TOLERANCE
from tradetalks.economy.stability import refuse_unstable, scale_feedback
from tradetalks.ensemble.design import Design
from tradetalks.ensemble.drawn_levels import Levels, LevelSum, is_sum, level_sum, levels_by_draw, levels_on
from tradetalks.ensemble.elasticities_by_draw import elasticities_by_draw
from tradetalks.ensemble.outcomes import SOLVED, places_on
from tradetalks.ensemble.targets import at_world, is_estimates, keys_set
from tradetalks.errors import SolveError, TradeTalksError
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.read import with_settings
from tradetalks.scenario.results.cost import PolicyDate
from tradetalks.scenario.run_cost import policy_dates
from tradetalks.scenario.sections.study_parameters import ActChoice, Parameter

Array = np.ndarray
# Feedback of a world with the strongest returns to scale of all draws, below which no draw is looked at: 1 would be unstable.
# With θψ held, over four published sets of θ and factors from 0.6 to 1.6 on them, it differs by 0.028 in world2017 (all of the
# published θψ) and by 0.009 in world2022 (three fifths of it, trade as observed).
SURELY_STABLE = 0.97
# The same of the estimate for one draw, which may be a tenth too low: above, the exact number is looked at.
PERHAPS_UNSTABLE = 0.8
# Worlds that are kept: a study's alternatives are few, and a piece of its draws asks for most of them.
WORLDS = 16
# θψ of the world in the middle of the draws, at most.
LARGEST_PRODUCT = 0.95
# The rule under which trade is balanced before anything else (E11).
BALANCED = "zero"


def solve_together(found: xr.Dataset, scenario: Scenario, design: Design, where: Array) -> Bool[Array, " d"]:
    """Solve what can be solved at once of some draws, and put it into their rows.

    Args:
        found: rows of the draws, nothing solved.
        scenario, design: the study.
        where: (d,) positions of the draws.

    Returns:
        (d,) Which draws are left to be solved alone: no equilibrium was found directly, or something about them must be said.
    """
    left = np.ones(len(where), bool)
    labels = np.array([_alternatives_of(design, k) for k in where], dtype=object)
    for group in dict.fromkeys(labels.tolist()):
        rows = np.flatnonzero(labels == group)
        began = time.perf_counter()
        try:
            study = _group(scenario, design, group)
            outcomes = study.solve(where[rows])
        except Exception:
            # Whatever it is: each draw says why when it is solved alone.
            continue
        known = study.is_known(outcomes, where[rows])
        _put(found, rows[known], outcomes, known, places_on(found, study.scenario, design.plan))
        found["seconds"].values[rows] = (time.perf_counter() - began) / len(rows)
        left[rows[known]] = False
    return left


def _alternatives_of(design: Design, k: int) -> str:
    """The alternatives of a draw, as one word."""
    return "/".join(str(int(design.values[name][k])) for name in _parting(design))


def _parting(design: Design) -> dict[str, tuple[str, ...]]:
    """The alternatives that part draws into worlds of their own: all but whose trade elasticities are taken."""
    parameters = design.plan.parameters
    return {name: words for name, words in design.alternatives.items() if not is_estimates(name, parameters[name])}


def _put(
    found: xr.Dataset,
    rows: Array,
    outcomes: DrawnOutcomes,
    known: Bool[Array, " d"],
    places: Mapping[str, Array],
) -> None:
    """Put the draws that are known into their rows; ``places`` as :func:`~tradetalks.ensemble.outcomes.places_on`."""
    hat, price, wage = (
        values[known] for values in (outcomes.real_income_hat_dmn, outcomes.price_index_hat_dmn, outcomes.wage_hat_dmn)
    )
    at = np.ix_(rows, places["moment"], places["region"])
    found["real_income_change"].values[at] = PERCENT * (hat - 1)
    found["real_income_change_busd"].values[at] = (hat - 1) * outcomes.income_dn[known][:, None, :]
    found["tariff_revenue"].values[at] = outcomes.tariff_revenue_dmn[known]
    found["price_level_change"].values[at] = PERCENT * (price / wage - 1)
    found["status"].values[rows] = SOLVED


@dataclasses.dataclass(frozen=True, eq=False)
class DrawnGroup:
    """Draws that share their alternatives: one scenario, in which numbers move.

    Args:
        scenario: with the alternatives laid over it.
        design: of the whole study.
        numbers: by name, the parameters that are numbers.
        elasticities: of every draw of the study, long run and horizon.
        world: the world in the middle of them.
    """

    scenario: Scenario
    design: Design
    numbers: Mapping[str, Parameter]
    elasticities: DrawnElasticities
    world: DrawnWorld

    def solve(self, where: Array) -> DrawnOutcomes:
        """The draws at some positions."""
        drawn = DrawnElasticities(*(values[where] for values in self.elasticities))
        shared, by_draw = self.levels(where)
        return solve_drawn(self.world, drawn, shared, by_draw)

    @cached_property
    def moments(self) -> list[PolicyDate]:
        """The dates and branches that are solved."""
        return list(policy_dates(self.scenario))

    @cached_property
    def choices(self) -> dict[str, ActChoice]:
        """By parameter, the acts whose rates it multiplies."""
        return {name: p.act for name, p in self.numbers.items() if p.act is not None}

    @cached_property
    def shared(self) -> Levels:
        """Levels on every date where no act is drawn."""
        return levels_on(self.scenario, self.world.economy, self.moments)

    @cached_property
    def summed(self) -> LevelSum | None:
        """Levels as a sum of what acts add; None where they are none."""
        if not is_sum(self.scenario, list(self.choices.values())):
            return None
        return level_sum(self.scenario, self.world.economy, self.moments, self.choices)

    def levels(self, where: Array) -> tuple[Levels, Levels]:
        """Levels that all draws share, and those that differ by draw."""
        if not self.choices:
            return self.shared, {}
        factors = {name: self.design.values[name][where] for name in self.choices}
        if self.summed is not None:
            return {}, self.summed.at(factors)
        return {}, levels_by_draw(self.scenario, self.world.economy, self.moments, self.choices, factors)

    def is_known(self, outcomes: DrawnOutcomes, where: Array) -> Bool[Array, " d"]:
        """Which draws have every equilibrium, in a world that is stable: surely, or when it is looked at."""
        product = self.elasticities.theta_dj[where] * self.elasticities.psi_dj[where]
        bounded = np.all(product < 1, axis=1)
        known = np.asarray((outcomes.residual_d <= TOLERANCE) & bounded)
        for row in np.flatnonzero(known & (outcomes.feedback_d >= PERHAPS_UNSTABLE)):
            known[row] = not self.instability(self.before(int(where[row])))
        return known

    def instability(self, before: Economy) -> str:
        """Why the world of a draw (:meth:`before`) does not hold; empty where it does. As :func:`economies_of` looks at it."""
        try:
            refuse_unstable(before)
            if self.world.balanced:
                refuse_unstable(purge_deficits(before))
        except TradeTalksError as error:
            return str(error).splitlines()[0]
        return ""

    def before(self, k: int) -> Economy:
        """The world of a draw before any policy, imbalances as in the accounts."""
        return self.world.economy.replace(theta_j=self.elasticities.theta_dj[k], psi_j=self.elasticities.psi_dj[k])


def drawn_world(scenario: Scenario, design: Design) -> DrawnGroup:
    """The draws of a design that shares one world, outcomes in full.

    Args:
        scenario: whose draws these are.
        design: its alternatives are whose trade elasticities are taken, and nothing else.
    """
    return _group(scenario, design, "", in_full=True)


@lru_cache(maxsize=WORLDS)
def _group(scenario: Scenario, design: Design, alternatives: str, *, in_full: bool = False) -> DrawnGroup:
    """The world of the draws with some alternatives, made once."""
    names = _parting(design)
    chosen = {name: names[name][int(k)] for name, k in zip(names, alternatives.split("/"), strict=False)}
    parameters = design.plan.parameters
    base = at_world(scenario, parameters, chosen)
    base = with_settings(base, keys_set(base, {n: parameters[n] for n in chosen}, chosen))
    numbers = {name: p for name, p in parameters.items() if name not in chosen}
    drawn = elasticities_by_draw(base, design, numbers)
    economy, balanced = _middle(base, drawn)
    moves_world = not (_is_constant(drawn.theta_dj) and _is_constant(drawn.psi_dj))
    if not moves_world:
        if balanced:
            economy, balanced = purge_deficits(economy), False
        refuse_unstable(economy)
    ratios = (float(np.median(drawn.trade_ratio_d)), float(np.median(drawn.scale_ratio_d)))
    asks = moves_world and economy.has_scale and not _is_surely_stable(economy, drawn, balanced)
    world = DrawnWorld(economy, balanced, *ratios, asks_feedback=asks, in_full=in_full)
    return DrawnGroup(base, design, numbers, drawn, world)


def _is_constant(values_dj: Float[Array, "d j"]) -> bool:
    return not bool(np.ptp(values_dj, axis=0).any())


def _middle(scenario: Scenario, drawn: DrawnElasticities) -> tuple[Economy, bool]:
    """The economy at elasticities in the middle of the draws, and whether its trade is to be balanced first."""
    theta, psi = np.median(drawn.theta_dj, axis=0), np.median(drawn.psi_dj, axis=0)
    accounts, rule = scenario.accounts.copy(), scenario.model.deficits
    # Single draws may have no bound on their returns to scale; the world in the middle of them has one.
    psi = np.minimum(psi, LARGEST_PRODUCT / theta)
    accounts["trade_elasticity"] = accounts["trade_elasticity"].copy(data=theta)
    accounts["scale_elasticity"] = accounts["scale_elasticity"].copy(data=psi)
    if rule == BALANCED:
        return calibrate(accounts, deficits="fixed", scale=scenario.model.scale), True
    return calibrate(accounts, deficits=rule, scale=scenario.model.scale), False


def _is_surely_stable(economy: Economy, drawn: DrawnElasticities, balanced: bool) -> bool:
    """Whether even a world with the strongest returns to scale of any draw in every sector is stable, at small and large θ."""
    strongest = np.max(drawn.theta_dj * drawn.psi_dj, axis=0)
    if np.max(strongest) >= 1:
        return False
    for share in (0, 50, 100):
        theta = np.percentile(drawn.theta_dj, share, axis=0)
        observed = economy.replace(theta_j=theta, psi_j=strongest / theta)
        try:
            # Whatever balancing its trade makes of it, which takes most of the time: a draw may not hold as observed.
            if balanced and scale_feedback(observed).strength >= 1:
                return False
            if scale_feedback(DrawnWorld(observed, balanced).before).strength > SURELY_STABLE:
                return False
        except SolveError:
            # Its trade cannot even be balanced; whether that of a draw can is asked of each.
            return False
    return True
