"""The answer about the talks in words, from the numbers; every clause depends on what was found."""

from __future__ import annotations

import numpy as np

from tradetalks.report.format import format_day, format_each
from tradetalks.report.talks.bargain_words import (
    caveat_sentences,
    compliance_sentence,
    delivery_sentence,
    linkage_sentence,
    nash_sentence,
    rivalry_sentence,
    threats_sentence,
    zone_sentence,
)
from tradetalks.report.talks.course_words import (
    attrition_sentence,
    impasse_cost_sentence,
    shock_sentence,
    strategies_sentence,
)
from tradetalks.report.talks.odds_words import drivers_sentence, likeliest_words, odds_sentence
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.results.talks_records import SolvedDeal


def talks_sentences(run: TalksRun) -> list[str]:
    """The whole answer: the short one first, then cost, zone, deal, odds, rivalry, enforcement, shocks, strategies, caveats."""
    said = [
        short_answer(run),
        impasse_cost_sentence(run),
        zone_sentence(run),
        nash_sentence(run),
        threats_sentence(run),
        linkage_sentence(run),
        odds_sentence(run),
        drivers_sentence(run),
        attrition_sentence(run),
        rivalry_sentence(run),
        compliance_sentence(run),
        delivery_sentence(run),
        *(shock_sentence(effect) for effect in run.course.shocks),
        strategies_sentence(run),
        *caveat_sentences(run),
    ]
    return [sentence for sentence in said if sentence]


def short_answer(run: TalksRun) -> str:
    """One paragraph: is there a deal, which, with what odds, at what cost of waiting, would it be kept."""
    if run.bargain.closed:
        return f"In short: no deal on this table suits both: {run.bargain.reason}."
    nash = run.bargain.deals.get("Nash")
    gains = run.bargain.zone.payoffs
    if nash is not None:
        gains = nash.deal.u
    parts = [
        f"In short: a deal suits both and is worth {format_each(run.sides, gains)} billion dollars a year on average"
    ]
    parts.append(f"by {format_day(run.deadline)} {likeliest_words(run)}")
    cost = run.clock.per_day[run.clock.days.index(run.plan.opening)]
    parts.append(f"{run.sides[int(np.argmax(cost))]} loses most by waiting, {cost.max():.0f} million dollars a day now")
    if nash is not None:
        parts.append(_would_be_kept(run, nash))
    return "; ".join(parts) + "."


def _would_be_kept(run: TalksRun, found: SolvedDeal) -> str:
    if found.verdict.self_enforcing:
        return "it would be kept"
    return f"{run.sides[found.verdict.binding_side]} would not keep it"
