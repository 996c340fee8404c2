"""The answer about the talks in words, from the numbers; every clause depends on what was found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.talks.outlook import outlook_of
from tradetalks.talks.shocks import Turn

if TYPE_CHECKING:
    from tradetalks.report.talks.chapter import TalksChapter

# Odds that move by less are as good as the same.
NOTICEABLE = 0.005
# Billion dollars a year that a program's tolerance may lack where nothing is lacking.
TOO_LITTLE = 1e-6
# Years of delay that no government plans for.
NEVER = 50.0


def sentences(chapter: TalksChapter) -> list[str]:
    """The whole answer: the short one first, then cost, zone, deal, odds, rivalry, enforcement, shocks, strategies, caveats."""
    said = [
        short_answer(chapter),
        cost(chapter),
        zone(chapter),
        deal(chapter),
        linkage(chapter),
        odds(chapter),
        rivalry(chapter),
        kept(chapter),
        delivered(chapter),
        *(shock(turn) for turn in chapter.turns),
        paths(chapter),
        rests(chapter),
        *caveats(chapter),
    ]
    return [sentence for sentence in said if sentence]


def written(day: date) -> str:
    """7 January 2019."""
    return f"{day:%-d %B %Y}"


def percent(share: float) -> str:
    """A probability; what is possible but rounds to nothing is said to be small."""
    if 0 < share < NOTICEABLE:
        return "under 1%"
    return f"{share:.0%}" if share <= 1 - NOTICEABLE or share == 1 else "over 99%"


def each(names: Iterable[str], values: Iterable[float], form: str = "{:+.0f}") -> str:
    """USA +19, CHN +66."""
    return ", ".join(f"{name} {form.format(value)}" for name, value in zip(names, values, strict=True))


def short_answer(chapter: TalksChapter) -> str:
    """One paragraph: is there a deal, which, with what odds, at what cost of waiting, would it be kept."""
    n = chapter.talks
    if n.closed:
        return "In short: no deal on this table suits both."
    gains = n.deals["Nash"].u if "Nash" in n.deals else n.zone.payoffs
    parts = [f"In short: a deal suits both and is worth {each(n.sides, gains)} billion dollars a year"]
    likely = n.outcome_odds
    if np.isfinite(likely["deal"]):
        most = max(likely, key=likely.__getitem__)
        word = {"deal": "a deal", "extend": "an extension", "escalate": "escalation"}[most]
        parts.append(f"by {written(n.deadline)} {word} is most likely ({percent(likely[most])})")
    day = chapter.clock.per_day[chapter.clock.days.index(chapter.plan.opening)]
    parts.append(f"{n.sides[int(np.argmax(day))]} loses most by waiting, {day.max():.0f} million dollars a day")
    verdict = chapter.verdict("Nash") if "Nash" in n.deals else None
    if verdict is not None:
        keeps = "it would be kept" if verdict.self_enforcing else f"{n.sides[verdict.binding_side]} would not keep it"
        parts.append(keeps)
    return "; ".join(parts) + "."


def cost(chapter: TalksChapter) -> str:
    """The impasse clock."""
    clock, names = chapter.clock, chapter.talks.sides
    day = clock.days.index(chapter.plan.opening)
    return (
        f"On {written(chapter.plan.opening)} a day of impasse costs, in million dollars: {_costs(names, clock.per_day[day])}; "
        f"two years after the deadline, with the same tariffs: {_costs(names, clock.per_day[-1])}. So far, in billion "
        f"dollars: {_costs(names, -clock.so_far[day])}; each further week: {_costs(names, clock.per_week[day], '{:.2f}')}."
    )


def _costs(names: Iterable[str], values: Iterable[float], form: str = "{:.1f}") -> str:
    """A negative cost is a gain."""
    return ", ".join(
        f"{name} {form.format(abs(v))}{' gained' if v < 0 else ''}" for name, v in zip(names, values, strict=True)
    )


def zone(chapter: TalksChapter) -> str:
    """How much is in it, or what is missing."""
    found, names = chapter.talks.zone, chapter.talks.sides
    if chapter.talks.closed:
        return _opening(chapter)
    return (
        f"There are deals that both prefer to the impasse: together worth up to {found.surplus:.0f} billion dollars a year, "
        f"at best {found.ideal[0]:.0f} to {names[0]} or {found.ideal[1]:.0f} to {names[1]}; each can have "
        f"{found.max_min_surplus:.0f} at once."
    )


def _opening(chapter: TalksChapter) -> str:
    """By how much the zone is empty, and what would open it."""
    found = chapter.talks.zone
    if found.max_min_surplus > -TOO_LITTLE:
        return "Nothing on the table makes both better off than the impasse."
    lack = f"At the fairest deal each lacks {-found.max_min_surplus:.1f} billion dollars a year."
    if found.potential > 0:
        return f"{lack} Side payments would open the way: together the sides could gain {found.potential:.0f} billion a year."
    needs = [
        f"{side} content with {-found.max_min_surplus / weight:.1f} billion a year less"
        for side, weight in zip(chapter.talks.sides, found.side_weights, strict=True)
        if weight > 1e-6
    ]
    return f"{lack} Side payments would not help; what would: {' or '.join(needs)}." if needs else lack


def deal(chapter: TalksChapter) -> str:
    """The Nash bargain, what it leaves out, and what it is worth over the years."""
    n = chapter.talks
    if "Nash" not in n.deals:
        return ""
    nash = n.deals["Nash"]
    partly = [f"{i.name} ({v:.0%})" for i, v in zip(n.agenda.issues, nash.x, strict=True) if v < 1 - NOTICEABLE]
    left = f" in full except {', '.join(partly)}" if partly else ""
    years = chapter.deal_path
    first, last = (years.gains["Nash"][k] for k in (0, -1))
    return (
        f"The Nash bargain grants everything on the table{left}: {each(n.sides, nash.u)} billion dollars a year "
        f"{_horizon(chapter)}. Trade responds slowly: {each(n.sides, first)} in the first year, {each(n.sides, last)} after "
        f"{years.years[-1]:.0f} years; up to the mandates' ends {each(n.sides, years.present_value['Nash'])} billion in present "
        "value."
    )


def _horizon(chapter: TalksChapter) -> str:
    years = chapter.run.scenario.model.horizon_years
    return "in the long run" if years is None else f"with the elasticities of {years:g} years"


def linkage(chapter: TalksChapter) -> str:
    """What one package adds to separate deals."""
    if chapter.linkage is None:
        return ""
    value, names = chapter.linkage.value, chapter.talks.sides
    alone = (
        f"; by themselves {', '.join(chapter.linkage.unsigned)} would not be signed" if chapter.linkage.unsigned else ""
    )
    return (
        f"Signing one package instead of one deal for each kind of issue is worth {each(names, value, '{:+.1f}')} billion "
        f"dollars a year{alone}."
    )


def odds(chapter: TalksChapter) -> str:
    """Deal, extension, escalation; who blinks first; what an extension is worth."""
    likely, n = chapter.talks.outcome_odds, chapter.talks
    if n.closed:
        then = max(likely, key=likely.__getitem__)
        return f"With nothing that both can sign, the deadline of {written(n.deadline)} brings the choice to {then}."
    if n.odds is None:
        return "Both public texts fit into one deal, so nothing is gained by waiting."
    if not n.odds.converged:
        return (
            f"The game at the deadline was not solved (residual {n.odds.residual:.1e}): no odds are given. "
            "Raise the noise or change the selection."
        )
    low, _, high = chapter.triple("deal")
    said = (
        f"By {written(n.deadline)} the model gives a deal {percent(likely['deal'])} (from {percent(low)} to {percent(high)} as "
        f"assumptions move), an extension {percent(likely['extend'])} and escalation {percent(likely['escalate'])}"
    )
    if n.attrition is not None:
        first = n.attrition.blinks_first
        said += f"; with no deadline {n.sides[0]} would blink first with {percent(first[0])}, {n.sides[1]} {percent(first[1])}"
    worth = [outlook_of(n)[f"extension for {s}"] for s in n.sides]
    return (
        f"{said}. If the deadline comes without a deal, extending rather than escalating is worth, in billion dollars up to the "
        f"mandates' ends: {each(n.sides, worth, '{:.0f}')}."
    )


def rivalry(chapter: TalksChapter) -> str:
    """At what degree of rivalry nothing can be signed."""
    n, (a, b) = chapter.talks, chapter.talks.sides
    swap, flat = n.bargaining_set.rollback_relative_gains[0], chapter.rollback_without_scale[0]
    parts = ["What can be signed decides what is irreconcilable."]
    if np.isfinite(swap) and swap > 0:
        parts.append(
            f"If both can only withdraw all their tariffs at once, {a} prefers to keep them once it weighs {b}'s gain at more "
            f"than {swap:.3f} of its own (percent of income on percent of income; {flat:.2f} without scale economies)."
        )
    elif (n.bargaining_set.full_rollback < 0).any():
        loser = n.sides[int(np.argmin(n.bargaining_set.full_rollback))]
        parts.append(f"Withdrawing all tariffs and nothing else costs {loser} even without rivalry.")
    product, limit = (np.nan, np.nan) if n.closed else (chapter.rivalry_product, chapter.threat_rivalry)
    if np.isfinite(product):
        parts.append(
            "Where every item can be granted in part, the zone closes only where the two sides' weights multiply to about "
            f"{product:.2g}."
        )
    if np.isfinite(limit):
        parts.append(
            "But rivals also like a threat that harms the other more: with equal weights, escalation beats every deal from about "
            f"{limit:.2g} on."
        )
    return " ".join(parts) if len(parts) > 1 else ""


def kept(chapter: TalksChapter) -> str:
    """Which deals would be kept, and what is left of the zone among those."""
    n = chapter.talks
    if n.closed:
        return ""
    a = n.assumptions
    answer = {
        "proportional": "what a breach takes is taken back",
        "impasse": "a breach ends the deal",
        "escalation": "a breach is answered by escalation",
        "snap-back": f"a breach brings the impasse back for {a.snap_back_years:g} years",
    }[a.punishment]
    terms = f"{answer}, after {12 * a.lag_years:.0f} months ({12 * a.purchase_lag_years:.0f} for purchases)"
    verdicts = {name: chapter.verdict(name) for name in n.deals}
    broken = [f"{name} ({n.sides[v.binding_side]})" for name, v in verdicts.items() if not v.self_enforcing]
    said = f"If {terms}, " + (
        f"these would not be kept, by: {', '.join(broken)}" if broken else "all these deals would be kept"
    )
    if chapter.self_enforcing_surplus < 0:
        return f"{said}. No deal that both prefer would be kept by both."
    latest = verdicts["Nash"].critical_lag.min() if "Nash" in verdicts else np.inf
    if chapter.self_enforcing_surplus < n.zone.max_min_surplus * (1 - 1e-6):
        return (
            f"{said}. Among deals that would be kept each can have {chapter.self_enforcing_surplus:.0f} billion dollars a year "
            "at once, of "
            f"{n.zone.max_min_surplus:.0f} among all; an answer a quarter later costs both {chapter.price_of_delay / 4:.1f} more."
        )
    return f"{said}; the Nash deal {_until(latest)}." if "Nash" in verdicts else f"{said}."


def _until(lag: float) -> str:
    if lag > NEVER:
        return "however late the answer comes"
    return f"as long as the answer takes less than {f'{12 * lag:.0f} months' if lag < 2 else f'{lag:.0f} years'}"


def delivered(chapter: TalksChapter) -> str:
    """What the Nash deal is worth if purchases are delivered as the record says."""
    nash, agenda = chapter.talks.deals.get("Nash"), chapter.talks.agenda
    if nash is None or not any(i.delivered is not None for i in agenda.issues):
        return ""
    x = agenda.as_delivered(nash.x)
    bought = [k for k, i in enumerate(agenda.issues) if i.kind == "purchases" and i.delivered is not None]
    extra, promised = (sum(agenda.issues[k].amount * y[k] for k in bought) for y in (x, nash.x))
    if not promised > 0:
        return ""
    return (
        f"What counts is what is done: if purchases are delivered as those of Phase One were, {extra:.0f} of the "
        f"{promised:.0f} billion dollars a year promised in the Nash deal are bought, and it is worth "
        f"{each(chapter.talks.sides, agenda.payoffs(x)[0])}."
    )


def shock(turn: Turn) -> str:
    """The odds just before and after, each by its own deadline."""
    day, before, after = written(turn.shock.day), turn.before, turn.after
    lead = f"{turn.shock.name} ({day}, if nobody has given way by then)"
    if after.closed:
        return f"{lead}: no deal is left that both prefer."
    was, now = percent(before.outcome_odds["deal"]), percent(after.outcome_odds["deal"])
    if after.deadline != before.deadline:
        return f"{lead}: odds of a deal {was} by {written(before.deadline)}, {now} by {written(after.deadline)}."
    return f"{lead}: odds of a deal by {written(after.deadline)} from {was} to {now}."


def paths(chapter: TalksChapter) -> str:
    """Carrots and sticks against just waiting."""
    if len(chapter.paths) < 2:
        return ""
    regions, wait = chapter.run.economy.regions, chapter.paths[0]
    index = [regions.index(s) for s in chapter.talks.sides]
    parts = [
        f"{path.strategy.name} {each(chapter.talks.sides, (path.value - wait.value)[index], '{:+.1f}')}"
        for path in chapter.paths[1:]
    ]
    return f"The same deal by another path, in billion dollars against just waiting for it: {'; '.join(parts)}."


def rests(chapter: TalksChapter) -> str:
    """What the odds hang on most."""
    if not chapter.swings or not np.isfinite(chapter.talks.outcome_odds["deal"]):
        return ""
    told = [s for s in chapter.swings if s.width("deal") >= NOTICEABLE][:3]
    if not told:
        return "No behavioural assumption within its range moves the odds of a deal; flows come from the model."
    parts = [
        f"{s.name.replace('_', ' ')} ({percent(min(s.values('deal')))} to {percent(max(s.values('deal')))})"
        for s in told
    ]
    return (
        f"The odds of a deal rest most on: {', '.join(parts)}. These behavioural numbers are judgements, moved over their ranges "
        "one at a time; flows come from the model."
    )


def caveats(chapter: TalksChapter) -> Iterable[str]:
    """Bad news about the numbers themselves."""
    n = chapter.talks
    if n.closed:
        return
    if not n.frontier.certified:
        yield (
            "The frontier is not certified: another start found a point better by "
            f"{n.frontier.shortfall.max():.2g} billion dollars a year."
        )
    loose = [name for name, d in n.deals.items() if d.frontier_gap > 1e-3 * max(1.0, float(np.abs(d.u).max()))]
    if loose:
        yield f"These deals may be improved upon: {', '.join(loose)}."
    if any(i.kind == "subsidies" for i in n.agenda.issues):
        yield (
            "Industrial subsidies are not in the baseline's accounts: giving them up counts as a tax on sales of the same size, "
            "which makes it look dear to the side that gives them up."
        )
