"""Broken files: what is said, with file and place, what was expected and what to do; and what is read all the same."""

import numpy as np
import pytest

import tradetalks as tt
from tests.data.tables import broken
from tests.data.tables.test_round_trip import same
from tradetalks.data.tables import identities
from tradetalks.data.tables.write_icio import write_icio
from tradetalks.errors import AccountsError


@pytest.fixture
def icio(tmp_path):
    path, table = tt.write_small("icio2025", tmp_path, regions=["USA", "CHN", "ROW"], industries=2, seed=0)
    return path, table, path.read_text()


def refusal(path, text=None, **options):
    """The message with which a file is refused."""
    if text is not None:
        path.write_text(text)
    with pytest.raises(AccountsError) as error:
        tt.read_table(path, **options)
    return str(error.value)


def test_a_row_that_was_cut(icio):
    path, _, text = icio
    assert refusal(path, broken.cut_row(text)) == (
        "2022_SML.csv  lines are of different length\n"
        "  line 4 has 6 cells\n"
        "expected 26 cells between commas, as line 1 has\n"
        "do       get the file again: it was cut off, or columns were shifted"
    )


def test_a_header_that_was_shifted(icio):
    path, _, text = icio
    assert "line 2 has 26 cells" in refusal(path, broken.shifted_header(text))


def test_semicolons_and_decimal_commas_are_read(icio):
    path, table, text = icio
    path.write_text("\ufeff" + broken.european(text), encoding="utf-8")
    read = tt.read_table(path)
    same(read, table)
    assert read.moved[["rule", "note"]].values.tolist() == [["dialect", "semicolons between cells, commas in numbers"]]


def test_decimal_commas_between_commas_are_named(icio):
    path, _, text = icio
    assert "where numbers have decimal commas, save it with semicolons between cells" in refusal(
        path, broken.comma_decimals(text)
    )


def test_points_between_thousands_are_named(icio):
    path, _, text = icio
    told = refusal(path, broken.with_thousands(text))
    assert told.startswith(
        "2022_SML.csv:2  a number with signs between thousands\nexpected 1234.5 or 1234,5\ngot      '"
    )
    assert told.endswith("write numbers without signs between thousands (Excel: cell format General)")


def test_text_in_a_number(icio):
    path, _, text = icio
    text = broken.changed(broken.changed(text, 3, 4, "n.a."), 5, 2, "")
    assert refusal(path, text) == (
        "2022_SML.csv  2 cells hold no number\n"
        "  line 3, column 4 (USA_A02, CHN_A01): 'n.a.'\n"
        "  line 5, column 2 (CHN_A02, USA_A01): nothing\n"
        "expected a number in every cell; 0 where nothing flows\n"
        "do       mend the cells named; nothing is filled in"
    )


@pytest.mark.parametrize("cell", ["NA", "nan", "inf", "-", "#REF!", "1 000"])
def test_what_is_no_number(icio, cell):
    path, _, text = icio
    assert f"line 3, column 4 (USA_A02, CHN_A01): {cell!r}" in refusal(path, broken.changed(text, 3, 4, cell))


def test_a_label_that_stands_twice(icio):
    path, _, text = icio
    assert refusal(path, broken.changed(text, 3, 1, "USA_A01")) == (
        "2022_SML.csv  labels stand more than once\n"
        "  row USA_A01 stands 2 times (lines 2, 3)\n"
        "expected each label once\n"
        "do       get the file again, or take out what was pasted twice"
    )


def test_a_country_that_columns_lack(icio):
    path, _, text = icio
    told = refusal(path, broken.without_columns(text, "CHN_A"))
    assert told.startswith(
        "2022_SML.csv  2 rows or columns are missing\n  row CHN_A01 has no column\n  row CHN_A02 has no"
    )


def test_a_column_that_is_called_otherwise_than_its_row(icio):
    path, _, text = icio
    told = refusal(path, broken.renamed_column(text, 3, "USA_A09"))
    assert "row USA_A02 has no column\n  column USA_A09 has no row" in told


