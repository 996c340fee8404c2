"""Texts of a user's files: shown, and nothing else."""

import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from tradetalks.report.export.tables import cleaned
from tradetalks.report.page import as_svg
from tradetalks.report.plain_text import PLAIN, for_chart, for_csv, for_terminal
from tradetalks.report.style import drawn, head, new_figure
from tradetalks.report.write import write_csv


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("\x9b2J", "\\x9b2J"),
        ("a\rb", "a\\rb"),
        ("abc\u202edef", "abc\\u202edef"),
        ("half \ud800", "half \\ud800"),
        ("two\nlines\tand a tab, Côte d'Ivoire, 中国", "two\nlines\tand a tab, Côte d'Ivoire, 中国"),
    ],
)
def test_a_terminal_only_shows(text, shown):
    assert for_terminal(text) == shown


def test_long_messages_are_cut():
    assert for_terminal("x" * 40_000_000) == f"{'x' * 2000}... (39,998,000 more characters)"
    assert for_terminal("\n" * 1000).splitlines()[-1] == "(601 more lines)"
    assert len(for_terminal("\x1b" * 40_000_000)) < 20_000


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+1+1", "'+1+1"),
        ("-2+3|x", "'-2+3|x"),
        ("\t=1", "'\t=1"),
        ("-1.5", "-1.5"),
        ("+9.9 to +34.7", "+9.9 to +34.7"),
        ("a=b", "a=b"),
        (-1.5, -1.5),
        (None, None),
    ],
)
def test_a_spreadsheet_takes_text_for_text(cell, written):
    assert for_csv(cell) == written


def test_numbers_of_a_csv_file_stay_numbers(tmp_path):
    frame = pd.DataFrame({"region": ["=A1", "-x"], "change": [-1.5, 2.0], "=head": [1, 2]})
    write_csv(frame, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == "region,change,'=head\n'=A1,-1.5,1\n'-x,2.0,2\n"
    assert pd.read_csv(tmp_path / "t.csv")["change"].tolist() == [-1.5, 2.0]
    assert frame["region"].tolist() == ["=A1", "-x"]


def test_noise_of_a_csv_file_is_zero_and_residuals_stay(tmp_path):
    frame = pd.DataFrame({"change": [-1e-12, 2e-6, np.nan], "residual": [1e-12, 0.0, 1.0]})
    write_csv(cleaned(frame, exact=["residual"]), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == "change,residual\n0.0,1e-12\n2e-06,0.0\n,1.0\n"


def test_plain_terminals_get_plain_letters():
    text = "• Côte d'Ivoire\u00a0−0.5 θ 中 \ud800"
    assert text.encode("ascii", PLAIN) == b"* Cote d'Ivoire -0.5 theta ? ?"
    assert text.encode("latin-1", PLAIN) == "* Côte d'Ivoire\u00a0-0.5 theta ? ?".encode("latin-1")


def test_long_names_are_cut_in_charts():
    assert for_chart("A" * 90) == f"{'A' * 33}…"
    assert for_chart("Rest of\nAsia") == "Rest of Asia"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["$\\frac{$", "A" * 90, "中国", "_hidden", "a\x1b[0m & <b>"])
def test_any_name_can_be_drawn(name):
    def charts(_):
        figure = new_figure(6, 3)
        head(figure, f"{name} loses most")
        first, second = figure.subplots(1, 2)
        first.barh([name, "B"], [1, 2])
        first.set_title(f"{name} buys from")
        second.barh(range(2), [1, 2])
        second.set_yticks(range(2), [name, "B"])
        return {"one": figure}

    (figure,) = drawn(charts, None).values()
    assert all(axes.get_position().width > 0.15 for axes in figure.axes)
    text = as_svg(figure)
    assert "\x1b" not in text and "A" * 40 not in text


def test_a_notebook_draws_names_that_look_like_formulas():
    figure = new_figure(4, 3)
    figure.subplots().barh(["$\\frac{$", "b"], [1, 2])
    FigureCanvasAgg(figure).print_png(io.BytesIO())
