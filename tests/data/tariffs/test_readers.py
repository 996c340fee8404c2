"""Tables of tariffs in every format that is read, small, and the broken files: file, line, what was expected, what to do."""

import zipfile

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from tradetalks.cli.main import main
from tradetalks.data.tariffs.tidy import TIDY
from tradetalks.errors import TariffError

OWN = "importer,exporter,product,rate,unit,kind,from,until,source"
WITS_MFN = (
    "NomenCode,Reporter_ISO_N,Year,ProductCode,Sum_Of_Rates,Min_Rate,Max_Rate,SimpleAverage,Nbr_NA_Lines,Nbr_Free_Lines,"
    "Nbr_AVE_Lines,Nbr_Dutiable_Lines,TotalNoOfValidLines,TotalNoOfLines,EstCode"
)
WITS_PREF = (
    "NomenCode,Reporter_ISO_N,Year,ProductCode,Partner,Sum_Of_Rates,Min_Rate,Max_Rate,SimpleAverage,TotalNoOfLines,"
    "Nbr_Pref_Lines,Nbr_MFN_Lines,Nbr_NA_Lines,EstCode"
)
TETI = "iso1,iso2,year,sector,tariff,mfn,tariff_w,mfn_w,tariff95,mfn95,tariff95_w,mfn95_w"


def mfn(reporter, code, average, year=2021):
    return f"H5,{reporter},{year},{code},{average},{average},{average},{average},0,0,0,1,1,1,1"


def pref(reporter, partner, code, average, year=2021):
    return f"H5,{reporter},{year},{code},{partner},{average},{average},{average},{average},1,1,0,0,1"


def write(path, *rows, encoding="utf-8"):
    path.write_bytes(("\n".join(rows) + "\n").encode(encoding))
    return path


def refused(read, *given, **more):
    with pytest.raises(TariffError) as error:
        read(*given, **more)
    return str(error.value)


def test_a_table_of_ones_own(tmp_path):
    path = write(
        tmp_path / "mine.csv",
        OWN,
        "United States,China,0203.12,25,percent,section_301,2018-07-06,2019-05-09,USTR",
        "USA,CHN,020312,10%,percent,fentanyl,2025,,",
        "EU,all,85,0.5,fraction,mfn,,,TARIC",
    )
    # One line has a percent sign, the others have none.
    text = refused(tt.data.read_tariffs, path)
    assert "mine.csv:2: rate is '25'; expected a percent sign, as on other lines" in text
    path.write_text(path.read_text().replace("10%", "10"))
    found = tt.data.read_tariffs(path)
    assert list(found.columns) == list(TIDY)
    assert found["importer"].tolist() == ["USA", "USA", "EU"] and found["exporter"].tolist() == ["CHN", "CHN", "all"]
    assert found["product"].tolist() == ["020312", "020312", "85"]
    assert found["rate"].tolist() == [0.25, 0.1, 0.5]
    assert found["from"][1] == pd.Timestamp("2025-01-01") and pd.isna(found["until"][1])


def test_round_trip(tmp_path):
    rng = np.random.default_rng(7)
    codes = [f"{code:06d}" for code in rng.choice(990_000, 300, replace=False) + 10_000]
    table = pd.DataFrame(
        {
            "importer": rng.choice(["USA", "CHN", "MEX"], 300),
            "exporter": rng.choice(["DEU", "VNM", "all"], 300),
            "product": codes,
            "sector": "",
            "rate": rng.uniform(0, 2, 300),
            "kind": rng.choice(["mfn", "preference", "section_232"], 300),
            "from": pd.to_datetime("2025-01-01") + pd.to_timedelta(rng.integers(0, 300, 300), "D"),
            "until": pd.NaT,
            "source": "drawn",
        }
    )
    tt.data.write_tariffs(table, tmp_path / "out.csv")
    back = tt.data.read_tariffs(tmp_path / "out.csv")
    pd.testing.assert_frame_equal(back, table, check_dtype=False, rtol=1e-12)


