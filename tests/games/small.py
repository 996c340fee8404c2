"""Games of one or two players in closed form, each with one awkward property."""

import numpy as np

from tradetalks.games import AnalyticGame


class Saddle:
    """Each wants to be far from 1; the first-order condition holds at 1, where the payoff is lowest."""

    size = 2

    def payoffs(self, tau):
        d = np.asarray(tau) - 1.0
        u = d**2 - d**4 / 4
        hess = np.stack([np.diag([2 - 3 * d[0] ** 2, 0]), np.diag([0, 2 - 3 * d[1] ** 2])])
        return u, np.diag(2 * d - d**3), hess


class Scaled:
    """A game whose payoffs are measured in another unit."""

    def __init__(self, game, factor):
        self.game, self.factor = game, factor

    def payoffs(self, tau):
        return tuple(self.factor * np.asarray(v) for v in self.game.payoffs(tau))


class Coordination:
    """Each player gains from being where the other is, at -1 as well as at 1: u_i = t_i t_j s - t_i^4/4, tilted by s."""

    size = 2

    def payoffs(self, tau):
        t, s = np.asarray(tau, float)
        u = np.array([t * s - t**4 / 4, t * s - s**4 / 4])
        jac = np.array([[s - t**3, t], [s, t - s**3]])
        hess = np.array([[[-3 * t**2, 1], [1, 0]], [[0, 1], [1, -3 * s**2]]])
        return u, jac, hess


class WeakSaddle:
    """Two hundred choice variables of one player, one of which rises weakly away from 1, where all first derivatives vanish."""

    size = 200
    owner = (0,) * 200
    curve = np.r_[0.02, -np.linspace(0.1, 1.0, 199)]

    def payoffs(self, tau):
        d = np.asarray(tau, float) - 1.0
        fourth = np.r_[1.0, np.zeros(199)]
        return (
            np.array([np.sum(self.curve * d**2 / 2 - fourth * d**4 / 4)]),
            (self.curve * d - fourth * d**3)[None],
            np.diag(self.curve - 3 * fourth * d**2)[None],
        )


class Circle:
    """One player wants to be where the other is, the other to be elsewhere: nobody ever rests."""

    size = 2

    def payoffs(self, tau):
        t, s = np.asarray(tau, float)
        gap = t - s
        jac = np.array([[-2 * gap, 2 * gap], [2 * gap, -2 * gap]])
        curve = np.array([[-2.0, 2.0], [2.0, -2.0]])
        return np.array([-(gap**2), gap**2]), jac, np.stack([curve, -curve])


class Half(AnalyticGame):
    """A game without payoffs where the first choice variable is above 0.7."""

    def at(self, x, players, near=None):
        point = super().at(x, players, near)
        return point if x[0] <= 0.7 else point._replace(solved=False, payoffs={}, gradients={})


class Unsolvable(AnalyticGame):
    """A game without payoffs anywhere."""

    def at(self, x, players, near=None):
        return super().at(x, players, near)._replace(solved=False)
