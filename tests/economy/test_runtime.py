"""What importing the package does to JAX in a user's process, and how compiled code is kept where asked."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import jax.numpy as jnp
import numpy as np

from tradetalks.economy.kernel import preconditioner
from tradetalks.economy.runtime import cache_folder
from tradetalks.economy.side_by_side import in_lanes
from tradetalks.numerics.processors import processors

SETTINGS = "jax_compilation_cache_dir", "jax_persistent_cache_min_compile_time_secs"


def output(code: str, **environment: str) -> str:
    """What ``code`` prints in a process of its own."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JAX_", "TRADETALKS_"))} | environment
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_importing_changes_double_precision_alone():
    code = f"""
import jax
settings = {SETTINGS}
before = [getattr(jax.config, name) for name in settings]
import tradetalks, tradetalks.economy.solve, tradetalks.war, tradetalks.talks, tradetalks.scenario.run
assert [getattr(jax.config, name) for name in settings] == before
assert jax.config.jax_enable_x64
print(before[0])
"""
    assert output(code) == "None\n"


def test_code_is_kept_after_something_was_compiled_already(tmp_path):
    code = """
import jax, tradetalks.economy
jax.jit(lambda x: x + 1)(1.0)
from tradetalks.economy import keep_compiled_code
folder = keep_compiled_code()
jax.jit(lambda x: 3 * x)(1.0)
print(folder, len(list(folder.iterdir())) > 0)
"""
    expected = tmp_path / "compiled"
    assert output(code, TRADETALKS_CACHE=str(tmp_path)) == f"{expected} True\n"
    again = "from tradetalks.economy import keep_compiled_code; print(keep_compiled_code(), keep_compiled_code('x'))"
    assert output(again, TRADETALKS_CACHE=str(tmp_path)) == f"{expected} {expected}\n"


def test_none_is_kept_where_switched_off_and_another_folder_is_left_alone(tmp_path):
    code = "from tradetalks.economy import keep_compiled_code; print(keep_compiled_code())"
    assert output(code, TRADETALKS_CACHE="off") == "None\n"
    assert output(code, JAX_COMPILATION_CACHE_DIR=str(tmp_path)) == f"{tmp_path}\n"
    file = tmp_path / "file"
    file.touch()
    assert output(code, TRADETALKS_CACHE=str(file)) == "None\n"


def test_the_default_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("TRADETALKS_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "tradetalks"
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    assert cache_folder() == Path.home() / ".cache" / "tradetalks"


def test_a_name_is_what_it_says_whatever_was_imported_before():
    """``calibrate`` and ``solve`` are functions, also where the modules of these names were imported first."""
    code = """
import tradetalks.economy.calibrate, tradetalks.economy.solve
from tradetalks.economy import calibrate, solve
print(callable(calibrate), callable(solve))
"""
    assert output(code) == "True True\n"


def test_two_threads_never_make_inverses_at_once(monkeypatch):
    """Two at once over many blocks have waited for each other's processors for ever."""
    under_way, most = [], []

    def slow(base, unchanged):
        under_way.append(base)
        most.append(len(under_way))
        time.sleep(0.02)
        under_way.pop()
        return jnp.zeros(1)

    monkeypatch.setattr(preconditioner, "size", lambda base, held: preconditioner.DENSE_LIMIT + 1)
    monkeypatch.setattr(preconditioner, "country_blocks", slow)
    threads = [threading.Thread(target=preconditioner.build_preconditioner, args=(k, None)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1, 1]


def test_processors_are_counted_as_xla_counts_them(monkeypatch):
    monkeypatch.setenv("NPROC", "3")
    assert processors() == 3
    for none in ("", "all"):
        monkeypatch.setenv("NPROC", none)
        assert processors() == len(os.sched_getaffinity(0))
    told = (
        "import tradetalks.economy, jax; from tradetalks.economy.side_by_side import CALLS; print(CALLS._max_workers)"
    )
    assert output(told, NPROC="1") == "1\n"


def test_batches_of_several_threads_share_the_processors_and_keep_their_order():
    at_once, most, lock = 0, 0, threading.Lock()

    def squares(piece):
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.01)
        with lock:
            at_once -= 1
        return [piece**2]

    found = {}

    def batch(start):
        (found[start],) = in_lanes(squares, np.arange(start, start + 21.0), 21, 4)

    threads = [threading.Thread(target=batch, args=(start,)) for start in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most <= processors()
    for start, values in found.items():
        np.testing.assert_array_equal(values, np.arange(start, start + 21.0) ** 2)
