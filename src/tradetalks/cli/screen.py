"""Chapters and tables on the terminal. Texts of a user's files are never markup: all pass through :func:`shown`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table as RichTable
from rich.text import Text

from tradetalks.report.answer.line import AnswerLine
from tradetalks.report.chapter import Chapter, Table
from tradetalks.report.folder import PAGE, files_of_others
from tradetalks.report.format import counted
from tradetalks.report.plain_text import for_terminal
from tradetalks.scenario.notes import Note

# Texts up to so many characters stay in one piece: dates, names and numbers with their range, not sentences.
UNBROKEN = 22
# Words of headings up to so many stay in one piece: longer than any of ours.
LONGEST_WORD = 30
# Spaces between columns.
GAP = 2
# Files of others that are named where they were left alone.
NAMED_FILES = 3
# Columns of text: longer lines are hard to read, however wide the screen.
TEXT_WIDTH = 100
# Up to so many columns on the left are labels, repeated where a table is cut in pieces.
LABELS = 2


def shown(text: str, style: str = "") -> Text:
    """A text as it stands, whatever is in it.

    Args:
        text: from anywhere.
        style: as rich names styles.
    """
    return Text(for_terminal(text), style=style)


def notes_text(notes: Sequence[Note]) -> str:
    """What a file says in vain or may not mean, and what is unlikely about its data; empty where there is nothing."""
    if not notes:
        return ""
    head = f"{counted(len(notes), 'note')}, on what changes nothing or may not be meant:"
    return "\n\n".join([head, *map(str, notes)])


def print_answer(title: str, lines: Sequence[AnswerLine], console: Console, note: str = "") -> None:
    """The title and the lines of the answer, each question above what answers it, and a note on their numbers below."""
    width = min(console.width, TEXT_WIDTH)
    console.print(shown(title, "bold"), width=width)
    for line in lines:
        console.print()
        console.print(shown(line.question, "bold"), width=width)
        told = shown(line.answer)
        if line.detail:
            told = Text.assemble(told, " ", shown(line.detail, "dim"))
        console.print(told, width=width)
    if note:
        console.print()
        console.print(shown(note, "dim"), width=width)


def print_first_tables(parts: Sequence[Chapter], console: Console) -> None:
    """The table that each chapter opens with, its first rows; then where the rest is."""
    for chapter in parts:
        tables = [table for table in chapter.tables[:1] if not table.detail]
        for table in tables:
            console.print()
            console.rule(shown(chapter.title, "bold"), align="left")
            print_table(table.opening(), console)
    console.print()
    console.print(
        shown("Every sentence and table: --full; pictures too: the report; every number: its csv files.", "dim")
    )


def print_chapters(parts: Sequence[Chapter], console: Console) -> None:
    """Every sentence and table of every chapter."""
    for chapter in parts:
        console.print()
        console.rule(shown(chapter.title, "bold"), align="left")
        for sentence in chapter.further:
            console.print(shown(f"• {sentence}"))
        for table in chapter.tables:
            console.print()
            print_table(table, console)


def print_place(names: Sequence[str], folder: Path, console: Console) -> None:
    """Where the files of a run are, and which to open; never broken, so that it can be copied. Then what else lies there."""
    text = Text.assemble(
        f"{counted(len(names), 'file')} in ", shown(str(folder), "bold"), "; open ", shown(str(folder / PAGE), "bold")
    )
    console.print(text, soft_wrap=True)
    kept = files_of_others(folder)
    if kept:
        more = ""
        if len(kept) > NAMED_FILES:
            more = " and others"
        named = ", ".join(kept[:NAMED_FILES])
        console.print(shown(f"{counted(len(kept), 'file')} of others there, left alone: {named}{more}"), soft_wrap=True)


def print_table(table: Table, console: Console) -> None:
    """A table; where the screen is too narrow for it, its columns in several pieces that repeat the labels on the left."""
    rows = [[for_terminal(cell) for cell in row] for row in table.rows()]
    names = [str(column) for column in table.frame.columns]
    widths = [_width(name, [row[k] for row in rows]) for k, name in enumerate(names)]
    labels = [k for k, name in enumerate(names) if name not in table.formats and k < LABELS]
    pieces = _pieces(widths, labels, console.width)
    for number, piece in enumerate(pieces):
        out = RichTable(title_justify="left", box=None, title_style="bold")
        if number == 0:
            out.title = shown(table.title)
        _add_columns(out, table, rows, piece, widths, room=console.width)
        for row in rows:
            out.add_row(*(_cell(row[k]) for k in piece))
        if rows:
            console.print(out)
        elif number == 0:
            console.print(shown(table.title), style="bold")
    if table.note:
        # As wide as the screen, not as the table above it.
        console.print(shown(table.note), style="dim italic")


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
        longest = max((cell_len(row[k]) for row in rows), default=0)
        wanted = max(longest, cell_len(name)) - widths[k]
        more = max(0, min(spare, wanted))
        spare -= more
        out.add_column(shown(name), justify=justify, header_style="bold", width=widths[k] + more, overflow="fold")


def _width(name: str, cells: Sequence[str]) -> int:
    """Numbers, dates and short labels are never broken; long texts and headings wrap between words."""
    longest_cell = max((cell_len(cell) for cell in cells), default=0)
    longest_word = max((cell_len(word) for word in name.split()), default=0)
    return max(min(UNBROKEN, longest_cell), min(LONGEST_WORD, longest_word))


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


def _cell(cell: str) -> Text:
    """A cell as it is printed: short texts keep together, losses stand out."""
    text = cell
    if len(cell) <= UNBROKEN:
        text = cell.replace(" ", "\u00a0")
    style = ""
    if text.startswith("-") and text[1:2].isdigit():
        style = "red"
    return shown(text, style)
