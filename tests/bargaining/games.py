"""Small bargaining problems with known answers, shared by the tests of the talks."""

import numpy as np

from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.games import LinearQuadraticGame


def linear(a=10.0, b=6.0, d=(1.0, 2.0), **more) -> BargainingProblem:
    """u1/a + u2/b <= 1: x = (share, effort)."""

    def payoffs(x):
        share, effort = x
        u = np.array([a * share * effort, b * (1 - share) * effort])
        return u, np.array([[a * effort, a * share], [-b * effort, b * (1 - share)]])

    return BargainingProblem(payoffs, [0.0, 0.0], [1.0, 1.0], d, **more)


def quarter_circle(**more) -> BargainingProblem:
    """u = e (cos θ, sin θ), e <= 1."""

    def payoffs(x):
        c, s = np.cos(x[0]), np.sin(x[0])
        return x[1] * np.array([c, s]), np.array([[-x[1] * s, c], [x[1] * c, s]])

    return BargainingProblem(payoffs, [0.0, 0.0], [np.pi / 2, 1.0], (0.0, 0.0), **more)


def parabola(**more) -> BargainingProblem:
    """u2 <= 1 - u1²."""

    def payoffs(x):
        return np.array([x[0], x[1] * (1 - x[0] ** 2)]), np.array([[1.0, 0.0], [-2 * x[0] * x[1], 1 - x[0] ** 2]])

    return BargainingProblem(payoffs, [0.0, 0.0], [1.0, 1.0], (0.0, 0.0), **more)


def tariff_talks(e1=1.5, e2=1.0, d=None, **more) -> BargainingProblem:
    """Talks over the two tariffs of the linear-quadratic game, by default from its Nash equilibrium."""
    game = LinearQuadraticGame(e1, e2)
    nash = np.array([2 * e1 / 3, 2 * e2 / 3])
    threat = game.payoffs(nash)[0] if d is None else d
    return BargainingProblem(
        lambda t: game.payoffs(t)[:2], [0.0, 0.0], nash * 1.5, threat, instruments=("tariff 1", "tariff 2"), **more
    )
