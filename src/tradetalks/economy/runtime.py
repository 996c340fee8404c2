"""How JAX runs for tradetalks: always in double precision and, where asked, with compiled code kept between runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import jax
from jax.experimental.compilation_cache import compilation_cache

from tradetalks.errors import TradeTalksError
from tradetalks.inputs import checked

# Settings of JAX by name, so that what is asked of a user's process is seen in one place.
DOUBLE_PRECISION = "jax_enable_x64"
FOLDER = "jax_compilation_cache_dir"
SHORTEST = "jax_persistent_cache_min_compile_time_secs"
SMALLEST = "jax_persistent_cache_min_entry_size_bytes"


def use_double_precision() -> None:
    """Switch on 64-bit numbers: residuals of 1e-10 do not exist in 32 bits. Done when the economy is first imported."""
    _set(DOUBLE_PRECISION, True)


def cache_folder() -> Path | None:
    """Where compiled code is kept by default.

    Returns:
        ``$TRADETALKS_CACHE``, else ``$XDG_CACHE_HOME/tradetalks``, else ``~/.cache/tradetalks``; None where
        ``TRADETALKS_CACHE`` is ``off``.
    """
    chosen = os.environ.get("TRADETALKS_CACHE", "")
    if chosen == "off":
        return None
    if chosen:
        return Path(chosen)
    root = os.environ.get("XDG_CACHE_HOME", "")
    if root:
        return Path(root) / "tradetalks"
    return Path.home() / ".cache" / "tradetalks"


@checked(TradeTalksError)
def keep_compiled_code(folder: str | Path | None = None) -> Path | None:
    """Keep JAX's compiled code in a folder, so that the next Python process need not compile again.

    The first solve of a process compiles for some seconds. The ``tradetalks`` commands call this before they solve. Importing
    the package does not: the setting holds for everything that JAX compiles in the process, which is the user's. In a notebook
    or a script call it once, best before the first solve::

        import tradetalks as tt
        tt.keep_compiled_code()

    Args:
        folder: where; None is :func:`cache_folder`. The environment variable ``TRADETALKS_CACHE`` moves the default, or
            switches it off with the value ``off``.

    Returns:
        The folder in use; None where none is kept: switched off, or the folder cannot be written. Where the process has a
        compilation cache already (``JAX_COMPILATION_CACHE_DIR`` or JAX's own setting), that one stays and is returned.

    Source:
        JAX's documentation of the persistent compilation cache.
    """
    already = getattr(jax.config, FOLDER)
    if already:
        return Path(already)
    root = cache_folder() if folder is None else Path(folder)
    if root is None:
        return None
    kept = root / "compiled"
    try:
        kept.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    _set(FOLDER, str(kept))
    # A solve is many small functions: keep those too that compile quickly.
    _set(SHORTEST, 0.0)
    _set(SMALLEST, 0)
    # JAX looks once, when it first compiles, whether there is a cache: have it look again.
    compilation_cache.reset_cache()
    return kept


def _set(name: str, value: str | float | int) -> None:
    # JAX leaves this method without types.
    update: Callable[[str, object], None] = jax.config.update
    update(name, value)
