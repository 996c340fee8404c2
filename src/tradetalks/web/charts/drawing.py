"""What a chart of the page is: specifications, the sentence it shows, and the same numbers as a table."""

from __future__ import annotations

import dataclasses
from typing import Any

from tradetalks.report.chapter import Table

# A specification of Vega-Lite as JSON has it.
Spec = dict[str, Any]


@dataclasses.dataclass(frozen=True, eq=False)
class ChartPanel:
    """One picture of a chart; panels stand beside each other on a wide page and below each other on a telephone.

    Args:
        spec: of Vega-Lite; as wide as what it stands in.
        title: what it shows beside the others; empty where there is one alone.
        share: of the width of the page, beside the other panels'.
    """

    spec: Spec
    title: str = ""
    share: float = 1.0


@dataclasses.dataclass(frozen=True, eq=False)
class Drawing:
    """A chart as it stands in a page.

    Args:
        name: of its element, unique within a page.
        finding: what it shows, a sentence: its title, and what is read aloud.
        panels: one or more.
        caption: what is drawn, in which units, of which horizon, and how to read it.
        table: the same numbers, for who cannot see it or wants to copy them.
    """

    name: str
    finding: str
    panels: tuple[ChartPanel, ...]
    caption: str
    table: Table
