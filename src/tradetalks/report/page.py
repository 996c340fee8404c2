"""One self-contained page: opens offline, reads on a phone and on a wide screen."""

from __future__ import annotations

import io
import re
from importlib.resources import files
from typing import TYPE_CHECKING

from tradetalks.report.chapters import Chapter
from tradetalks.report.cite import entries
from tradetalks.scenario.run import ScenarioRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def page(run: ScenarioRun, parts: list[Chapter], pictures: dict[str, str], facts: dict) -> str:
    """The report as one HTML text; ``pictures`` are the charts as SVG texts."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    template = (files("tradetalks.report") / "page.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template).render(
        run=run,
        chapters=parts,
        picture=lambda name: Markup(inline(pictures[name])),
        acts=[*run.scenario.acts, *(a for b in run.scenario.branches for a in b.acts)],
        facts=facts,
        citations="\n\n".join(entries(facts)),
    )


def svg(figure: Figure) -> str:
    """A figure as SVG text, the same on every run."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": "tradetalks"})
    return buffer.getvalue()


def inline(text: str) -> str:
    """An SVG text for use inside a page: no header, no fixed size."""
    return re.sub(r'<svg ([^>]*?)width="[^"]*" height="[^"]*"', r"<svg \1", text[text.index("<svg") :], count=1)
