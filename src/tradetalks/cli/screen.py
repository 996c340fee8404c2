"""Chapters and tables on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console, JustifyMethod
from rich.table import Table as RichTable

from tradetalks.report.chapter import Chapter, Table
from tradetalks.report.folder import PAGE

# Texts up to so many characters stay in one piece: dates, names and numbers, not sentences.
UNBROKEN = 20
# Spaces between columns.
GAP = 2
# Up to so many columns on the left are labels, repeated where a table is cut in pieces.
LABELS = 2


def print_chapters(title: str, parts: Sequence[Chapter], console: Console) -> None:
    """Sentences and tables; the title last, where the eye is when the program ends."""
    for chapter in parts:
        _print_chapter(chapter, console)
    console.print(f"[bold]{title}[/bold]")


def _print_chapter(chapter: Chapter, console: Console) -> None:
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


def print_place(names: Sequence[str], folder: Path, console: Console) -> None:
    """Where the files of a run are, and which to open; never broken, so that it can be copied."""
    text = f"{len(names)} files in [bold]{folder}[/bold]; open [bold]{folder / PAGE}[/bold]"
    console.print(text, soft_wrap=True)


def print_table(table: Table, console: Console) -> None:
    """A table; where the screen is too narrow for it, its columns in several pieces that repeat the labels on the left."""
    rows = list(table.rows())
    names = [str(column) for column in table.frame.columns]
    widths = [_width(name, [row[k] for row in rows]) for k, name in enumerate(names)]
    labels = [k for k, name in enumerate(names) if name not in table.formats and k < LABELS]
    pieces = _pieces(widths, labels, console.width)
    for number, piece in enumerate(pieces):
        out = RichTable(title_justify="left", caption_justify="left", box=None, title_style="bold")
        if number == 0:
            out.title = table.title
        if number == len(pieces) - 1:
            out.caption = table.note
        _add_columns(out, table, rows, piece, widths, room=console.width)
        for row in rows:
            out.add_row(*(_shown(row[k]) for k in piece))
        console.print(out, highlight=False)


def _add_columns(
    out: RichTable, table: Table, rows: Sequence[Sequence[str]], piece: Sequence[int], widths: Sequence[int], room: int
) -> None:
    """The columns of a piece; what room is left goes to the first text that would have to wrap, then to the headings."""
    spare = room - _size(piece, widths)
    for k in piece:
        name = str(table.frame.columns[k])
        justify: JustifyMethod = "left"
        if name in table.formats:
            justify = "right"
        longest = max((len(row[k]) for row in rows), default=0)
        wanted = max(longest, len(name)) - widths[k]
        more = max(0, min(spare, wanted))
        spare -= more
        out.add_column(name, justify=justify, header_style="bold", width=widths[k] + more, overflow="fold")


def _width(name: str, cells: Sequence[str]) -> int:
    """Numbers, dates and short labels are never broken; long texts and headings wrap between words."""
    longest_cell = max((len(cell) for cell in cells), default=0)
    longest_word = max((len(word) for word in name.split()), default=0)
    return max(min(UNBROKEN, longest_cell), longest_word)


def _size(columns: Sequence[int], widths: Sequence[int]) -> int:
    return sum(widths[k] + GAP for k in columns)


def _pieces(widths: Sequence[int], labels: Sequence[int], room: int) -> list[list[int]]:
    """Columns that fit beside each other, the labels first in every piece."""
    pieces: list[list[int]] = [list(labels)]
    for k in range(len(widths)):
        if k in labels:
            continue
        if _size([*pieces[-1], k], widths) > room and len(pieces[-1]) > len(labels):
            pieces.append(list(labels))
        pieces[-1].append(k)
    return pieces


def _shown(cell: str) -> str:
    """A cell as it is printed: short texts keep together, losses stand out."""
    text = cell
    if len(cell) <= UNBROKEN:
        text = cell.replace(" ", "\u00a0")
    if text.startswith("-") and text[1:2].isdigit():
        return f"[red]{text}[/red]"
    return text
