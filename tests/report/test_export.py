"""Tables in the formats of other programs: files read back and held against the csv; texts are never formulas or commands."""

import datetime
import json
import re

import numpy as np
import openpyxl
import pandas as pd
import pytest

import tradetalks as tt
from tests.worlds import random_accounts, write_tables
from tradetalks.cli.main import main
from tradetalks.errors import TradeTalksError
from tradetalks.report.chapter import Chapter, Table
from tradetalks.report.export import formats
from tradetalks.report.export.latex import escaped, latex_table
from tradetalks.report.export.tables import cleaned, distinct_names, kept_tables
from tradetalks.report.export.units import unit_of_column
from tradetalks.report.export.workbook import FORBIDDEN, write_workbook
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.run import run_scenario

# Sectors whose names are formulas, commands and markup to other programs.
NASTY = ["=1+1", "@SUM(A1)", "a & b % $x_1 \\input{x} #~^"]
SCENARIO = """name: odd
title: "=cmd|' /C calc'!A0"
baseline: {folder: mine}
players: [R0, R1]
acts:
  - {id: a, by: R0, on: R1, kind: add, rate: 25%, from: 2018-07-01, source: made up}
dates: [2018-07-01, 2020-03-01]
branches:
  off: {title: It ends, acts: [{id: c, by: R0, kind: remove, of: a, from: 2020-04-01, source: made up}]}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A run with odd names, written in every format."""
    home = tmp_path_factory.mktemp("export")
    write_tables(random_accounts(5, j=3), home / "mine")
    sectors = pd.read_csv(home / "mine" / "sectors.csv")
    sectors.assign(name=NASTY).to_csv(home / "mine" / "sectors.csv", index=False)
    run = run_scenario(parse_scenario(SCENARIO, "odd.yaml", home, {}))
    tt.write_report(run, home / "run", export=["xlsx", "parquet", "latex"])
    return home / "run"


def csv_tables(folder):
    return {file.stem: pd.read_csv(file, keep_default_na=False, na_values=[""]) for file in folder.glob("tables/*.csv")}


def test_the_folder_names_its_files(folder):
    names = set(json.loads((folder / "run.json").read_text())["files"])
    assert {"tables.xlsx", "parquet/countries.parquet", "latex/countries.tex"} < names
    assert tt.read_run(folder).cost.equilibria


def test_the_workbook_holds_what_the_csv_files_hold(folder):
    """Numbers as numbers, to the last digit; days as days; the head frozen; every table on the sheet of contents."""
    book, tables = openpyxl.load_workbook(folder / "tables.xlsx"), csv_tables(folder)
    assert set(book.sheetnames) == {"contents", *tables}
    for name, table in tables.items():
        sheet = book[name]
        assert sheet.freeze_panes == "A3"
        head, units, *rows = sheet.iter_rows(values_only=True)
        assert list(head) == list(table.columns) and len(rows) == len(table)
        for k, column in enumerate(table.columns):
            if column.endswith(("_busd", "_percent", "_years")):
                assert units[k] in ("billion US dollars (a year, where it is a flow)", "percent", "years"), (
                    name,
                    column,
                )
            cells = [row[k] for row in rows]
            if pd.api.types.is_numeric_dtype(table[column]):
                assert all(isinstance(cell, int | float | None) for cell in cells), (name, column)
                np.testing.assert_allclose(np.array(cells, float), table[column].to_numpy(float), rtol=1e-15)
            else:
                assert [_as_csv(cell) for cell in cells] == table[column].fillna("").tolist(), (name, column)


def _as_csv(cell):
    """What a csv file writes for a cell of a workbook."""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in ("=", "@") else text


def test_no_cell_is_a_formula(folder):
    """What begins like one is a text; nothing is calculated when the workbook is opened."""
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d", "b"}
    texts = {cell.value for cell in cells if isinstance(cell.value, str)}
    assert {*NASTY, "=cmd|' /C calc'!A0"} <= texts


def test_contents_say_what_was_run(folder):
    """Title, scenario, horizon and version above; a row a table with its title, its units, and a link that leads there."""
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    sheet = book["contents"]
    facts = {row[0].value: row[1].value for row in sheet.iter_rows(max_row=9) if row[0].value}
    assert facts["scenario"] == "odd" and facts["version"] == f"tradetalks {tt.__version__}"
    assert facts["model"].startswith("in the long run, ") and facts["elasticities"] == "those of the accounts"
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=11)}
    assert set(rows) == set(book.sheetnames) - {"contents"}
    assert rows["sectors"][2].value == "Sectors" and rows["sectors"][4].value.startswith("every observation")
    assert rows["countries"][2].value == "Who pays" and "billion US dollars" in rows["countries"][4].value
    assert all(row[0].hyperlink.location == f"'{name}'!A1" for name, row in rows.items())
    assert sheet.freeze_panes


def test_parquet_holds_what_the_csv_files_hold(folder):
    tables = csv_tables(folder)
    files = {file.stem: pd.read_parquet(file) for file in folder.glob("parquet/*.parquet")}
    assert set(files) == set(tables)
    for name, table in tables.items():
        found = files[name]
        assert list(found.columns) == list(table.columns) and found.attrs["scenario"] == "odd", name
        for column in table.columns:
            if pd.api.types.is_numeric_dtype(table[column]):
                np.testing.assert_array_equal(found[column].to_numpy(float), table[column].to_numpy(float))
    assert isinstance(files["countries"]["date"][0], datetime.date)


