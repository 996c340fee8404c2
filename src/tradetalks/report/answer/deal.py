"""Is there a deal that all sides prefer, what is in it, and would it be kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tradetalks.report.answer.line import AnswerLine
from tradetalks.report.band import FINEST, NumberBand, band_of, format_middle, format_size, gains, is_nothing
from tradetalks.report.format import SMALL_PROBABILITY, counted, format_list
from tradetalks.report.names import CountryNames, country_names
from tradetalks.report.talks.bargain_words import LONG, NEGLIGIBLE_SHARE, NEVER, TOO_LITTLE, on_record
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.results.talks_records import SolvedDeal
from tradetalks.talks.two_sides import all_of

# The deal that is told first, and its name in plain words.
FIRST, PLAIN_NAME = "Nash", "The even-handed deal (Nash)"
AVERAGE = "on average from the signing to the end of each mandate"
IS_IT_KEPT = "Would it be kept?"
# Items that a line names; the chapter has all of them.
NAMED_ITEMS = 2


def told_deal(run: TalksRun) -> SolvedDeal | None:
    """The even-handed deal; the first that was found where there is none; None where no deal suits all."""
    deals = run.bargain.deals
    return deals.get(FIRST, next(iter(deals.values()), None))


def deal_question(sides: Sequence[str]) -> str:
    """Is there a deal that both, or all, prefer."""
    return f"Is there a deal {all_of(sides)} prefer?"


def deal_line(run: TalksRun) -> AnswerLine:
    """Is there a deal that all sides prefer to no deal, what is in it, and what is it worth to whom."""
    question = deal_question(run.sides)
    names, found = country_names(run.scenario.accounts), told_deal(run)
    if run.bargain.closed or found is None:
        return AnswerLine("deal", question, f"No: {nothing_suits(run, names)}.", what_would_open(run, names))
    worth = [
        f"{_worth(band_of(ends))} to {names.said(side)}" for side, ends in zip(run.sides, _ends(found), strict=True)
    ]
    said = f"Yes: worth {format_list(worth)}, billion dollars a year, {AVERAGE}."
    others = f"All other countries together {_others(found.third_countries)}"
    if has_ranges(run):
        others = f"{others}; ranges are those of the amounts on the table"
    return AnswerLine("deal", question, said, f"{deal_name(run)}: {contents(run, found, names)}. {others}.")


def deal_name(run: TalksRun) -> str:
    """What the told deal is called."""
    if FIRST in run.bargain.deals:
        return PLAIN_NAME
    return "The deal"


def _ends(found: SolvedDeal) -> list[tuple[float, float, float]]:
    """What a deal is worth to each side: with every amount on the table as stated, low and high."""
    return list(zip(map(float, found.worth), map(float, found.low), map(float, found.high), strict=True))


def has_ranges(run: TalksRun) -> bool:
    """Whether the worth of the told deal has a range: where an amount on the table has one.

    Args:
        run: solved.
    """
    found = told_deal(run)
    return found is not None and any(band_of(ends).is_wide for ends in _ends(found))


def _worth(band: NumberBand) -> str:
    """A gain with its band; which end is a loss is said."""
    if is_nothing(band):
        return "next to nothing"
    if gains(band):
        return format_middle(band)
    return f"between a loss of {format_size(band.low)} and a gain of {format_size(band.high)}"


def _others(change: float) -> str:
    if abs(change) < 1 / 2:
        return "hardly notice"
    if change < 0:
        return f"lose {format_size(change)}"
    return f"gain {format_size(change)}"


def contents(run: TalksRun, found: SolvedDeal, names: CountryNames) -> str:
    """What is in a deal: tariffs, purchases, and how many of the other items each side grants, as the table names them."""
    parts = [part for part in (tariffs_in(run, found, names), *purchases_in(run, found, names)) if part]
    granted = zip(run.plan.issues, map(float, found.deal.x), strict=True)
    further = [(issue, share) for issue, share in granted if issue.kind not in ("rollback", "purchases")]
    word = "further item"
    if not parts:
        word = "item"
    for side in run.sides:
        inside = [issue.name for issue, share in further if issue.by == side and share > SMALL_PROBABILITY]
        if inside:
            parts.append(f"{names.said(side)} grants {counted(len(inside), word)} ({_some_of(inside)})")
    outside = [issue.name for issue, share in further if share <= SMALL_PROBABILITY]
    said = ", ".join(parts)
    if outside:
        said = f"{said}; not in it: {_some_of(outside)}"
    return said


def _some_of(items: Sequence[str]) -> str:
    """The first items by name, the number of the others."""
    if len(items) <= NAMED_ITEMS:
        return format_list(items)
    return f"{', '.join(items[:NAMED_ITEMS])} and {len(items) - NAMED_ITEMS} more"


def tariffs_in(run: TalksRun, found: SolvedDeal, names: CountryNames) -> str:
    """Who withdraws how much of its tariffs."""
    offered = {issue.by for issue in run.plan.issues if issue.kind == "rollback"}
    shares = {side: float(share) for side, share in zip(run.sides, found.rollback, strict=True) if side in offered}
    if not shares:
        return ""
    if len(shares) > 1 and min(shares.values()) > 1 - SMALL_PROBABILITY:
        return f"{all_of(list(shares))} withdraw all the tariffs they added"
    first, *rest = [f"{names.said(side)} {{}}{_share(share)}" for side, share in shares.items()]
    parts = [first.format("withdraws "), *(text.format("") for text in rest)]
    return f"{format_list(parts)} of the tariffs it added"


def _share(share: float) -> str:
    if share > 1 - SMALL_PROBABILITY:
        return "all"
    if share < SMALL_PROBABILITY:
        return "none"
    return f"{100 * share:.0f} percent"


def purchases_in(run: TalksRun, found: SolvedDeal, names: CountryNames) -> list[str]:
    """Who promises to buy how much more."""
    bought = dict.fromkeys(run.sides, 0.0)
    for issue, share in zip(run.plan.issues, found.deal.x, strict=True):
        if issue.kind == "purchases":
            bought[issue.by] += issue.amount * float(share)
    return [
        f"{names.said(side)} buys {format_size(amount)} billion a year more"
        for side, amount in bought.items()
        if amount > TOO_LITTLE
    ]


def nothing_suits(run: TalksRun, names: CountryNames) -> str:
    """Why there is no deal, in a clause."""
    zone = run.bargain.zone
    lacking = -zone.max_min_surplus
    if lacking < TOO_LITTLE:
        return f"nothing on the table makes {all_of(run.sides)} better off than no deal"
    said = f"at the fairest deal each side lacks {format_size(lacking)} billion dollars a year, {AVERAGE}"
    empty_handed = sides_that_gain_nothing(run)
    if empty_handed:
        whom = format_list([names.said(side) for side in empty_handed])
        return f"nothing on the table is worth anything to {whom}; {said}"
    return said


def sides_that_gain_nothing(run: TalksRun) -> list[str]:
    """The sides that gain from no item on the table, whoever grants it."""
    worth = [item.worth for item in run.bargain.issues]
    return [side for k, side in enumerate(run.sides) if all(value[k] <= TOO_LITTLE for value in worth)]


def what_would_open(run: TalksRun, names: CountryNames) -> str:
    """What would have to change for a deal to suit all."""
    zone = run.bargain.zone
    lacking = -zone.max_min_surplus
    if lacking < TOO_LITTLE:
        return "Something has to come on the table that one side gains from more than it costs whoever grants it."
    if zone.potential > 0:
        return f"Side payments would open the way: together the sides could gain {format_size(zone.potential)} billion a year."
    needs = [
        f"{names.said(side)} content with {format_size(lacking / weight)} billion a year less"
        for side, weight in zip(run.sides, zone.side_weights, strict=True)
        if weight > NEGLIGIBLE_SHARE
    ]
    if not needs:
        return "Side payments would not help."
    return f"Side payments would not help; what would: {' or '.join(needs)}."


def keeping_line(run: TalksRun) -> AnswerLine:
    """Would the deal be kept, and what if purchases fall short."""
    names, found = country_names(run.scenario.accounts), told_deal(run)
    if run.bargain.closed or found is None:
        return AnswerLine("keeping", IS_IT_KEPT, f"Nothing to keep: no deal on this table suits {all_of(run.sides)}.")
    detail = [_kept_instead(run, found), delivery_sentence_of(run, names)]
    said = kept_answer(run, found, names)
    return AnswerLine("keeping", IS_IT_KEPT, said, " ".join(part for part in detail if part))


def kept_answer(run: TalksRun, found: SolvedDeal, names: CountryNames, called: str = "the even-handed deal") -> str:
    """Yes as long as, or no because of whom; ``called`` is the deal that would not be kept."""
    verdict, k = found.verdict, found.verdict.binding_side
    lag, longest = float(verdict.lag), float(verdict.critical_lag[k])
    if verdict.self_enforcing:
        if longest > NEVER:
            return "Yes: nobody gains by breaking it, however late the answer comes."
        return (
            f"Yes, as long as a breach is answered within {_period(longest)}; "
            f"an answer within {_period(lag)} is what is assumed."
        )
    what = _what_is_withheld(found, k)
    if longest <= 0:
        return f"No, not {called}: {names.said(run.sides[k])} gains by {what}, however soon the answer comes."
    return (
        f"No, not {called}: {names.said(run.sides[k])} gains by {what} unless the answer comes within "
        f"{_period(longest)}; {_period(lag)} is what is assumed."
    )


def _what_is_withheld(found: SolvedDeal, side: int) -> str:
    """The breach that comes closest to paying for a side, as something that it does."""
    slack = {
        name: float(breach.verdict.slack[side]) for name, breach in found.breaches.items() if breach.possible[side]
    }
    if min(slack, key=slack.__getitem__, default="") == "purchases":
        return "not buying what it promised"
    return "not doing what it promised"


def _period(years: float) -> str:
    """A time in months, from two years on in years."""
    if years < LONG:
        return counted(round(12 * years), "month")
    return counted(round(years), "year")


def _kept_instead(run: TalksRun, found: SolvedDeal) -> str:
    """What is left among deals that would be kept, where this one would not."""
    left, whole = run.bargain.self_enforcing_surplus, run.bargain.zone.max_min_surplus
    if found.verdict.self_enforcing or not np.isfinite(left):
        return ""
    if left < TOO_LITTLE:
        return f"No deal that {all_of(run.sides)} prefer would be kept by {all_of(run.sides)}."
    said = f"Other deals would be kept; the best of them gives each side {format_size(left)} billion a year"
    if format_size(left) == format_size(whole):
        return f"{said}, as much as the best of all deals, {AVERAGE}."
    return f"{said} (of {format_size(whole)} among all deals), {AVERAGE}."


def _instead(now: float, before: float) -> str:
    """``gets 14 instead of 15``: with as many decimals as tell the two apart; what has turned into a loss is called one."""
    for places in range(FINEST + 1):
        told = [f"{value:.{places}f}" for value in (now, before)]
        if told[0] != told[1]:
            break
    else:
        return f"gets {format_size(now)} as before"
    if now < 0 < before:
        return f"loses {told[0].removeprefix('-')} instead of getting {told[1]}"
    return f"gets {told[0]} instead of {told[1]}"


def delivery_sentence_of(run: TalksRun, names: CountryNames) -> str:
    """What the deal is worth if purchases are delivered as the record says."""
    found, deal = run.bargain.delivery, run.bargain.deals.get(FIRST)
    if found is None or deal is None:
        return ""
    as_what = "as this scenario expects"
    if on_record(run):
        as_what = "as those of Phase One did"
    share = f"{100 * found.bought / found.promised:.0f} percent"
    parts = [
        f"{names.said(side)} {_instead(float(now), float(before))}"
        for side, now, before in zip(run.sides, found.worth, deal.worth, strict=True)
    ]
    arrive = f"{as_what} ({share} of what is promised on top of today's)"
    return f"If purchases arrive {arrive}, {format_list(parts)} billion a year, {AVERAGE}."