def test_a_final_use_that_is_missing(icio):
    path, _, text = icio
    assert "CHN has no column of final use GFCF" in refusal(path, broken.without_columns(text, "CHN_GFCF"))


def test_no_row_of_value_added(icio):
    path, _, text = icio
    assert "no row of value added" in refusal(path, broken.without_line(text, "VA,"))
    assert "no row of output" in refusal(path, broken.without_line(text, "OUT,"))


def test_output_that_is_not_what_rows_and_columns_add_up_to(icio):
    path, table, text = icio
    told = refusal(path, broken.scaled_line(text, "OUT,", 1.03))
    assert told.startswith("2022_SML.csv  12 rows or columns do not add up to the table's output\n")
    assert "uses less output" in told and "costs less output" in told and "-2.91 percent of output" in told
    assert told.endswith(
        "expected gaps of at most 1 percent of output in rows, twice that in columns\n"
        "do       get the file again; tolerance=... takes larger gaps, which are then reported as moved"
    )
    # Where a person takes the gap, it is what the rule of discrepancies moves.
    path.write_text(broken.scaled_line(text, "VA,", 1.02))
    read = tt.read_table(path, tolerance=0.05)
    _, moved = tt.accounts_from_table(read, theta=4.0)
    size = moved.groupby("rule")["moved_busd"].sum()
    assert size["discrepancy"] == pytest.approx(-0.02 * table.value_added_nj.sum())


def test_a_total_that_is_wrong(icio):
    path, _, text = icio
    told = refusal(path, broken.changed(text, 2, 26, "1.0"))
    assert "line 2: USA_A01: uses" in told and "OUT 0.001 billion dollars" in told


def test_negative_output(icio):
    path, _, text = icio
    for start in ("CHN_A02,", "OUT,"):
        text = broken.scaled_line(text, start, -1.0)
    assert "below 0" in refusal(path, text)


def test_lost_decimals(tmp_path):
    _, table = tt.write_small("icio2023", tmp_path, regions=5, industries=6)
    path = write_icio(table, tmp_path, release="2023", decimals=4)
    tt.read_table(path)
    told = refusal(path, broken.lost_decimals(path.read_text()))
    assert "of its numbers are whole, as where a program has dropped decimal points" in told


def test_the_corrupted_copy_is_known_by_its_hash(icio, monkeypatch):
    import hashlib

    path, _, _ = icio
    digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    monkeypatch.setattr(identities, "CORRUPTED", {digest: "a copy with lost decimal points"})
    assert refusal(path).startswith(
        "2022_SML.csv  this is a corrupted copy of the table\nexpected the OECD's file (md5 d3e0"
    )


def test_one_part_of_china_without_the_other(tmp_path):
    path, _ = tt.write_small("icio2023-extended", tmp_path, regions=["USA", "CHN", "MEX", "ROW"], industries=2)
    text = path.read_text()
    without = broken.without_line(broken.without_columns(text, "CN2"), "CN2")
    assert refusal(path, without) == (
        "2022.csv  a split country is not whole\n"
        "  CN1 without the other parts of CHN\n"
        "expected CN1 and CN2 in place of CHN, MX1 and MX2 in place of MEX, as rows and as columns\n"
        "do       get the file again, or take the small edition (2022_SML.csv), which does not split them"
    )
    assert "parts of CHN on rows: CN1, CN2; on columns: CN1" in refusal(path, broken.without_columns(text, "CN2"))
    sells = broken.changed(text, 4, 2, "7.0")
    assert "CHN sells 0.007 billion dollars in 1 of its own cells, beside its parts; expected 0" in refusal(path, sells)


