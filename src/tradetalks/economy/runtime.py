"""How JAX runs for tradetalks: double precision, and compiled code kept between runs.

Set ``TRADETALKS_CACHE`` to move the folder of compiled code, or to ``off`` to keep none. A user's own
``JAX_COMPILATION_CACHE_DIR`` is respected.
"""

from __future__ import annotations

import os
from pathlib import Path

import jax


def cache_folder() -> Path | None:
    """Where compiled code is kept: ``$TRADETALKS_CACHE``, else ``$XDG_CACHE_HOME/tradetalks``, else ``~/.cache``."""
    chosen = os.environ.get("TRADETALKS_CACHE", "")
    if chosen == "off":
        return None
    root = Path(os.environ.get("XDG_CACHE_HOME", "") or Path.home() / ".cache")
    return Path(chosen) if chosen else root / "tradetalks"


def configure() -> None:
    """Switch on double precision and the cache of compiled code (skipped where the folder cannot be written)."""
    jax.config.update("jax_enable_x64", True)
    folder = cache_folder()
    if folder is None or os.environ.get("JAX_COMPILATION_CACHE_DIR"):
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    jax.config.update("jax_compilation_cache_dir", str(folder / "compiled"))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", 0)
