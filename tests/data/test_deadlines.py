"""The record of deadlines as shipped, and how one's own is refused: row and column, all problems at once."""

import numpy as np
import pandas as pd
import pytest

from tradetalks.data.deadlines import COLUMNS, FOLDER, KINDS, NEEDED, OUTCOMES, read_deadlines, read_priced_odds
from tradetalks.data.record import load_deadlines, load_open_deadlines
from tradetalks.errors import TalksError

HEADER = "id,episode,side_a,side_b,announced,deadline,kind,earlier_extensions,outcome"
GOOD = "a,one,US,EU,2019-01-01,2019-02-01,tariff_rise,0,deal"


def write(folder, *rows, header=HEADER):
    path = folder / "mine.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def refusal(path, read=read_deadlines):
    with pytest.raises(TalksError) as error:
        read(path)
    return str(error.value).replace(str(path), "mine.csv")


def test_the_shipped_record():
    table = load_deadlines()
    assert list(table.columns) == list(COLUMNS) and len(table) == 150
    assert table["episode"].nunique() == 78 and table["id"].is_unique
    assert table["deadline"].is_monotonic_increasing
    counts = table["outcome"].value_counts()
    assert [int(counts[name]) for name in OUTCOMES] == [35, 8, 63, 26, 18]
    assert table["confidence"].value_counts().to_dict() == {"high": 106, "low": 29, "medium": 15}
    assert set(table["kind"]) == set(KINDS)
    assert pd.api.types.is_datetime64_any_dtype(table["announced"]) and table["announced"].isna().sum() == 15
    # What rests on memory says so among its sources, and is of low confidence.
    memory = table["source_1"].eq("memory") | table["source_2"].eq("memory")
    assert set(table["confidence"][memory]) == {"low"}


def test_old_numbers_name_the_twenty_rows_of_the_former_record():
    assert sorted(set(load_deadlines()["old_number"].dropna())) == list(range(1, 21))


def test_the_readme_says_what_the_files_hold():
    text = (FOLDER / "README.md").read_text()
    table, pending = load_deadlines(), load_open_deadlines()
    assert f"{len(table)} deadlines in {table['episode'].nunique()} episodes" in text
    assert f"{len(pending)} deadlines that were pending" in text
    assert f"{(table['deadline'] >= '2018').sum()} of the 150 rows are of 2018 and later" in text
    assert all(f"| `{column}`" in text or f"`{column}`" in text for column in COLUMNS)


def test_a_record_of_ones_own_may_lack_what_is_not_scored(tmp_path):
    table = read_deadlines(write(tmp_path, GOOD, "b,one,US,EU,,2019-02-01,other,11,lapse"))
    assert list(table.columns) == list(COLUMNS)
    assert table["announced"].isna().tolist() == [False, True]
    assert table["earlier_extensions"].tolist() == [0, 11]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("a,one,US,EU,2019-01-01,2019-02-01,tariff_rise,0,dael", "outcome is 'dael'; did you mean deal?"),
        ("b,one,US,EU,2019-01-01,2019-02-01,tarif_rise,0,deal", "kind is 'tarif_rise'; did you mean tariff_rise?"),
        (
            "b,one,US,EU,2019-01-01,2019-02-30,tariff_rise,0,deal",
            "deadline is '2019-02-30'; expected a day as 2019-03-02",
        ),
        ("b,one,US,EU,2019-01-01,,tariff_rise,0,deal", "deadline is ''; expected a day as 2019-03-02"),
        (
            "b,one,US,EU,2019-01,2019-02-01,tariff_rise,0,deal",
            "announced is '2019-01'; expected a day as 2019-03-02, or nothing",
        ),
        (
            "b,one,US,EU,2019-03-01,2019-02-01,tariff_rise,0,deal",
            "announced is 2019-03-01, after the deadline 2019-02-01",
        ),
        (
            "b,one,US,EU,2019-01-01,2019-02-01,tariff_rise,-1,deal",
            "earlier_extensions is '-1'; expected a whole number from 0 to 100",
        ),
        (
            "b,one,US,EU,2019-01-01,2019-02-01,tariff_rise,9999999999999,deal",
            "earlier_extensions is '9999999999999'; expected a whole number from 0 to 100",
        ),
        ("b,one,US,EU,,9999-12-31,tariff_rise,0,deal", "deadline is '9999-12-31'; expected a day as 2019-03-02"),
        ("b,,US,EU,2019-01-01,2019-02-01,tariff_rise,0,deal", "episode is empty"),
        ("b,one,US,EU,2019-01-01,2019-02-01,tariff_rise,0", "8 cells; expected 9, one a column"),
    ],
)
def test_what_cannot_be_right_is_named_by_row_and_column(tmp_path, row, problem):
    path = write(tmp_path, GOOD.replace("a,", "z,", 1), row)
    assert refusal(path) == f"the table of deadlines mine.csv cannot be read: 1 problem\nmine.csv:3: {problem}"


