"""Fixtures shared by all tests."""

import os
import signal
from pathlib import Path

import pytest

# Before numpy loads: searches multiply small matrices, and threads only get in each other's way.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# A shell that starts the tests in the background has them, and what they start, ignore Ctrl-C.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

from tradetalks.economy.runtime import keep_compiled_code  # after the number of threads is set

# A second run of the tests compiles nothing.
keep_compiled_code()

VALIDATION = Path(__file__).resolve().parents[2] / "shared" / "validation"


@pytest.fixture(scope="session")
def validation() -> Path:
    """Folder of published models' data and results; it is not part of the package."""
    if not VALIDATION.is_dir():
        pytest.skip(f"published models' data are not here ({VALIDATION}): get ../shared/validation to run this test")
    return VALIDATION
