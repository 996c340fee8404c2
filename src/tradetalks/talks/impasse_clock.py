"""The impasse clock: what every day without a deal costs each side, as elasticities grow with time.

    (T39)  g_i(day) = (Ŵ_i − 1) I_i at the horizon h(day) = Σ_s w_s (day − date_s) / Σ_s w_s

w_s is what still stands of step s, weighted by the trade that it covers (`tariff_age`). Days count ACT/365.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tradetalks.bargaining.discounting import DAYS_PER_YEAR, year_fraction
from tradetalks.bargaining.labelled import LabelledArray, labelled_dataset
from tradetalks.economy.economy import Economy
from tradetalks.economy.instruments import instruments_of
from tradetalks.economy.policy import Policy, known
from tradetalks.economy.solve import solve_instruments
from tradetalks.errors import TalksError, message
from tradetalks.inputs import checked
from tradetalks.result import Result
from tradetalks.talks.tariff_age import PolicyStep, tariff_history

if TYPE_CHECKING:
    import xarray as xr

# Million dollars in a billion, and days in a week.
MILLIONS, DAYS_PER_WEEK = 1000, 7


@dataclass(frozen=True, repr=False, eq=False)
class ImpasseClock(Result):
    """What the impasse costs on each of k days.

    Args:
        days: in order.
        sides: n labels.
        horizon: (k,) years after the change at which elasticities are taken.
        flows: (k, n) change of real income, billion dollars a year; percent: (k, n) of it.
        so_far: (k, n) billion dollars, the integral of the flows since the first step, undiscounted: between two days the flow
            moves in a straight line from where the last step left it to where it stands on the eve of the next.
    """

    days: tuple[date, ...]
    sides: tuple[str, ...]
    horizon: np.ndarray
    flows: np.ndarray
    percent: np.ndarray
    so_far: np.ndarray

    @property
    def per_day(self) -> np.ndarray:
        """(k, n) cost of one more day, million dollars (positive: a loss)."""
        return np.asarray(-MILLIONS * self.flows / DAYS_PER_YEAR)

    @property
    def per_week(self) -> np.ndarray:
        """(k, n) cost of one further week at that day's flow, billion dollars (positive: a loss)."""
        return np.asarray(-DAYS_PER_WEEK * self.flows / DAYS_PER_YEAR)

    def to_dataset(self) -> xr.Dataset:
        """Flows and losses by day and side."""
        both = ("day", "side")
        return labelled_dataset(
            {"day": [day.isoformat() for day in self.days], "side": self.sides},
            {
                "flow": LabelledArray(both, self.flows, "billion dollars a year", "change of real income"),
                "percent": LabelledArray(both, self.percent, "percent", "change of real income"),
                "so_far": LabelledArray(both, self.so_far, "billion dollars", "since the first step"),
                "per_day": LabelledArray(both, self.per_day, "million dollars", "cost of one more day"),
                "horizon": LabelledArray(("day",), self.horizon, "years", "age of the tariffs in force"),
            },
        )

    def summary(self) -> str:
        """One line a day."""
        lines = ["cost of the impasse, million dollars a day (billion dollars since the first act)"]
        for k, day in enumerate(self.days):
            parts = [f"{s} {self.per_day[k, i]:+.0f} ({-self.so_far[k, i]:+.1f})" for i, s in enumerate(self.sides)]
            lines.append(f"  {day}: {', '.join(parts)}; elasticities after {self.horizon[k]:.1f} years")
        return "\n".join(lines)


@checked(TalksError)
def run_clock(
    economy_at: Callable[[float], Economy], steps: Sequence[PolicyStep], days: Sequence[date], sides: Sequence[str]
) -> ImpasseClock:
    """The clock on ``days`` under the policies of ``steps`` (date, policy in force from then on).

    Args:
        economy_at: economy with its elasticities so many years after a change, as ``calibrate(horizon_years=h)`` gives.
        steps: at least one, in order. days: in order, none before the first step. sides: whose losses.

    Raises TalksError for days before the first step.
    """
    if not days or days[0] < steps[0][0]:
        asked = "no day"
        if days:
            asked = f"the day {days[0]}"
        raise TalksError(message(f"the clock starts on {steps[0][0]}, with the first act", got=asked))
    readings = clock_readings(economy_at(0.0), steps, days)
    found = [_flow(economy_at(reading.years), reading.policy, sides) for reading in readings.on_days]
    flows, percent = (np.array(column) for column in zip(*found, strict=True))
    eves = flows.copy()
    for k, reading in readings.on_eves.items():
        eves[k], _ = _flow(economy_at(reading.years), reading.policy, sides)
    horizon = np.array([reading.years for reading in readings.on_days])
    return ImpasseClock(tuple(days), tuple(sides), horizon, flows, percent, added_up(days, flows, eves))


class Reading(NamedTuple):
    """A policy and the mean age of its tariffs (T39), years."""

    policy: Policy
    years: float


class ClockReadings(NamedTuple):
    """What is solved for a clock: on each of its days, and by position of those on which a step comes into force, on the eve."""

    on_days: list[Reading]
    on_eves: dict[int, Reading]


def clock_readings(baseline: Economy, steps: Sequence[PolicyStep], days: Sequence[date]) -> ClockReadings:
    """What :func:`run_clock` solves, in whatever economies.

    Args:
        baseline: whose trade weighs the tariffs' ages.
        steps: at least one, in order.
        days: in order, none before the first step.
    """
    history, opens = tariff_history(baseline, steps), {start for start, _ in steps[1:]}
    on_days = [Reading(_last(steps, day), history.age_on(day).years) for day in days]
    # On a day on which a step comes into force the flow jumps: what was lost until then ends where the old one stood.
    on_eves = {}
    for k, day in enumerate(days):
        if day in opens:
            before = [step for step in steps if step[0] < day]
            on_eves[k] = Reading(_last(before, day), history.before(day).age_on(day).years)
    return ClockReadings(on_days, on_eves)


def added_up(days: Sequence[date], flows: np.ndarray, eves: np.ndarray) -> np.ndarray:
    """(k, ...) Billion dollars since the first of k days: between two of them a flow moves in a straight line.

    Args:
        days: in order.
        flows: (k, ...) billion dollars a year on each day.
        eves: (k, ...) the same where the flow before that day ends.
    """
    years = np.array([year_fraction(days[0], day) for day in days])
    length = np.diff(years).reshape(-1, *[1] * (flows.ndim - 1))
    lost = np.cumsum(length * (eves[1:] + flows[:-1]) / 2, axis=0)
    return np.concatenate([np.zeros_like(flows[:1]), lost])


def _last(steps: Sequence[PolicyStep], day: date) -> Policy:
    """The policy in force on a day."""
    return [policy for start, policy in steps if start <= day][-1]


def _flow(economy: Economy, policy: Policy, sides: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Each side's change of real income under a policy, in billion dollars a year and in percent."""
    solved = solve_instruments(economy, instruments_of(economy, policy))
    index = [known(side, economy.regions, "region") for side in sides]
    return solved.real_income_change_busd.values[index], solved.real_income_change.values[index]