def test_all_problems_at_once_in_the_order_of_rows(tmp_path):
    path = write(tmp_path, GOOD, GOOD.replace("deal", "war"), "c,one,US,EU,x,2019-02-01,tariff_rise,0,deal")
    assert refusal(path).splitlines() == [
        "the table of deadlines mine.csv cannot be read: 3 problems",
        "mine.csv:3: id 'a' was given before, on line 2",
        "mine.csv:3: outcome is 'war'; choose from deal, partial_deal, extension, escalation, lapse",
        "mine.csv:4: announced is 'x'; expected a day as 2019-03-02, or nothing",
    ]


@pytest.mark.parametrize("column", NEEDED)
def test_a_missing_column(tmp_path, column):
    path = write(tmp_path, header=HEADER.replace(column, "else", 1) if column != "id" else HEADER[3:])
    assert f"mine.csv:1: no column {column}; got " in refusal(path)


def test_blank_lines_and_cells_of_several_lines_keep_the_count_of_lines(tmp_path):
    """A marked file of another system too."""
    path = tmp_path / "mine.csv"
    rows = [HEADER + ",note", "", GOOD + ',"one\r\ntwo"', GOOD.replace("a,", "b,", 1).replace("deal", "war") + ",x", ""]
    path.write_bytes(("\ufeff" + "\r\n".join(rows)).encode())
    assert "mine.csv:5: outcome is 'war'; choose from" in refusal(path)
    path.write_bytes(path.read_bytes().replace(b"war", b"deal"))
    table = read_deadlines(path)
    assert table.index.tolist() == [0, 1] and table["note"].iloc[0].split() == ["one", "two"]


@pytest.mark.parametrize("seed", range(8))
def test_a_mutated_record_is_read_or_refused_by_line(tmp_path, seed):
    """Letters dropped, doubled, swapped for others: no error but ours, and what is read can be scored."""
    rng = np.random.default_rng(seed)
    good = (FOLDER / "trade_deadlines.csv").read_text().splitlines()[:12]
    path, refused = tmp_path / "mine.csv", 0
    for _ in range(40):
        text = list("\n".join(good))
        for place in rng.integers(len(text), size=int(rng.integers(1, 6))):
            text[place] = str(rng.choice(["", text[place] * 2, ",", '"', "\n", ";", "9", "-", "é", "x"]))
        path.write_text("".join(text), encoding="utf-8")
        try:
            table = read_deadlines(path)
        except TalksError as error:
            refused += 1
            assert str(error).startswith(f"the table of deadlines {path} cannot be read: ")
        else:
            assert set(table["outcome"]) <= set(OUTCOMES) and table["deadline"].notna().all()
    assert 0 < refused < 40


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "",
            "no column id, episode, side_a, side_b, announced, deadline, kind, earlier_extensions, outcome; got an empty file",
        ),
        (HEADER + "\n", "a header and no row; expected a row per deadline"),
        (HEADER + ",id\n" + GOOD + ",a\n", "column id is there twice"),
        (HEADER.replace(",", ";") + "\n", "separated by semicolons; write commas, and points in numbers"),
        (HEADER + '\na,"b', "unexpected end of data"),
        ("\0", "holds zero bytes; not a text"),
    ],
)
def test_what_is_no_record(tmp_path, text, said):
    path = tmp_path / "mine.csv"
    path.write_text(text)
    assert said in refusal(path)


def test_no_such_file_and_a_folder(tmp_path):
    assert "mine.csv: no such file" in refusal(tmp_path / "mine.csv")
    (tmp_path / "mine.csv").mkdir()
    assert "mine.csv: not a regular file" in refusal(tmp_path / "mine.csv")


def test_priced_odds(tmp_path):
    header = "scenario,id,deal,partial_deal,extension,escalation,lapse"
    table = read_priced_odds(write(tmp_path, "beijing-2019,a,0.6,0,0.3,0.099,0", header=header))
    assert table[list(OUTCOMES)].sum(axis=1).tolist() == pytest.approx([1.0])
    assert read_priced_odds(write(tmp_path, header=header)).empty
    path = write(tmp_path, "x,a,0.6,0,0.3,0,0", "y,a,2,0,nan,0.1,-1", header=header)
    assert refusal(path, read_priced_odds).splitlines()[1:] == [
        "mine.csv:2: the odds sum to 0.9; expected 1",
        "mine.csv:3: deal is '2'; expected a probability from 0 to 1",
        "mine.csv:3: extension is 'nan'; expected a probability from 0 to 1",
        "mine.csv:3: id 'a' was given before, on line 2",
        "mine.csv:3: lapse is '-1'; expected a probability from 0 to 1",
        "mine.csv:3: the odds sum to 1.1; expected 1",
    ]
