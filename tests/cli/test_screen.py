"""What the terminal shows: the answer first, tables on narrow screens."""

import io
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from tradetalks.cli.screen import print_answer, print_chapters, print_first_tables, print_place, print_table
from tradetalks.report.answer.lines import answer_lines
from tradetalks.report.chapter import Table
from tradetalks.report.contents import chapters

FRAME = pd.DataFrame(
    {
        "deal": ["Nash", "Kalai-Smorodinsky"],
        "USA range": ["+9.9 to +34.7", "+12.7 to +37.5"],
        **{f"column {k} bn": [1.5 * k, -2.5 * k] for k in range(8)},
    }
)
TABLE = Table(
    "deals", "The deals", FRAME, {f"column {k} bn": "{:+.1f}" for k in range(8)} | {"USA range": "{}"}, "a note"
)


def printed(width: int) -> str:
    console = Console(width=width, file=io.StringIO())
    print_table(TABLE, console)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_nothing_is_cut_at_any_width(width):
    text = printed(width)
    assert max(map(len, text.splitlines())) <= width
    words = text.replace("\xa0", " ")
    for k in range(8):
        for value in FRAME[f"column {k} bn"]:
            assert f"{value:+.1f}".replace("+0.0", "0.0").replace("-0.0", "0.0") in words
    assert "+12.7 to +37.5" in words and "Kalai-Smorodinsky" in words and text.count("a note") == 1


def test_labels_are_repeated_in_every_piece():
    assert printed(60).count("Kalai-Smorodinsky") > 1
    assert printed(160).count("Kalai-Smorodinsky") == 1


def test_a_run_opens_with_the_answer_and_fits_on_a_hundred_lines(beijing_run):
    """At a hundred columns; with --full every sentence and table follows."""
    run = beijing_run
    parts, lines = chapters(run), answer_lines(run)
    screens = {}
    for full in (False, True):
        console = Console(file=io.StringIO(), width=100, color_system=None)
        print_answer(run.title, lines, console)
        if full:
            print_chapters(parts, console)
        else:
            print_first_tables(parts, console)
        console.print()
        print_place(["report.html"], Path("runs/beijing-2019"), console)
        screens[full] = console.file.getvalue()
    assert len(screens[False].splitlines()) <= 100 and max(map(len, screens[False].splitlines())) <= 100
    first = screens[False].splitlines()
    assert first[0] == run.title and [line for line in first if line.endswith("?")] == [line.question for line in lines]
    flat = " ".join(screens[True].split())
    for text in (line.answer for line in lines):
        assert " ".join(text.split()) in " ".join(screens[False].split())
    for chapter in parts:
        assert all(" ".join(sentence.split()) in flat for sentence in chapter.further)
        assert all(" ".join(table.title.split()) in flat for table in chapter.tables)
