"""Studies that lie in the server's folder: which there are, and what each says."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tradetalks.ensemble.study import open_study
from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.ensemble.summary.summarise import summarise_study

# Where stores lie within the folder of the page, and how their names end.
STUDIES, STORE_END = "studies", ".zarr"
# Summaries that are kept; each holds its draws, some megabytes.
KEPT = 8


def study_stores(folder: Path) -> dict[str, Path]:
    """The stores that lie in the server's folder, by name.

    Args:
        folder: of the page.

    Returns:
        Names without their ending; a request names one of these and never a path.
    """
    home = folder / STUDIES
    if not home.is_dir():
        return {}
    return {place.name.removesuffix(STORE_END): place for place in sorted(home.glob(f"*{STORE_END}"))}


def study_in(folder: Path, name: str) -> StudySummary | None:
    """What a study says; None where there is none of that name.

    Args:
        folder: of the page.
        name: one of :func:`study_stores`.

    Raises:
        TradeTalksError: a store that is damaged.
    """
    place = study_stores(folder).get(name)
    if place is None:
        return None
    # A store that is still written says more the next time.
    return _summary(place, max((file.stat().st_mtime_ns for file in place.rglob("*")), default=0))


@lru_cache(maxsize=KEPT)
def _summary(place: Path, changed: int) -> StudySummary:
    return summarise_study(open_study(place))
