"""Plays of the stopping game, counted: types drawn, each plan found by trying all plans on all outcomes."""

import numpy as np

from tests.bargaining.stopping_twin import Twin


def play(game, plans, chances, number, seed):
    """Shares of outcomes in ``number`` plays of one draw.

    Args:
        game: one draw.
        plans: what each side believes of the other's flexible types, (n,) each.
        chances: of a flexible threatener: extend, escalate, let lapse.
        number: of plays.
        seed: of the draws.
    """
    rng = np.random.default_rng(seed)
    twin, R, never = Twin(game), len(game.dates), len(game.dates) + len(game.extension_dates)
    chosen, committed = [], []
    for side in (0, 1):
        cost = rng.logistic(game.cost_mean[side], game.cost_dispersion[side], number)
        at_0, per_cost = twin.lines(side, plans[1 - side], chances)
        plan = np.argmax(at_0 + per_cost * cost[:, None], axis=1)
        never_concedes = rng.uniform(size=number) < game.committed[side]
        chosen.append(np.where(never_concedes, never, plan))
        committed.append(never_concedes)
    first = np.minimum(*chosen)
    deal = first < R
    luck = rng.uniform(size=number)
    acts = committed[game.threatener]
    extends = ~deal & ~acts & (luck < chances[0])
    escalates = ~deal & (acts | ((luck >= chances[0]) & (luck < chances[0] + chances[1])))
    later = extends & (first < never)
    signed = np.where(deal | later, first, never)
    return {
        "deal": deal.mean(),
        "extension": extends.mean(),
        "escalation": escalates.mean(),
        "lapse": (~deal & ~extends & ~escalates).mean(),
        "deal_in_the_end": (deal | later).mean(),
        "by_round": np.bincount(signed, minlength=never + 1)[:never] / number,
    }
