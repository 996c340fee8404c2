"""One item on the table, and what can be wrong with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tradetalks.bargaining.errors import TalksError
from tradetalks.talks.bounds import SHARE, Bound

_COSTS = Bound(high=0.5, above=True, means="a fraction off trade costs")
AMOUNTS = {
    "rollback": Bound(high=1.0, above=True, means="a share of the increase: 1 withdraws all of it"),
    "access": _COSTS,
    "export_access": _COSTS,
    "purchases": Bound(above=True, means="billion dollars a year"),
    "payment": Bound(above=True, means="billion dollars a year"),
    "technology": Bound(high=1.0, above=True, below=True, means="a fraction added to the technology level"),
    "subsidies": Bound(high=0.5, above=True, means="a fraction of sales"),
    "stated": Bound(above=True, means="billion dollars a year"),
}
KINDS = tuple(AMOUNTS)
YEARS = Bound(high=100.0, means="years")
# More than a tenth of a country's income changes hands in no treaty.
LARGEST_SHARE_OF_INCOME = 0.1


@dataclasses.dataclass(frozen=True)
class Issue:
    """One item on the table; x = 0 is the status quo, x = 1 the whole ``amount``.

    Args:
        name: label. kind: one of :data:`KINDS`. by: who grants it. to: who asked for it. sectors: where.
        amount: rollback: share of the increase withdrawn; access, export_access: fraction off trade costs; purchases,
            payment: billion dollars a year; technology: fraction added to the asker's technology level; subsidies: fraction
            of sales given up; stated: billion dollars a year to the asker.
        cost: what granting costs ``by`` beyond what the model prices, billion dollars a year (stated items and politics).
        mfn: a rollback that every exporter gets (most-favoured-nation); the asker is who bargained for it.
        delivered: share of what would be bought in all (purchases now and promised) that the record makes one expect.
        low, high: range of ``amount`` for sensitivity. judgement: the amount is an analyst's. source: who says so.
        offer: share that the granting side has put on the table; demand: share below which the asker signs nothing; red_line:
            share above which the granting side signs nothing. A deal lies between them.
        phase_in_years: from the signing until the whole grant is in force.

    Raises TalksError for what :func:`faults` finds.
    """

    name: str
    kind: str
    by: str
    to: str
    amount: float
    sectors: tuple[str, ...] = ()
    cost: float = 0.0
    low: float | None = None
    high: float | None = None
    judgement: bool = True
    source: str = ""
    mfn: bool = False
    delivered: float | None = None
    offer: float = 0.0
    demand: float = 0.0
    red_line: float = 1.0
    phase_in_years: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise TalksError(f"issue {self.name!r} has an unknown kind {self.kind!r}; choose from {', '.join(KINDS)}.")
        if self.mfn and self.kind != "rollback":
            raise TalksError(
                f"issue {self.name!r} of the kind {self.kind} is granted to every exporter; only a rollback can be. "
                "Write one issue per asker, or leave mfn out."
            )
        for fault in faults(self):
            raise TalksError(fault.about(self))
        if max(self.offer, self.demand) > self.red_line:
            asked = "demands" if self.demand > self.red_line else "is offered"
            raise TalksError(
                f"issue {self.name!r}: {self.to} {asked} {max(self.offer, self.demand):g} of it and {self.by}'s red line "
                f"is {self.red_line:g}. Nobody can grant that: lower the demand or move the red line."
            )

    @property
    def per_unit(self) -> Callable[[float], float]:
        """amount → size of the move in the instrument, in logs where the instrument is a hat."""
        if self.kind in ("access", "export_access"):
            return lambda amount: float(np.log1p(-amount))
        return np.log1p if self.kind == "technology" else float

    @property
    def most(self) -> float:
        """The largest x that means something: 1, or more where the range of the amount reaches further."""
        return 1.0 if self.high is None else max(1.0, self.per_unit(self.high) / self.per_unit(self.amount))


@dataclasses.dataclass(frozen=True)
class Fault:
    """What is wrong with one ``field`` of an issue, and what was expected there."""

    field: str
    title: str
    expected: str

    def about(self, issue: Any) -> str:
        """The message to somebody who wrote ``issue`` in Python."""
        return f"issue {issue.name!r}: {self.title}; expected {self.expected}, got {self.field} = {getattr(issue, self.field):g}."


def faults(issue: Any) -> Iterator[Fault]:
    """What is wrong with the numbers of an issue of a known kind, or of a record with the same fields."""
    bound = AMOUNTS[issue.kind]
    if not bound.holds(issue.amount):
        yield Fault("amount", "the amount is out of range", bound.words)
    if issue.low is not None and not 0 <= issue.low <= issue.amount:
        yield Fault("low", "the range does not hold the amount", f"a number from 0 to the amount, {issue.amount:g}")
    if issue.high is not None and not (issue.high >= issue.amount and bound.holds(issue.high)):
        yield Fault(
            "high", "the range does not hold the amount", f"at least the amount, {issue.amount:g}, and {bound.words}"
        )
    if issue.delivered is not None and issue.kind != "purchases":
        yield Fault(
            "delivered",
            "only purchases are delivered in part",
            f"no key delivered in an issue of the kind {issue.kind}",
        )
    shares = (
        ("offer", "demand", "red_line") if issue.delivered is None else ("delivered", "offer", "demand", "red_line")
    )
    for field in shares:
        if not SHARE.holds(getattr(issue, field)):
            yield Fault(field, f"{field} is out of range", SHARE.words)
    if not YEARS.holds(issue.phase_in_years):
        yield Fault("phase_in_years", "phase_in_years is out of range", YEARS.words)


def money_faults(issue: Any, *, spent: float, income_by: float, income_to: float) -> Iterator[Fault]:
    """Amounts that the economy cannot carry: ``spent`` by ``issue.by`` in the sectors on goods of every origin, incomes of the
    two, billion dollars a year."""
    share = LARGEST_SHARE_OF_INCOME
    limits = {
        "purchases": ("more than there is to buy", spent, f"all that {issue.by} spends there"),
        "payment": ("more than can be paid", share * income_by, f"{share:.0%} of {issue.by}'s income"),
        "stated": ("more than it can be worth", share * income_to, f"{share:.0%} of {issue.to}'s income"),
    }
    if issue.kind not in limits:
        return
    title, most, what = limits[issue.kind]
    for field in ("amount", "high"):
        value = getattr(issue, field)
        if value is not None and value > most:
            yield Fault(field, title, f"at most {most:.4g} billion dollars a year, {what}")
