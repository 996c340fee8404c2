"""What each side of a war of attrition stands to win by waiting and pays while it waits.

    (T20)  λ_j(τ) = [r_i B_i(τ) - g_i(τ) - B_i'(τ)] / [A_i(τ) - B_i(τ)]

Side j's concession rate is what keeps i indifferent: i's cost of waiting over i's prize. With a deal flow a_i after winning,
b_i after conceding, g_i while waiting, a mandate that ends at H_i and audience costs that grow at rate α_i:

    cost_i(τ) = b_i - g_i + α_i (1 - r_i τ),   prize_i(τ) = (a_i - b_i)(1 - e^{-r_i(H_i-τ)})/r_i + α_i τ
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.bargaining.discounting import annuity
from tradetalks.bargaining.errors import TalksError, pair


@dataclass(frozen=True)
class Stakes:
    """Stakes of both sides, arrays (2,).

    Args:
        prize: value of winning over conceding that does not shrink with time.
        prize_flow: a - b per year, lost as the mandate runs out.
        waiting_cost: b - g per year.
        rates: discount rates per year.
        mandate_end: H in years from the opening (inf: none).
        audience: α, growth per year of the cost of conceding (Fearon 1994).
        concede_value: B(0), to express values in levels.

    Build with :func:`from_flows`, :func:`from_stocks` or :func:`from_demands`.
    """

    prize: np.ndarray
    prize_flow: np.ndarray
    waiting_cost: np.ndarray
    rates: np.ndarray
    mandate_end: np.ndarray
    audience: np.ndarray
    concede_value: np.ndarray

    def prize_at(self, tau: ArrayLike) -> np.ndarray:
        """`A_i - B_i` at τ (T,) -> (T, 2)."""
        t = np.asarray(tau, float)[..., None]
        left = np.where(np.isinf(self.mandate_end), np.inf, np.maximum(self.mandate_end - t, 0.0))
        flow = np.where(
            self.prize_flow > 0, self.prize_flow * annuity(self.rates, np.where(self.prize_flow > 0, left, 1.0)), 0
        )
        return self.prize + flow + self.audience * t

    def cost_at(self, tau: ArrayLike) -> np.ndarray:
        """Net cost of waiting per year at τ (T,) -> (T, 2)."""
        t = np.asarray(tau, float)[..., None]
        return self.waiting_cost + self.audience * (1.0 - self.rates * t)

    def hazard(self, tau: ArrayLike) -> np.ndarray:
        """(T20) concession rates λ (T, 2) per year; column j is set by the stakes of the other side."""
        return (np.maximum(self.cost_at(tau), 0.0) / self.prize_at(tau))[..., ::-1]

    @property
    def end(self) -> float:
        """The earlier mandate end in years: nobody waits beyond it."""
        return float(np.where(self.prize_flow > 0, self.mandate_end, np.inf).min())


def _stakes(**values: ArrayLike) -> Stakes:
    rates, audience = pair("a discount rate", values["rates"]), pair("an audience cost", values["audience"])
    for name, value in (("a discount rate", rates), ("an audience cost", audience)):
        if (value < 0).any():
            raise TalksError(f"{name} cannot be negative; got {value.min():g} per year. Use 0 for none.")
    ends = np.broadcast_to(np.asarray(values["mandate_end"], float), (2,))
    if not (ends > 0).all():
        raise TalksError(
            f"a mandate must end after the talks open; got {ends.min():g} years. Give years from the opening, inf for none."
        )
    others = {k: pair(k, v) for k, v in values.items() if k not in ("rates", "audience", "mandate_end")}
    return Stakes(rates=rates, audience=audience, mandate_end=ends, **others)


def from_flows(
    *,
    win: ArrayLike,
    concede: ArrayLike,
    disagreement_flow: ArrayLike,
    rates: ArrayLike,
    mandate_end: ArrayLike = np.inf,
    audience: ArrayLike = 0.0,
) -> Stakes:
    """Stakes from flows per year: `win` > `concede` > `impasse` for both sides, lasting to the mandate end."""
    a, b, g = pair("win", win), pair("concede", concede), pair("impasse", disagreement_flow)
    for i in range(2):
        if not a[i] > b[i] > g[i]:
            raise TalksError(
                f"side {i + 1}: expected flows win > concede > impasse; got {a[i]:g}, {b[i]:g}, {g[i]:g}. "
                "A side that prefers the impasse to the other's text never concedes: no war of attrition, no deal on that text."
            )
    r, ends = pair("a discount rate", rates), np.broadcast_to(np.asarray(mandate_end, float), (2,))
    if ((r == 0) & np.isinf(ends)).any():
        raise TalksError(
            "a flow for ever has no value at a discount rate of 0 per year. Give a positive rate or a mandate end."
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
    """Stakes from a prize A - B > 0 and a cost of waiting > 0 per year (Hendricks, Weiss and Wilson 1988)."""
    for name, value in (
        ("the prize", pair("the prize", prize)),
        ("the cost of waiting", pair("the cost", waiting_cost)),
    ):
        if not (value > 0).all():
            raise TalksError(f"{name} must be positive for both sides; got {value.tolist()}. Without it nobody waits.")
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
    """Stakes of a unit pie with incompatible demands α_1 + α_2 > 1: `λ_i = r_j (1-α_i)/(α_1+α_2-1)`. Abreu and Gul (2000)."""
    alpha, r = pair("a demand", demands), pair("a discount rate", rates)
    if not (((alpha > 0) & (alpha < 1)).all() and alpha.sum() > 1):
        raise TalksError(
            f"demands must lie in (0, 1) and add up to more than 1; got {alpha.tolist()}. Compatible demands are a deal."
        )
    left = 1.0 - alpha[::-1]
    return from_stocks(prize=np.full(2, alpha.sum() - 1), waiting_cost=r * left, rates=r, concede_value=left)