def test_what_is_bought_by_china_beside_its_parts(tmp_path):
    """Half of every cell of a part moved to the country itself: every identity holds, and it is refused."""
    path, table = tt.write_small("icio2025-extended", tmp_path, regions=["USA", "CHN", "ROW"], industries=2)
    head, *rest = (line.split(",") for line in broken.lines_of(path.read_text()))
    part, own = head.index("CN1_A01"), head.index("CHN_A01")
    bought = 0.0
    for line in rest:
        half = float(line[part]) / 2
        line[part], line[own] = repr(half), repr(half)
        if line[0] != "OUT":
            bought += half / 1000
    # Three quarters of China are in its first part.
    assert bought == pytest.approx(0.375 * table.output_nj[1, 0])
    told = refusal(path, broken.joined(map(",".join, [head, *rest])))
    assert told.startswith(
        "2022.csv  a split country is not whole\n"
        f"  CHN pays {bought:.6g} billion dollars in 10 of its own cells, beside its parts; expected 0\n"
    )


def test_a_final_use_of_china_that_its_own_row_sells(tmp_path):
    path, _ = tt.write_small("icio2023-extended", tmp_path, regions=["USA", "CHN", "ROW"], industries=2)
    text = path.read_text()
    column = text.split("\n")[0].split(",").index("USA_HFCE") + 1
    told = refusal(path, broken.changed(text, 4, column, "7.0"))
    assert "CHN sells 0.007 billion dollars in 1 of its own cells" in told


@pytest.mark.parametrize(
    ("format", "label"), [("icio2025", "TLS"), ("icio2023-extended", "TLS"), ("icio2021", "TAXSUB")]
)
def test_no_row_of_taxes(tmp_path, format, label):
    path, _ = tt.write_small(format, tmp_path, regions=["USA", "CHN", "ROW"], industries=2)
    lines = [line for line in broken.lines_of(path.read_text()) if label not in line.partition(",")[0]]
    assert refusal(path, broken.joined(lines)).startswith(
        f"{path.name}  1 rows or columns are missing\n  no row of taxes less subsidies ({label})\n"
    )


def test_an_extended_file_that_was_cut(tmp_path):
    """Its last rows are missing, and that is what is said: not that China is in parts."""
    path, _ = tt.write_small("icio2025-extended", tmp_path, regions=5, industries=5, seed=1)
    told = refusal(path, broken.joined(broken.lines_of(path.read_text())[:10]))
    assert told.startswith("2022.csv  ") and "rows or columns are missing\n  no row of value added (VA)\n" in told
    assert "no row of output (OUT)\n" in told and "split country" not in told


def test_a_table_of_another_format(icio, tmp_path):
    path, _, _ = icio
    assert "labels are none of this format's" in refusal(path, format="figaro", rate=1.1)
    assert refusal(path, format="icoi") == (
        "there is no format 'icoi'\ndid you mean icio?\nexpected one of icio, figaro, wiod, adb, exiobase, eora, gtap"
    )
    other = tmp_path / "notes.txt"
    other.write_text("hello")
    assert "the format of this file is not known" in refusal(other)


def test_files_that_are_none(icio, tmp_path):
    path, _, text = icio
    assert refusal(tmp_path / "absent.csv").endswith(
        "absent.csv  there is no such file or folder\ndo       check the path"
    )
    assert "the file is empty" in refusal(path, "")
    path.write_bytes(text.encode("utf-16"))
    assert "a text in UTF-16, no csv" in refusal(path)
    path.write_bytes(text.encode().replace(b"CHN_A02,", b"CHN\x81\xff,"))
    assert "2022_SML.csv:1  letters in no encoding that is known\nexpected UTF-8 or Windows-1252" in refusal(path)
    path.write_bytes(b"PK\x03\x04rest")
    assert "a zip or a workbook, no csv" in refusal(path)
    for name in ("mine.csv", "2022_SML.csv", "mine.xlsx", "basedata.har", "mine.zip"):
        (tmp_path / name).write_bytes(b"")
        assert refusal(tmp_path / name).endswith(f"{name}  the file is empty\ndo       get the file again")
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"no zip")
    assert "the zip cannot be opened" in refusal(bad, format="icio")


def test_windows_1252_is_read(icio):
    path, table, text = icio
    path.write_bytes(("V1é" + text[2:]).encode("cp1252"))
    read = tt.read_table(path)
    same(read, table)
    assert read.moved["note"].tolist() == ["encoded in Windows-1252"]


