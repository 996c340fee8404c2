"""What each side of a war of attrition stands to win by waiting and pays while it waits.

    (T20)  λ_j(τ) = [r_i B_i(τ) - g_i(τ) - B_i'(τ)] / [A_i(τ) - B_i(τ)]

Side j's concession rate is what keeps i indifferent: i's cost of waiting over i's prize. With a deal flow a_i after winning,
b_i after conceding, g_i while waiting, a mandate that ends at H_i and audience costs that grow at rate α_i:

    cost_i(τ) = b_i - g_i + α_i (1 - r_i τ),   prize_i(τ) = (a_i - b_i)(1 - e^{-r_i(H_i-τ)})/r_i + α_i τ
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.bargaining.checks import two_sided
from tradetalks.bargaining.discounting import annuity
from tradetalks.errors import TalksError, message


@dataclass(frozen=True)
class Stakes:
    """Stakes of both sides, arrays (2,). Build with :func:`from_flows`, :func:`from_stocks` or :func:`from_demands`.

    Args:
        prize: value of winning over conceding that does not shrink with time, in the unit of the payoffs.
        prize_flow: a - b per year, lost as the mandate runs out.
        waiting_cost: b - g per year.
        rates: discount rates per year.
        mandate_end: H in years from the opening (inf: none).
        audience: α, growth per year of the cost of conceding (Fearon 1994).
        concede_value: B(0), to express values in levels.
    """

    prize: np.ndarray
    prize_flow: np.ndarray
    waiting_cost: np.ndarray
    rates: np.ndarray
    mandate_end: np.ndarray
    audience: np.ndarray
    concede_value: np.ndarray

    def prize_at(self, tau: ArrayLike) -> Float[np.ndarray, "*times sides=2"]:
        """`A_i - B_i` at τ (T,) years -> (T, 2)."""
        t = np.asarray(tau, float)[..., None]
        left = np.where(np.isinf(self.mandate_end), np.inf, np.maximum(self.mandate_end - t, 0.0))
        # Where there is no flow its annuity may be infinite: 0 times inf is nan.
        years = np.where(self.prize_flow > 0, left, 1.0)
        flow = np.where(self.prize_flow > 0, self.prize_flow * annuity(self.rates, years), 0)
        return np.asarray(self.prize + flow + self.audience * t)

    def cost_at(self, tau: ArrayLike) -> Float[np.ndarray, "*times sides=2"]:
        """Net cost of waiting per year at τ (T,) years -> (T, 2)."""
        t = np.asarray(tau, float)[..., None]
        return np.asarray(self.waiting_cost + self.audience * (1.0 - self.rates * t))

    def hazard(self, tau: ArrayLike) -> Float[np.ndarray, "*times sides=2"]:
        """(T20) concession rates λ (T, 2) per year; column j is set by the stakes of the other side."""
        return np.asarray((np.maximum(self.cost_at(tau), 0.0) / self.prize_at(tau))[..., ::-1])

    @property
    def end(self) -> float:
        """The earlier mandate end in years: nobody waits beyond it."""
        return float(np.where(self.prize_flow > 0, self.mandate_end, np.inf).min())


def from_flows(
    *,
    win: ArrayLike,
    concede: ArrayLike,
    disagreement_flow: ArrayLike,
    rates: ArrayLike,
    mandate_end: ArrayLike = np.inf,
    audience: ArrayLike = 0.0,
) -> Stakes:
    """Stakes from flows per year that last to the mandate end.

    Args:
        win, concede, disagreement_flow: a > b > g (2,), flows per year after winning, after conceding, and in the impasse.
        rates: (2,) discount rates per year.
        mandate_end: H (2,), years from the opening.
        audience: α (2,), growth per year of the cost of conceding.

    Raises:
        TalksError: flows in another order, or a flow for ever that is not discounted.

    Reference:
        Audience costs: Fearon (1994).
    """
    a, b = two_sided("win", win), two_sided("concede", concede)
    g = two_sided("impasse", disagreement_flow)
    for i in range(2):
        if not a[i] > b[i] > g[i]:
            raise TalksError(
                message(
                    f"side {i + 1}: the flows are in another order",
                    expected="win > concede > impasse",
                    got=f"{a[i]:g}, {b[i]:g}, {g[i]:g}",
                    do="leave the war of attrition out: a side that prefers the impasse to the other's text never concedes, "
                    "and there is no deal on that text",
                )
            )
    r, ends = two_sided("a discount rate", rates), np.broadcast_to(np.asarray(mandate_end, float), (2,))
    if ((r == 0) & np.isinf(ends)).any():
        raise TalksError(
            message(
                "a flow for ever has no value at a discount rate of 0 per year",
                do="give a positive rate or a mandate end",
            )
        )
    return _stakes(
        prize=0.0,
        prize_flow=a - b,
        waiting_cost=b - g,
        rates=r,
        mandate_end=ends,
        audience=audience,
        concede_value=b * annuity(r, ends),
    )


def from_stocks(
    *,
    prize: ArrayLike,
    waiting_cost: ArrayLike,
    rates: ArrayLike = 0.0,
    audience: ArrayLike = 0.0,
    concede_value: ArrayLike = 0.0,
) -> Stakes:
    """Stakes from a prize that does not shrink.

    Args:
        prize: A - B > 0 (2,), in any unit per side.
        waiting_cost: (2,) > 0 per year, in the same unit.
        rates: (2,) discount rates per year.
        audience: α (2,), growth per year of the cost of conceding.
        concede_value: B(0) (2,).

    Raises:
        TalksError: a prize or a cost that is not positive.

    Reference:
        Hendricks, Weiss and Wilson (1988).
    """
    given = {"the prize": two_sided("the prize", prize), "the cost of waiting": two_sided("the cost", waiting_cost)}
    for name, value in given.items():
        if not (value > 0).all():
            raise TalksError(
                message(
                    f"{name} must be positive for both sides",
                    got=str(value.tolist()),
                    do="give positive numbers: without them nobody waits",
                )
            )
    return _stakes(
        prize=prize,
        prize_flow=0.0,
        waiting_cost=waiting_cost,
        rates=rates,
        mandate_end=np.inf,
        audience=audience,
        concede_value=concede_value,
    )


def from_demands(demands: ArrayLike, rates: ArrayLike) -> Stakes:
    """Stakes of a unit pie with incompatible demands α_1 + α_2 > 1: `λ_i = r_j (1-α_i)/(α_1+α_2-1)`.

    Args:
        demands: α (2,), shares of the pie that each side insists on.
        rates: (2,) discount rates per year.

    Raises:
        TalksError: demands outside (0, 1), or compatible ones.

    Reference:
        Abreu and Gul (2000).
    """
    alpha, r = two_sided("a demand", demands), two_sided("a discount rate", rates)
    if not (((alpha > 0) & (alpha < 1)).all() and alpha.sum() > 1):
        raise TalksError(
            message(
                "demands must lie in (0, 1) and add up to more than 1",
                got=str(alpha.tolist()),
                do="raise them: compatible demands are a deal",
            )
        )
    left = 1.0 - alpha[::-1]
    return from_stocks(prize=np.full(2, alpha.sum() - 1), waiting_cost=r * left, rates=r, concede_value=left)


def _stakes(**values: ArrayLike) -> Stakes:
    rates, audience = two_sided("a discount rate", values["rates"]), two_sided("an audience cost", values["audience"])
    for name, value in (("a discount rate", rates), ("an audience cost", audience)):
        if (value < 0).any():
            raise TalksError(
                message(f"{name} cannot be negative", got=f"{value.min():g} per year", do="use 0 for none")
            )
    ends = np.broadcast_to(np.asarray(values["mandate_end"], float), (2,))
    if not (ends > 0).all():
        raise TalksError(
            message(
                "a mandate must end after the talks open",
                got=f"{ends.min():g} years",
                do="give years from the opening, inf for none",
            )
        )
    others = {k: two_sided(k, v) for k, v in values.items() if k not in ("rates", "audience", "mandate_end")}
    return Stakes(rates=rates, audience=audience, mandate_end=ends, **others)
