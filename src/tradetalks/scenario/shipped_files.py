"""Where the scenarios and tables that ship lie, and where a table of tariffs is that a scenario names."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

FILES = Path(__file__).parent / "files"


@lru_cache(maxsize=1)
def shipped_tables() -> tuple[str, ...]:
    """The tables of tariffs that ship with the scenarios, as ``tariffs_from`` names them."""
    return tuple(sorted(path.relative_to(FILES).as_posix() for path in FILES.rglob("*.csv")))


def is_shipped(place: Path) -> bool:
    """Whether a table is one of those that ship."""
    return place.is_relative_to(FILES)


def place_of_table(folder: Path, name: str) -> Path:
    """The table beside a scenario in ``folder``; where none of that name lies there, the one that ships.

    So the text of a shipped scenario can be run anywhere.
    """
    if name in shipped_tables() and not os.path.lexists(folder / name):
        return FILES / name
    return folder / name