def test_a_zip_and_the_year_in_it(icio, tmp_path):
    import zipfile

    _, table, text = icio
    archive = tmp_path / "ICIO-2021-2022.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("2021_SML.csv", broken.scaled_line(text, "OUT,", 2.0))
        file.writestr("2022_SML.csv", text)
    assert "2 tables lie here" in refusal(archive)
    same(tt.read_table(archive, year=2022), table)
    # The OECD packs the zips of five years into one.
    years = tmp_path / "ICIO-2021-2025-small.zip"
    with zipfile.ZipFile(years, "w") as file:
        file.write(archive, "2022.SML.zip")
    same(tt.read_table(years, year=2022, format="icio"), table)


@pytest.mark.parametrize("format", ["figaro", "wiod2016", "figaro-flat"])
def test_other_csv_name_their_cells(format, tmp_path):
    path, _ = tt.write_small(format, tmp_path, regions=3, industries=2)
    text = path.read_text()
    column = 7
    told = refusal(path, broken.changed(text, 3, column, "abc"))
    assert "line 3" in told and "'abc'" in told and "nothing is filled in" in told
    gone = broken.without_line(text, "W2_D1," if format == "figaro" else "VA,")
    if format == "figaro-flat":
        gone = broken.joined(line for line in broken.lines_of(text) if ",W2,D1," not in line)
    assert "value added" in refusal(path, gone) or "do not add up" in refusal(path, gone)


def test_a_flat_file_in_which_a_pair_stands_twice(tmp_path):
    path, _ = tt.write_small("figaro-flat", tmp_path, regions=2, industries=2)
    lines = broken.lines_of(path.read_text())
    assert "pairs are given twice" in refusal(path, broken.joined([*lines, lines[5]]))


def test_euros_need_a_year_or_a_rate(tmp_path):
    path, table = tt.write_small("figaro", tmp_path, regions=2, industries=2)
    other = path.rename(tmp_path / "matrix_eu-ic-io_ind-by-ind.csv")
    assert "the table is in euros and its year is not known" in refusal(other)
    assert "out of range" in refusal(other, rate=108)
    read = tt.read_table(other, rate=2 * 1.0530)
    np.testing.assert_allclose(read.use_iknj, 2 * table.use_iknj, rtol=1e-12)
    assert read.provenance["dollars_per_euro"] == 2 * 1.0530
    path, _ = tt.write_small("icio2023", tmp_path, regions=2, industries=2)
    assert refusal(path, rate=1.1) == (
        "icio is in dollars\nexpected a rate only with figaro or exiobase\ngot      rate = 1.1"
    )


def test_workbooks_name_their_cells(tmp_path):
    import openpyxl

    path, _ = tt.write_small("wiod2013", tmp_path, regions=3, industries=2)
    book = openpyxl.load_workbook(path)
    book.active["F9"] = "abc"
    book.save(path)
    told = refusal(path)
    assert "F9: 'abc'" in told


def test_files_that_only_other_programs_open(tmp_path):
    (tmp_path / "WIOT2014_October16_ROW.RData").write_bytes(b"RDX3")
    assert 'write.csv(wiot, "WIOT2014.csv", row.names=FALSE)' in refusal(tmp_path / "WIOT2014_October16_ROW.RData")


def test_folders_that_lack_a_file(tmp_path):
    folder, _ = tt.write_small("exiobase", tmp_path / "exio", regions=3, industries=2)
    (folder / "Y.txt").unlink()
    assert "there is no Y.txt" in refusal(folder)
    folder, _ = tt.write_small("eora", tmp_path / "eora", regions=3, industries=2)
    (folder / "labels_FD.txt").unlink()
    assert "0 files end in labels_FD.txt" in refusal(folder)


def test_eora_without_its_rest_of_the_world_is_told(tmp_path):
    folder, table = tt.write_small("eora", tmp_path, regions=3, industries=2)
    read = tt.read_table(folder)
    assert read.moved["rule"].tolist() == ["taxes_in_value_added", "rest_of_world"]
    assert read.output_nj[-1].tolist() == pytest.approx([0, 0, table.output_nj[-1, -1]])
    path = folder / "Eora26_2017_bp_T.txt"
    path.write_text("\n".join(path.read_text().split("\n")[:-2]) + "\n")
    assert "the table does not have the shape of its labels" in refusal(folder)


