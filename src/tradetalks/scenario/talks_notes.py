"""What solved talks show of their section: items that nobody gains from, a threat that threatens nobody, why no deal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tradetalks.scenario.notes import Note
from tradetalks.scenario.results.talks_records import IssueWorth
from tradetalks.talks.negotiation import Negotiation


def notes_on_talks(talks: Negotiation, items: Sequence[IssueWorth], reason: str) -> tuple[Note, ...]:
    """What to point out about talks that were solved.

    Args:
        talks: what was solved.
        items: what each item on the table is worth, billion dollars a year.
        reason: from :func:`why_no_deal`; empty where a deal suits both.

    Returns:
        Notes on the items in the order of the table, on the threat, and why no deal suits both; without a place in a file, as
        they come from numbers.
    """
    found = [*_on_items(talks, items), *_on_threat(talks)]
    if reason:
        found.append(Note(f"no deal on this table suits both: {reason}", _what_is_missing(talks, items)))
    return tuple(found)


def why_no_deal(talks: Negotiation, items: Sequence[IssueWorth]) -> str:
    """Why no deal suits both sides, as a clause: what each has to gain at best, and what that costs the other.

    Args:
        talks: whose zone may hold nothing but the impasse.
        items: what each item is worth, alone and in full, billion dollars a year.

    Returns:
        A clause without a full stop, gains as the sides see them, rivalry counted; empty where a deal suits both.
    """
    if not talks.closed:
        return ""
    parts = []
    for k, side in enumerate(talks.sides):
        best = max(items, key=lambda item: _seen(talks, item)[k])
        seen = _seen(talks, best)
        if seen[k] <= talks.priced.nothing[k]:
            parts.append(f"nothing on it is worth anything to {side}")
        else:
            parts.append(
                f"{side}'s best is {best.issue.name}, {_money(seen[k])}, and {_money(seen[1 - k])} to the other"
            )
        if talks.bargaining_set.escalation_as_seen[k] > talks.priced.nothing[k]:
            parts.append(f"{side} would rather see the threat carried out than the impasse")
    return "; ".join(parts)


def _on_items(talks: Negotiation, items: Sequence[IssueWorth]) -> Iterator[Note]:
    """Items that nobody gains from."""
    nothing = talks.priced.nothing
    for item in items:
        name, by, to = item.issue.name, item.issue.by, item.issue.to
        if item.worthless:
            advice = f"{by} has nothing to grant there, or {to} trades none of it: correct by, to or sectors, or leave it out"
            yield Note(f"item {name} is worth nothing to anybody", advice)
        elif (item.worth < -nothing).all():
            amounts = " and ".join(f"{side} {_money(u)}" for side, u in zip(talks.sides, item.worth, strict=True))
            advice = (
                f"nobody signs it for itself: leave it out, or say with worth what it is worth to {to} beyond the model"
            )
            yield Note(f"item {name} harms both sides ({amounts})", advice)


def _on_threat(talks: Negotiation) -> Iterator[Note]:
    """An escalation that changes nothing, or that helps whom it is to frighten."""
    flows, nothing = talks.threat, talks.priced.nothing
    threatened = 1 - talks.assumptions.threatener
    if (np.abs(flows) <= nothing).all():
        yield Note("the threat of these talks changes nothing for either side", "name a branch that raises tariffs")
    elif flows[threatened] > nothing[threatened]:
        side, other = talks.sides[threatened], talks.sides[1 - threatened]
        title = f"the threat helps {side}, whom it is to frighten ({_money(flows[threatened])})"
        yield Note(title, f"correct the branch in escalation, or write threatener: {side} where {other} is threatened")


def _what_is_missing(talks: Negotiation, items: Sequence[IssueWorth]) -> str:
    """What to put on the table, for the sides that gain from nothing there."""
    nothing = talks.priced.nothing
    poor = [k for k in range(2) if all(_seen(talks, item)[k] <= nothing[k] for item in items)]
    missing = [f"something that {talks.sides[1 - k]} can grant and {talks.sides[k]} gains from" for k in poor]
    if not missing:
        return "put something on the table that one side gains from more than it costs the other"
    return f"put on the table {' and '.join(missing)}"


def _seen(talks: Negotiation, item: IssueWorth) -> np.ndarray:
    """(2,) what an item is worth to the sides as they see it: the other's gain counts against it, where they are rivals."""
    return np.asarray(item.worth - talks.bargaining_set.money_weights * item.worth[::-1])


def _money(amount: float) -> str:
    return f"{amount:+.3g} billion dollars a year"
