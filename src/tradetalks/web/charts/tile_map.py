"""The world as tiles: each country a square near its place, so that small countries are seen and none is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from tradetalks.report.answer.cost import horizon_words
from tradetalks.report.cost.measures import whose_measures
from tradetalks.report.cost.numbers import range_words
from tradetalks.report.format import format_label
from tradetalks.report.names import country_names
from tradetalks.report.policies import policy_label
from tradetalks.report.style import INK
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.web.charts.countries import (
    CountryMeasure,
    countries_finding,
    country_bands,
    country_numbers,
)
from tradetalks.web.charts.drawing import ChartPanel, Drawing
from tradetalks.web.charts.ink import PALE_GAIN, PALE_LOSS, PALE_ZERO, data_of, spec_of

# Column and row of each region of the worlds that ship: north is up, the Atlantic lies between columns 1 and 2. Neighbours touch
# where they can; a judgement of ours, as every tile map is.
PLACES = {
    "CAN": (0, 0), "USA": (0, 1), "MEX": (0, 2), "BRA": (1, 3), "GBR": (2, 0), "EU": (3, 0), "CHE": (3, 1), "ROW": (3, 3),
    "IND": (4, 2), "CHN": (5, 1), "KOR": (6, 0), "JPN": (7, 0), "TWN": (6, 1), "VNM": (5, 2), "SEA": (6, 3),
}  # fmt: skip
# Regions of other worlds follow in rows below the map, so many to a row.
ACROSS = 8
# Pixels of a tile's height; its width is that of the page.
TILE = 58


def tile_places(codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Column and row of every region: its place on the map, or the next free one in the rows below.

    Args:
        codes: of a world's regions.
    """
    known = {code: PLACES[code] for code in codes if code in PLACES}
    below = 0
    if known:
        below = 1 + max(row for _, row in known.values())
    others = [code for code in codes if code not in PLACES]
    return known | {code: (k % ACROSS, below + k // ACROSS) for k, code in enumerate(others)}


def _in_proportion(run: CostRun, finding: str) -> str:
    """A finding that says of what it is a share, behind whose measures it counts."""
    said, _, rest = finding.partition(": ")
    if said.casefold() == whose_measures(run).casefold():
        return f"{said}, in proportion to size: {rest}"
    if finding.startswith("The "):
        finding = f"the {finding[4:]}"
    return f"In proportion to size: {finding}"


def tile_map_drawing(run: CostRun, moment: PolicyDate, measure: CountryMeasure) -> Drawing:
    """What a policy costs every country, as tiles coloured from loss to gain, with the number in each.

    Args:
        run: every policy, solved.
        moment: one of them.
        measure: in which unit.
    """
    rows = _tiles(run, moment, measure)
    finding = countries_finding(run, moment, measure)
    if measure.name == "percent":
        finding = _in_proportion(run, finding)
    largest = max([abs(row["value"]) for row in rows], default=0.0) or 1.0
    scale = alt.Scale(domain=[-largest, 0, largest], range=[PALE_LOSS, PALE_ZERO, PALE_GAIN], interpolate="rgb")
    told = [alt.Tooltip("name:N", title="country"), alt.Tooltip("told:N", title=measure.unit)]
    hidden = alt.Axis(labels=False, ticks=False, domain=False, grid=False, title=None)
    base = alt.Chart(data_of(rows)).encode(
        x=alt.X("column:O", axis=hidden), y=alt.Y("row:O", axis=hidden), tooltip=told
    )
    tiles = base.mark_rect(stroke=INK, strokeWidth=0.5, cornerRadius=2)
    tiles = tiles.encode(color=alt.Color("value:Q", scale=scale, legend=None))
    codes = base.mark_text(dy=-9, fontWeight="bold", fontSize=12).encode(text="code:N")
    numbers = base.mark_text(dy=9, fontSize=11).encode(text="told:N")
    spec = spec_of(tiles + codes + numbers, finding, {"step": TILE})
    under = f"{policy_label(run, moment)}, {horizon_words(run)}"
    caption = (
        f"Change of real income, {measure.unit}, {under}; orange loses, blue gains, on one "
        f"linear scale. Each region is a tile near its place{range_words(run).replace('; in brackets', '; bands, in the table')}."
    )
    called = country_names(run.scenario.accounts)
    caption += f" {', '.join(f'{code}: {called[code]}' for code in run.economy.regions)}."
    return Drawing("tile-map", finding, (ChartPanel(spec),), caption, country_numbers(run, moment, measure))


def _tiles(run: CostRun, moment: PolicyDate, measure: CountryMeasure) -> list[dict[str, Any]]:
    """A row for each region."""
    bands, names = country_bands(run, moment, measure), country_names(run.scenario.accounts)
    places = tile_places(run.economy.regions)
    form = measure.form
    if max([abs(band.middle) for band in bands.values()], default=0.0) >= WHOLE:
        form = "{:+,.0f}"
    return [
        {
            "code": code,
            "name": names[code],
            "value": band.middle,
            "told": format_label(band.middle, form),
            "column": places[code][0],
            "row": places[code][1],
        }
        for code, band in bands.items()
    ]


# From numbers of this size on, whole ones say enough.
WHOLE = 20.0