def test_exiobase_without_a_row_of_value_added(tmp_path):
    folder, _ = tt.write_small("exiobase", tmp_path, regions=3, industries=2)
    path = folder / "satellite" / "F.txt"
    path.write_text(path.read_text().replace("Operating surplus: Rents on land", "Rents"))
    assert "8 rows of value added" in refusal(folder)


def in_another_unit(text, factor):
    """The text with every number multiplied."""
    head, *rest = broken.lines_of(text)
    return broken.joined([head, *[broken.scaled_line(line, "", factor).strip() for line in rest]])


@pytest.mark.parametrize("regions", [5, 10])
@pytest.mark.parametrize(
    ("factor", "why", "mends"),
    [
        (1000.0, "more than ten worlds of today", "0.001"),
        (1e-3, "less than 10 for each of {} regions", "1000"),
        (1e-6, "less than 10 for each of {} regions", "1e+06"),
    ],
)
def test_thousands_taken_for_millions_are_doubted(tmp_path, regions, factor, why, mends):
    path, table = tt.write_small("icio2025-extended", tmp_path, regions=regions, industries=5, seed=1)
    tt.read_table(path)
    path.write_text(in_another_unit(path.read_text(), factor))
    with pytest.warns(tt.UnlikelyData) as warned:
        read = tt.read_table(path)
    earned = table.value_added_nj.sum()
    sentence = (
        f"2022.csv: value added is {factor * earned:.3g} billion dollars a year with numbers in million USD, "
        f"{why.format(regions)}: is the file in another unit? Its numbers times {mends} would give {earned:,.0f}"
    )
    assert [str(one.message) for one in warned] == [f'{sentence} (accept=("size",) takes it as it is)']
    assert warned[0].filename == __file__
    assert read.provenance["unlikely"] == sentence
    np.testing.assert_allclose(read.value_added_nj, factor * table.value_added_nj)
    assert tt.read_table(path, accept=("size",)).provenance["unlikely"] == sentence
    with pytest.raises(AccountsError, match="there is no doubt 'sise' to accept"):
        tt.read_table(path, accept=("sise",))


def test_the_doubt_about_the_unit_goes_into_the_world(tmp_path):
    path, _ = tt.write_small("icio2023", tmp_path, regions=3, industries=6, seed=1)
    path.write_text(in_another_unit(path.read_text(), 1e-3))
    with pytest.warns(tt.UnlikelyData, match="is the file in another unit"):
        built = tt.build_world(path, elasticities="4")
    assert "Its numbers times 1000 would give" in built.accounts.attrs["unlikely"]
    taken = tt.build_world(path, elasticities="4", accept=("size",))
    assert taken.accounts.attrs["accepted"] == "size"


def test_what_the_edition_of_2016_leaves_empty_is_zero_and_nothing_else(tmp_path):
    path, table = tt.write_small("icio2016", tmp_path, regions=["USA", "CHN", "ROW"], industries=2)
    text = path.read_text()
    last = broken.lines_of(text)[-1]
    assert last.startswith('"OUT",') and last.endswith(",,")
    read = tt.read_table(path)
    assert read.categories == ("HFCE", "NPS", "GGFC", "GFCF", "INV", "DIRP")
    same(read, table, ("use_iknj", "final_iknc", "output_nj"))
    told = refusal(path, broken.changed(text, 2, 9, ""))
    assert told.startswith(
        "ICIO2016_2022.csv  1 cells hold no number\n  line 2, column 9 (USA_C01T05AGR, HFCE_CHN): nothing\n"
    )


def test_products_of_figaro(tmp_path):
    path, table = tt.write_small("figaro", tmp_path, regions=2, industries=2)
    path.write_text(path.read_text().replace("_A0", "_CPA_A0"))
    read = tt.read_table(path)
    assert read.industries == ("A01", "A02")
    same(read, table)
