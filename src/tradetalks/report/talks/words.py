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
from tradetalks.report.talks.plain_names import side_names, sides_said
from tradetalks.report.talks.without_others import without_others_sentence
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.results.talks_records import SolvedDeal
from tradetalks.talks.two_sides import all_of


def talks_sentences(run: TalksRun) -> list[str]:
    """The whole answer: the short one first, then cost of waiting, deals, odds, keeping, caveats."""
    said = [short_answer(run), *odds_sentences(run), *deal_sentences(run), *keeping_sentences(run)]
    return [sentence for sentence in said if sentence]


def deal_sentences(run: TalksRun) -> list[str]:
    """What could be signed: how much is in it, the even-handed deal, from where bargaining counts, one package, rivalry."""
    said = [
        zone_sentence(run),
        nash_sentence(run),
        threats_sentence(run),
        linkage_sentence(run),
        without_others_sentence(run),
        rivalry_sentence(run),
        *caveat_sentences(run),
    ]
    return [sentence for sentence in said if sentence]


def odds_sentences(run: TalksRun) -> list[str]:
    """How the talks may go: odds, what they rest on, what waiting costs, events, carrots and sticks."""
    said = [*_on_the_odds(run), impasse_cost_sentence(run), *_on_the_shocks(run), strategies_sentence(run)]
    return [sentence for sentence in said if sentence]


def keeping_sentences(run: TalksRun) -> list[str]:
    """Which deals would be kept, and what is delivered of what is promised; that there is nothing to keep."""
    said = [sentence for sentence in (compliance_sentence(run), delivery_sentence(run)) if sentence]
    if not said:
        return [f"No deal on this table suits {all_of(run.sides)}: there is nothing to keep."]
    return said


def _on_the_odds(run: TalksRun) -> list[str]:
    """What becomes of the deadline; why nothing is said of it where more than two sit at the table."""
    if run.course is None:
        left_out = (
            "Left out with them: rounds, events, carrots and sticks, and who would give way first without a deadline."
        )
        return [f"{run.no_odds[0].upper()}{run.no_odds[1:]}. {left_out}"]
    return [odds_sentence(run, run.course), drivers_sentence(run, run.course), attrition_sentence(run, run.course)]


def _on_the_shocks(run: TalksRun) -> list[str]:
    if run.course is None:
        return []
    return [shock_sentence(effect) for effect in run.course.shocks]


def short_answer(run: TalksRun) -> str:
    """One paragraph: is there a deal, which, with what odds, at what cost of waiting, would it be kept."""
    if run.bargain.closed:
        return f"In short: no deal on this table suits {all_of(run.sides)}: {run.bargain.reason}."
    nash = run.bargain.deals.get("Nash")
    gains = run.bargain.zone.payoffs
    if nash is not None:
        gains = nash.deal.u
    suits = f"a deal suits {all_of(run.sides)} and is worth {format_each(side_names(run), gains)}"
    parts = [f"In short: {suits} billion dollars a year on average to the end of each mandate"]
    if run.course is not None:
        parts.append(f"by {format_day(run.deadline)} {likeliest_words(run.course)}")
    cost = run.clock.per_day[run.clock.days.index(run.plan.opening)]
    parts.append(
        f"{sides_said(run)[int(np.argmax(cost))]} loses most by waiting, {cost.max():.0f} million dollars a day now"
    )
    if nash is not None:
        parts.append(_would_be_kept(run, nash))
    return "; ".join(parts) + "."


def _would_be_kept(run: TalksRun, found: SolvedDeal) -> str:
    if found.verdict.self_enforcing:
        return "it would be kept"
    return f"{sides_said(run)[found.verdict.binding_side]} would not keep it"
