"""What could be signed, in words: the zone, the deal, what it hangs on, and whether it would be kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tradetalks.report.band import format_size
from tradetalks.report.format import SMALL_BUSD, SMALL_PROBABILITY, format_day, format_each, format_list
from tradetalks.report.talks.plain_names import DEALS, side_names, sides_said
from tradetalks.scenario.results.described import TO_MANDATES
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.results.talks_records import IssueWorth, SolvedDeal
from tradetalks.scenario.sections.instruments import EVERYBODY
from tradetalks.talks.bargaining_set import WAR_AS_IT_STANDS
from tradetalks.talks.two_sides import all_of

# A deal from which every side could still gain this share of what is at stake is not on the frontier.
LOOSE = 1e-3
# Billion dollars a year that a program's tolerance may lack where nothing is lacking.
TOO_LITTLE = 1e-6
# Shares of a surplus, and weights of a side, that the programs do not tell apart from all and from nothing.
NEGLIGIBLE_SHARE = 1e-6
# Years of delay that no government plans for.
NEVER = 50.0
# From here on a delay is told in years, not in months.
LONG = 2.0

ISSUE_KINDS = {
    "rollback": "tariffs",
    "tariff": "tariffs to a rate",
    "access": "market access",
    "export_access": "export controls",
    "purchases": "purchases",
    "payment": "payments",
    "technology": "technology",
    "subsidies": "subsidies",
    "stated": "items without a price",
}
# How a breach is answered, by the name of the punishment.
ANSWERS = {
    "proportional": "what a breach takes is taken back",
    "impasse": "a breach ends the deal",
    "escalation": "a breach is answered by escalation",
    "snap-back": "a breach brings the time without a deal back for {years:g} years",
}


def zone_sentence(run: TalksRun) -> str:
    """How much is in it, or what is missing."""
    if run.bargain.closed:
        return _what_is_missing(run)
    found = run.bargain.zone
    best = zip(sides_said(run), found.ideal, strict=True)
    *others, last = [f"{format_size(float(most))} to {side}" for side, most in best]
    said = (
        f"There are deals that {all_of(run.sides)} prefer to no deal: together worth up to {format_size(found.surplus)} billion "
        f"dollars a year, at best {', '.join(others)} or {last}; each can have {format_size(found.max_min_surplus)} at once (all "
        f"{TO_MANDATES})."
    )
    idle = [side for side, gains in zip(sides_said(run), found.gaining, strict=True) if not gains]
    if not idle:
        return said
    return f"{said} Nothing on the table is a gain to {format_list(idle)}, which must only not lose by it."


def _what_is_missing(run: TalksRun) -> str:
    """By how much the zone is empty, and what would open it."""
    found = run.bargain.zone
    lacking = -found.max_min_surplus
    if lacking < TOO_LITTLE:
        return f"Nothing on the table makes {all_of(run.sides)} better off than no deal."
    said = f"At the fairest deal each lacks {lacking:.1f} billion dollars a year {TO_MANDATES}."
    if found.potential > 0:
        together = format_size(found.potential)
        return f"{said} Side payments would open the way: together the sides could gain {together} billion a year."
    needs = [
        f"{side} content with {lacking / weight:.1f} billion a year less"
        for side, weight in zip(sides_said(run), found.side_weights, strict=True)
        if weight > NEGLIGIBLE_SHARE
    ]
    if not needs:
        return said
    return f"{said} Side payments would not help; what would: {' or '.join(needs)}."


def nash_sentence(run: TalksRun) -> str:
    """The Nash bargain, what it leaves out, and what it is worth over the years."""
    nash = run.bargain.deals.get("Nash")
    if nash is None:
        return ""
    granted = zip(run.bargain.issues, nash.deal.x, strict=True)
    partly = [_partly(item, share) for item, share in granted if share < 1 - SMALL_PROBABILITY]
    left_out = ""
    if partly:
        left_out = f" in full except {', '.join(partly)}"
    worth, in_all = (format_each(side_names(run), gains) for gains in (nash.deal.u, nash.present_value))
    return (
        f"The even-handed deal (Nash) grants everything on the table{left_out}: {worth} billion dollars a year {TO_MANDATES}; in "
        f"present value at the opening {in_all} billion. "
        f"{_over_the_years(run, nash)}"
    )


def _partly(item: IssueWorth, share: float) -> str:
    """An item that is not granted in full: how much of it is, or that nothing hangs on it."""
    if item.worthless:
        return f"{item.issue.name} (worth nothing)"
    return f"{item.issue.name} ({share:.0%})"


def _over_the_years(run: TalksRun, found: SolvedDeal) -> str:
    """What a deal brings first and last."""
    if run.scenario.model.horizon_years is not None:
        return f"Elasticities are those of {run.scenario.model.horizon_years:g} years throughout."
    first, last = (format_each(side_names(run), found.years[k]) for k in (0, -1))
    return (
        f"Trade responds slowly: {first} after {12 * run.bargain.deal_years[0]:.0f} months, {last} after "
        f"{run.bargain.deal_years[-1]:.2g} years."
    )


def deals_that_differ(run: TalksRun) -> list[str]:
    """The solutions that pick noticeably other deals where the war stays as it is than where the scheduled step comes."""
    differ = []
    for name, found in run.bargain.deals.items():
        other = found.under_threat.get(WAR_AS_IT_STANDS)
        if other is None or np.abs(other - found.deal.u).max() > SMALL_BUSD:
            differ.append(name)
    return differ


def threats_sentence(run: TalksRun) -> str:
    """From where bargaining counts, and what it would come to otherwise; nothing where no deal suits all."""
    if run.bargain.closed:
        return ""
    step = format_each(side_names(run), run.negotiation.bargaining_set.escalation_as_seen)
    lead = (
        f"Without a deal the step scheduled for {format_day(run.deadline)} comes, worth {step} billion dollars a year on "
        "average to the end of each mandate: bargaining counts from there, and a deal must also beat the war as it stands."
    )
    differ = deals_that_differ(run)
    if not differ:
        return f"{lead} Counted from the war as it stands all solutions pick the same deals."
    parts = [_counted_otherwise(run, name) for name in differ]
    return f"{lead} Counted from the war as it stands: {'; '.join(parts)}."


def _counted_otherwise(run: TalksRun, name: str) -> str:
    """What a solution picks from the war as it stands, beside its deal."""
    found = run.bargain.deals[name]
    other = found.under_threat.get(WAR_AS_IT_STANDS)
    if other is None:
        return f"{DEALS.get(name, name)} none"
    there, here = (format_each(side_names(run), gains) for gains in (other, found.deal.u))
    return f"{DEALS.get(name, name)} {there} instead of {here}"


def linkage_sentence(run: TalksRun) -> str:
    """What one package adds to separate deals."""
    found = run.bargain.linkage
    if found is None:
        return ""
    alone = ""
    if found.unsigned:
        kinds = ", ".join(ISSUE_KINDS[kind] for kind in found.unsigned)
        alone = f"; by themselves {kinds} would not be signed"
    return (
        "Signing one package instead of one deal for each kind of issue is worth "
        f"{format_each(side_names(run), found.value, '{:+.1f}')} billion dollars a year {TO_MANDATES}{alone}."
    )


def rivalry_sentence(run: TalksRun) -> str:
    """At what degree of rivalry nothing can be signed."""
    found = run.bargain.relative_gains
    parts = []
    if _rollback_alone(run):
        parts.append(_rollback_alone(run))
    two = len(run.sides) == 2
    if np.isfinite(found.product):
        closes = f"the two sides' weights multiply to {found.product:.3g}"
        if not two:
            closes = f"all weigh the gain of each other side at {found.common_impasse:.3g} of their own"
        parts.append(f"Where every item can be granted in part, there is no deal only where {closes}.")
    if np.isfinite(found.common_threat):
        whom = "the other"
        if not two:
            whom = "the others"
        parts.append(
            f"But rivals also like a threat that harms {whom} more: with equal weights, escalation beats every deal from "
            f"{found.common_threat:.3f} on."
        )
    if not parts:
        return ""
    return " ".join(["What can be signed decides what is irreconcilable.", *parts])


def _rollback_alone(run: TalksRun) -> str:
    """When a side prefers the tariffs to their withdrawal and nothing else."""
    found, rollback = run.bargain.relative_gains, run.bargain.full_rollback
    weight, without_scale = found.rollback[0], found.rollback_without_scale[0]
    if np.isfinite(weight) and weight > 0:
        a, *others = sides_said(run)
        whose = f"{others[0]}'s gain"
        if len(others) > 1:
            whose = "the gain of each other side"
        bare = "at no weight"
        if np.isfinite(without_scale):
            bare = f"{without_scale:.2f}"
        return (
            f"If {all_of(run.sides)} can only withdraw all their tariffs at once, {a} prefers to keep them once it weighs "
            f"{whose} at more than {weight:.3f} of its own (percent of income on percent of income; {bare} without scale "
            "economies)."
        )
    if (rollback < 0).any():
        loser = sides_said(run)[int(np.argmin(rollback))]
        return f"Withdrawing all tariffs and nothing else costs {loser} even where it does not mind the other's gain (rivalry)."
    return ""


def compliance_sentence(run: TalksRun) -> str:
    """Which deals would be kept, and what is left of the zone among those."""
    bargain = run.bargain
    if bargain.closed:
        return ""
    verdicts = {name: deal.verdict for name, deal in bargain.deals.items()}
    broken = [
        f"{DEALS.get(name, name)}, by {sides_said(run)[v.binding_side]}"
        for name, v in verdicts.items()
        if not v.self_enforcing
    ]
    said = f"If {_answer(run)}, all these deals would be kept"
    if broken:
        said = f"If {_answer(run)}, these would not be kept: {'; '.join(broken)}"
    if bargain.self_enforcing_surplus < 0:
        return f"{said}. No deal that {all_of(run.sides)} prefer would be kept by {all_of(run.sides)}."
    whole = bargain.zone.max_min_surplus
    if whole - bargain.self_enforcing_surplus > SMALL_BUSD:
        # The price of delay is that of a year.
        quarter = bargain.price_of_delay / 4
        return (
            f"{said}. Among deals that would be kept each can have {bargain.self_enforcing_surplus:.1f} billion dollars a year "
            f"at once {TO_MANDATES}, of {whole:.1f} among all; an answer a quarter later costs {all_of(run.sides)} {quarter:.1f} "
            "more."
        )
    if broken:
        return (
            f"{said}. Others would: each can have {whole:.1f} billion dollars a year at once {TO_MANDATES} among those, as among "
            "all."
        )
    if "Nash" not in verdicts:
        return f"{said}."
    return f"{said}; the even-handed deal (Nash) {_however_late(float(verdicts['Nash'].critical_lag.min()))}."


def _answer(run: TalksRun) -> str:
    """How a breach is answered, and after how long."""
    a = run.assumptions
    answer = ANSWERS[a.punishment].format(years=a.snap_back_years)
    return f"{answer}, after {12 * a.lag_years:.0f} months ({12 * a.purchase_lag_years:.0f} for purchases)"


def _however_late(lag: float) -> str:
    """Up to which delay of the answer, in years, a deal is kept."""
    if lag > NEVER:
        return "however late the answer comes"
    if lag < LONG:
        return f"as long as the answer takes less than {12 * lag:.0f} months"
    return f"as long as the answer takes less than {lag:.0f} years"


def on_record(run: TalksRun) -> bool:
    """Whether these are talks of the United States and China, whose purchases under Phase One are on record."""
    return set(run.sides) == {"USA", "CHN"}


def delivery_sentence(run: TalksRun) -> str:
    """What the Nash deal is worth if purchases are delivered as the record says."""
    found = run.bargain.delivery
    if found is None:
        return ""
    as_what = "as this scenario expects"
    if on_record(run):
        as_what = "as those of Phase One were"
    return (
        f"What counts is what is done: if purchases are delivered {as_what}, {format_size(found.bought)} of the "
        f"{format_size(found.promised)} billion dollars a year promised in the even-handed deal (Nash) are bought, and it is "
        f"worth {format_each(side_names(run), found.worth)} billion dollars a year {TO_MANDATES}."
    )


def caveat_sentences(run: TalksRun) -> Iterator[str]:
    """What the numbers count, and bad news about them."""
    yield from _what_counts(run)
    frontier = run.bargain.frontier
    if run.bargain.closed or frontier is None:
        return
    if not frontier.certified:
        yield (
            "The frontier is not certified: another start found a point better by "
            f"{frontier.shortfall.max():.2g} billion dollars a year."
        )
    deals = {name: found.deal for name, found in run.bargain.deals.items()}
    # What is at stake counts as one billion at least, so that a worthless deal is not called loose for rounding errors.
    loose = [name for name, d in deals.items() if d.frontier_gap > LOOSE * max(1.0, float(np.abs(d.u).max()))]
    if loose:
        yield f"These deals may be improved upon: {', '.join(loose)}."
    if any(issue.kind == "subsidies" for issue in run.plan.issues):
        yield (
            "Industrial subsidies are not in the baseline's accounts: giving them up counts as a tax on sales of the same size, "
            "which makes it look dear to the side that gives them up and worth little to the one that asks, unless the scenario "
            "states what it is worth to it."
        )


def _what_counts(run: TalksRun) -> Iterator[str]:
    """What a side is taken to want, where that is not its real income."""
    section = run.scenario.objectives
    for side, name in zip(run.sides, sides_said(run), strict=True):
        wants = section.get(side, section.get(EVERYBODY, ()))
        if wants:
            said = " + ".join(str(want) for want in wants)
            yield f"Gains of {name} are in what the scenario says it maximises ({said}), as billions of its income."