def test_excel_in_europe(tmp_path):
    rows = ["importer;exporter;product;rate", "Österreich;China;8542;2,5", "FRA;China;0101;0"]
    for encoding in ("utf-8-sig", "cp1252"):
        path = write(tmp_path / "excel.csv", *rows, encoding=encoding)
        found = tt.data.read_tariffs(path, unit="percent")
        assert found["importer"].tolist() == ["AUT", "FRA"] and found["rate"].tolist() == [0.025, 0.0]
    quoted = write(tmp_path / "quoted.csv", "importer,product,rate", 'AUT,8542,"2,5"')
    assert "quoted.csv:2: rate is '2,5'; expected a number with a decimal point" in refused(
        tt.data.read_tariffs, quoted, unit="percent"
    )
    # The comma of a percentage tells the table's decimal sign, on the first lines and far below them.
    for sign in ("%", " %"):
        percents = write(
            tmp_path / "percents.csv", rows[0], f"Österreich;China;8542;25,5{sign}", f"FRA;China;0101;10{sign}"
        )
        assert tt.data.read_tariffs(percents, unit="percent")["rate"].tolist() == pytest.approx([0.255, 0.1])
    many = [f"FRA;China;{code};10" for code in range(280110, 280170)]
    late = tt.data.read_tariffs(write(tmp_path / "late.csv", rows[0], *many, "FRA;China;0101;25,5"), unit="percent")
    assert late["rate"].iloc[-1] == pytest.approx(0.255)
    both = write(tmp_path / "both.csv", "importer,exporter,product,rate", "USA,CHN,8541,25", "USA,CHN,8542,25,5")
    said = refused(tt.data.read_tariffs, both, unit="percent")
    assert "both.csv:3: 5 cells, the first line has 4" in said and "separate cells by semicolons" in said
    named = write(tmp_path / "named.csv", "sep=;", *rows)
    assert tt.data.read_tariffs(named, unit="percent")["rate"].tolist() == [0.025, 0.0]
    wrong = write(tmp_path / "wrong.csv", "sep=;", rows[0], "FRA;CHN;8542;x", "FRA;CHN;8541")
    assert "wrong.csv:4: fewer cells" in refused(tt.data.read_tariffs, wrong, unit="percent")
    thousands = write(tmp_path / "thousands.csv", "importer;product;rate", "AUT;8542;1.234,5")
    assert "thousands.csv:2  a number with signs between thousands" in refused(
        tt.data.read_tariffs, thousands, unit="percent"
    )


def test_units_are_said_and_not_mixed(tmp_path):
    path = write(tmp_path / "mine.csv", "importer,product,rate", "USA,8542,25", "USA,8541,0.25")
    assert refused(tt.data.read_tariffs, path) == (
        "mine.csv: the unit of the rates is not said\n"
        "expected unit = 'percent' or 'fraction', or a column unit\ndo       say it: nothing is guessed"
    )
    text = refused(tt.data.read_tariffs, path, unit="fraction")
    assert text == (
        "the table of tariffs mine.csv cannot be read: 1 problem\n"
        "mine.csv:2: rate is '25'; expected a fraction up to 5, or unit: percent (are percentages mixed with fractions?)"
    )
    small = write(tmp_path / "small.csv", "importer,product,rate", "USA,8542,0.25", "USA,8541,0.1", "USA,8540,25")
    assert "2 of 3 rates that are not free are below 1 percent: are they fractions?" in refused(
        tt.data.read_tariffs, small, unit="percent"
    )
    accepted = tt.data.read_tariffs(small, unit="percent", accept=("small_rates",))
    assert accepted["rate"].tolist() == [0.0025, 0.001, 0.25]


