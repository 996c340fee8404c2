"""The answer about the talks in words, from the numbers; every clause depends on what was found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from tradetalks.scenario.talks_records import ShockEffect
from tradetalks.scenario.talks_run import TalksRun

# Odds that move by less are as good as the same.
NOTICEABLE = 0.005
# A deal from which every side could still gain this share of what is at stake is not on the frontier.
LOOSE = 1e-3
# Billion dollars a year that a program's tolerance may lack where nothing is lacking.
TOO_LITTLE = 1e-6
# Shares of a surplus that the programs do not tell apart.
SOLVED = 1e-6
# Years of delay that no government plans for.
NEVER = 50.0

KIND_WORDS = {
    "rollback": "tariffs",
    "access": "market access",
    "export_access": "export controls",
    "purchases": "purchases",
    "payment": "payments",
    "technology": "technology",
    "subsidies": "subsidies",
    "stated": "items without a price",
}


def sentences(run: TalksRun) -> list[str]:
    """The whole answer: the short one first, then cost, zone, deal, odds, rivalry, enforcement, shocks, strategies, caveats."""
    said = [
        short_answer(run),
        cost(run),
        zone(run),
        deal(run),
        linkage(run),
        odds(run),
        rivalry(run),
        kept(run),
        delivered(run),
        *(shock(effect) for effect in run.course.shocks),
        paths(run),
        rests(run),
        *caveats(run),
    ]
    return [sentence for sentence in said if sentence]


def written(day: date) -> str:
    """7 January 2019."""
    return f"{day.day} {day:%B %Y}"


def percent(share: float) -> str:
    """A probability; what is possible but rounds to nothing is said to be small."""
    if 0 < share < NOTICEABLE:
        return "under 1%"
    return f"{share:.0%}" if share <= 1 - NOTICEABLE or share == 1 else "over 99%"


def each(names: Iterable[str], values: Iterable[float], form: str = "{:+.0f}") -> str:
    """USA +19, CHN +66."""
    return ", ".join(f"{name} {form.format(value)}" for name, value in zip(names, values, strict=True))


def short_answer(run: TalksRun) -> str:
    """One paragraph: is there a deal, which, with what odds, at what cost of waiting, would it be kept."""
    if run.bargain.closed:
        return "In short: no deal on this table suits both."
    nash = run.bargain.deals.get("Nash")
    gains = run.bargain.zone.payoffs if nash is None else nash.deal.u
    parts = [f"In short: a deal suits both and is worth {each(run.sides, gains)} billion dollars a year"]
    likely = run.course.odds
    if np.isfinite(likely["deal"]):
        most = max(likely, key=likely.__getitem__)
        word = {"deal": "a deal", "extend": "an extension", "escalate": "escalation"}[most]
        parts.append(f"by {written(run.deadline)} {word} is most likely ({percent(likely[most])})")
    day = run.clock.per_day[run.clock.days.index(run.plan.opening)]
    parts.append(f"{run.sides[int(np.argmax(day))]} loses most by waiting, {day.max():.0f} million dollars a day")
    if nash is not None:
        verdict = nash.verdict
        breaker = run.sides[verdict.binding_side]
        parts.append("it would be kept" if verdict.self_enforcing else f"{breaker} would not keep it")
    return "; ".join(parts) + "."


def cost(run: TalksRun) -> str:
    """The impasse clock."""
    clock, names = run.clock, run.sides
    day = clock.days.index(run.plan.opening)
    return (
        f"On {written(run.plan.opening)} a day of impasse costs, in million dollars: {_costs(names, clock.per_day[day])}; "
        f"two years after the deadline, with the same tariffs: {_costs(names, clock.per_day[-1])}. So far, in billion "
        f"dollars: {_costs(names, -clock.so_far[day])}; each further week: {_costs(names, clock.per_week[day], '{:.2f}')}."
    )


def _costs(names: Iterable[str], values: Iterable[float], form: str = "{:.1f}") -> str:
    """A negative cost is a gain."""
    return ", ".join(
        f"{name} {form.format(abs(v))}{' gained' if v < 0 else ''}" for name, v in zip(names, values, strict=True)
    )


def zone(run: TalksRun) -> str:
    """How much is in it, or what is missing."""
    found, names = run.bargain.zone, run.sides
    if run.bargain.closed:
        return _opening(run)
    return (
        f"There are deals that both prefer to the impasse: together worth up to {found.surplus:.0f} billion dollars a year, "
        f"at best {found.ideal[0]:.0f} to {names[0]} or {found.ideal[1]:.0f} to {names[1]}; each can have "
        f"{found.max_min_surplus:.0f} at once."
    )


def _opening(run: TalksRun) -> str:
    """By how much the zone is empty, and what would open it."""
    found = run.bargain.zone
    if found.max_min_surplus > -TOO_LITTLE:
        return "Nothing on the table makes both better off than the impasse."
    lack = f"At the fairest deal each lacks {-found.max_min_surplus:.1f} billion dollars a year."
    if found.potential > 0:
        return f"{lack} Side payments would open the way: together the sides could gain {found.potential:.0f} billion a year."
    needs = [
        f"{side} content with {-found.max_min_surplus / weight:.1f} billion a year less"
        for side, weight in zip(run.sides, found.side_weights, strict=True)
        if weight > 1e-6
    ]
    return f"{lack} Side payments would not help; what would: {' or '.join(needs)}." if needs else lack


def deal(run: TalksRun) -> str:
    """The Nash bargain, what it leaves out, and what it is worth over the years."""
    nash = run.bargain.deals.get("Nash")
    if nash is None:
        return ""
    granted = zip(run.plan.issues, nash.deal.x, strict=True)
    partly = [f"{issue.name} ({share:.0%})" for issue, share in granted if share < 1 - NOTICEABLE]
    left = f" in full except {', '.join(partly)}" if partly else ""
    return (
        f"The Nash bargain grants everything on the table{left}: {each(run.sides, nash.deal.u)} billion dollars a year "
        f"{_horizon(run)}. Trade responds slowly: {each(run.sides, nash.years[0])} in the first year, "
        f"{each(run.sides, nash.years[-1])} after "
        f"{run.bargain.deal_years[-1]:.0f} years; up to the mandates' ends {each(run.sides, nash.present_value)} billion in "
        "present value."
    )


def _horizon(run: TalksRun) -> str:
    years = run.scenario.model.horizon_years
    return "in the long run" if years is None else f"with the elasticities of {years:g} years"


def linkage(run: TalksRun) -> str:
    """What one package adds to separate deals."""
    found = run.bargain.linkage
    if found is None:
        return ""
    unsigned = ", ".join(KIND_WORDS[kind] for kind in found.unsigned)
    alone = f"; by themselves {unsigned} would not be signed" if unsigned else ""
    return (
        "Signing one package instead of one deal for each kind of issue is worth "
        f"{each(run.sides, found.value, '{:+.1f}')} billion dollars a year{alone}."
    )


def odds(run: TalksRun) -> str:
    """Deal, extension, escalation; who blinks first; what an extension is worth."""
    likely, game, outlook = run.course.odds, run.course.game, run.course.outlook
    if run.bargain.closed:
        then = max(likely, key=likely.__getitem__)
        return f"With nothing that both can sign, the deadline of {written(run.deadline)} brings the choice to {then}."
    if game is None:
        return "Both public texts fit into one deal, so nothing is gained by waiting."
    if not game.converged:
        return (
            f"The game at the deadline was not solved (residual {game.residual:.1e}): no odds are given. "
            "Raise the noise or change the selection."
        )
    low, _, high = run.course.range_of("deal")
    said = (
        f"By {written(run.deadline)} the model gives a deal {percent(likely['deal'])} (from {percent(low)} to {percent(high)} as "
        f"assumptions move), an extension {percent(likely['extend'])} and escalation {percent(likely['escalate'])}"
    )
    a, b = run.sides
    if f"{a} blinks first" in outlook:
        first = [percent(outlook[f"{side} blinks first"]) for side in run.sides]
        said += f"; with no deadline {a} would blink first with {first[0]}, {b} {first[1]}"
    worth = [outlook[f"extension for {side}"] for side in run.sides]
    return (
        f"{said}. If the deadline comes without a deal, extending rather than escalating is worth, in billion dollars up to the "
        f"mandates' ends: {each(run.sides, worth, '{:.0f}')}."
    )


def rivalry(run: TalksRun) -> str:
    """At what degree of rivalry nothing can be signed."""
    (a, b), found, rollback = run.sides, run.bargain.relative_gains, run.bargain.full_rollback
    swap, flat = found.rollback[0], found.rollback_without_scale[0]
    parts = ["What can be signed decides what is irreconcilable."]
    if np.isfinite(swap) and swap > 0:
        parts.append(
            f"If both can only withdraw all their tariffs at once, {a} prefers to keep them once it weighs {b}'s gain at more "
            f"than {swap:.3f} of its own (percent of income on percent of income; {flat:.2f} without scale economies)."
        )
    elif (rollback < 0).any():
        loser = run.sides[int(np.argmin(rollback))]
        parts.append(f"Withdrawing all tariffs and nothing else costs {loser} even without rivalry.")
    product, limit = found.product, found.common_threat
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


def kept(run: TalksRun) -> str:
    """Which deals would be kept, and what is left of the zone among those."""
    bargain, a = run.bargain, run.assumptions
    if bargain.closed:
        return ""
    answer = {
        "proportional": "what a breach takes is taken back",
        "impasse": "a breach ends the deal",
        "escalation": "a breach is answered by escalation",
        "snap-back": f"a breach brings the impasse back for {a.snap_back_years:g} years",
    }[a.punishment]
    terms = f"{answer}, after {12 * a.lag_years:.0f} months ({12 * a.purchase_lag_years:.0f} for purchases)"
    verdicts = {name: deal.verdict for name, deal in bargain.deals.items()}
    broken = [f"{name} ({run.sides[v.binding_side]})" for name, v in verdicts.items() if not v.self_enforcing]
    said = f"If {terms}, all these deals would be kept"
    if broken:
        said = f"If {terms}, these would not be kept, by: {', '.join(broken)}"
    if bargain.self_enforcing_surplus < 0:
        return f"{said}. No deal that both prefer would be kept by both."
    whole = bargain.zone.max_min_surplus
    if bargain.self_enforcing_surplus < whole * (1 - SOLVED):
        return (
            f"{said}. Among deals that would be kept each can have {bargain.self_enforcing_surplus:.0f} billion dollars a year "
            f"at once, of {whole:.0f} among all; an answer a quarter later costs both {bargain.price_of_delay / 4:.1f} more."
        )
    if "Nash" not in verdicts:
        return f"{said}."
    return f"{said}; the Nash deal {_until(float(verdicts['Nash'].critical_lag.min()))}."


def _until(lag: float) -> str:
    if lag > NEVER:
        return "however late the answer comes"
    time = f"{12 * lag:.0f} months" if lag < 2 else f"{lag:.0f} years"
    return f"as long as the answer takes less than {time}"


def delivered(run: TalksRun) -> str:
    """What the Nash deal is worth if purchases are delivered as the record says."""
    found = run.bargain.delivery
    if found is None:
        return ""
    return (
        f"What counts is what is done: if purchases are delivered as those of Phase One were, {found.bought:.0f} of the "
        f"{found.promised:.0f} billion dollars a year promised in the Nash deal are bought, and it is worth "
        f"{each(run.sides, found.worth)}."
    )


def shock(effect: ShockEffect) -> str:
    """The odds just before and after, each by its own deadline."""
    before, after = effect.before, effect.after
    lead = f"{effect.shock.name} ({written(effect.shock.day)}, if nobody has given way by then)"
    if after.closed:
        return f"{lead}: no deal is left that both prefer."
    was, now = percent(before.odds["deal"]), percent(after.odds["deal"])
    if after.deadline != before.deadline:
        return f"{lead}: odds of a deal {was} by {written(before.deadline)}, {now} by {written(after.deadline)}."
    return f"{lead}: odds of a deal by {written(after.deadline)} from {was} to {now}."


def paths(run: TalksRun) -> str:
    """Carrots and sticks against just waiting."""
    if len(run.strategies) < 2:
        return ""
    regions, wait = run.negotiation.agenda.status_quo.economy.regions, run.strategies[0]
    index = [regions.index(side) for side in run.sides]
    parts = [
        f"{path.strategy.name} {each(run.sides, (path.value - wait.value)[index], '{:+.1f}')}"
        for path in run.strategies[1:]
    ]
    return f"The same deal by another path, in billion dollars against just waiting for it: {'; '.join(parts)}."


def rests(run: TalksRun) -> str:
    """What the odds hang on most."""
    if not run.course.swings or not np.isfinite(run.course.odds["deal"]):
        return ""
    told = [s for s in run.course.swings if s.width("deal") >= NOTICEABLE][:3]
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


def caveats(run: TalksRun) -> Iterable[str]:
    """Bad news about the numbers themselves."""
    frontier = run.bargain.frontier
    if run.bargain.closed or frontier is None:
        return
    if not frontier.certified:
        yield (
            "The frontier is not certified: another start found a point better by "
            f"{frontier.shortfall.max():.2g} billion dollars a year."
        )
    deals = {name: found.deal for name, found in run.bargain.deals.items()}
    loose = [name for name, d in deals.items() if d.frontier_gap > LOOSE * max(1.0, float(np.abs(d.u).max()))]
    if loose:
        yield f"These deals may be improved upon: {', '.join(loose)}."
    if any(i.kind == "subsidies" for i in run.plan.issues):
        yield (
            "Industrial subsidies are not in the baseline's accounts: giving them up counts as a tax on sales of the same size, "
            "which makes it look dear to the side that gives them up."
        )
