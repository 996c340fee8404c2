"""Items on the table that nobody can sign, that move nothing, come too late, or promise more than was ever kept."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator

from tradetalks.inputs import Place, Refusal
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.talks_coherence import spent_on, talks_tariffs
from tradetalks.scenario.sections.talks import TalksPlan
from tradetalks.talks.assumptions import mandate_end
from tradetalks.talks.issue import Issue
from tradetalks.talks.issue_tariffs import TARIFF_KINDS, TariffTable

# Of all that a country spends in the sectors, at home too: the promises of Phase One were 0.4 to 1.4 percent of it. Half of it
# from one seller, beyond what is bought there already, is more likely another unit.
LARGEST_SHARE_OF_SPENDING = 0.5


def items_in_vain(scenario: Scenario, talks: TalksPlan) -> Iterator[Refusal]:
    """What to point out, at its place in the file; titles and advice alone count.

    Args:
        scenario: what the file comes to, its dates included.
        talks: its section.
    """
    years = [mandate_end(talks.opening, of_side) for of_side in talks.assumptions.mandate_years]
    tariffs = talks_tariffs(scenario) if scenario.dates else None
    for k, issue in enumerate(talks.issues):
        place: Place = ("talks", "issues", k)
        if tariffs is not None and issue.kind in TARIFF_KINDS and not tariffs.cuts(issue):
            yield _moves_nothing(issue, tariffs, scenario.dates[-1], place)
        if issue.red_line == 0:
            title = f"nothing of {issue.name} can be signed: its red line is 0"
            yield Refusal(title, do="raise the red line, or leave the item out", place=(*place, "red_line"))
        if issue.delivered == 0:
            title = f"nothing of {issue.name} is expected to be bought: delivered is 0"
            yield Refusal(title, do="give the share that one may expect, or leave it out", place=(*place, "delivered"))
        if issue.phase_in and min(issue.phase_in) > max(years):
            title = f"{issue.name} comes into force on {min(issue.phase_in)}, after every mandate ends"
            advice = f"no side looks beyond {max(years)}: give earlier days, or longer mandate_years"
            yield Refusal(title, do=advice, place=(*place, "phase_in"))
        yield from _large_purchases(scenario, issue, place)


def _large_purchases(scenario: Scenario, issue: Issue, place: Place) -> Iterator[Refusal]:
    """Promises to buy from one seller what is hardly spent on all of them."""
    if issue.kind != "purchases":
        return
    share = issue.amount / spent_on(issue, scenario.accounts)
    if share > LARGEST_SHARE_OF_SPENDING:
        title = f"{issue.name} promises {100 * share:.3g} percent of all that {issue.by} spends there, at home too"
        advice = "the amount is more a year than is bought without it, billion dollars: check its unit and its sectors"
        yield Refusal(title, do=advice, place=(*place, "amount"))


def _moves_nothing(issue: Issue, tariffs: TariffTable, day: datetime.date, place: Place) -> Refusal:
    """A cut of tariffs that are not there, or of next to nothing of them."""
    if issue.kind == "rollback":
        whole = dataclasses.replace(issue, amount=1.0, low=None, high=None)
        if tariffs.cuts(whole):
            title = f"{issue.name} takes back nothing: its amount is {issue.amount:g} of the increase"
            return Refusal(title, do="give the share that is withdrawn; 1 is all", place=(*place, "amount"))
        title = f"{issue.by} has raised nothing on {issue.to} that {issue.name} could take back"
        advice = f"on {day} its tariffs there are the baseline's or lower; correct by, to or sectors"
    else:
        highest = f"no higher than {100 * issue.amount:.4g} %"
        title = f"{issue.name} changes nothing today: {issue.by}'s tariffs on {issue.to} are {highest}"
        advice = (
            f"a binding above the tariffs of {day} is worth nothing in the model: lower the amount, or leave it out"
        )
    return Refusal(title, do=advice, place=(*place, "name"))