def test_every_problem_at_once_by_line(tmp_path):
    path = write(
        tmp_path / "mine.csv",
        OWN,
        "USA,CHN,203,25,percent,mfn,,,",
        "USA,CHN,0204,9999.999999,percent,mfn,,,",
        "USA,CHN,0205,many,percent,mfn,,,",
        "USA,CHN,0206,25,per cent,mfn,,,",
    )
    assert "mine.csv:5: unit is 'per cent'; expected one of percent, fraction" in refused(tt.data.read_tariffs, path)
    path.write_text(
        path.read_text().replace("per cent", "percent").replace("0206,25,percent,mfn", "0206,25,percent,mnf")
    )
    text = refused(tt.data.read_tariffs, path)
    assert text.splitlines() == [
        "the table of tariffs mine.csv cannot be read: 4 problems",
        "mine.csv:2: product: product code 203 has 3 digits: it lost its leading zero; expected 2, 4, 6, 8 or 10 digits, as 0101 "
        "or 8542.31; write 0203, as text; or restore_zeros=True for the whole file",
        "mine.csv:3: rate is '9999.999999'; expected a rate: this mark stands for a reference to chapter 99, which has the rate",
        "mine.csv:4: rate is 'many'; expected a number",
        "mine.csv:5: kind is 'mnf'; expected one of mfn, preference, applied, section_301, section_232, reciprocal, emergency, "
        "fentanyl, section_122, retaliation, additional, total",
    ]


def test_rows_twice_ends_before_beginnings_and_cut_lines(tmp_path):
    path = write(
        tmp_path / "mine.csv",
        OWN,
        "USA,CHN,0203,25,percent,mfn,,,",
        "USA,China,0203,10,percent,mfn,,,",
        "USA,CHN,0204,25,percent,mfn,2025-02-01,2025-01-01,",
    )
    assert refused(tt.data.read_tariffs, path).splitlines()[1:] == [
        "mine.csv:3: USA CHN 0203 was given before, on line 2",
        "mine.csv:4: until is before from",
    ]
    cut = write(tmp_path / "cut.csv", OWN, "USA,CHN,0203,25,percent,mfn,,,", "USA,CHN,0204")
    assert "cut.csv:3: fewer cells than the 9 of the first line" in refused(tt.data.read_tariffs, cut)
    shifted = write(tmp_path / "shifted.csv", "importer,product,rate", "USA,0203,25,more")
    assert "shifted.csv:2: 4 cells, the first line has 3" in refused(tt.data.read_tariffs, shifted, unit="percent")
    no_code = write(tmp_path / "no.csv", "importer,hs6,rate", "USA,020312,25")
    assert "no.csv:1 has no column product and no column sector" in refused(
        tt.data.read_tariffs, no_code, unit="percent"
    )
    assert tt.data.read_tariffs(no_code, unit="percent", columns={"hs6": "product"})["product"].tolist() == ["020312"]


def test_the_union_beside_its_members(tmp_path):
    path = write(tmp_path / "eu.csv", "importer,product,rate", "918,8542,2", "276,8542,2", "FRA,8541,2")
    assert refused(tt.data.read_tariffs, path, unit="percent").splitlines()[1] == (
        "eu.csv: importer EU (918) stands beside its members DEU: they have one customs tariff; keep the Union or its 27 members"
    )


def test_wits_from_a_zip_a_folder_and_a_file(tmp_path):
    rows = [
        WITS_MFN,
        mfn(840, "010121", 0),
        mfn(840, "020312", "5.5"),
        mfn(840, "854231", 3, 2020),
        mfn(840, "999999", ""),
    ]
    folder = tmp_path / "AVEMFN_H5_840_2021_U2"
    folder.mkdir()
    file = write(folder / "JobID_1.CSV", *rows)
    with zipfile.ZipFile(tmp_path / "wits.zip", "w") as archive:
        archive.write(file, "AVEMFN_H5_840_2021_U2/JobID_1.CSV")
    tables = [tt.data.read_wits(path, years=[2021]) for path in (file, folder, tmp_path / "wits.zip")]
    for found in tables:
        assert found["product"].tolist() == ["010121", "020312"] and found["rate"].tolist() == [0.0, 0.055]
        assert set(found["importer"]) == {"USA"} and set(found["exporter"]) == {"all"} and set(found["kind"]) == {"mfn"}
        assert found["until"][0] == pd.Timestamp("2021-12-31")
        assert found.attrs == {"revisions": ("H5",), "without_rate": 1}


