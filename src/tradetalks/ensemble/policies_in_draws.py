"""Many policies of several ages in every draw of a design: compiled calls of one shape, whatever the scenario.

Draws with the trade elasticities of the same authors go together, and policies of nearly one age: each such group has an
approximate inverse of its own, which halves the steps. Every call has as many policies, so that code which was compiled for one
scenario serves the next in a world of the same size.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool

from tradetalks.economy.drawn_worlds import AGES, MOVED, DrawnElasticities, DrawnOutcomes, DrawnWorld, solve_drawn
from tradetalks.economy.economy import Economy
from tradetalks.economy.solve import TOLERANCE
from tradetalks.ensemble.batched import LARGEST_PRODUCT, DrawnGroup
from tradetalks.ensemble.drawn_levels import Levels
from tradetalks.numerics.processors import processors
from tradetalks.scenario.sections.study_parameters import TRADE_ESTIMATES

Array = np.ndarray
# Policies in a call. The world before is balanced anew in each, so that few are dear; what fills up the last one costs nothing.
BLOCK = 8
# Draws in a row, from the strongest returns to scale down, after which all weaker ones are taken to be stable too.
STABLE_IN_A_ROW = 2


class PoliciesInDraws(NamedTuple):
    """What was found, which draws it is known of (d,), and why it is not of the others, by position."""

    outcomes: DrawnOutcomes
    known: Bool[np.ndarray, " d"]
    why_not: dict[int, str]


class _Call(NamedTuple):
    """Some policies (positions) in some draws (positions), and their world."""

    world: DrawnWorld
    draws: Array
    policies: Array


def solve_policies(group: DrawnGroup, levels: Levels) -> PoliciesInDraws:
    """Every policy in every draw, with outcomes in full.

    Args:
        group: of draws that share a world.
        levels: (m, ...) of the instruments and of :data:`~tradetalks.economy.drawn_worlds.AGES`.

    Returns:
        Outcomes by draw and policy, zero where a draw's world is not stable; ``residual_d`` is the largest of any policy.
    """
    why_not = _unstable(group)
    stable = np.array([k for k in range(len(group.design)) if k not in why_not], int)
    calls = list(_calls(group, levels, stable))
    pool = ThreadPoolExecutor(processors())
    try:
        solved = list(pool.map(lambda call: _solve(group, levels, call), calls))
    finally:
        # Whoever interrupts waits for nothing that is still being solved.
        pool.shutdown(wait=False, cancel_futures=True)
    found = _together(calls, solved, len(group.design), len(levels[AGES[0]]))
    known = np.zeros(len(group.design), bool)
    known[stable] = found.residual_d[stable] <= TOLERANCE
    for k in stable[~known[stable]]:
        why_not[int(k)] = "an equilibrium was not found"
    return PoliciesInDraws(found, known, why_not)


def _unstable(group: DrawnGroup) -> dict[int, str]:
    """Why the worlds of some draws do not hold, by position: looked at from the strongest returns to scale down.

    A draw that grows away from any policy takes every step that a solve may take, and all beside it wait.
    """
    found: dict[int, str] = {}
    if not group.world.asks_feedback:
        return found
    strength = np.max(group.elasticities.theta_dj * group.elasticities.psi_dj, axis=1)
    for draws in _by_authors(group, np.arange(len(group.design))):
        stable: Economy | None = None
        in_a_row = 0
        for k in map(int, draws[np.argsort(-strength[draws], kind="stable")]):
            before = group.before(k)
            if stable is not None and stable.has_scale == before.has_scale:
                # Of the draw before it alone: near the limit trade can be balanced in several ways, and the approximate inverse
                # of a world further away may lead to another of them.
                before = before.share_preconditioner(stable)
            said = group.instability(before)
            if said:
                found[k], in_a_row, stable = said, 0, None
                continue
            in_a_row, stable = in_a_row + 1, before
            if in_a_row == STABLE_IN_A_ROW:
                break
    return found


def _calls(group: DrawnGroup, levels: Levels, draws_solved: Array) -> Iterator[_Call]:
    """Draws by authors, policies by age, in blocks."""
    ages = levels[AGES[0]]
    order = np.argsort(ages, kind="stable")
    kinds = [part for part in (order[ages[order] < 1], order[ages[order] >= 1]) if len(part)]
    if len(order) <= BLOCK:
        # They fit into one call: another inverse and another balance of every draw cost more than the steps that they save.
        kinds = [order]
    for draws in _by_authors(group, draws_solved):
        # One approximate inverse balances the trade of all of them.
        middle = _middle(group, draws)
        for kind in kinds:
            ratios = [float(np.median(levels[name][kind])) for name in AGES]
            world = _world_at(group, middle, ratios)
            for first in range(0, len(kind), BLOCK):
                yield _Call(world, draws, kind[first : first + BLOCK])


def _by_authors(group: DrawnGroup, draws: Array) -> list[Array]:
    """Some draws (positions), those with the same authors' trade elasticities together."""
    if TRADE_ESTIMATES not in group.numbers:
        return [draws]
    chosen = np.asarray(group.design.values[TRADE_ESTIMATES], int)[draws]
    return [draws[chosen == k] for k in np.unique(chosen)]


def _middle(group: DrawnGroup, draws: Array) -> Economy:
    """The world in the middle of some draws, imbalances as in the accounts."""
    theta, psi = (np.median(values[draws], axis=0) for values in group.elasticities[:2])
    return group.world.economy.replace(theta_j=theta, psi_j=np.minimum(psi, LARGEST_PRODUCT / theta))


def _world_at(group: DrawnGroup, middle: Economy, ratios: list[float]) -> DrawnWorld:
    """A world in the middle of some draws, at a middle age."""
    world = group.world
    trade, scale = (share * ratio for share, ratio in zip((world.trade_ratio, world.scale_ratio), ratios, strict=True))
    return DrawnWorld(middle, world.balanced, trade, scale, in_full=True)


def _solve(group: DrawnGroup, levels: Levels, call: _Call) -> DrawnOutcomes:
    """One block of policies, filled up with the world before any."""
    unchanged = group.world.economy.unchanged
    filling = BLOCK - len(call.policies)
    block = {}
    for name in MOVED:
        nothing = np.asarray(getattr(unchanged, name))[None]
        block[name] = np.concatenate([levels[name][call.policies], np.repeat(nothing, filling, axis=0)])
    for name in AGES:
        block[name] = np.concatenate([levels[name][call.policies], np.ones(filling)])
    drawn = DrawnElasticities(*(values[call.draws] for values in group.elasticities))
    return solve_drawn(call.world, drawn, block, {})


def _together(calls: list[_Call], solved: list[DrawnOutcomes], draws: int, policies: int) -> DrawnOutcomes:
    """What the calls found, in one."""
    first = solved[0]
    found: dict[str, Array] = {}
    for name, values in first._asdict().items():
        shape = (draws, *values.shape[1:])
        if values.ndim > 2:
            shape = (draws, policies, *values.shape[2:])
        found[name] = np.zeros(shape)
    for call, outcomes in zip(calls, solved, strict=True):
        for name, values in outcomes._asdict().items():
            if values.ndim > 2:
                found[name][np.ix_(call.draws, call.policies)] = values[:, : len(call.policies)]
            else:
                found[name][call.draws] = np.maximum(found[name][call.draws], values)
    return DrawnOutcomes(**found)
