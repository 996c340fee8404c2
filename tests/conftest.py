"""Fixtures shared by all tests."""

import gc
import os
import signal
from pathlib import Path

import pytest

# Before numpy loads: searches multiply small matrices, and threads only get in each other's way.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# A shell that starts the tests in the background has them, and what they start, ignore Ctrl-C.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

import jax  # after the number of threads is set

from tradetalks.economy.runtime import keep_compiled_code

# A second run of the tests compiles nothing.
keep_compiled_code()

# A process may have so many pieces of memory (65,530 on Linux, vm.max_map_count), and a compiled function takes nine: the tests
# compile thousands. At half of them what is compiled is let go, and read from its folder again where it is needed.
MOST_PIECES = 30_000


@pytest.fixture(autouse=True, scope="module")
def room_for_compiled_code():
    """Between files of tests, before the system refuses a process more memory and ends it."""
    yield
    pieces = Path("/proc/self/maps")
    if pieces.exists() and pieces.read_bytes().count(b"\n") > MOST_PIECES:
        jax.clear_caches()
        gc.collect()


@pytest.fixture(scope="session")
def beijing_run():
    """The shipped scenario of January 2019, all parts solved: once for all files of tests that look at it and change nothing."""
    from tradetalks.scenario.read import read_scenario
    from tradetalks.scenario.run import run_scenario

    return run_scenario(read_scenario("beijing-2019"))


VALIDATION = Path(__file__).resolve().parents[2] / "shared" / "validation"


@pytest.fixture(scope="session")
def validation() -> Path:
    """Folder of published models' data and results; it is not part of the package."""
    if not VALIDATION.is_dir():
        pytest.skip(f"published models' data are not here ({VALIDATION}): get ../shared/validation to run this test")
    return VALIDATION