def test_wits_preferences_by_country_and_by_group(tmp_path):
    path = write(tmp_path / "pref.csv", WITS_PREF, pref(840, 484, "020312", 0), pref(840, "F01", "020313", 1))
    text = refused(tt.data.read_wits, path)
    assert "pref.csv:3: Partner is 'F01'; expected a country" in text
    assert 'preference groups need their beneficiaries: groups={"F01": ["MEX", "CAN"]}' in text
    found = tt.data.read_wits(path, groups={"F01": ["CAN", "MEX"]}, accept=("small_rates",))
    assert found[["exporter", "product"]].to_numpy().tolist() == [
        ["MEX", "020312"],
        ["CAN", "020313"],
        ["MEX", "020313"],
    ]
    assert set(found["kind"]) == {"preference"}


def test_wits_broken(tmp_path):
    lost = write(tmp_path / "lost.csv", WITS_MFN, mfn(840, "20312", 5))
    assert "lost.csv:2: ProductCode: product code 20312 has 5 digits: it lost its leading zero" in refused(
        tt.data.read_wits, lost
    )
    assert tt.data.read_wits(lost, restore_zeros=True)["product"].tolist() == ["020312"]
    twice = write(tmp_path / "twice.csv", WITS_MFN, mfn(840, "020312", 5), mfn(840, "020312", 5))
    assert "twice.csv:3: USA all 020312 was given before, on line 2" in refused(tt.data.read_wits, twice)
    union = tmp_path / "union"
    union.mkdir()
    write(union / "eu.csv", WITS_MFN, mfn(918, "020312", 5))
    write(union / "de.csv", WITS_MFN, mfn(276, "020312", 5))
    assert "union: importer EU (918) stands beside its members DEU" in refused(tt.data.read_wits, union)
    other = write(tmp_path / "web.csv", "Selected Nomen,Reporter Name,Product,Simple Average", "HS,USA,1,1")
    assert "web.csv:1 has no column NomenCode, Reporter_ISO_N, Year, ProductCode, SimpleAverage" in refused(
        tt.data.read_wits, other
    )
    assert "there is no csv file in" in refused(tt.data.read_wits, tmp_path / "nowhere.zip")


def test_teti_is_streamed(tmp_path):
    rows = [
        f"{importer},{exporter},{year},{sector},90,90,5,5,{rate},{rate},5,5"
        for year in (2020, 2021)
        for importer in ("USA", "CHN", "IND")
        for exporter in ("DEU", "MEX")
        for sector, rate in (("15", 4.5), ("17", 8.0))
    ]
    path = write(tmp_path / "tariff_isic33.csv", TETI, *rows, "USA,JPN,2021,15,,,,,NA,NA,,")
    seen = []
    found = tt.data.read_teti(path, years=[2021], importers=["USA", "CHN"], progress=seen.append, chunk_rows=7)
    whole = tt.data.read_teti(path, years=[2021], importers=["USA", "CHN"])
    pd.testing.assert_frame_equal(found, whole)
    assert seen == [7, 14, 21, 25] and len(found) == 8 and found.attrs["without_rate"] == 1
    assert set(found["rate"]) == {0.045, 0.08} and set(found["kind"]) == {"applied"}
    only = tt.data.read_teti(path, years=[2021], sectors=["15"], measure="mfn95")
    assert set(only["sector"]) == {"15"} and set(only["kind"]) == {"mfn"}


