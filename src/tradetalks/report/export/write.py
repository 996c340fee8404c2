"""Write the tables of a report in the formats asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tradetalks
from tradetalks.report.chapter import Chapter
from tradetalks.report.export.formats import check_formats
from tradetalks.report.export.latex import write_latex
from tradetalks.report.export.parquet import write_parquet
from tradetalks.report.export.tables import kept_tables
from tradetalks.report.export.workbook import write_workbook
from tradetalks.scenario.run import ScenarioRun

# Where each format is written in the folder of a run: one file, or a folder of files.
WORKBOOK, PARQUET, LATEX = "tables.xlsx", "parquet", "latex"

# What the names of columns end in.
UNITS = (
    "in the names of columns: _busd billion US dollars (a year, where it is a flow), _usd US dollars a year, _percent percent, "
    "_points percentage points, _share a fraction"
)


def write_exports(run: ScenarioRun, parts: Sequence[Chapter], folder: Path, formats: Sequence[str]) -> None:
    """Write ``tables.xlsx``, ``parquet/*.parquet`` and ``latex/*.tex``, those of them that are asked for.

    Args:
        run: what was solved.
        parts: its chapters.
        folder: where to.
        formats: some of ``xlsx``, ``parquet`` and ``latex``.

    Raises:
        TradeTalksError: an unknown format, or one whose package is not installed.
    """
    asked, facts = check_formats(formats), run_facts(run)
    tables = kept_tables(parts)
    if "xlsx" in asked:
        write_workbook(tables, facts, folder / WORKBOOK)
    if "parquet" in asked:
        (folder / PARQUET).mkdir()
        write_parquet(tables, facts, folder / PARQUET)
    if "latex" in asked:
        (folder / LATEX).mkdir()
        write_latex(parts, facts, folder / LATEX)


def run_facts(run: ScenarioRun) -> dict[str, str]:
    """What was run, for whoever finds a table without its run: scenario, baseline, horizon, version."""
    accounts = run.scenario.accounts
    scale = "without scale economies"
    if run.cost.economy.has_scale:
        scale = "with scale economies"
    return {
        "title": run.title,
        "scenario": run.scenario.name,
        "baseline": str(accounts.attrs.get("title", accounts.attrs.get("name", ""))),
        "data": str(accounts.attrs.get("source", "")),
        "elasticities": _elasticities(run),
        "model": f"{run.cost.horizon}, {scale}, trade deficits {run.scenario.model.deficits}",
        "units": UNITS,
        "version": f"tradetalks {tradetalks.__version__}",
    }


def _elasticities(run: ScenarioRun) -> str:
    """The named set of elasticities with its source; those of the accounts where they have no name."""
    attrs = run.scenario.accounts.attrs
    if "elasticities" not in attrs:
        return "those of the accounts"
    return f"{attrs['elasticities']}: {attrs.get('elasticities_source', 'source not given')}"
