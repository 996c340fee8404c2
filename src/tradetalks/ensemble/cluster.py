"""Pieces of a study solved by other processes, through Dask: of this machine, or of a cluster that somebody has started.

Only this process writes. A worker that dies has its pieces solved again by another.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import math
import os
import pickle
import queue
import signal
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError
from typing import Any

import distributed
import xarray as xr
from dask import config
from distributed import KilledWorker, WorkerPlugin
from distributed.comm.core import CommClosedError

from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.ensemble.card import PACKAGES, other_versions, versions_here
from tradetalks.ensemble.team import Solver, Team
from tradetalks.errors import TradeTalksError, listed, message
from tradetalks.numerics.processors import PROCESSORS

# Dask leaves most of its methods without types.
dask: Any = distributed
# Seconds after which a scheduler that does not answer is not there.
ANSWERS_WITHIN = 5
# Seconds for the first worker to come: those of a queueing system are often begun together with the scheduler.
WORKERS_WITHIN = 30
# Seconds between two counts of the workers: each asks the scheduler, and whoever solves pieces asks for places all the time.
COUNT_EVERY = 1
# Workers of other versions that are named.
NAMED_WORKERS = 5
# Studies that a worker may be at work on at once, of several people.
KEPT_SOLVERS = 4
# What every worker of this machine has before it starts: one processor for its one thread, else each would keep threads for all
# of them. Dask's own setting of malloc is left out: with it memory is given back after every call, and had again before the next.
BEFORE_START = {PROCESSORS: 1, "OMP_NUM_THREADS": 1, "MKL_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1}
# What Dask sets beside these.
SET_BESIDE = ("PYTHONHASHSEED", "__DASK_PARENT_PID")
# Dask looks at itself up to a hundred times a second in each process, for a page that nobody opens here.
SETTINGS = {
    "distributed.nanny.pre-spawn-environ": BEFORE_START,
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "500ms",
    "distributed.admin.system-monitor.interval": "10s",
}
# What comes out where the scheduler has gone.
GONE = (CancelledError, asyncio.CancelledError, CommClosedError, OSError)


class DaskTeam:
    """The workers of a Dask client."""

    def __init__(self, client: Any, solve: Solver) -> None:
        self._client, self._versions = client, versions_here()
        # A task like others: whoever needs it gets it from a worker that has it, and it is made again where none is left.
        self._packed = client.submit(_itself, pickle.dumps(solve), pure=False)
        self._places, self._asked = 0, -math.inf
        self._out: dict[str, tuple[int, Any]] = {}
        self._back: queue.Queue[str] = queue.Queue()

    @property
    def places(self) -> int:
        """As many as there are threads of workers: they may come and go, and are counted once in a while."""
        if time.monotonic() - self._asked > COUNT_EVERY:
            try:
                self._places = int(sum(self._client.nthreads().values()))
            except GONE:
                raise self._lost() from None
            self._asked = time.monotonic()
        return self._places

    def hand_out(self, k: int, positions: range) -> None:
        """As :meth:`Team.hand_out`."""
        future = self._client.submit(solve_on_worker, self._packed, positions, self._versions, pure=False)
        self._out[future.key] = (k, future)
        future.add_done_callback(lambda done: self._back.put(done.key))

    def take(self, seconds: float) -> list[tuple[int, xr.Dataset | Exception]]:
        """As :meth:`Team.take`."""
        keys = []
        with contextlib.suppress(queue.Empty):
            keys.append(self._back.get(timeout=seconds))
            while True:
                keys.append(self._back.get_nowait())
        return [self._came(*self._out.pop(key)) for key in keys]

    def _came(self, k: int, future: Any) -> tuple[int, xr.Dataset | Exception]:
        try:
            return k, future.result()
        except KilledWorker:
            return k, TradeTalksError(
                message(
                    f"piece {k} of the study has ended every worker that tried it",
                    do="give the workers more memory, or solve it in this process: go on without --workers and --scheduler",
                )
            )
        except GONE:
            return k, self._lost()
        except Exception as error:
            return k, error

    def _lost(self) -> TradeTalksError:
        return TradeTalksError(
            message(
                "the Dask scheduler has gone",
                do="start it again, and go on with `tradetalks study resume`: what was solved is kept",
            )
        )

    def dismiss(self) -> None:
        """Nobody waits for what is still out."""
        with contextlib.suppress(*GONE):
            self._client.cancel([self._packed, *(future for _, future in self._out.values())])


def _itself(packed: bytes) -> bytes:
    return packed


@functools.lru_cache(maxsize=KEPT_SOLVERS)
def _solver_of(packed: bytes) -> Solver:
    """The same object for every piece: Dask drops what no task waits for, and what a solver prepares once is kept with it."""
    found: Solver = pickle.loads(packed)
    return found


def solve_on_worker(packed: bytes, positions: range, versions: Mapping[str, str]) -> xr.Dataset:
    """What a worker does with a piece; one that came after the study began may be of other versions.

    Args:
        packed: the solver.
        positions: of the draws of the piece.
        versions: of the process that asks.

    Raises:
        TradeTalksError: it is.
    """
    differences = other_versions(versions_here(), versions)
    if differences:
        raise _incompatible(["a worker that came later: " + ", ".join(differences)])
    keep_compiled_code()
    return _solver_of(packed)(positions)


class _Shielded(WorkerPlugin):
    """A worker of this machine hears the same Ctrl-C as we do, and leaves it to us."""

    def setup(self, worker: Any) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def cluster(solve: Solver, workers: int | None, scheduler: str | None) -> Iterator[Team]:
    """As :func:`tradetalks.ensemble.schedulers.team_of`, of processes.

    Raises:
        TradeTalksError: a scheduler that is not there or has no workers, or workers of other versions.
    """
    with contextlib.ExitStack() as stack:
        if scheduler is not None:
            client = stack.enter_context(_reached(scheduler))
        else:
            stack.enter_context(config.set(SETTINGS))
            stack.enter_context(_own_environment())
            local = stack.enter_context(_processes(workers))
            # Results come straight from the worker, and not by way of the scheduler.
            client = stack.enter_context(dask.Client(local, set_as_default=False, direct_to_workers=True))
            client.register_plugin(_Shielded())
        check_workers(client.get_versions(packages=["tradetalks", *PACKAGES])["workers"])
        found = DaskTeam(client, solve)
        try:
            yield found
        finally:
            found.dismiss()


@contextlib.contextmanager
def _own_environment() -> Iterator[None]:
    """Takes back what Dask writes into the environment of this process for those that it starts."""
    before = {name: os.environ.get(name) for name in (*BEFORE_START, *SET_BESIDE)}
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _processes(workers: int | None) -> Any:
    """Processes of this machine, one thread each."""
    try:
        return dask.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            # Its page is at any port that is free, and there is no limit on memory other than the machine's.
            dashboard_address=":0",
            memory_limit=0,
            # What workers say of each other when they end is for nobody: what goes wrong with a piece comes back with it.
            silence_logs=logging.CRITICAL,
        )
    except RuntimeError as error:
        raise TradeTalksError(
            message(
                "no process could be started",
                details=[str(error)],
                do='in a script, call it below `if __name__ == "__main__":`: every process reads the script once',
            )
        ) from None


@contextlib.contextmanager
def _reached(scheduler: str) -> Iterator[Any]:
    """A client of a scheduler that answers, and has workers."""
    try:
        client = dask.Client(scheduler, timeout=ANSWERS_WITHIN, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise TradeTalksError(
            message(
                f"no Dask scheduler answers at {scheduler}",
                details=[str(error)],
                expected="the address that `dask scheduler` prints, as tcp://10.0.0.1:8786",
                do="check the address and that the scheduler runs, or leave --scheduler out",
            )
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKERS_WITHIN)
        except TimeoutError:
            raise TradeTalksError(
                message(
                    f"the Dask scheduler at {scheduler} has no workers",
                    expected=f"one at least within {WORKERS_WITHIN} seconds",
                    do=f"start some: dask worker {scheduler}",
                )
            ) from None
        yield client


def check_workers(workers: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse workers whose numbers may differ from those of this process.

    Args:
        workers: what each says of itself, by address, as ``Client.get_versions`` gives it.

    Raises:
        TradeTalksError: versions differ; names the workers.
    """
    here, lines = versions_here(), []
    for address, said in workers.items():
        there = dict(said["packages"])
        there["python"] = ".".join(str(there["python"]).split(".")[:2])
        differences = other_versions(there, here)
        if differences:
            lines.append(f"{address}: {', '.join(differences)}")
    if lines:
        raise _incompatible(lines)


def _incompatible(lines: list[str]) -> TradeTalksError:
    return TradeTalksError(
        message(
            "workers of other versions would give other numbers",
            details=listed(lines, NAMED_WORKERS),
            expected="the same versions as in this process",
            do="install them where the workers run, or leave these workers out",
        )
    )
