"""What the view Talks shows: deals in a table, numbers of the picture, odds, clock, and whether a deal would hold."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence

import numpy as np
import xarray as xr
from jinja2.utils import htmlsafe_json_dumps

from tradetalks.report.answer.brackets import odds_ranges
from tradetalks.report.answer.deal import (
    contents,
    kept_answer,
    nothing_suits,
    what_would_open,
)
from tradetalks.report.band import format_size
from tradetalks.report.format import (
    BUSD_FORMAT,
    format_billions,
    format_day,
    format_label,
    format_list,
)
from tradetalks.report.names import country_names
from tradetalks.report.talks.plain_names import SHORT_DEALS, side_names, sides_said
from tradetalks.scenario.moved_bargain import MovedBargain
from tradetalks.scenario.moved_deadline import ClockReading, clock_on
from tradetalks.scenario.moved_deal import deal_slopes, moved_deal, shares_of_deal
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.web.odds_shown import OddsBar, odds_bars, odds_note, said_odds
from tradetalks.web.quick import QuickAnswers
from tradetalks.web.state import PageState

# The most that a slider of rivalry reaches: a side that minds the other's gain twice as much as it likes its own.
MOST_RIVALRY = 2.0
# Thousandths of a billion dollars are more than anybody knows.
DIGITS = 3


@dataclasses.dataclass(frozen=True)
class DealRow:
    """A deal of the table.

    Args:
        name: as the program calls it.
        label: in plain words.
        worth: to each side, as written.
        kept: whether it would be kept; empty where that was not asked.
    """

    name: str
    label: str
    worth: tuple[str, ...]
    kept: str = ""


@dataclasses.dataclass(frozen=True)
class IssueRow:
    """An item on the table with the share of it in the deal that is looked at, percent."""

    name: str
    by: str
    amount: str
    share: float


@dataclasses.dataclass(frozen=True)
class TalksShown:
    """Everything that the view shows of talks that are solved.

    Args:
        sides: names.
        issues: with the shares of the reader's deal.
        deals: a row each; the reader's own last.
        yours: what is in the reader's deal; whether every side would sign it.
        kept: whether the reader's deal would be kept, a sentence.
        closed: why no deal suits all, as a sentence; empty where one does. ``suits``: the even-handed deal, a sentence.
        odds: a bar for each source; none of three sides and more.
        said_odds: the odds of a deal, a sentence; ``odds_note``: what moved them, or what of the moves is not in them.
        ranges: what the ranges of odds are over, a sentence.
        clock: what the impasse costs on the deadline, a sentence.
        closing: from which rivalry on no deal is left, a sentence.
        picture: for the script: numbers of the bargaining picture; JSON, empty where there is none.
        rivalry, threat: as they are now.
        seconds: that the answer took.
    """

    sides: tuple[str, ...]
    issues: tuple[IssueRow, ...]
    deals: tuple[DealRow, ...]
    yours: str
    kept: str
    closed: str
    suits: str
    odds: tuple[OddsBar, ...]
    said_odds: str
    odds_note: str
    ranges: str
    clock: str
    closing: str
    picture: str
    rivalry: tuple[float, ...]
    threat: tuple[float, ...]
    seconds: float


def talks_shown(talks: TalksRun, state: PageState, quick: QuickAnswers) -> TalksShown:
    """The answer to talks of which something may be moved: exact.

    Args:
        talks: solved, as the scenario has them but for the reader's tariffs.
        state: rivalry, threat, deadline and items that the reader moved.
        quick: what is kept.

    Raises:
        TradeTalksError: a deadline before the opening, an item that is not on the table, rivalry of another number of sides.
    """
    began = time.perf_counter()
    found = quick.bargain(talks, state.rivalry, state.threat)
    x = shares_of_deal(talks, state.issues, begin="Nash")
    yours = moved_deal(talks, x)
    names = country_names(talks.scenario.accounts)
    rows = [_row(talks, found, name) for name in found.deals]
    sealed = "not every side would sign it"
    kept = kept_answer(talks, yours, names, called="your deal")
    if _signed(talks, found, yours.worth):
        sealed = "every side would sign it"
    else:
        kept = f"Not every side would sign it. If they did: {kept}"
    rows.append(DealRow("yours", "your deal", _worth(yours.worth), sealed))
    shown = TalksShown(
        sides=side_names(talks),
        issues=tuple(_issues(talks, x)),
        deals=tuple(rows),
        yours=_capital(contents(talks, yours, names)),
        kept=kept,
        closed=_closed(talks, found),
        suits=_suits(talks, found),
        odds=(),
        said_odds="",
        odds_note="",
        ranges="",
        clock=_clock(talks, state),
        closing=_closing(talks),
        picture="",
        rivalry=(),
        threat=tuple(map(float, found.threat)),
        seconds=0.0,
    )
    if len(talks.sides) == 2:
        shown = _between_two(shown, talks, state, quick.odds(talks, state.deadline, state.rivalry), found, x)
    return dataclasses.replace(shown, seconds=time.perf_counter() - began)


def _between_two(
    shown: TalksShown, talks: TalksRun, state: PageState, odds: xr.Dataset, found: MovedBargain, x: np.ndarray
) -> TalksShown:
    """The same with what only two sides have: odds, a picture, and a rivalry of each."""
    return dataclasses.replace(
        shown,
        odds=tuple(odds_bars(talks, odds)),
        said_odds=said_odds(talks, state, odds),
        odds_note=odds_note(talks, state, odds, found),
        ranges="" if talks.course is None else odds_ranges(talks.course),
        picture=_picture(talks, state, found, x),
        rivalry=(float(found.rivalry[0, 1]), float(found.rivalry[1, 0])),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _worth(worth: Sequence[float] | np.ndarray) -> tuple[str, ...]:
    return tuple(format_label(float(value), BUSD_FORMAT) for value in worth)


def _row(talks: TalksRun, found: MovedBargain, name: str) -> DealRow:
    kept = "not asked anew for what you moved"
    if name in talks.bargain.deals and np.allclose(found.deals[name].x, talks.bargain.deals[name].deal.x):
        kept = "would not be kept"
        if talks.bargain.deals[name].verdict.self_enforcing:
            kept = "would be kept"
    return DealRow(name, SHORT_DEALS.get(name, name), _worth(found.worth[name]), kept)


def _signed(talks: TalksRun, found: MovedBargain, worth: np.ndarray) -> bool:
    """Whether every side has at least what it has without a deal, as it sees it."""
    incomes = talks.negotiation.priced.incomes
    mix = np.eye(len(worth)) - found.rivalry * incomes[:, None] / incomes
    return bool((mix @ worth >= np.maximum(mix @ found.threat, 0.0) - 1e-9).all())


def _issues(talks: TalksRun, x: np.ndarray) -> list[IssueRow]:
    names = country_names(talks.scenario.accounts)
    return [
        IssueRow(item.issue.name, names[item.issue.by], item.issue.amount_with_unit, round(100 * float(share), 1))
        for item, share in zip(talks.bargain.issues, x, strict=True)
    ]


def _suits(talks: TalksRun, found: MovedBargain) -> str:
    """What the even-handed deal is worth to each; empty where no deal suits all."""
    if found.closed or "Nash" not in found.worth:
        return ""
    shares = [f"{change} to {who}" for change, who in zip(_worth(found.worth["Nash"]), sides_said(talks), strict=True)]
    return f"Yes: the even-handed one (Nash) is worth {format_list(shares)}, billion dollars a year."


def _closed(talks: TalksRun, found: MovedBargain) -> str:
    if not found.closed:
        return ""
    names = country_names(talks.scenario.accounts)
    if talks.bargain.closed:
        return f"No deal: {nothing_suits(talks, names)}. {what_would_open(talks, names)}"
    lacking = format_billions(-found.surplus).replace("+", "")
    return (
        f"No deal is left: at the fairest one each side lacks {lacking} billion dollars a year, as it sees it with this rivalry "
        "and with this to come without a deal."
    )


def _closing(talks: TalksRun) -> str:
    """From which rivalry on nothing is left."""
    limits = talks.bargain.relative_gains
    if not np.isfinite(limits.common_impasse):
        return ""
    said = (
        f"If both mind the other's gain alike, no deal is better than the war as it stands from a weight of "
        f"{limits.common_impasse:.2f} on"
    )
    if np.isfinite(limits.common_threat) and limits.common_threat < limits.common_impasse:
        said += f", and none better than what comes without one from {limits.common_threat:.2f} on"
    return f"{said} (percent of own income for a percent of the other's)."


def _clock(talks: TalksRun, state: PageState) -> str:
    day = state.deadline or talks.deadline
    if not talks.clock.days[0] <= day <= talks.clock.days[-1]:
        return (
            f"What waiting costs is known from {format_day(talks.clock.days[0])} to {format_day(talks.clock.days[-1])}."
        )
    reading: ClockReading = clock_on(talks, day)
    parts = [
        f"{who} {_loses(day_cost)} million a day, {_loses(total)} billion since the first act"
        for who, day_cost, total in zip(sides_said(talks), reading.per_day, reading.so_far, strict=True)
    ]
    return f"On {format_day(day)} waiting costs: {'; '.join(parts)} (dollars; what the sides levy on each other)."


def _loses(cost: float) -> str:
    """A cost, with the digit below one that says that there is one; a gain is called one."""
    if cost < 0:
        return f"a gain of {format_size(cost)}"
    return format_size(cost)


def _exactness(talks: TalksRun, state: PageState) -> str:
    """What is exact of what is shown, where it is not all of it."""
    if state.deadline is None:
        return ""
    return (
        f"The clock is exact for {format_day(state.deadline)}. Deals are those signed by {format_day(talks.deadline)}, the "
        "scenario's own deadline, and odds take them to be worth as much on the new day: off by a point or two. The view Start "
        "solves both anew for it."
    )


def _picture(talks: TalksRun, state: PageState, found: MovedBargain, x: np.ndarray) -> str:
    """Numbers from which a script draws the bargaining picture, and moves it."""
    possible = talks.bargain.possible
    assert possible is not None, "talks of two sides have a line of deals"
    here = deal_slopes(talks, x)

    def told(values: np.ndarray) -> list[object]:
        rounded: list[object] = np.round(np.asarray(values, float), DIGITS + 6).tolist()
        return rounded

    deals = [
        {"name": name, "label": SHORT_DEALS.get(name, name), "seen": told(deal.u)} for name, deal in found.deals.items()
    ]
    return htmlsafe_json_dumps(
        {
            "sides": list(side_names(talks)),
            "incomes": told(possible.incomes),
            "worth": told(possible.worth),
            "rivalry": [float(found.rivalry[0, 1]), float(found.rivalry[1, 0])],
            "threat": told(found.threat),
            "shippedThreat": told(possible.threat),
            "deals": deals,
            "closed": found.closed,
            "exact": _exactness(talks, state),
            "yours": {"x": told(here.x), "worth": told(here.worth), "slopes": told(here.slopes)},
        }
    )
