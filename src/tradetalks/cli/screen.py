"""Chapters and tables on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, JustifyMethod
from rich.table import Table as RichTable

from tradetalks.errors import TradeTalksError
from tradetalks.report.chapter import Chapter, Table

# Texts up to SHORT characters stay in one piece; columns are GAP apart; up to LABELS columns on the left are labels.
SHORT, GAP, LABELS = 20, 2, 2


def print_chapters(title: str, parts: Sequence[Chapter], console: Console) -> None:
    """Sentences and tables; the title last, where the eye is when the program ends."""
    for chapter in parts:
        console.rule(f"[bold]{chapter.title}[/bold]", align="left")
        for sentence in chapter.sentences:
            console.print(f"• {sentence}", highlight=False)
        for table in chapter.tables:
            if not table.detail:
                console.print()
                print_table(table, console)
        more = [table.title for table in chapter.tables if table.detail]
        if more:
            console.print(f"\nIn the report and as csv: {'; '.join(more)}.", highlight=False)
        console.print()
    console.print(f"[bold]{title}[/bold]")


def print_table(table: Table, console: Console) -> None:
    """A table; where the screen is too narrow for it, its columns in several pieces that repeat the labels on the left."""
    rows = list(table.rows())
    names = [str(column) for column in table.frame.columns]
    widths = [_width(name, [row[k] for row in rows]) for k, name in enumerate(names)]
    labels = [k for k in range(len(names)) if names[k] not in table.formats and k < LABELS]
    pieces = _pieces(widths, labels, console.width)
    for piece in pieces:
        out = RichTable(
            title=table.title if piece is pieces[0] else None,
            caption=table.note if piece is pieces[-1] else None,
            title_justify="left",
            caption_justify="left",
            box=None,
            title_style="bold",
        )
        spare = console.width - _size(piece, widths)
        for k in piece:
            justify: JustifyMethod = "right" if names[k] in table.formats else "left"
            # What room is left goes to the first text that would have to wrap, then to the headings.
            longest = max((len(row[k]) for row in rows), default=0)
            more = max(0, min(spare, max(longest, len(names[k])) - widths[k]))
            spare -= more
            out.add_column(names[k], justify=justify, header_style="bold", width=widths[k] + more, overflow="fold")
        for row in rows:
            out.add_row(*(_colour(row[k].replace(" ", "\u00a0") if len(row[k]) <= SHORT else row[k]) for k in piece))
        console.print(out, highlight=False)


def _width(name: str, cells: Sequence[str]) -> int:
    """Numbers, dates and short labels are never broken; long texts and headings wrap between words."""
    return max(min(SHORT, max(map(len, cells), default=0)), max(map(len, name.split()), default=0))


def _size(columns: Sequence[int], widths: Sequence[int]) -> int:
    return sum(widths[k] + GAP for k in columns)


def _pieces(widths: Sequence[int], labels: Sequence[int], room: int) -> list[list[int]]:
    """Columns that fit beside each other, the labels first in every piece."""
    pieces: list[list[int]] = [list(labels)]
    for k in (k for k in range(len(widths)) if k not in labels):
        if _size([*pieces[-1], k], widths) > room and len(pieces[-1]) > len(labels):
            pieces.append(list(labels))
        pieces[-1].append(k)
    return pieces


def _colour(cell: str) -> str:
    """Losses stand out."""
    return f"[red]{cell}[/red]" if cell.startswith("-") and cell[1:2].isdigit() else cell


def settings_of(pairs: Sequence[str]) -> dict[str, str]:
    """``KEY=VALUE`` pairs of ``--set``."""
    settings = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key.strip() or not value.strip():
            raise TradeTalksError(f"--set {pair} cannot be read\nexpected KEY=VALUE, as in --set model.scale=false")
        settings[key.strip()] = value.strip()
    return settings
