"""One self-contained page: opens offline, reads on a phone and on a wide screen."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tradetalks.errors import CONTROLS
from tradetalks.report.answer.brackets import brackets_note
from tradetalks.report.answer.lines import answer_lines, answer_title
from tradetalks.report.chapter import MOST_ROWS, Chapter
from tradetalks.report.cite import citations
from tradetalks.report.describe import Facts
from tradetalks.report.names import country_names
from tradetalks.report.picture import Picture
from tradetalks.scenario.run import ScenarioRun

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.figure import Figure


# Bytes of a table that is kept in the page too: together they make it a fifth larger.
SMALL_TABLE = 25_000
# Of the nine levels of compression of a PNG: nearly as small as the best, in a fraction of its time.
PNG_COMPRESSION = 2


def render_page(
    run: ScenarioRun, parts: Sequence[Chapter], pictures: Mapping[str, Picture], facts: Facts, csv: Mapping[str, bytes]
) -> str:
    """The report as one HTML text.

    Args:
        run: what was solved.
        parts: its chapters.
        pictures: their charts by name, and that of the first screen.
        facts: what ``run.json`` says.
        csv: the tables as files, by name.
    """
    return render(
        "page.html.j2",
        pictures,
        run=run,
        title=answer_title(run),
        lines=answer_lines(run),
        brackets=brackets_note(run),
        chapters=parts,
        names=country_names(run.scenario.accounts),
        acts=[*run.scenario.acts, *(a for b in run.scenario.branches for a in b.acts)],
        facts=facts,
        numbers={name: link_to_numbers(name, content) for name, content in csv.items()},
        most_rows=MOST_ROWS,
        citations="\n\n".join(citations(facts)),
    )


def link_to_numbers(name: str, content: bytes) -> Markup:
    """A link to a table: the file beside the page, a small one within the page, which may be sent alone.

    Args:
        name: of the table.
        content: its csv file.
    """
    from markupsafe import Markup

    href = f"tables/{name}.csv"
    if len(content) <= SMALL_TABLE:
        href = f"data:text/csv;base64,{base64.b64encode(content).decode()}"
    return Markup('<a href="{}" download="{}.csv">numbers (csv)</a>').format(href, name)


def render(template: str, pictures: Mapping[str, Picture], **values: object) -> str:
    """A template of this folder, filled in; templates call ``drawings(name)`` for a chart."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    folder = files("tradetalks.report")
    environment = Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    drawings = {name: Markup(picture.drawings) for name, picture in pictures.items()}
    return environment.get_template(template).render(pictures=pictures, drawings=drawings, **values)


def as_svg(figure: Figure) -> str:
    """A figure as SVG text, the same on every run."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    # Control characters of names have no place in XML. The canvas draws once where savefig draws twice, to find a layout that
    # is settled already.
    buffer = io.StringIO()
    canvas: Any = FigureCanvasSVG(figure)  # Its methods carry no types.
    canvas.print_svg(buffer, metadata={"Date": None, "Creator": "tradetalks"})
    return CONTROLS.sub("", buffer.getvalue())


def as_png(figure: Figure) -> bytes:
    """A figure as PNG, drawn once (see :func:`as_svg`)."""
    from matplotlib import rcParams
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    buffer = io.BytesIO()
    figure.set_dpi(rcParams["savefig.dpi"])
    canvas: Any = FigureCanvasAgg(figure)  # Its methods carry no types.
    canvas.print_png(buffer, pil_kwargs={"compress_level": PNG_COMPRESSION})
    return buffer.getvalue()
