"""Who solves the pieces of a study: threads of this process, processes of this machine, or a cluster."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

import xarray as xr

from tradetalks.ensemble.team import Solver, Team
from tradetalks.numerics.processors import processors


class Threads:
    """Threads of this process: compiled code does not hold Python's lock."""

    def __init__(self, solve: Solver, pool: ThreadPoolExecutor, most: int) -> None:
        self._solve, self._pool, self._most = solve, pool, most
        self._out: dict[Future[xr.Dataset], int] = {}
        self._has_compiled = False

    @property
    def places(self) -> int:
        """One until the first piece is back, so that nothing is compiled twice."""
        if self._has_compiled:
            return self._most
        return 1

    def hand_out(self, k: int, positions: range) -> None:
        """As :meth:`Team.hand_out`."""
        self._out[self._pool.submit(self._solve, positions)] = k

    def take(self, seconds: float) -> list[tuple[int, xr.Dataset | Exception]]:
        """As :meth:`Team.take`."""
        done, _ = wait(self._out, timeout=seconds, return_when=FIRST_COMPLETED)
        self._has_compiled |= bool(done)
        return [(self._out.pop(future), _came(future)) for future in done]


def _came(future: Future[xr.Dataset]) -> xr.Dataset | Exception:
    try:
        return future.result()
    except Exception as error:
        return error


@contextlib.contextmanager
def _threads(solve: Solver) -> Iterator[Team]:
    """As many threads as there are processors; where the block is left by an error, those at work are not waited for."""
    most = processors()
    pool = ThreadPoolExecutor(most, thread_name_prefix="study")
    try:
        yield Threads(solve, pool, most)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


@contextlib.contextmanager
def team_of(solve: Solver, workers: int | None, scheduler: str | None) -> Iterator[Team]:
    """Those who solve the pieces of a study.

    Args:
        solve: what they do with each.
        workers: so many processes of this machine.
        scheduler: address of a Dask scheduler. Without both: threads of this process.

    Yields:
        The team.

    Raises:
        TradeTalksError: a scheduler that is not there or has no workers, or workers of other versions.
    """
    if workers is None and scheduler is None:
        with _threads(solve) as found:
            yield found
        return
    # Only those who ask for processes wait for Dask to load.
    from tradetalks.ensemble.cluster import cluster

    with cluster(solve, workers, scheduler) as found:
        yield found