def test_latex_holds_what_is_shown(folder):
    """The rows of the table on the page, read back from the text; booktabs, and no command of a user's."""
    run = tt.read_run(folder)
    from tradetalks.report.cost.who_pays import countries_table

    text = (folder / "latex" / "countries.tex").read_text(encoding="utf-8")
    body = text[text.index("\\midrule") : text.index("\\bottomrule")]
    rows = [line.removesuffix(" \\\\").split(" & ") for line in body.splitlines()[1:]]
    plain = [[re.sub(r"\$([+-])\$", r"\1", cell) for cell in row] for row in rows]
    assert plain == list(countries_table(run.cost).rows())
    assert text.count("\\toprule") == text.count("\\midrule") == text.count("\\bottomrule") == 1
    assert "\\usepackage{booktabs}" in text and "% scenario: odd" in text
    nasty = (folder / "latex" / "sectors_R0.tex").read_text(encoding="utf-8")
    assert r"a \& b \% \$x\_1 \textbackslash{}input\{x\} \#\textasciitilde{}\textasciicircum{}" in nasty
    assert "\\input" not in nasty


def test_columns_by_kind():
    frame = pd.DataFrame(
        {
            "noise": [1e-9, 2.0],
            "exact": [1e-9, 2.0],
            "mixed": [1, ""],
            "day": [datetime.date(2020, 1, 2), ""],
            "time": pd.to_datetime(["2020-01-02", None]),
            "text": ["-1", None],
            "truth": [True, False],
        }
    )
    found = cleaned(frame, exact=["exact"])
    assert found["noise"].tolist() == [0.0, 2.0] and found["exact"].tolist() == [1e-9, 2.0]
    assert found["mixed"].isna().tolist() == [False, True] and pd.api.types.is_numeric_dtype(found["mixed"])
    assert found["day"].tolist() == found["time"].tolist() == [datetime.date(2020, 1, 2), None]
    assert found["text"].tolist() == ["-1", ""] and found["truth"].tolist() == [True, False]


def test_units_of_columns_are_read_from_their_names():
    number, day = pd.Series([1.5]), pd.Series([datetime.date(2020, 1, 2), None], dtype=object)
    units = {
        "real_income_change_busd_p10": "billion US dollars (a year, where it is a flow)",
        "worth_busd_a_year": "billion US dollars a year",
        "jobs_change_percent_of_workforce": "percent of the workforce",
        "tariff_change_percentage_points": "percentage points",
        "real_income_change_per_household_usd": "US dollars a household and year",
        "rollback_share": "share, 0 to 1",
        "latest_answer_years": "years",
        "weight": "",
    }
    assert {name: unit_of_column(name, number) for name in units} == units
    assert unit_of_column("from_date", day) == "date"
    assert unit_of_column("percent_in_words", pd.Series(["a"])) == unit_of_column("kept_share", pd.Series([True])) == ""


def test_names_of_sheets():
    names = ["contents", "a/b", "a:b", "A_B", "x" * 40, "x" * 50, ""]
    found = distinct_names(names, FORBIDDEN, 31, taken=["contents"])
    assert found == ["contents_2", "a_b", "a_b_2", "A_B_3", "x" * 31, "x" * 29 + "_2", "table"]


def test_tables_that_share_a_file_are_one_sheet(tmp_path):
    frame = pd.DataFrame({"value": [np.inf, np.nan, 1.5]})
    one = Table("one", "One", frame, {}, file="both")
    chapter = Chapter("c", "C", [], [one, Table("two", "Two", frame, {}, file="both")], {}, {})
    tables = kept_tables([chapter])
    assert [table.name for table in tables] == ["both"]
    write_workbook(tables, {"title": "\x07bell"[1:]}, tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["both"]
    assert [row[0] for row in sheet.iter_rows(min_row=3, values_only=True)] == ["inf", None, 1.5]


def test_latex_of_odd_texts():
    assert escaped("θψ < 1 − 50%\n{x}") == r"$\theta$$\psi$ \textless{} 1 $-$ 50\% \{x\}"
    table = Table("t", "50% & more", pd.DataFrame({"n": [-1.5], "s": ["100%"]}), {"n": "{:+.1f}"}, "note_1")
    text = latex_table(table, {"title": "two\nlines"})
    assert "% title: two lines\n" in text and "\\caption{50\\% \\& more}" in text
    assert "$-$1.5 & 100\\% \\\\" in text and "\\begin{tabular}{rl}" in text and "note\\_1" in text


def test_an_unknown_format():
    with pytest.raises(TradeTalksError) as error:
        formats.check_formats(["xls"])
    assert str(error.value) == (
        "tables cannot be written as 'xls'\ndid you mean xlsx?\nexpected some of xlsx, parquet, latex"
    )


def test_a_package_that_is_not_installed(monkeypatch, tmp_path, capsys):
    """Told before anything is solved, and what to do."""
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    assert main(["run", "beijing-2019", "--out", str(tmp_path / "x"), "--export", "parquet"]) == 2
    assert capsys.readouterr().err == (
        "parquet needs the package pyarrow, which is not installed\n"
        'do       pip install "tradetalks[export]", or leave it out: every table is there as csv\n'
    )
    assert formats.check_formats("latex") == ("latex",) and not (tmp_path / "x").exists()
