"""Dates and money: ACT/365 year fractions, exact values of piecewise-constant flows, phase-in, mandate ends.

Dates are calendar dates, times are years, flows are per year, values are in the unit of the flow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.errors import TalksError, message
from tradetalks.inputs import checked

# ACT/365: a leap day is one of 365 parts of a year too.
DAYS_PER_YEAR = 365.0


@checked(TalksError)
def year_fraction(start: date, end: date) -> float:
    """ACT/365: actual days from ``start`` to ``end`` over 365, in years; negative when ``end`` is earlier."""
    return (end - start).days / DAYS_PER_YEAR


@checked(TalksError)
def annuity(rate: ArrayLike, years: ArrayLike) -> Float[np.ndarray, "*shape"]:
    """(T1) `∫_0^h e^{-rs} ds = (1 - e^{-rh})/r`: h at r = 0, 1/r at h = inf, inf where r = 0 and h = inf.

    Args:
        rate: r per year.
        years: h.

    Returns:
        Years of flow that the discounted flow is worth, of the shape of the two together.
    """
    r, h = np.broadcast_arrays(np.asarray(rate, float), np.asarray(years, float))
    safe_r = np.where(r == 0.0, 1.0, r)
    finite = np.where(np.isinf(h), 0.0, h)
    forever = np.where(r == 0.0, np.inf, 1.0 / safe_r)
    return np.where(np.isinf(h), forever, np.where(r == 0.0, finite, -np.expm1(-r * finite) / safe_r))


def discounted_years(
    edges: ArrayLike, *, rates: ArrayLike, start: ArrayLike, end: ArrayLike
) -> Float[np.ndarray, "*shape spells"]:
    """(T1) `∫ e^{-rs} ds` over the part of each spell between ``start`` and ``end``: its years, discounted to the origin.

    Args:
        edges: (k + 1,) years from the origin, rising; the last may be inf.
        rates: r per year; with ``start`` and ``end`` of one shape, or broadcast to it.
        start, end: years from the origin.

    Returns:
        The shape of the three, then k: what a flow of one a year in that spell is worth at the origin.
    """
    times = np.asarray(edges, float)
    r, first, last = (v[..., None] for v in np.broadcast_arrays(np.asarray(rates, float), start, end))
    opens = np.maximum(times[:-1], first)
    length = np.maximum(np.minimum(times[1:], last) - opens, 0.0)
    return np.asarray(np.exp(-r * opens) * annuity(r, length))


@checked(TalksError)
@dataclass(frozen=True)
class FlowPath:
    """A piecewise-constant flow: ``flows[k]`` holds from ``times[k]`` to ``times[k+1]``, the last one for ever.

    Args:
        times: (m,) years, strictly increasing, from the origin of the talks.
        flows: (m, n) flow per year of each of n sides.

    Raises:
        TalksError: times that do not increase, or another number of flows.
    """

    times: np.ndarray
    flows: np.ndarray

    def __post_init__(self) -> None:
        times = np.atleast_1d(np.asarray(self.times, float))
        flows = np.atleast_2d(np.asarray(self.flows, float))
        if len(times) != len(flows) or (np.diff(times) <= 0).any():
            raise TalksError(
                message(
                    "a flow path needs one strictly later time per row of flows",
                    got=f"times {times.tolist()} and {len(flows)} rows",
                    do="sort the steps by date and merge the steps that share one",
                )
            )
        object.__setattr__(self, "times", times)
        object.__setattr__(self, "flows", flows)

    def at(self, tau: float) -> Float[np.ndarray, " n"]:
        """The flow (n,) in force at ``tau`` years; before the first time, the first one."""
        return np.asarray(self.flows[max(0, int(np.searchsorted(self.times, tau, side="right")) - 1)])

    def value(self, rates: ArrayLike, start: float = 0.0, end: ArrayLike = np.inf) -> Float[np.ndarray, " n"]:
        """(T1) `∫_start^end e^{-r_i(s-start)} y_i(s) ds` (n,), exact, in the unit of the flow times years.

        Args:
            rates: (n,) discount rates per year.
            start: years from the origin, to which values are discounted.
            end: (n,) years from the origin; may differ by side.

        Raises:
            TalksError: a side neither discounts nor has an end: its value would be infinite.
        """
        n = self.flows.shape[1]
        r, stop = np.broadcast_to(np.asarray(rates, float), (n,)), np.broadcast_to(np.asarray(end, float), (n,))
        if ((r <= 0) & np.isinf(stop)).any():
            worst = r[(r <= 0) & np.isinf(stop)][0]
            raise TalksError(
                message(
                    f"a flow for ever has no value at a discount rate of {worst:g} per year",
                    do="give a positive rate or a mandate end",
                )
            )
        total = np.zeros(n)
        edges = np.append(self.times, np.inf)
        edges[0] = min(edges[0], start)
        for k, flow in enumerate(self.flows):
            opens, closes = np.maximum(edges[k], start), np.minimum(edges[k + 1], stop)
            length = np.maximum(closes - opens, 0.0)
            total = total + flow * np.exp(-r * (opens - start)) * annuity(r, length)
        return total


@checked(TalksError)
def phase_in(*, before: ArrayLike, after: ArrayLike, start: float, years: float, steps: int) -> FlowPath:
    """A move from one flow to another in equal steps, the first of them at ``start``.

    Args:
        before, after: (n,) flows per year.
        start: years from the origin of the talks.
        years: from the first step to the last.
        steps: how many.
    """
    y0, y1 = np.atleast_1d(np.asarray(before, float)), np.atleast_1d(np.asarray(after, float))
    share = np.arange(1, steps + 1)[:, None] / steps
    flows = np.vstack([y0, y0 + share * (y1 - y0)])
    times = start + np.arange(steps) * (years / max(steps - 1, 1))
    return FlowPath(np.concatenate([[min(0.0, start - 1.0)], times]), flows)


@checked(TalksError)
def present_value(
    path: FlowPath, *, rates: ArrayLike, at: float = 0.0, mandate_ends: ArrayLike = np.inf, reversion: ArrayLike = 0.0
) -> Float[np.ndarray, " n"]:
    """(T2) `U_i = ∫_τ^{H_i} e^{-r_i(s-τ)} y_i ds + e^{-r_i(H_i-τ)} R_i` (n,): the value of a path to governments that leave.

    Args:
        path: flows per year.
        rates: (n,) discount rates per year.
        at: τ, years from the origin of the talks.
        mandate_ends: H (n,), years from the origin; inf: none.
        reversion: R (n,), what a side values at the end of its mandate, in the unit of the values.

    Raises:
        TalksError: a side neither discounts nor has a mandate end.
    """
    n = path.flows.shape[1]
    r, ends = np.broadcast_to(np.asarray(rates, float), (n,)), np.broadcast_to(np.asarray(mandate_ends, float), (n,))
    left = np.where(np.isinf(ends), 0.0, np.exp(-r * np.where(np.isinf(ends), 0.0, ends - at)))
    return np.asarray(path.value(r, at, ends) + left * np.asarray(reversion, float))


@checked(TalksError)
@dataclass(frozen=True)
class Calendar:
    """The dates of a negotiation.

    Args:
        opens: the opening.
        rounds: days on which a deal can be signed before the deadline, in order.
        deadline: after the opening.
        mandate_ends: the end of each side's mandate; None: no end.

    Raises:
        TalksError: dates in another order, or a mandate that is over at the opening.
    """

    opens: date
    rounds: tuple[date, ...]
    deadline: date
    mandate_ends: tuple[date | None, ...] = (None, None)

    def __post_init__(self) -> None:
        if self.deadline <= self.opens:
            raise TalksError(
                message(
                    f"the deadline {self.deadline} is not after the talks open on {self.opens}",
                    do="move the deadline, or open the talks earlier; the two dates may be swapped",
                )
            )
        for earlier, later in zip((self.opens, *self.rounds), (*self.rounds, self.deadline), strict=True):
            if later < earlier:
                raise TalksError(
                    message(
                        f"rounds must run in order from {self.opens} to the deadline {self.deadline}",
                        got=f"{later} after {earlier}",
                        do="sort the rounds and drop those outside the talks",
                    )
                )
        for end in self.mandate_ends:
            if end is not None and end <= self.opens:
                raise TalksError(
                    message(
                        f"a mandate that ends on {end} is over before the talks open on {self.opens}",
                        do="give the next election, or None for a mandate without end",
                    )
                )

    @property
    def times(self) -> Float[np.ndarray, " dates"]:
        """(K+1,) years of the rounds and of the deadline from the opening."""
        return np.array([year_fraction(self.opens, d) for d in (*self.rounds, self.deadline)])

    @property
    def gaps(self) -> Float[np.ndarray, " k"]:
        """(K,) years between each round and the next (the last: to the deadline)."""
        return np.diff(self.times)

    @property
    def mandate_years(self) -> Float[np.ndarray, " n"]:
        """(n,) years from the opening to each mandate end, inf where there is none."""
        return np.array([np.inf if end is None else year_fraction(self.opens, end) for end in self.mandate_ends])

    def summary(self) -> str:
        """One line per date, with the years from the opening."""
        lines = [
            f"talks open {self.opens}, {len(self.rounds)} rounds, deadline {self.deadline} ({self.times[-1]:.3f} yr)"
        ]
        lines += [
            f"  round {k + 1}: {d} ({t:.3f} yr)" for k, (d, t) in enumerate(zip(self.rounds, self.times, strict=False))
        ]
        lines += [f"  mandate of side {i + 1} ends {end}" for i, end in enumerate(self.mandate_ends) if end is not None]
        return "\n".join(lines)
