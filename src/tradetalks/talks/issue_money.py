"""What the economy can carry of an issue: nobody buys more than there is to buy, or pays more than a treaty ever moved."""

from __future__ import annotations

from collections.abc import Iterator

from tradetalks.inputs import Refusal
from tradetalks.talks.issue import Issue

# More than a tenth of a country's income changes hands in no treaty.
LARGEST_SHARE_OF_INCOME = 0.1


def money_faults(issue: Issue, *, spent: float, income_by: float, income_to: float) -> Iterator[Refusal]:
    """Amounts that the economy cannot carry.

    Args:
        issue: what is granted.
        spent: by ``issue.by`` in the issue's sectors on goods of every origin, billion dollars a year.
        income_by: income of ``issue.by``, billion dollars a year.
        income_to: income of ``issue.to``, billion dollars a year.

    Returns:
        What is wrong, at the amount or at the upper end of its range.
    """
    share = LARGEST_SHARE_OF_INCOME
    limits = {
        "purchases": ("more than there is to buy", spent, f"all that {issue.by} spends there"),
        "payment": ("more than can be paid", share * income_by, f"{share:.0%} of {issue.by}'s income"),
        "stated": ("more than it can be worth", share * income_to, f"{share:.0%} of {issue.to}'s income"),
    }
    too_dear = limits["stated"]
    for field in ("worth", "worth_low", "worth_high"):
        value: float | None = getattr(issue, field)
        if value is not None and abs(value) > too_dear[1]:
            yield _beyond(issue, field, *too_dear)
    most_of_cost = share * income_by
    if abs(issue.cost) > most_of_cost:
        yield _beyond(issue, "cost", "more than it can cost", most_of_cost, f"{share:.0%} of {issue.by}'s income")
    if issue.kind not in limits:
        return
    title, most, what = limits[issue.kind]
    for field in ("amount", "high"):
        value = getattr(issue, field)
        if value is not None and value > most:
            yield _beyond(issue, field, title, most, what)


def _beyond(issue: Issue, field: str, title: str, most: float, what: str) -> Refusal:
    either_way = ""
    if getattr(issue, field) < 0:
        either_way = " up or down"
    return issue.fault(field, title, f"at most {most:.4g} billion dollars a year{either_way}, {what}")
