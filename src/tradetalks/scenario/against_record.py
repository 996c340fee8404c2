"""What the shipped scenarios say of their own deadlines, as stated at the opening of their talks, against what happened."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pandas as pd

from tradetalks.errors import TalksError
from tradetalks.result import Result
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.negotiate import negotiation_of
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.run import run_scenario
from tradetalks.talks.outlook import sensitivity_of
from tradetalks.talks.record.backtest import OUTCOMES, coded
from tradetalks.talks.record.scores import Score, always, base_rate, score

SHIPPED = ("beijing-2019", "osaka-2019", "phase-one-2020", "geneva-2025")
# Rows of the record up to this number are those of the United States and China.
LAST_OF_THE_PAIR = 11


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class AgainstRecord(Result):
    """Odds (scenarios, 3) of deal, extension and escalation at each deadline, what happened, and the scores.

    ``averaged`` odds are the mean over the assumptions as stated and each at either end of its range, one at a time. A scenario
    whose game at the deadline was not solved has odds nan and is not scored.
    """

    scenarios: tuple[Scenario, ...]
    odds: np.ndarray
    averaged: np.ndarray
    happened: tuple[str, ...]
    scores: tuple[Score, ...]

    def summary(self) -> str:
        """A line per scenario, then the scores."""
        lines = [
            "scenario         deadline      deal  extend  escalate   happened   over ranges: deal  extend  escalate"
        ]
        for k, (scenario, what) in enumerate(zip(self.scenarios, self.happened, strict=True)):
            day, stated, mean = scenario.talks_plan.deadline, _cells(self.odds[k]), _cells(self.averaged[k])
            lines.append(f"{scenario.name:<15}  {day}   {stated}   {what:<8}            {mean}".rstrip())
        return "\n".join([*lines, "", *(s.summary() for s in self.scores)])


def outcome_of(scenario: Scenario, record: pd.DataFrame) -> str:
    """What happened at the deadline of ``scenario``, from the record of the United States and China.

    Raises TalksError where the record has no such deadline.
    """
    pair = coded(record[record["number"] <= LAST_OF_THE_PAIR])
    day = scenario.talks_plan.deadline
    found = pair[pair["date"] == day]["happened"].tolist()
    if not found:
        raise TalksError(
            f"{scenario.name}: the record has no deadline on {day}; it has {', '.join(map(str, pair['date']))}."
        )
    return str(found[0])


def score_scenarios(record: pd.DataFrame, names: Sequence[str] = SHIPPED) -> AgainstRecord:
    """Solve the scenarios and score their odds beside the base rate of the deadlines before each opening and always-extend."""
    scenarios = tuple(read_scenario(name) for name in names)
    happened = tuple(outcome_of(scenario, record) for scenario in scenarios)
    odds, averaged = np.moveaxis(np.array([_odds(scenario) for scenario in scenarios]), 1, 0)
    solved = np.isfinite(odds).all(axis=1)
    table = coded(record)
    rates = base_rate([*table["happened"], OUTCOMES[0]], OUTCOMES)
    known = [int((table["date"] < scenario.talks_plan.opening).sum()) for scenario in scenarios]
    shown = [what for what, here in zip(happened, solved, strict=True) if here]
    rivals = {
        "the scenarios": odds[solved],
        "the scenarios over the ranges of their assumptions": averaged[solved],
        "the base rate": rates[known][solved],
        "always extend": always("extend", len(shown), OUTCOMES),
    }
    scores = tuple(score(name, p, shown, OUTCOMES) for name, p in rivals.items()) if shown else ()
    return AgainstRecord(scenarios, odds, averaged, happened, scores)


def _cells(p: np.ndarray) -> str:
    return f"{p[0]:5.0%}   {p[1]:5.0%}     {p[2]:5.0%}" if np.isfinite(p).all() else "       not solved      "


def _odds(scenario: Scenario) -> np.ndarray:
    """(2, 3) odds as stated, and averaged over the ranges of the assumptions; ends that were not solved are left out."""
    talks = negotiation_of(run_scenario(scenario, parts={"cost"}).cost)
    stated = np.array([talks.outcome_odds[name] for name in OUTCOMES])
    ends = [outlook for swing in sensitivity_of(talks) for outlook in swing.outlooks]
    found = np.array([stated, *([o["deal"], o["extension"], o["escalation"]] for o in ends)])
    return np.array(
        [stated, found[np.isfinite(found).all(axis=1)].mean(axis=0) if np.isfinite(stated).all() else stated]
    )