def test_teti_broken(tmp_path):
    path = write(tmp_path / "t.csv", TETI, "USA,MEX,2021,15,1,1,1,1,a lot,1,1,1")
    assert "t.csv:2: tariff95 is 'a lot'; expected a percentage from 0 to 5000" in refused(
        tt.data.read_teti, path, years=[2021]
    )
    row = "USA,MEX,2021,15,1,1,1,1,5,1,1,1"
    assert "t.csv:3: USA MEX 2021 15 was given before" in refused(
        tt.data.read_teti, write(path, TETI, row, row), years=[2021]
    )
    assert "t.csv has no rates of 1999\ngot      1 rows, none of them kept" in refused(
        tt.data.read_teti, write(path, TETI, row), years=[1999]
    )
    assert "t.csv:3: year is '20'; expected a year" in refused(
        tt.data.read_teti, write(path, TETI, row, "USA,MEX,20"), years=[2021]
    )
    fraction = write(path, TETI, "USA,MEX,2021,15,1,1,1,1,0.05,1,1,1")
    assert "t.csv: no rate is above 1" in refused(tt.data.read_teti, fraction, years=[2021])
    assert "t.csv:1 has no column iso1" in refused(tt.data.read_teti, write(path, "a,b", "1,2"), years=[2021])


def test_trackers_are_told_by_their_columns(tmp_path):
    by_country = write(
        tmp_path / "country-by-time.csv",
        "date,country_name,effective tariff,total imports,2024 tariff",
        '2025-04-05,"KOREA, SOUTH",14.6,130459000000.0,0.2',
        '2025-08-07,"KOREA, SOUTH",14.2,130459000000.0,0.2',
        "2025-04-05,EUROPEAN UNION,11.5,597473236377.0,1.2",
    )
    found = tt.data.read_tracker(by_country)
    assert found[["exporter", "rate"]].to_numpy().tolist() == [["KOR", 0.146], ["KOR", 0.142], ["EU", 0.115]]
    assert found["until"][0] == pd.Timestamp("2025-08-06") and pd.isna(found["until"][1])
    daily = write(tmp_path / "daily.csv", ",date,import_weighted_avg_tariff", "0,2025-01-01,2.3", "1,2025-01-02,2.3")
    assert tt.data.read_tracker(daily)["kind"].tolist() == ["total", "total"]
    chapters = write(
        tmp_path / "hs2-tariff-1010.csv",
        "HS2,2024_imports,2024_duty,CTY_NAME,CTY_CODE,2025_tariff_increase,2024_tariff",
        "03,30479154.0,0.0,GREENLAND,1010,10.0,0.0",
        "84,7186.0,0.0,GREENLAND,1010,22.35,0.0",
    )
    table = tt.data.read_tracker(chapters)
    assert table[table["kind"] == "additional"]["rate"].tolist() == [0.1, 0.2235]
    assert table["product"].tolist() == ["03", "84", "03", "84"]
    other = write(tmp_path / "other.csv", "a,b", "1,2")
    assert "other.csv is no table of the tracker" in refused(tt.data.read_tracker, other)
    nobody = write(by_country, "date,country_name,effective tariff", "2025-04-05,ATLANTIS,1.0")
    assert "country-by-time.csv:2: country_name is 'ATLANTIS'; expected a country" in refused(
        tt.data.read_tracker, nobody
    )


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        (("HTSUS", "85423100"), ["product"]),
        (("hts_code,digits", "85423100,8"), ["product", "digits"]),
        (("hts8,list,ch99_code", "85423100,4A,9903.88.15"), ["product", "list", "ch99_code"]),
        (("8542.31.00",), ["product"]),
        (("1,85423100,Chips",), ["product", "number", "description"]),
    ],
)
def test_lists_of_products(tmp_path, rows, columns):
    found = tt.data.read_product_list(write(tmp_path / "list.csv", *rows))
    assert list(found.columns) == columns and found["product"].tolist() == ["85423100"]


