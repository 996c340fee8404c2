"""From economy and policy to equilibrium: one call, a status, never half an answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.failure import (
    Cause,
    SolveStatus,
    cause_of,
    shrinking_industry,
    status_of,
    unmet_commitments,
)
from tradetalks.economy.instruments import instruments_of
from tradetalks.economy.kernel.implicit import Method, Solution, solve_state_jit
from tradetalks.economy.kernel.problem import TINY, Array, Instruments
from tradetalks.economy.kernel.state import size
from tradetalks.economy.path import between, departure
from tradetalks.economy.policy import Policy
from tradetalks.errors import PolicyError, message
from tradetalks.inputs import Bound, argument

# On logs: real incomes then hold to eight digits of a percent, two more than any table shows.
TOLERANCE = 1e-10
# Share of the way that continuation tries first: it doubles where solved, so that three solves may do.
FIRST_STEP = 1 / 4
# Share below which it gives up: where so small a step fails, the branch of equilibria from the baseline ends.
SMALLEST_STEP = 1 / 256


# What the settings of the method may be. A residual above a hundredth is no solution of anything.
SETTINGS = {
    "tolerance": Bound(high=0.01, above=True, means="a relative error"),
    "depth": Bound(whole=True, means="past steps"),
    "max_steps": Bound(whole=True, means="steps"),
}


@dataclasses.dataclass(frozen=True)
class Anderson:
    """Preconditioned Anderson mixing.

    Args:
        tolerance: on the largest relative error of E3, E6, E7 and E9.
        depth: past steps mixed; seven solve the published models in 5 to 13 evaluations, and more save none.
        max_steps: per attempt; after a failed attempt the policy is approached by continuation, in steps along the straight
            path from the baseline, each solved from the last solution.

    Source:
        Anderson (1965); Walker & Ni (2011).
    """

    tolerance: float = TOLERANCE
    depth: int = 7
    max_steps: int = 150

    def __post_init__(self) -> None:
        for name, bound in SETTINGS.items():
            argument("Anderson", name, getattr(self, name), bound, PolicyError)

    @property
    def method(self) -> Method:
        """Depth and number of steps, as the kernel takes them."""
        return Method(self.depth, self.max_steps)


def solve(economy: Economy, policy: Policy | None = None, *, method: Anderson | None = None) -> Equilibrium:
    """The equilibrium of ``economy`` under ``policy`` (equations E1 to E12 of ``docs/model.md``).

    Args:
        economy: from :func:`tradetalks.calibrate`.
        policy: new levels of the instruments, fractions and billion dollars a year; None is the baseline itself (zero steps).
        method: solver settings.

    Returns:
        Outcomes with labels and units: percent of baseline, billion dollars a year.

    Raises:
        PolicyError: the policy does not fit the economy.
        SolveError: no equilibrium was reached; says residual, place and what to try.

    Notes:
        Where a direct solve fails, the policy is reached by continuation along the straight path (in logs) from the baseline,
        so with strong scale economies the answer is the one connected with the baseline.

    Source:
        Caliendo & Parro (2015, eqs. 10-14), Costinot & Rodríguez-Clare (2014), Ossa (2014).
    """
    method_given(method, "solve")
    new = instruments_of(economy, Policy() if policy is None else policy)
    return find_equilibrium(economy, new, policy=policy, method=method).raise_if_failed()


def method_given(method: object, what: str) -> None:
    """Raise where something else than settings of the solver stands in their place."""
    if method is not None and not isinstance(method, Anderson):
        raise PolicyError(
            message(f"{what}: method is no method", expected="Anderson(...) or None", got=type(method).__name__)
        )


def solve_instruments(
    economy: Economy,
    new: Instruments,
    *,
    policy: Policy | None = None,
    method: Anderson | None = None,
    start: Float[Array, " s"] | None = None,
) -> Equilibrium:
    """As :func:`solve`, from the kernel's own arrays.

    Args:
        economy: from :func:`tradetalks.calibrate`.
        new: levels of every instrument, sector first.
        policy: the labelled policy that ``new`` came from, to be kept with the result.
        method: solver settings.
        start: (s,) the state of a nearby equilibrium; None is the baseline.

    Raises:
        SolveError: no equilibrium was reached.
    """
    return find_equilibrium(economy, new, policy=policy, method=method, start=start).raise_if_failed()


def find_equilibrium(
    economy: Economy,
    new: Instruments,
    *,
    policy: Policy | None = None,
    method: Anderson | None = None,
    start: Float[Array, " s"] | None = None,
) -> Equilibrium:
    """As :func:`solve_instruments`, without raising: where no equilibrium was reached, the ``status`` says so."""
    if method is None:
        method = Anderson()
    if start is None:
        start = np.zeros(size(economy.baseline, len(new.quantity_c)))
    solution = attempt(economy, new, start, method)
    evaluations = int(solution.steps) + 1
    cause = Cause(SolveStatus.SOLVED, "")
    if not is_solved(solution, method):
        at_once = np.asarray(solution.x)
        solution, reached, done, more = continue_from_baseline(economy, new, method)
        evaluations += more
        if not is_solved(solution, method):
            states = (at_once, np.asarray(solution.x), reached)
            cause = cause_of(economy, new, float(solution.residual), method.tolerance, states)
            if not cause.sentence and _has_commitments(new):
                cause = _cause_among_commitments(economy, new, method)
            if not cause.sentence:
                cause = shrinking_industry(economy, reached, done, cause)
    return Equilibrium(
        economy=economy,
        policy=policy,
        instruments=new,
        state=np.asarray(solution.x),
        residual=float(solution.residual),
        walras=float(solution.walras),
        evaluations=evaluations,
        status=cause.status,
        tolerance=method.tolerance,
        cause=cause.sentence,
    )


def _has_commitments(new: Instruments) -> bool:
    """Whether any quantity is more than nothing."""
    return bool(np.any(np.asarray(new.quantity_c) > TINY))


def _cause_among_commitments(economy: Economy, new: Instruments, method: Anderson) -> Cause:
    """The commitments, where the rest of the policy has an equilibrium; else why the rest has none."""
    free = dataclasses.replace(new, quantity_c=np.full(len(new.quantity_c), TINY))
    rest = find_equilibrium(economy, free, method=method)
    if rest.status.solved:
        return unmet_commitments(economy, new)
    return Cause(rest.status, rest.cause)


def attempt(economy: Economy, new: Instruments, start: Float[Array, " s"], method: Anderson) -> Solution:
    """One run of the kernel; the caller reads the residual."""
    solution: Solution = solve_state_jit(
        economy.baseline, new, economy.preconditioner, start, method.tolerance, method.method
    )
    return solution


def is_solved(solution: Solution, method: Anderson) -> bool:
    """Whether a solve ended within its tolerance."""
    return status_of(float(solution.residual), method.tolerance) is SolveStatus.SOLVED


def continue_from_baseline(
    economy: Economy, new: Instruments, method: Anderson
) -> tuple[Solution, Float[np.ndarray, " s"], float, int]:
    """Continuation from the baseline to ``new``, as :func:`follow` returns it."""
    origin = departure(economy, new)

    def go(share: float, start: Float[np.ndarray, " s"]) -> Solution:
        policy = new if share == 1.0 else between(origin, new, share)
        return attempt(economy, policy, start, method)

    return follow(go, np.zeros(size(economy.baseline, len(new.quantity_c))), method)


def follow(
    go: Callable[[float, Float[np.ndarray, " s"]], Solution], start: Float[np.ndarray, " s"], method: Anderson
) -> tuple[Solution, Float[np.ndarray, " s"], float, int]:
    """Steps along the path from the baseline to a policy, halved on failure and doubled on success.

    Args:
        go: (share of the way, state to start from) → where the solve of the policy at that share stopped.
        start: (s,) the state at the beginning of the path.
        method: whose tolerance says what is solved.

    Returns:
        The last solution, of the policy itself where every step was solved; the last state that was solved; the share of the way
        at which it stands; and the number of evaluations.
    """
    x = start
    done, step, evaluations = 0.0, FIRST_STEP, 0
    while True:
        target = min(1.0, done + step)
        solution = go(target, x)
        evaluations += int(solution.steps) + 1
        if is_solved(solution, method):
            x, done, step = np.asarray(solution.x), target, 2 * step
            if done == 1.0:
                return solution, x, done, evaluations
        else:
            step /= 2
            if step < SMALLEST_STEP:
                return solution, x, done, evaluations
