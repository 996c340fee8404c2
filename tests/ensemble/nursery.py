"""Kill a study again and again: `python -m tests.ensemble.nursery STORE KILLS SEED pretended|real`.

What a study needs is imported once; every life is a fork of this process, which itself touches no store. After each death the
files of the pieces that are whole are held against what they were: nothing that was written may change.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path

from tests.ensemble.standin import Solve, create
from tradetalks.ensemble import run
from tradetalks.ensemble.pieces import solve_pieces
from tradetalks.ensemble.run import run_study
from tradetalks.ensemble.schedulers import team_of
from tradetalks.ensemble.store import one_writer, open_store
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import Parameter

# Of the kills, so many strike at random while the store is made; all others once a piece more is whole than before.
EARLY = 4
# Seconds that a life may last before an early kill, and after a new piece before any other.
UNTIL_EARLY, AFTER_A_PIECE = 0.4, 0.05
# Seconds in which a life has a piece done, however busy the machine.
PATIENCE = 120
DRAWS, PIECE = 560, 4
# Draws that are solved really, each a piece of its own: a life on two processors ends with one or two more of them whole.
REAL_DRAWS = 256


def live(path: Path, log: Path) -> None:
    """Make the store where there is none, and solve what is to do."""
    if not path.exists():
        create(path, DRAWS, PIECE)
    store = open_store(path)
    with one_writer(path), team_of(Solve(seconds=0.01, log=log), None, None) as team:
        solve_pieces(store, team, store.to_do(), lambda line: None)


def live_really(path: Path, log: Path) -> None:
    """As :func:`live`, with draws that are solved, each a piece of its own."""
    run.is_batched = lambda plan: False
    run.piece_size = lambda draws, *, batched: 1
    run_study(read_scenario("beijing-2019"), real_plan(), path)


def real_plan() -> StudyPlan:
    """More pieces than are whole after a hundred kills."""
    horizon = Parameter(key="model.horizon_years", uniform=(1, 9))
    return StudyPlan(draws=REAL_DRAWS, seed=7, sampling="latin hypercube", parameters={"horizon": horizon})


def statuses(path: Path) -> list[str]:
    """Numbers of the pieces that have a status."""
    return [file.name for file in path.glob("status/c/*") if not file.name.endswith(".unfinished")]


def whole(path: Path) -> dict[str, bytes]:
    """The files of every piece that has a status."""
    ended = statuses(path)
    files = [file for k in ended for file in path.glob(f"*/c/{k}/**/*") if file.is_file()]
    files += [path / "status" / "c" / k for k in ended]
    return {str(file.relative_to(path)): file.read_bytes() for file in files if not file.name.endswith(".unfinished")}


def one_life(life: Callable[[], None], path: Path, early: bool, draw: random.Random) -> None:
    """Live, and be killed at a random moment.

    Raises:
        RuntimeError: the life ended before, by itself: badly, or because nothing was left to do.
    """
    pieces = len(statuses(path))
    child = os.fork()
    if child == 0:
        try:
            life()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if early:
        time.sleep(draw.uniform(0, UNTIL_EARLY))
    else:
        last = time.monotonic() + PATIENCE
        while len(statuses(path)) == pieces and time.monotonic() < last and not _has_ended(child):
            time.sleep(0.001)
        time.sleep(draw.uniform(0, AFTER_A_PIECE))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
        raise RuntimeError(f"a life ended before it was killed, with {len(statuses(path))} pieces whole: {status=}")


def _has_ended(child: int) -> bool:
    """Whether this process has ended; its status is left for who waits for it."""
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def main(path: Path, kills: int, seed: int, live: Callable[[Path, Path], None]) -> None:
    """Kill so many times, then let it end; prints how many pieces were whole after each death."""
    # A process that is killed loses nothing of what it handed to the system, waited for or not.
    os.fsync = lambda file: None
    # Nothing of JAX runs in this process.
    warnings.filterwarnings("ignore", message="os.fork", category=RuntimeWarning)
    draw = random.Random(seed)
    log = path.with_suffix(".log")
    counts, before = [], {}
    for k in range(kills):
        one_life(lambda: live(path, log), path, k < EARLY, draw)
        now = whole(path)
        changed = [name for name, data in before.items() if now.get(name) != data]
        if changed:
            raise RuntimeError(f"written before and changed: {changed}")
        before = now
        counts.append(len(statuses(path)))
    live(path, log)
    print(json.dumps(counts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), {"pretended": live, "real": live_really}[sys.argv[4]])
