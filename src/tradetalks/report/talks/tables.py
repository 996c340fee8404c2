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
    odds_table,
    outlook_table,
    rounds_table,
    shocks_table,
)
from tradetalks.report.talks.plain_names import for_people
from tradetalks.report.talks.without_others import without_others_table
from tradetalks.scenario.results.course import Course
from tradetalks.scenario.results.talks import TalksRun

# What the terminal shows without being asked for all.
ON_SCREEN = ("deals", "odds")


def deal_tables(run: TalksRun) -> list[Table]:
    """What could be signed, and what it is worth."""
    return _opened(run, _tables_of_deals(run))


def odds_tables(run: TalksRun) -> list[Table]:
    """How the talks may go, and what waiting costs."""
    return _opened(run, _tables_of_course(run))


def keeping_tables(run: TalksRun) -> list[Table]:
    """Which deals would be kept, and what became of promises before."""
    return _opened(run, _tables_of_keeping(run))


def talks_tables(run: TalksRun) -> list[Table]:
    """Every table about the talks that has something to say, in reading order."""
    return [*odds_tables(run), *deal_tables(run), *keeping_tables(run)]


def _opened(run: TalksRun, tables: Iterator[Table]) -> list[Table]:
    """Tables with names for codes; those that the terminal does not open with are details."""
    return [dataclasses.replace(for_people(table, run), detail=table.name not in ON_SCREEN) for table in tables]


def _tables_of_course(run: TalksRun) -> Iterator[Table]:
    if run.course is not None:
        yield from _tables_of_odds(run, run.course)
    if run.strategies:
        yield strategies_table(run)
    yield clock_table(run)


def _tables_of_keeping(run: TalksRun) -> Iterator[Table]:
    if not run.bargain.closed:
        yield compliance_table(run)
    if on_record(run) and any(issue.delivered is not None for issue in run.plan.issues):
        yield purchases_record_table()


def _tables_of_odds(run: TalksRun, course: Course) -> Iterator[Table]:
    yield odds_table(run, course)
    if course.odds.game.quoted:
        yield outlook_table(run, course)
        yield rounds_table(run, course)
    if course.shocks:
        yield shocks_table(course)


def _tables_of_deals(run: TalksRun) -> Iterator[Table]:
    if run.bargain.closed:
        yield issues_table(run)
    else:
        yield from _tables_of_what_suits_all(run)
    if run.bargain.without_others:
        yield without_others_table(run)


def _tables_of_what_suits_all(run: TalksRun) -> Iterator[Table]:
    yield deals_table(run)
    yield issues_table(run)
    if deals_that_differ(run):
        yield threats_table(run)
    yield deal_years_table(run)
    if run.bargain.linkage is not None:
        yield linkage_table(run, run.bargain.linkage)
    if run.bargain.levels:
        yield levels_table(run)
