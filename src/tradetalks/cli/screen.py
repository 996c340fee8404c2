"""Chapters and tables on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table as RichTable

from tradetalks.errors import TradeTalksError
from tradetalks.report.chapters import Chapter
from tradetalks.report.tables import Table


def print_chapters(title: str, parts: Sequence[Chapter], console: Console) -> None:
    """Sentences and tables; the title last, where the eye is when the program ends."""
    for chapter in parts:
        console.rule(f"[bold]{chapter.title}[/bold]", align="left")
        for sentence in chapter.sentences:
            console.print(f"• {sentence}", highlight=False)
        for table in chapter.tables:
            console.print()
            console.print(rich_table(table), highlight=False)
        console.print()
    console.print(f"[bold]{title}[/bold]")


def rich_table(table: Table) -> RichTable:
    """A table as rich draws it."""
    out = RichTable(
        title=table.title,
        caption=table.note,
        title_justify="left",
        caption_justify="left",
        box=None,
        title_style="bold",
    )
    for column in table.frame.columns:
        out.add_column(column, justify="right" if column in table.formats else "left", header_style="bold")
    for row in table.rows():
        out.add_row(*(_colour(cell) for cell in row))
    return out


def _colour(cell: str) -> str:
    """Losses stand out."""
    return f"[red]{cell}[/red]" if cell.startswith("-") and cell[1:2].isdigit() else cell


def settings_of(pairs: Sequence[str]) -> dict[str, str]:
    """``KEY=VALUE`` pairs of ``--set``."""
    settings = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key or not value:
            raise TradeTalksError(f"--set {pair} cannot be read\nexpected KEY=VALUE, as in --set model.scale=false")
        settings[key.strip()] = value.strip()
    return settings
