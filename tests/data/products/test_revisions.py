"""Correlation tables of revisions of the Harmonized System, and lists translated by them."""

import openpyxl
import pandas as pd
import pytest

import tradetalks as tt
from tradetalks.data import read_revisions, translate_products
from tradetalks.data.downloads import official_files
from tradetalks.errors import TariffError

# As between HS 2017 and HS 2022: telephones (851712 split in two), one code kept, two merged into one, digits with a new meaning.
PAIRS = [
    ("851713", "851712"), ("851714", "851712"), ("720810", "720810"), ("070999", "070993"), ("070999", "070999"),
    ("854141", "854140"), ("854140", "854150"),
]  # fmt: skip


def workbook(folder, *, headings=("From HS2022", "To HS2017"), above=(), pairs=PAIRS, first_sheet="HS2022-HS2017"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Read me"
    sheet.append(["Conversion and correlation tables"])
    sheet = book.create_sheet(first_sheet)
    for line in (*above, (*headings, "Relationship"), *((*pair, "") for pair in pairs)):
        sheet.append(list(line))
    path = folder / "HS2022toHS2017ConversionAndCorrelationTables.xlsx"
    book.save(path)
    return path


def rates(**by_code):
    codes = {code.removeprefix("hs"): rate for code, rate in by_code.items()}
    return pd.DataFrame({"importer": "USA", "exporter": "CHN", "product": list(codes), "rate": list(codes.values())})


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return read_revisions(workbook(tmp_path_factory.mktemp("un")))


def test_a_table_of_the_united_nations(table):
    assert (table.attrs["old_revision"], table.attrs["new_revision"]) == (2017, 2022)
    relation = {(old, new): how for old, new, how in table.itertuples(index=False)}
    assert relation["851712", "851713"] == "1:n" and relation["070993", "070999"] == "n:1"
    assert relation["720810", "720810"] == "1:1" and len(table) == len(PAIRS)


@pytest.mark.parametrize("headings", [("HS 2022", "HS 2017"), ("From HS-2022", "From HS 2017")])
def test_other_editions_have_other_headings_and_notes_above(tmp_path, table, headings):
    above = [("Correlation between HS 2022 and HS 2017",), (), ("", "", "note")]
    pd.testing.assert_frame_equal(read_revisions(workbook(tmp_path, headings=headings, above=above)), table)
    lines = "\n".join([",".join(headings), *map(",".join, PAIRS)])
    (tmp_path / "own.csv").write_text(lines + "\n", encoding="utf-8")
    pd.testing.assert_frame_equal(read_revisions(tmp_path / "own.csv"), table)


def test_what_became_of_a_list(table):
    found = translate_products(rates(hs851712=0.2, hs720810=0.25, hs070993=0.1, hs854140=0.3), table)
    by_code = found.set_index("product")
    # A split code is all of its parts; of two merged codes one was named, at 10 percent.
    assert by_code["rate"].to_dict() == pytest.approx(
        {"851713": 0.2, "851714": 0.2, "720810": 0.25, "070999": 0.05, "854141": 0.3}, rel=1e-12
    )
    assert by_code["was"]["851714"] == "851712" and by_code["was"]["070999"] == "070993"
    assert found.attrs == {"split": ("851712",), "merged": ("070999",), "reused": ("854140",)}
    # The sectors are reached that the products belong to now.
    assert set(tt.tariffs_by_sector(found)["sector"]) == {"ELE", "BMT", "AGR"}


def test_headings_lines_and_the_longest_code(table):
    found = translate_products(rates(hs8517=0.1, hs85171200=0.3, hs85171210=0.5), table).set_index("product")
    assert found["rate"].to_dict() == pytest.approx({"851713": 0.4, "851714": 0.4}, rel=1e-12)
    found = translate_products(rates(hs0709=0.1), table)
    assert found["rate"].tolist() == [0.1] and found.attrs["merged"] == ()


def test_the_same_revision_changes_nothing(tmp_path):
    same = [(new, new) for new in ("720810", "851713", "851714")]
    table = read_revisions(workbook(tmp_path, pairs=same))
    given = rates(hs720810=0.25, hs851713=0.5)
    found = translate_products(given, table)
    pd.testing.assert_frame_equal(found[list(given.columns)], given)


def test_codes_that_the_older_revision_does_not_have(table):
    with pytest.raises(TariffError) as error:
        translate_products(rates(hs851713=0.1, hs203=0.1), table)
    assert str(error.value) == (
        "product codes that cannot be translated\n"
        "  row 0: HS 2017 has no product code 851713\n"
        "  row 1: product code 203 has 3 digits: it lost its leading zero; expected 2, 4, 6, 8 or 10 digits, as 0101 or 8542.31; "
        "write 0203, as text"
    )
    with pytest.raises(TariffError, match="the table of rates has no column rate"):
        translate_products(rates(hs7208=0.1).drop(columns="rate"), table)


def test_files_that_are_no_such_table(tmp_path):
    with pytest.raises(TariffError, match="there is no file"):
        read_revisions(tmp_path / "none.xlsx")
    with pytest.raises(TariffError) as error:
        read_revisions(workbook(tmp_path, headings=("new", "old")))
    assert str(error.value) == (
        "HS2022toHS2017ConversionAndCorrelationTables.xlsx is no correlation table of revisions\n"
        "expected two columns of codes with headings as 'From HS 2022' and 'To HS 2017'\n"
        "do       tradetalks data fetch hs2022-hs2017 says where to get one"
    )
    with pytest.raises(TariffError) as error:
        read_revisions(workbook(tmp_path, pairs=[*PAIRS, (70310, "070310"), ("8517", "851712")]))
    lines = str(error.value).splitlines()
    assert lines[0].endswith(", sheet HS2022-HS2017  codes that cannot be read")
    assert lines[1].startswith("  row 9: product code 70310 has 5 digits: it lost its leading zero")
    assert lines[2] == "  row 10: '8517' has 4 digits; expected six"
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0 an old workbook")
    with pytest.raises(TariffError, match=r"an \.xls of before 2007 has to be saved as \.xlsx"):
        read_revisions(tmp_path / "old.xls")


def test_where_the_tables_are():
    for year in (2017, 2012):
        row = official_files().loc[f"hs2022-hs{year}"]
        assert row["address"].endswith(row["file"]) and f"HS2022toHS{year}" in row["file"]
