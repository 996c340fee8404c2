"""One self-contained page: opens offline, reads on a phone and on a wide screen."""

from __future__ import annotations

import io
import re
from importlib.resources import files
from typing import TYPE_CHECKING

from tradetalks.report.cite import entries
from tradetalks.report.tables import Table, players
from tradetalks.report.words import answer
from tradetalks.scenario.run import ScenarioRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CAPTIONS = {
    "welfare_path": "Real income of each country under the tariffs in force on each date, percent of what it was before "
    "the first act. Circles: where each way forward would lead.",
    "trade_diverted": "Change of each player's goods imports by partner, at exporter prices, where tariffs are highest.",
    "sectors": "Change of employment by goods industry, percent. Employment moves between industries; it does not vanish.",
    "tariff_changes": "Percentage points added to each tariff since the baseline, by sector and date.",
}


def page(run: ScenarioRun, parts: list[Table], figures: dict[str, Figure], facts: dict) -> str:
    """The report as one HTML text."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    template = (files("tradetalks.report") / "page.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template).render(
        run=run,
        players=players(run),
        sentences=[s for s in answer(run) if s],
        tables=parts,
        charts=[(name, Markup(svg(figure)), CAPTIONS.get(name, "")) for name, figure in figures.items()],
        acts=[*run.scenario.acts, *(a for b in run.scenario.branches for a in b.acts)],
        facts=facts,
        citations="\n\n".join(entries(facts)),
    )


def svg(figure: Figure) -> str:
    """A figure as an inline SVG that scales with the page (ids made unique by the figure's own title)."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": "tradetalks"})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    return re.sub(r'<svg ([^>]*?)width="[^"]*" height="[^"]*"', r"<svg \1", text, count=1)
