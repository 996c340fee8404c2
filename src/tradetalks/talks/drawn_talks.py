"""Talks towards a deadline in every joint draw: played from their opening, from a later day, or with something changed.

All that follows prices the same deals anew; nothing is searched for again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from scipy.special import expit, logit

from tradetalks.bargaining.deadlines.stopping_outcome import STARTS, StoppingOutcome, solve_stopping_game
from tradetalks.bargaining.discounting import DAYS_PER_YEAR, year_fraction
from tradetalks.bargaining.once import computed_once
from tradetalks.errors import TalksError
from tradetalks.inputs import checked
from tradetalks.talks.assumptions import SPREADS, Assumptions
from tradetalks.talks.drawn_game import DrawnGame, TalksClock, clock_from, drawn_game
from tradetalks.talks.drawn_stakes import PricedFlows
from tradetalks.talks.game_odds import GameOdds, game_odds
from tradetalks.talks.joint_draws import DRAWS, JointDraws, joint_draws

# A round held on the day itself is over; half a day is far less than there is between rounds.
HALF_A_DAY = 0.5 / DAYS_PER_YEAR
# Draws in which before and after are compared: an effect is one where more than nine of ten agree, which this many can tell.
COMPARED = 64
# A share of types nearer to 0 or 1 than this has no finite cost that it lies below, in doubles.
_LEAST = 1e-15


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class DrawnTalks:
    """Talks of two sides in every draw.

    Args:
        flows: what the deals along the frontier bring, by spell from the opening on.
        opening, deadline: days.
        assumptions: as stated.
        draws: of the assumptions, with what silence has taught since the first opening.
        clock: when the sides meet, counted from the opening.
        starts: from how many the equilibrium of each draw is searched for.
        chosen: positions of the draws in their sequence; None: all of it.
        sequence: how many draws the sequence has.
    """

    flows: PricedFlows
    opening: date
    deadline: date
    assumptions: Assumptions
    draws: JointDraws
    clock: TalksClock
    starts: int = STARTS
    chosen: np.ndarray | None = None
    sequence: int = DRAWS

    def __repr__(self) -> str:
        return f"<DrawnTalks {self.opening} to {self.deadline}, {len(self.draws)} draws>"

    @computed_once
    def drawn(self) -> DrawnGame:
        """What is at stake in every round of every draw."""
        return drawn_game(self.flows, self.draws, self.clock, self.assumptions.threatener)

    @computed_once
    def played(self) -> StoppingOutcome:
        """The deadline game of every draw, solved."""
        return solve_stopping_game(self.drawn.game, starts=self.starts)

    @computed_once
    def odds(self) -> GameOdds:
        """How the game ends in every draw."""
        without = solve_stopping_game(self.drawn.without_a_deal, starts=1)
        return game_odds(self.clock, self.drawn, self.played, without, self.draws.quantiles)

    @computed_once
    def for_comparisons(self) -> DrawnTalks:
        """The same in fewer draws, in each of which there is one equilibrium, so that one start finds it: what an event or a
        strategy changes is seen in the same draws before and after, and needs fewer of them."""
        chosen = np.flatnonzero(self.odds.known)[:COMPARED]
        return dataclasses.replace(self, draws=self.draws.part(chosen), starts=1, chosen=chosen)

    def on(self, day: date) -> DrawnTalks:
        """The talks as they stand on ``day`` if nobody has given way: less time, shorter mandates, and only those types of a
        side left that would have waited until then."""
        passed = year_fraction(self.opening, day)
        past = int(np.sum(self.clock.rounds <= passed + HALF_A_DAY))
        left = self.draws.but(mandate_years=self.draws["mandate_years"] - passed)
        if past:
            silent = 1 - self.played.deal_by_round[:, :past].sum(axis=(1, 2))
            left = left.but(
                committed=self.played.commitment[:, past],
                cost_floor=self._waited(past),
                signing_odds=self.draws["signing_odds"] * np.clip(silent, 0.0, 1.0),
            )
        clock = TalksClock(self.clock.rounds[past:] - passed, self.clock.extension - passed)
        return dataclasses.replace(self, flows=self.flows.from_day(passed), opening=day, draws=left, clock=clock)

    def _waited(self, past: int) -> np.ndarray:
        """(d, 2) least private cost of the types that have waited through so many rounds: those below it have given way."""
        floor, mean, dispersion = (
            self.draws[name] for name in ("cost_floor", "conceding_cost", "conceding_dispersion")
        )
        gone = np.clip(self.played.plans[:, :past].sum(axis=1), 0.0, 1.0)
        below = expit((floor - mean) / dispersion)
        share = np.clip(below + gone * (1 - below), _LEAST, 1 - _LEAST)
        return np.asarray(np.maximum(mean + dispersion * logit(share), floor))

    def with_changes(self, changes: Mapping[str, object], deadline: date | None = None) -> DrawnTalks:
        """The same talks with some assumptions stated anew, and perhaps another deadline.

        Args:
            changes: new values by name; every draw of them moves with what is stated, all other draws stay.
            deadline: the new one; None: as it stands.
        """
        stated = dataclasses.replace(self.assumptions, **dict[str, Any](changes))
        anew = joint_draws(stated, variants=len(self.flows.deals), count=self.sequence)
        if self.chosen is not None:
            anew = anew.part(self.chosen)
        draws = self.draws.but(**{name: anew[name] for name in changes if name in SPREADS})
        # Who is left is a share of all types: with other costs that share has another edge.
        place = (self.draws["cost_floor"] - self.draws["conceding_cost"]) / self.draws["conceding_dispersion"]
        draws = draws.but(cost_floor=draws["conceding_cost"] + draws["conceding_dispersion"] * place)
        end, clock = deadline or self.deadline, self.clock
        if end != self.deadline or {"round_days", "extension_days"} & set(changes):
            clock = clock_from((end - self.opening).days, stated)
        return dataclasses.replace(self, assumptions=stated, draws=draws, deadline=end, clock=clock)

    def while_waiting(self, waiting: np.ndarray) -> DrawnTalks:
        """The same where the talks themselves bring flows (s, 2) above the war as it stands, by elasticity set."""
        return dataclasses.replace(self, flows=self.flows.while_waiting(waiting))


@checked(TalksError)
def draw_talks(
    flows: PricedFlows, opening: date, deadline: date, assumptions: Assumptions, *, count: int = DRAWS
) -> DrawnTalks:
    """Talks from their opening in ``count`` joint draws.

    Args:
        flows: what the deals along the frontier bring, by spell from the opening on.
        opening, deadline: days.
        assumptions: as stated.
        count: a power of two; the first so many of a longer sequence are the same draws.
    """
    draws = joint_draws(assumptions, variants=len(flows.deals), count=count)
    clock = clock_from((deadline - opening).days, assumptions)
    return DrawnTalks(flows, opening, deadline, assumptions, draws, clock, sequence=count)