def test_lists_of_products_that_lost_zeros(tmp_path):
    chinese = write(tmp_path / "china.csv", "1,10071000,Seed corn", "2,2071100,Chickens")
    assert "china.csv:2: product: product code 2071100 has 7 digits: it lost its leading zero" in refused(
        tt.data.read_product_list, chinese
    )
    assert tt.data.read_product_list(chinese, restore_zeros=True)["product"].tolist() == ["10071000", "02071100"]
    assert "words.csv:1 has no column of product codes" in refused(
        tt.data.read_product_list, write(tmp_path / "words.csv", "steel", "iron")
    )


def test_the_base_of_a_product_from_wits(tmp_path, capsys):
    rows = [mfn(840, "640299", 37.5, 2021), mfn(840, "640299", 20, 2019), pref(840, 484, "640299", 0)]
    general = write(tmp_path / "mfn.csv", WITS_MFN, *rows[:2])
    special = write(tmp_path / "pref.csv", WITS_PREF, rows[2])
    table = pd.concat([tt.read_wits(general), tt.read_wits(special)])
    found = tt.explain_tariff("USA", "VNM", "640299", "2026-03-01", base_from=table)
    assert found.total == pytest.approx((0.475, 0.475))
    assert found.layers[0].known == "mfn of 640299, WITS, UNCTAD TRAINS, H5, 2021"
    mexico = tt.explain_tariff("USA", "MEX", "64029900", "2026-03-01", base_from=table, usmca_share=1.0)
    assert mexico.total[1] == 0.0 and mexico.layers[0].known.startswith("preference of 640299")
    # 15 percent with the base: the product's own base stays above it.
    assert tt.explain_tariff("USA", "EU", "640299", "2025-11-14", base_from=table).total[0] == pytest.approx(0.375)
    assert "the table has no base rate of USA on EU for 854231" in refused(
        tt.explain_tariff, "USA", "EU", "854231", "2025-11-14", base_from=table
    )
    command = "tariffs explain --by USA --on VNM --product 640299 --date 2026-03-01 --wits"
    assert main([*command.split(), str(general)]) == 0
    assert "37.50 %  base rate: MFN or preference; known: mfn of 640299" in capsys.readouterr().out


def test_from_a_csv_to_rates_of_sectors(tmp_path):
    path = write(tmp_path / "mine.csv", "importer,exporter,product,rate", "USA,CHN,7208,25%", "USA,CHN,7210,25%")
    found = tt.tariffs_by_sector(tt.data.read_tariffs(path, unit="percent"))
    assert found["sector"].tolist() == ["BMT"] and found["rate"][0] == pytest.approx(0.25 * found["covered"][0])


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        ((OWN, "USA,CHN,0203,25,percent,mfn,2018-07-06,2019-05-09,USTR"), tt.data.read_tariffs),
        ((WITS_MFN, mfn(840, "010121", 5.5), mfn(156, "020312", 9)), tt.data.read_wits),
        ((TETI, "USA,MEX,2021,15,1,1,1,1,5,1,1,1"), lambda path: tt.data.read_teti(path, years=[2021])),
        (("date,country_name,effective tariff", "2025-08-07,CHINA,14.2"), tt.data.read_tracker),
        (("hts_code,digits", "85423100,8", "0203,4"), tt.data.read_product_list),
    ],
    ids=["own", "wits", "teti", "tracker", "list"],
)
def test_files_with_letters_changed_are_read_or_refused(tmp_path, rows, read):
    rng = np.random.default_rng(11)
    whole = ("\n".join(rows) + "\n").encode()
    for _ in range(80):
        data = bytearray(whole)
        for at in rng.integers(0, len(data), rng.integers(1, 6)):
            data[at] = rng.choice(list(b'0123456789,;."\n\t\x00\xff%- aZ|'))
        (tmp_path / "file.csv").write_bytes(bytes(data))
        try:
            read(tmp_path / "file.csv")
        except TariffError as error:
            assert "file.csv" in str(error) or "read_" in str(error)
