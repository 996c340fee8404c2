"""A slow twin of the stopping game, from its rules alone: it walks through pairs of plans, and knows no code of the solver."""

import math

import numpy as np
from scipy.special import xlogy
from scipy.stats import logistic


class Twin:
    """One draw of a :class:`~tradetalks.bargaining.deadlines.StoppingGame`.

    ``pooled``: both sides reckon with one probability of an extension, as if a committed threatener could be met in it; so
    the odds of the first trial of this form were computed.
    """

    def __init__(self, game, *, pooled=False):
        self.game, self.pooled = game, pooled
        self.R, self.E = len(game.dates), len(game.extension_dates)
        self.never = self.R + self.E
        self.t = game.threatener

    def choice(self, worth):
        """Chances that a flexible threatener extends, escalates and lets lapse, given the worth of an extension."""
        g, t = self.game, self.t
        scores = [worth - g.extension_cost, g.escalate[0, t], g.lapse[0, t] - g.backing_down_cost]
        if not self.E:
            scores[0] = -math.inf
        top = max(scores)
        odds = [math.exp((s - top) / g.choice_dispersion) for s in scores]
        return [o / sum(odds) for o in odds]

    def at_the_end(self):
        """Chance that the threatener escalates at the end of the extension."""
        g, t = self.game, self.t
        gap = (g.lapse[1, t] - g.backing_down_cost - g.escalate[1, t]) / g.choice_dispersion
        return 1 / (1 + math.exp(min(gap, 700)))

    def backed_down(self, side, when):
        return self.game.lapse[when, side] - self.game.backing_down_cost * (side == self.t)

    def end_value(self, side):
        w = self.at_the_end()
        return w * self.game.escalate[1, side] + (1 - w) * self.backed_down(side, 1)

    def met(self, side, mine, theirs, cost, chances, *, committed=False):
        """What ``side`` gets from a plan when the other follows one; ``committed``: the other is the type that never concedes."""
        g = self.game
        pay = lambda k: g.concede[k, side] - cost * g.cost_scale[k, side]  # noqa: E731
        both = lambda k: g.split[k, side] - cost * g.cost_scale[k, side] / 2  # noqa: E731
        first = min(mine, theirs)
        if first < self.R or (first < self.never and chances is None):
            if mine == theirs:
                return both(mine)
            return pay(mine) if mine < theirs else g.win[theirs, side]
        if chances is None:
            return self.end_value(side)
        if committed and side != self.t and not self.pooled:
            return g.escalate[0, side]
        e, s, l = chances
        later = self.met(side, mine, theirs, cost, None) - g.extension_cost * (side == self.t)
        stopped = s * g.escalate[0, side] + l * self.backed_down(side, 0)
        return stopped + (e * later if e else 0.0)

    def value(self, side, mine, other, cost, chances):
        """Expected value of a plan against the other side's plan probabilities."""
        z = self.game.committed[1 - side]
        flexible = sum(p * self.met(side, mine, k, cost, chances) for k, p in enumerate(other))
        return (1 - z) * flexible + z * self.met(side, mine, self.never, cost, chances, committed=True)

    def lines(self, side, other, chances):
        at_0 = np.array([self.value(side, k, other, 0.0, chances) for k in range(self.never + 1)])
        at_1 = np.array([self.value(side, k, other, 1.0, chances) for k in range(self.never + 1)])
        return at_0, at_1 - at_0

    def intervals(self, side, other, chances):
        """Costs at which two plans are equal, and the best plan between them: by trying a cost in every interval."""
        b, s = self.lines(side, other, chances)
        cuts = {
            (b[k] - b[l]) / (s[l] - s[k])
            for k in range(len(b))
            for l in range(k)
            if abs(s[k] - s[l]) > 1e-13 * abs(s).max()
        }
        cuts = np.array(sorted(cuts))
        if not len(cuts):
            return np.array([-np.inf, np.inf]), [int(np.argmax(b))]
        middles = np.concatenate([[cuts[0] - 1], (cuts[1:] + cuts[:-1]) / 2, [cuts[-1] + 1]])
        best = [int(np.argmax(b + s * c)) for c in middles]
        return np.concatenate([[-np.inf], cuts, [np.inf]]), best

    def reply(self, side, other, chances):
        edges, best = self.intervals(side, other, chances)
        F = logistic(self.game.cost_mean[side], self.game.cost_dispersion[side]).cdf(edges)
        plans = np.zeros(self.never + 1)
        for plan, p in zip(best, np.diff(F), strict=True):
            plans[plan] += p
        return plans

    def worth(self, other, chances):
        """What the extension is worth to the threatener, over the types that are left."""
        g, t = self.game, self.t
        z = g.committed[1 - t]
        there = (1 - z) * other[self.R :].sum() + z
        edges, best = self.intervals(t, other, chances)
        law = logistic(g.cost_mean[t], g.cost_dispersion[t])
        total = left = 0.0
        for plan, low, high in zip(best, edges[:-1], edges[1:], strict=True):
            if plan < self.R or law.cdf(high) - law.cdf(low) < 1e-12:
                continue

            def later(c, plan=plan):
                flexible = sum(other[k] * self.met(t, plan, k, c, None) for k in range(self.R, self.never + 1))
                return ((1 - z) * flexible + z * self.met(t, plan, self.never, c, None)) / there

            mass = law.cdf(high) - law.cdf(low)
            # A line: its mean is its value at the mean of the costs between low and high, here from the integral of quantiles.
            ends = np.array([law.cdf(low), law.cdf(high)])
            entropy = np.diff(xlogy(ends, ends) + xlogy(1 - ends, 1 - ends))[0]
            middle = g.cost_mean[t] + g.cost_dispersion[t] * entropy / mass
            total, left = total + mass * later(middle), left + mass
        return total / left

    def shared(self, chances, plans):
        """The chances as both sides reckon with them: those of a flexible threatener, unless its types are pooled."""
        if not self.pooled:
            return chances
        z = self.game.committed[self.t]
        flexible = (1 - z) * plans[self.t][self.R :].sum()
        e = chances[0] * flexible / (flexible + z)
        return [e, 1 - e, 0.0]

    def odds(self, plans, chances):
        """Deal, extension, escalation, lapse at the deadline and deal in the end, over all pairs of types and plans."""
        g, t, R = self.game, self.t, self.R
        deal = extension = escalation = lapse = later = 0.0
        kinds = [[(z, True, self.never)] for z in g.committed]
        for side in range(2):
            z = g.committed[side]
            kinds[side] += [((1 - z) * p, False, k) for k, p in enumerate(plans[side])]
        for p0, committed_0, k0 in kinds[0]:
            for p1, committed_1, k1 in kinds[1]:
                p, first = p0 * p1, min(k0, k1)
                if first < R:
                    deal += p
                elif (committed_0, committed_1)[t] and not self.pooled:
                    escalation += p
                else:
                    extension, escalation, lapse = (
                        x + p * c for x, c in zip((extension, escalation, lapse), chances, strict=True)
                    )
                    later += p * chances[0] * (first < self.never)
        return np.array([deal, extension, escalation, lapse, deal + later])


def damped(twin, *, step=0.05, steps=4000, within=1e-9):
    """Damped best replies of both sides and the threatener, all wait at first: the equilibrium as the slow way finds it."""
    plans = [np.eye(twin.never + 1)[-1], np.eye(twin.never + 1)[-1]]
    chances = twin.choice(0.0)
    for _ in range(steps):
        shared = twin.shared(chances, plans)
        found = [twin.reply(0, plans[1], shared), twin.reply(1, plans[0], shared)]
        wanted = chances
        if twin.E:
            wanted = twin.choice(twin.worth(plans[1 - twin.t], shared))
        gap = max(np.abs(f - p).max() for f, p in zip(found, plans, strict=True))
        gap = max(gap, *(abs(w - c) for w, c in zip(wanted, chances, strict=True)))
        plans = [p + step * (f - p) for f, p in zip(found, plans, strict=True)]
        chances = [c + step * (w - c) for w, c in zip(wanted, chances, strict=True)]
        if gap < within:
            break
    return plans, twin.shared(chances, plans)
