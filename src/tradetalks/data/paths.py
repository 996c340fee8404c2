"""Where the shipped tables lie."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

# Folder of the shipped tables.
FILES = Path(str(files("tradetalks.data"))) / "files"
