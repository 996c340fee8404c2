"""What solved talks show of their section: items that nobody gains from, a threat that threatens nobody, why no deal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tradetalks.scenario.notes import Note
from tradetalks.scenario.results.talks_records import IssueWorth
from tradetalks.talks.assumptions import mandate_end
from tradetalks.talks.issue import Issue
from tradetalks.talks.negotiation import Negotiation
from tradetalks.talks.two_sides import all_of, why_no_odds

# In the unit of any kind: a thousand dollars a year, or a ten-thousandth of a percent.
SMALLEST_AMOUNT = 1e-6


def notes_on_talks(talks: Negotiation, items: Sequence[IssueWorth], reason: str) -> tuple[Note, ...]:
    """What to point out about talks that were solved.

    Args:
        talks: what was solved.
        items: what each item on the table is worth, billion dollars a year.
        reason: from :func:`why_no_deal`; empty where a deal suits all.

    Returns:
        Notes on the items in the order of the table, on the threat, why no deal suits all, and why there are no odds; without a
        place in a file, as they come from numbers.
    """
    found = [*_on_items(talks, items), *_on_threat(talks)]
    if reason:
        title = f"no deal on this table suits {all_of(talks.sides)}: {reason}"
        found.append(Note(title, _what_is_missing(talks, items)))
    if why_no_odds(talks.sides):
        advice = "zone, deals and whether they would be kept are those of all; for odds put two sides at the table"
        found.append(Note(why_no_odds(talks.sides), advice))
    return tuple(found)


def why_no_deal(talks: Negotiation, items: Sequence[IssueWorth]) -> str:
    """Why no deal suits all sides, as a clause: what each has to gain at best, and what that costs the others.

    Args:
        talks: whose zone may hold nothing but the impasse.
        items: what each item is worth, alone and in full, billion dollars a year.

    Returns:
        A clause without a full stop, gains as the sides see them, rivalry counted; empty where a deal suits all.
    """
    if not talks.closed:
        return ""
    parts = []
    within = _within_red_lines(items)
    if not within:
        return "every red line is 0: nothing on it may be signed"
    for k, side in enumerate(talks.sides):
        best = max(within, key=lambda item: _seen(talks, item)[k])
        seen = _seen(talks, best)
        if seen[k] <= talks.priced.nothing[k]:
            parts.append(f"nothing on it is worth anything to {side}")
        else:
            parts.append(f"{side}'s best is {best.issue.name}, {_money(seen[k])}, and {_to_the_others(talks, seen, k)}")
        if talks.bargaining_set.escalation_as_seen[k] > talks.priced.nothing[k]:
            parts.append(f"{side} would rather see the threat carried out than the impasse")
    return "; ".join(parts)


def _within_red_lines(items: Sequence[IssueWorth]) -> list[IssueWorth]:
    """Those of which something may be signed."""
    return [item for item in items if item.issue.red_line > 0]


def _to_the_others(talks: Negotiation, seen: np.ndarray, k: int) -> str:
    """What an item worth ``seen`` (n,) is worth to all but side ``k``."""
    if len(talks.sides) == 2:
        return f"{_money(seen[1 - k])} to the other"
    return ", ".join(f"{_money(seen[j])} to {side}" for j, side in enumerate(talks.sides) if j != k)


def _on_items(talks: Negotiation, items: Sequence[IssueWorth]) -> Iterator[Note]:
    """Items that nobody gains from."""
    nothing = talks.priced.nothing
    for item in items:
        name, by, to = item.issue.name, item.issue.by, item.issue.to
        if item.worthless:
            advice = f"{by} has nothing to grant there, or {to} trades none of it: correct by, to or sectors, or leave it out"
            yield Note(
                f"item {name} is worth nothing to anybody", _too_late(talks, item.issue) or _too_little(item) or advice
            )
        elif (item.worth < -nothing).all():
            *others, last = [f"{side} {_money(u)}" for side, u in zip(talks.sides, item.worth, strict=True)]
            amounts = f"{', '.join(others)} and {last}"
            advice = (
                f"nobody signs it for itself: leave it out, or say with worth what it is worth to {to} beyond the model"
            )
            yield Note(f"item {name} harms {all_of(talks.sides)} sides ({amounts})", advice)


def _too_late(talks: Negotiation, issue: Issue) -> str:
    """What to do about an item that comes into force when no mandate reaches so far; empty where it does not."""
    last = max(mandate_end(talks.opening, years) for years in talks.assumptions.mandate_years)
    if not issue.phase_in or min(issue.phase_in) <= last:
        return ""
    return f"it comes into force on {min(issue.phase_in)} and no side looks beyond {last}: give phase_in earlier days"


def _too_little(item: IssueWorth) -> str:
    """What to do about an amount of next to nothing; empty where it is more."""
    if item.issue.amount >= SMALLEST_AMOUNT:
        return ""
    return f"its amount is {item.issue.amount_with_unit}: correct the amount, or leave it out"


def _on_threat(talks: Negotiation) -> Iterator[Note]:
    """An escalation that changes nothing, or that helps whom it is to frighten."""
    flows, nothing = talks.threat, talks.priced.nothing
    threatened = [k for k in range(len(talks.sides)) if k != talks.assumptions.threatener]
    if (np.abs(flows) <= nothing).all():
        whom = "either side"
        if len(talks.sides) > 2:
            whom = "any side"
        yield Note(f"the threat of these talks changes nothing for {whom}", "name a branch that raises tariffs")
    elif all(flows[k] > nothing[k] for k in threatened):
        side = " and ".join(talks.sides[k] for k in threatened)
        gains, other = ", ".join(_money(flows[k]) for k in threatened), talks.sides[talks.assumptions.threatener]
        title = f"the threat helps {side}, whom it is to frighten ({gains})"
        one = talks.sides[threatened[0]]
        yield Note(title, f"correct the branch in escalation, or write threatener: {one} where {other} is threatened")


def _what_is_missing(talks: Negotiation, items: Sequence[IssueWorth]) -> str:
    """What to put on the table, for the sides that gain from nothing there."""
    nothing = talks.priced.nothing
    barred = [item.issue.name for item in items if item.issue.red_line == 0]
    if len(barred) == len(items):
        return f"raise the red lines: of {', '.join(barred)}"
    items = _within_red_lines(items)
    poor = [k for k in range(len(talks.sides)) if all(_seen(talks, item)[k] <= nothing[k] for item in items)]
    more = ""
    if barred:
        more = f", or raise the red line of {' or '.join(barred)}"
    if not poor:
        whom = "the other"
        if len(talks.sides) > 2:
            whom = "the others"
        return f"put something on the table that one side gains from more than it costs {whom}{more}"
    missing = [
        f"something that {' or '.join(side for side in talks.sides if side != talks.sides[k])} can grant and {talks.sides[k]} "
        "gains from"
        for k in poor
    ]
    return f"put on the table {' and '.join(missing)}{more}"


def _seen(talks: Negotiation, item: IssueWorth) -> np.ndarray:
    """(n,) what an item is worth to the sides as they see it: others' gains count against it, where they are rivals."""
    return np.asarray(item.worth - talks.bargaining_set.money_weights @ item.worth)


def _money(amount: float) -> str:
    return f"{amount:+.3g} billion dollars a year"
