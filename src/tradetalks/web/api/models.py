"""What the API takes and gives, typed."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tradetalks.web.jobs.job import JobStatus
from tradetalks.web.saved_names import LONGEST_NAME
from tradetalks.web.state import PageState

EXAMPLE = """\
name: my-tariff
title: A quarter more on Chinese electronics
baseline: world2022
acts:
  - {id: mine, by: USA, on: CHN, sectors: ELE, rate: 25%, from: 2026-01-01, source: an example}
"""
Part = Literal["cost", "war", "talks"]


class _Given(BaseModel):
    """What a request may say: these keys and no others."""

    model_config = ConfigDict(extra="forbid")


class ScenarioText(_Given):
    """A scenario file, as text."""

    yaml: Annotated[str, Field(min_length=1, description="the file, YAML", examples=[EXAMPLE])]


class ScenarioName(BaseModel):
    """What to call a scenario."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, examples=["a quarter on electronics"])]


class ScenarioToSave(ScenarioText, ScenarioName):
    """A scenario and what to call it."""


class ScenarioEntry(BaseModel):
    """A scenario of a list."""

    id: Annotated[str, Field(description="what a run or a link calls it", examples=["us-china-2025", "saved:3"])]
    title: str
    saved: Annotated[bool, Field(description="whether it is the reader's own")]
    changed: Annotated[datetime.datetime | None, Field(description="when it was last saved, UTC")] = None


class ScenarioDetail(ScenarioEntry):
    """A scenario with its text."""

    yaml: str


class ScenarioCheck(BaseModel):
    """What ``tradetalks check`` says of a text."""

    readable: Annotated[bool, Field(description="whether it can be run")]
    problem: Annotated[
        str, Field(description="every problem with line, column and caret; empty where there is none")
    ] = ""
    title: str = ""
    acts: int = 0
    dates: list[datetime.date] = []
    branches: list[str] = []
    notes: Annotated[list[str], Field(description="what it says in vain or may not mean")] = []
    open_points: Annotated[list[str], Field(description="what a draft leaves open")] = []


class RunRequest(_Given):
    """What to solve: one of a scenario's name, a text, or the state of a view; changes go with the state."""

    scenario: Annotated[str | None, Field(max_length=100, examples=["us-china-trade-war"])] = None
    yaml: Annotated[str | None, Field(min_length=1)] = None
    state: Annotated[PageState | None, Field(description="a scenario with changes: rules, elasticities, deadline")] = (
        None
    )
    parts: Annotated[list[Part] | None, Field(min_length=1, max_length=3, description="all where absent")] = None


class RunEntry(BaseModel):
    """A run that was asked for."""

    id: str
    name: Annotated[str, Field(description="of the scenario's file")]
    parts: list[str]
    status: JobStatus
    progress: Annotated[str, Field(description="what is being solved, in words")] = ""
    told: Annotated[int, Field(description="how often there was more of it to read: GET /runs/{id}/so-far")] = 0
    place: Annotated[int, Field(description="runs that are solved before it begins")] = 0
    error: str = ""


class AnswerPart(BaseModel):
    """A line of the answer."""

    topic: str
    question: str
    answer: str
    detail: str


class RunAnswer(BaseModel):
    """The answer in five lines, as the report's first screen has it."""

    title: str
    lines: list[AnswerPart]


class TableEntry(BaseModel):
    """A table of a run's chapters."""

    name: str
    chapter: str
    title: str
    note: Annotated[str, Field(description="what the numbers mean and their units")]


class TableContent(TableEntry):
    """A table with its rows, one mapping each, as the csv file has them."""

    units: Annotated[
        dict[str, str],
        Field(
            description="by column: of numbers whose name tells it; of others the note does",
            examples=[{"real_income_busd_a_year": "billion US dollars a year", "share": "share, 0 to 1"}],
        ),
    ] = {}
    rows: Annotated[
        list[dict[str, Any]],
        Field(
            description='numbers, texts, days as texts; null where there is no number, "inf" where there is no bound'
        ),
    ]


class ChartEntry(BaseModel):
    """A chart of a run's report, SVG."""

    name: str
    caption: str


class WorldEntry(BaseModel):
    """A world that ships."""

    name: str
    title: str


class WorldDetail(WorldEntry):
    """A world: where it is from, its regions and sectors."""

    text: str
    tables: list[TableContent]


class ElasticityEntry(BaseModel):
    """A named set of elasticities and where it is from."""

    name: str
    title: str
    source: str
    status: Annotated[str, Field(description="how sure its numbers are: verified, secondary, memory or constructed")]


class StudyRequest(_Given):
    """What to draw of a scenario: one of its name, a text, or the state of a view; then how many draws of what."""

    scenario: Annotated[str | None, Field(max_length=100, examples=["us-china-trade-war"])] = None
    yaml: Annotated[str | None, Field(min_length=1)] = None
    state: Annotated[PageState | None, Field(description="a scenario with changes: rules, elasticities, deadline")] = (
        None
    )
    draws: Annotated[int, Field(ge=1, le=10_000_000, description="how many; the next power of two")] = 256
    drawn: Annotated[
        list[Annotated[str, Field(max_length=120)]],
        Field(
            max_length=40,
            description="names of what is drawn, all at once; what every run draws where absent. A wrong one is told with those "
            "that can be",
            examples=[["trade elasticity", "tariffs of China"]],
        ),
    ] = []
    parts: Annotated[list[Part], Field(max_length=3, description="solved for each draw; the cost where absent")] = []
    own: Annotated[bool, Field(description="draw what the scenario's own section study says, instead of all that")] = (
        False
    )


class StudyEntry(BaseModel):
    """A study that was begun here, and how far it is."""

    name: Annotated[str, Field(examples=["us-china-trade-war-0a1b2c3d"])]
    title: Annotated[str, Field(description="what is drawn of which scenario")]
    status: JobStatus
    progress: Annotated[str, Field(description="how many draws ended, and how long it will take, in words")] = ""
    place: Annotated[int, Field(description="studies that are drawn before it begins")] = 0
    error: str = ""


class StudyDetail(BaseModel):
    """What a study says: its answers and its tables."""

    name: str
    title: Annotated[str, Field(description="the answer in a line, with its band")]
    lines: list[AnswerPart]
    tables: list[TableContent]


class RunComparison(BaseModel):
    """Two runs side by side, the second less the first."""

    differences: list[str]
    tables: list[TableContent]


class QuickCost(BaseModel):
    """What a policy costs a country, at the scenario's own elasticities, answered while one waits."""

    policy: Annotated[str, Field(description="its day, or the name of its way forward", examples=["2026-07-22"])]
    horizon: Annotated[str, Field(description="when costs are that", examples=["once trade has adjusted"])]
    country: Annotated[str, Field(description="its code, of the world that the scenario stands on", examples=["USA"])]
    real_income_percent: Annotated[
        float,
        Field(
            description="change of real income from before the first act, by all new measures of all countries, percent; "
            "a loss is below zero"
        ),
    ]
    real_income_busd: Annotated[
        float, Field(description="the same, billion US dollars a year at the prices of the world's year")
    ]


class RunSoFar(RunAnswer):
    """What is solved of a run: its answer, with empty answers where more has to be solved, and its costs."""

    complete: Annotated[bool, Field(description="whether it is solved to its end")]
    costs: Annotated[list[QuickCost], Field(description="of every policy that is solved")]
    war: Annotated[bool, Field(description="whether its war is solved")]
    talks: Annotated[bool, Field(description="whether its talks are solved")]
