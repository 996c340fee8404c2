"""Many problems of the same shape in compiled code: some side by side in each call, calls on every processor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jax
import numpy as np

from tradetalks.economy.kernel.implicit import Method
from tradetalks.economy.kernel.problem import Baseline
from tradetalks.economy.kernel.state import size
from tradetalks.numerics.processors import processors

# Problems side by side: enough to share matrix products, few enough that their history stays in cache.
LANES = 32
# Bytes that the problems side by side in one call may take: eight calls at once stay below what a small machine has.
MOST_BYTES = 256_000_000
# Arrays of the size of the trade shares that a solve holds at once: weights, flows and what they are made of.
TRADE_ARRAYS = 8
BYTES_OF_A_DOUBLE = 8
# The last call of a batch is narrower by these: code is compiled for each width, and lanes that repeat a problem cost their time.
NARROWER = (8, 2, 1)
# JAX's setting of where arrays are made; its types do not know it.
DEVICE = "jax_default_device"
# Calls of all batches of the process: while one batch is prepared, calls of another fill the processors, and there are never more
# calls at once than processors. Its threads start with the first call.
CALLS = ThreadPoolExecutor(processors(), thread_name_prefix="calls")


def lanes_of(base: Baseline, method: Method) -> int:
    """How many solves of an economy go side by side: fewer of large ones.

    Args:
        base: the economy.
        method: whose depth says how many past steps are kept.
    """
    n, j = base.sales_ij.shape
    doubles = TRADE_ARRAYS * n * n * j + 2 * (method.depth + 1) * size(base, 0)
    return max(1, min(LANES, MOST_BYTES // (BYTES_OF_A_DOUBLE * doubles)))


def in_lanes(solve: Callable[[Any], Sequence[Any]], stacked: Any, count: int, lanes: int) -> list[np.ndarray]:
    """Calls of so many problems each, on every processor: compiled code does not hold Python's lock.

    Args:
        solve: compiled; takes a part of ``stacked`` and gives arrays with the same leading axis.
        stacked: arrays with a leading axis of length ``count``, in any tree.
        count: how many problems, at least one.
        lanes: how many go into a call.

    Returns:
        What ``solve`` gives, put together in order.
    """

    # What a caller sets for a block (`with jax.default_device(...)`) holds for its own thread alone.
    device = getattr(jax.config, DEVICE)

    def part(call: tuple[int, int, int]) -> list[np.ndarray]:
        first, last, width = call
        # What is left of the lanes of the last call repeats its last problem.
        rows = np.minimum(np.arange(first, first + width), last - 1)
        piece = jax.tree.map(lambda leaf: leaf[rows], stacked)
        with jax.default_device(device):
            return [np.asarray(value)[: last - first] for value in solve(piece)]

    parts = list(CALLS.map(part, _calls(count, lanes)))
    return [np.concatenate(values) for values in zip(*parts, strict=True)]


def _calls(count: int, lanes: int) -> Iterator[tuple[int, int, int]]:
    """First and last problem of each call, and its width."""
    for first in range(0, count, lanes):
        last = min(first + lanes, count)
        widths = [max(1, lanes // narrower) for narrower in NARROWER]
        yield first, last, next(width for width in widths if width >= last - first)
