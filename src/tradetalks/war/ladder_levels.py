"""How high tariffs stand after each step of a ladder, as far as that can be seen without solving the economy."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.errors import message
from tradetalks.war.coalitions import name_of
from tradetalks.war.moves import LARGEST, Action, MoveError, Retaliation, places_of

Array = np.ndarray

# Answers that repeat what was done: they are known where it is. What the others come to hangs on the trade of the day.
MIRRORED = ("tit_for_tat", "proportional")


@dataclasses.dataclass(frozen=True, eq=False)
class _Seen:
    """A step as far as it is known.

    Args:
        by, on: positions of who moves and of who is hit.
        increase_mpj: by member, partner and sector, fractions; nan where it hangs on the trade of the day.
    """

    by: list[int]
    on: list[int]
    increase_mpj: Float[Array, "m p j"]


def ladder_errors(
    economy: Economy, actions: Sequence[Action], tariff_nij: Float[Array, "n i j"]
) -> Iterator[tuple[int, MoveError]]:
    """Steps after which a tariff is -100 percent or less, and answers beyond every tariff.

    Args:
        economy: whose regions and sectors they are.
        actions: checked one by one (:func:`~tradetalks.war.moves.check_action`).
        tariff_nij: in force before the first (importer, exporter, sector), fractions.

    Returns:
        The position of each such step and what to raise there.
    """
    level_nij = np.array(tariff_nij, float)
    steps: list[_Seen] = []
    for k, action in enumerate(actions):
        step = _seen(economy, action, steps)
        if step is None:
            continue
        steps.append(step)
        if isinstance(action, Retaliation):
            too_high = answer_error(action, step.increase_mpj)
            if too_high is not None:
                yield k, too_high
        cells = np.ix_(step.by, step.on)
        level_nij[cells] = level_nij[cells] + step.increase_mpj
        known = level_nij[cells][np.isfinite(level_nij[cells])]
        if len(known) and known.min() <= -1:
            yield k, below_zero_price(name_of(action.by), " + ".join(economy.regions[p] for p in step.on), known.min())


def answer_error(action: Retaliation, increase: Float[Array, "*mp j"]) -> MoveError | None:
    """What to raise where an answer goes beyond every tariff; None where it does not, or chooses its own (``best_response``)."""
    known = increase[np.isfinite(increase)]
    if action.rule == "best_response" or not len(known) or known.max() <= LARGEST:
        return None
    return MoveError(
        message(
            f"the answer of {name_of(action.by)} is beyond every tariff",
            expected=f"an increase of at most {LARGEST:g} (500 percentage points)",
            got=f"{known.max():g}",
            do="lower share",
        )
    )


def below_zero_price(by: str, on: str, level: float) -> MoveError:
    """What to raise where imports would be free or paid for."""
    return MoveError(
        message(
            f"{by} would pay for all it buys from {on}",
            expected="tariffs above -1 after the move",
            got=f"{level:g}",
            do="lower tariffs by less",
        )
    )


def _seen(economy: Economy, action: Action, steps: Sequence[_Seen]) -> _Seen | None:
    """The step; None for an answer to nothing, which is refused elsewhere."""
    own = places_of(economy, action.by)
    if not isinstance(action, Retaliation):
        return _Seen(own, places_of(economy, action.on), np.asarray(action.increase(economy), float))
    against = [step for step in steps if set(own) & set(step.on)]
    if not against:
        return None
    last = against[-1]
    mine = last.increase_mpj[:, [p for p, place in enumerate(last.on) if place in own]]
    increase_j = _answer(economy, action, mine)
    return _Seen(own, last.by, np.broadcast_to(increase_j, (len(own), len(last.by), len(increase_j))))


def _answer(economy: Economy, action: Retaliation, faced_mpj: Float[Array, "m p j"]) -> Float[Array, " j"]:
    """By sector, nan where it hangs on the trade of the day: averages of what is not the same everywhere."""
    unknown_j = np.full(len(economy.sectors), np.nan)
    if action.rule == "none" or action.share == 0:
        return np.zeros_like(unknown_j)
    if action.rule not in MIRRORED:
        return unknown_j
    first_j = faced_mpj[0, 0]
    increase_j = np.where((faced_mpj == first_j).all(axis=(0, 1)), action.share * first_j, unknown_j)
    if action.rule == "tit_for_tat":
        return increase_j
    goods = economy.goods_index
    everywhere_j = np.zeros_like(unknown_j)
    everywhere_j[goods] = np.nan
    if len(np.unique(increase_j[goods])) == 1:
        # The average of what is the same everywhere.
        everywhere_j[goods] = increase_j[goods]
    return everywhere_j
