"""What the shipped scenarios say of their own deadlines at the opening of talks, beside the record, against what happened."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pandas as pd

from tradetalks.data.deadlines import OUTCOMES, TARIFF_LIKE
from tradetalks.errors import TalksError, message
from tradetalks.result import Result
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.negotiate import negotiation_of
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.run import run_scenario
from tradetalks.talks.odds import SOURCES, TalksOdds
from tradetalks.talks.record.reference_class import learn
from tradetalks.talks.record.scores import Score, always, score

SHIPPED = ("beijing-2019", "osaka-2019", "phase-one-2020", "geneva-2025")
# The two sides of all shipped scenarios, as the record calls them.
PAIR = {"US", "China"}


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class AgainstRecord(Result):
    """Odds of the five outcomes at each scenario's deadline, what happened, and the scores.

    Args:
        scenarios: as read.
        odds: (scenarios, 5) of the game; nan where it was not solved, which is not scored.
        record_odds: (scenarios, 5) of the record, from the deadlines strictly before each opening, which may not know of an
            announcement that came later.
        happened: what did.
        scores: the game, the record, the pooled rate of the record, always-extend.
    """

    scenarios: tuple[Scenario, ...]
    odds: np.ndarray
    record_odds: np.ndarray
    happened: tuple[str, ...]
    scores: tuple[Score, ...]

    def summary(self) -> str:
        """A line per scenario and source, then the scores."""
        lines = ["scenario         deadline           deal  partial  extend  escalate  lapse"]
        for k, (scenario, what) in enumerate(zip(self.scenarios, self.happened, strict=True)):
            day = scenario.talks_plan.deadline
            lines.append(f"{scenario.name:<15}  {day}  game   {_cells(self.odds[k])}".rstrip())
            lines.append(f"{'':<29}record {_cells(self.record_odds[k])}")
            lines.append(f"{'':<29}happened: {what.replace('_', ' ')}")
        return "\n".join([*lines, "", *(s.summary() for s in self.scores)])


def row_of(scenario: Scenario, record: pd.DataFrame) -> pd.DataFrame:
    """The row of the record that is the deadline of ``scenario``: tariff-like, between the two sides, on its day.

    Raises:
        TalksError: the record has none.
    """
    between = record["side_a"].isin(PAIR) & record["side_b"].isin(PAIR) & record["kind"].isin(TARIFF_LIKE)
    day = scenario.talks_plan.deadline
    found = record[between & (record["deadline"] == pd.Timestamp(day))]
    if found.empty:
        days = ", ".join(str(other.date()) for other in record["deadline"][between])
        raise TalksError(message(f"{scenario.name}: the record has no deadline on {day}", got=days))
    return found.head(1)


def score_scenarios(record: pd.DataFrame, names: Sequence[str] = SHIPPED) -> AgainstRecord:
    """Solve the scenarios and score their odds beside those of the record before each opening and always-extend."""
    scenarios = tuple(read_scenario(name) for name in names)
    rows = [row_of(scenario, record) for scenario in scenarios]
    happened = tuple(str(row["outcome"].iloc[0]) for row in rows)
    by_source = np.array([odds_at_opening(scenario).odds for scenario in scenarios])
    odds, record_odds = (by_source[:, SOURCES.index(name)] for name in ("game", "record"))
    learnt = [learn(record, before=scenario.talks_plan.opening) for scenario in scenarios]
    solved = np.isfinite(odds).all(axis=1)
    shown = [what for what, here in zip(happened, solved, strict=True) if here]
    rivals = {
        "the game": odds[solved],
        "the record": record_odds[solved],
        "pooled rate": np.array([past.pooled for past in learnt])[solved],
        "always extend": always("extension", len(shown), OUTCOMES),
    }
    scores: tuple[Score, ...] = ()
    if shown:
        scores = tuple(score(name, p, shown, OUTCOMES) for name, p in rivals.items())
    return AgainstRecord(scenarios, odds, record_odds, happened, scores)


def _cells(p: np.ndarray) -> str:
    if not np.isfinite(p).all():
        return "not solved"
    return f"{p[0]:5.0%}    {p[1]:5.0%}   {p[2]:5.0%}     {p[3]:5.0%}  {p[4]:5.0%}"


def odds_at_opening(scenario: Scenario) -> TalksOdds:
    """The odds of a scenario as its run has them: what it states, shocks left out, and the record as of the opening."""
    return negotiation_of(run_scenario(scenario, parts={"cost"}).cost).odds
