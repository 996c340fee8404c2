"""The game at a deadline when resolve is private: the record of what is at stake, and what each side can do.

Each side draws a private cost of conceding, c ~ logistic(mean, dispersion); with probability z it is a commitment type that
never concedes. A plan is a round at which to concede if nobody has, or never: that nobody has conceded yet is the only news there
is, so plans say all. At the deadline the side that threatens extends, escalates or lets the step lapse; a commitment type
escalates. An extension is more rounds, with escalation or lapse at its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.bargaining.checks import check_probability
from tradetalks.errors import TalksError, message

# How many of an array's last dimensions belong to one game; what stands before them are draws.
_CORE_DIMENSIONS = {
    "win": 2,
    "split": 2,
    "concede": 2,
    "cost_scale": 2,
    "escalate": 2,
    "lapse": 2,
    "cost_mean": 1,
    "cost_dispersion": 1,
    "cost_floor": 1,
    "committed": 1,
    "extension_cost": 0,
    "backing_down_cost": 0,
    "choice_dispersion": 0,
}


@dataclass(frozen=True, eq=False)
class StoppingGame:
    """What is at stake at a deadline. Values are present values at the opening, in any unit per side.

    Every array but the dates may have leading dimensions, the draws; they are broadcast against each other.

    Args:
        dates: (R,) years from the opening to each round, increasing; the last is the deadline.
        extension_dates: (E,) rounds of the extension, after the deadline, the last its end; empty: nothing can be extended.
        win, split, concede: (..., R+E, 2) to each side if in that round the other gives way, both do, or it does itself; what it
            received while waiting is included.
        escalate: (..., 2, 2) [at the deadline, at the end of the extension][side] if the threat is carried out.
        lapse: (..., 2, 2) the same where the threatened step is dropped for nothing and the quarrel goes on.
        cost_scale: (..., R+E, 2) what one unit of private cost of conceding is worth in that round, at least 0: the prize
            win - concede where costs are shares of the prize.
        cost_mean: (..., 2) mean of each side's private cost, in those units.
        cost_dispersion: (..., 2) its dispersion, above 0: the scale of a logistic, 0.55 of its standard deviation.
        committed: (..., 2) probability that a side never concedes.
        threatener: 0 or 1, the side that chooses at the deadline.
        extension_cost: (...) of extending, to the threatener.
        backing_down_cost: (...) of letting the step lapse, to the threatener.
        choice_dispersion: (...) dispersion of a flexible threatener's choice, in the unit of its payoffs, above 0.
        cost_floor: (..., 2) least private cost of a flexible type that is still there: in talks that have gone on for a while,
            those below it have conceded. Default: all are there.

    Raises:
        TalksError: dates that do not increase, shapes that do not fit, numbers that are not finite, probabilities outside [0, 1],
            a cost scale below 0 or a dispersion that is not positive.

    Reference:
        Private costs: Fudenberg and Tirole (1986); commitment types at a deadline: Fanning (2016); the cost of backing down:
        Fearon (1994).
    """

    dates: np.ndarray
    extension_dates: np.ndarray
    win: np.ndarray
    split: np.ndarray
    concede: np.ndarray
    escalate: np.ndarray
    lapse: np.ndarray
    cost_scale: np.ndarray
    cost_mean: np.ndarray
    cost_dispersion: np.ndarray
    committed: np.ndarray
    threatener: int
    extension_cost: np.ndarray
    backing_down_cost: np.ndarray
    choice_dispersion: np.ndarray
    cost_floor: ArrayLike = -np.inf

    def __post_init__(self) -> None:
        for name in ("dates", "extension_dates"):
            object.__setattr__(self, name, np.atleast_1d(np.asarray(getattr(self, name), float)))
        _check_dates(self.dates, self.extension_dates)
        if np.ndim(self.cost_floor) == 0:
            object.__setattr__(self, "cost_floor", np.full(2, self.cost_floor))
        given = {name: np.asarray(getattr(self, name), float) for name in _CORE_DIMENSIONS}
        for name, values in _broadcast(given, len(self.dates) + len(self.extension_dates)).items():
            object.__setattr__(self, name, values)
        check_probability("the probability of being committed", self.committed)
        _check_size("cost_scale", self.cost_scale, self.cost_scale >= 0, "at least 0")
        _check_size("cost_dispersion", self.cost_dispersion, self.cost_dispersion > 0, "above 0")
        _check_size("choice_dispersion", self.choice_dispersion, self.choice_dispersion > 0, "above 0")
        if self.threatener not in (0, 1):
            raise TalksError(
                message("the threatener is one of two sides", expected="0 or 1", got=repr(self.threatener))
            )

    @property
    def draws(self) -> tuple[int, ...]:
        """Shape of the leading dimensions."""
        return self.choice_dispersion.shape

    @property
    def rounds(self) -> int:
        """R, rounds up to the deadline."""
        return len(self.dates)

    def with_dispersion(self, dispersion: ArrayLike) -> StoppingGame:
        """The same game with another dispersion of private costs.

        Args:
            dispersion: one number for both sides of every draw, or an array that ends in (2,).
        """
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values["cost_dispersion"] = np.broadcast_to(np.asarray(dispersion, float), self.cost_dispersion.shape)
        return StoppingGame(**values)

    def one_by_one(self) -> Iterator[StoppingGame]:
        """Each draw as a game without leading dimensions."""
        for draw in np.ndindex(self.draws):
            values = {field.name: getattr(self, field.name) for field in fields(self)}
            values.update({name: values[name][draw] for name in _CORE_DIMENSIONS})
            yield StoppingGame(**values)


def _check_dates(dates: Float[np.ndarray, " rounds"], extension_dates: Float[np.ndarray, " more"]) -> None:
    every = np.concatenate([dates, extension_dates])
    if not len(dates) or not (np.isfinite(every).all() and every[0] >= 0 and (np.diff(every) > 0).all()):
        raise TalksError(
            message(
                "rounds must have increasing dates, in years from the opening, those of an extension after the deadline",
                got=f"{dates.tolist()} and {extension_dates.tolist()}",
                do="give at least one round, the last of which is the deadline",
            )
        )


def _broadcast(given: dict[str, np.ndarray], rounds: int) -> dict[str, np.ndarray]:
    """Every array with the same leading dimensions, after checking its last ones."""
    core = {0: (), 1: (2,), 2: (2, 2)}
    shapes = {name: core[dimensions] for name, dimensions in _CORE_DIMENSIONS.items()}
    shapes.update(dict.fromkeys(("win", "split", "concede", "cost_scale"), (rounds, 2)))
    leading = []
    for name, values in given.items():
        end = shapes[name]
        known = np.isfinite(values) | ((values == -np.inf) & (name == "cost_floor"))
        if values.shape[values.ndim - len(end) :] != end or not known.all():
            raise TalksError(
                message(
                    f"{name} does not fit the game",
                    expected=f"finite numbers of shape {('...', *end)}, one row a round and one column a side",
                    got=f"shape {values.shape}",
                )
            )
        leading.append(values.shape[: values.ndim - len(end)])
    try:
        draws = np.broadcast_shapes(*leading)
    except ValueError:
        raise TalksError(message("the arrays of a game have different numbers of draws", got=str(leading))) from None
    return {name: np.broadcast_to(values, (*draws, *shapes[name])) for name, values in given.items()}


def _check_size(name: str, values: np.ndarray, right: np.ndarray, expected: str) -> None:
    if not right.all():
        raise TalksError(message(f"{name} is out of its range", expected=expected, got=f"{values[~right].flat[0]:g}"))
