"""(T50) A multinomial logit with a ridge: p_o(x) ∝ exp(b_0o + x'b_o), b ~ N(c, 1/λ), by Newton's method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tradetalks.errors import TalksError, message

# Precision of the intercepts: a standard deviation of three in logs, so that the data set the level.
INTERCEPT_PRECISION = 0.1
# Precisions of the slopes that are tried, powers of two. At 16 features hardly matter, below a half 150 rows are overfitted.
PRECISIONS = (16.0, 8.0, 4.0, 2.0, 1.0, 0.5)
# A step of a millionth changes no odds that anybody reads; Newton's method is there after about six.
TOLERANCE, MOST_STEPS = 1e-6, 50
# A step that does not lower the loss is halved at most so often.
MOST_HALVINGS = 30


@dataclass(frozen=True, eq=False)
class LogitFit:
    """Where the search ended.

    Args:
        coefficients: (1 + features, outcomes), intercepts first.
        evidence: log of the marginal likelihood, by Laplace's approximation.
        precision: λ of the slopes.
    """

    coefficients: np.ndarray
    evidence: float
    precision: float

    def odds(self, x: np.ndarray) -> np.ndarray:
        """(rows, outcomes) probabilities at features ``x`` (rows, features)."""
        return softmax(_with_intercept(x) @ self.coefficients)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities in proportion to exp of the scores along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def fit_logit(
    x: np.ndarray,
    happened: np.ndarray,
    outcomes: int,
    precision: float,
    *,
    weights: np.ndarray | None = None,
    centre: np.ndarray | None = None,
    start: np.ndarray | None = None,
) -> LogitFit:
    """(T50) The most likely coefficients under the prior.

    Args:
        x: (rows, features).
        happened: (rows,) index of each outcome.
        outcomes: how many there are.
        precision: λ of the slopes.
        weights: (rows,) of the rows; None is 1 each.
        centre: (1 + features, outcomes) mean of the prior; None is 0.
        start: where the search begins; None is the centre.

    Raises:
        TalksError: the search did not end, which a strictly convex loss does not allow for finite features.
    """
    z, hit = _with_intercept(x), np.eye(outcomes)[happened]
    lam = prior_precision(x.shape[1], precision)[:, None]
    if weights is None:
        weights = np.ones(len(z))
    if centre is None:
        centre = np.zeros((z.shape[1], outcomes))
    b = centre
    if start is not None:
        b = start
    for _ in range(MOST_STEPS):
        p = softmax(z @ b)
        gradient = z.T @ (weights[:, None] * (p - hit)) + lam * (b - centre)
        step = np.linalg.solve(_hessian(z, p, weights, lam[:, 0]), gradient.T.ravel()).reshape(outcomes, -1).T
        b = _downhill(b, step, lambda at: _loss(z, hit, weights, lam, centre, at))
        if np.abs(step).max() < TOLERANCE:
            return LogitFit(b, _evidence(z, hit, weights, lam, centre, b), precision)
    raise TalksError(
        message(
            "the multinomial logit of the record did not settle",
            expected=f"steps below {TOLERANCE:g} within {MOST_STEPS}",
            got=f"{np.abs(step).max():g}",
        )
    )


def choose_precision(x: np.ndarray, happened: np.ndarray, outcomes: int) -> LogitFit:
    """The fit whose precision makes these rows most likely (empirical Bayes); other rows have no say.

    Reference:
        MacKay (1992), "Bayesian interpolation", Neural Computation 4.
    """
    best = fit_logit(x, happened, outcomes, PRECISIONS[0])
    last = best
    for precision in PRECISIONS[1:]:
        last = fit_logit(x, happened, outcomes, precision, start=last.coefficients)
        if last.evidence > best.evidence:
            best = last
    return best


def prior_precision(features: int, precision: float) -> np.ndarray:
    """(1 + features,) the intercept's precision, then that of the slopes."""
    return np.array([INTERCEPT_PRECISION, *[precision] * features])


def _with_intercept(x: np.ndarray) -> np.ndarray:
    return np.column_stack([np.ones(len(x)), x])


def _loss(
    z: np.ndarray, hit: np.ndarray, weights: np.ndarray, lam: np.ndarray, centre: np.ndarray, b: np.ndarray
) -> float:
    """Minus the log posterior, but for a constant."""
    scores = z @ b
    top = scores.max(axis=1, keepdims=True)
    log_sum = top[:, 0] + np.log(np.exp(scores - top).sum(axis=1))
    fit = weights @ (log_sum - (scores * hit).sum(axis=1))
    return float(fit + 0.5 * (lam * (b - centre) ** 2).sum())


def _hessian(z: np.ndarray, p: np.ndarray, weights: np.ndarray, lam: np.ndarray) -> np.ndarray:
    """(outcomes · columns, outcomes · columns) second derivatives of the loss, outcome by outcome."""
    outcomes, columns = p.shape[1], z.shape[1]
    curvature = p[:, :, None] * np.eye(outcomes) - p[:, :, None] * p[:, None, :]
    products = (z[:, :, None] * z[:, None, :]).reshape(len(z), columns**2)
    blocks = (curvature * weights[:, None, None]).reshape(len(z), outcomes**2).T @ products
    whole = blocks.reshape(outcomes, outcomes, columns, columns).transpose(0, 2, 1, 3).reshape(outcomes * columns, -1)
    return np.asarray(whole + np.diag(np.tile(lam, outcomes)))


def _downhill(b: np.ndarray, step: np.ndarray, loss: Callable[[np.ndarray], float]) -> np.ndarray:
    """``b`` less the step, or less the largest half of a half of it that does not raise the loss."""
    here = loss(b)
    for halving in range(MOST_HALVINGS):
        there = b - step * 0.5**halving
        if loss(there) <= here + TOLERANCE:
            return there
    return b


def _evidence(
    z: np.ndarray, hit: np.ndarray, weights: np.ndarray, lam: np.ndarray, centre: np.ndarray, b: np.ndarray
) -> float:
    outcomes = hit.shape[1]
    _, log_volume = np.linalg.slogdet(_hessian(z, softmax(z @ b), weights, lam[:, 0]))
    prior = 0.5 * outcomes * np.log(lam).sum()
    return float(prior - _loss(z, hit, weights, lam, centre, b) - 0.5 * log_volume)
