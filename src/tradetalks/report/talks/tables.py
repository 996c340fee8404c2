"""Tables of the talks, in reading order: what could be signed, how the talks may go, what waiting costs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from tradetalks.report.chapter import Table
from tradetalks.report.talks.bargain_tables import (
    compliance_table,
    deal_years_table,
    deals_table,
    issues_table,
    levels_table,
    linkage_table,
    purchases_record_table,
    threats_table,
)
from tradetalks.report.talks.bargain_words import deals_that_differ, on_record
from tradetalks.report.talks.course_tables import clock_table, strategies_table
from tradetalks.report.talks.odds_tables import (
    drivers_table,
    odds_table,
    outlook_table,
    rounds_table,
    shocks_table,
)
from tradetalks.report.talks.without_others import without_others_table
from tradetalks.scenario.results.course import Course
from tradetalks.scenario.results.talks import TalksRun

# What the terminal shows too; all else is for the report and the csv files.
ON_SCREEN = ("deals", "odds", "clock")


def talks_tables(run: TalksRun) -> list[Table]:
    """Every table of the chapter that has something to say, in reading order."""
    return [dataclasses.replace(table, detail=table.name not in ON_SCREEN) for table in _tables(run)]


def _tables(run: TalksRun) -> Iterator[Table]:
    if run.course is not None:
        yield odds_table(run, run.course)
    if run.bargain.closed:
        yield issues_table(run)
    else:
        yield from _tables_of_deals(run)
    if run.bargain.without_others:
        yield without_others_table(run)
    if on_record(run) and any(issue.delivered is not None for issue in run.plan.issues):
        yield purchases_record_table()
    if run.course is not None:
        yield from _tables_behind_odds(run, run.course)
    if run.strategies:
        yield strategies_table(run)
    yield clock_table(run)


def _tables_behind_odds(run: TalksRun, course: Course) -> Iterator[Table]:
    if course.odds.game.quoted:
        yield drivers_table(run, course)
        yield outlook_table(run, course)
        yield rounds_table(run, course)
    if course.shocks:
        yield shocks_table(course)


def _tables_of_deals(run: TalksRun) -> Iterator[Table]:
    yield deals_table(run)
    if deals_that_differ(run):
        yield threats_table(run)
    yield deal_years_table(run)
    yield issues_table(run)
    if run.bargain.linkage is not None:
        yield linkage_table(run, run.bargain.linkage)
    yield compliance_table(run)
    if run.bargain.levels:
        yield levels_table(run)
