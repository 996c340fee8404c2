"""The csv files of whole runs: names that programs take, numbers in cells of their own, one row per observation."""

import base64
import io
import re

import pandas as pd
import pytest

import tradetalks as tt
from tradetalks.report.page import SMALL_TABLE

# Texts that are numbers with something around them: "+8.8 to +33.6", "42% (34% to 53%)", "100 % of the increase".
NUMBER_AS_TEXT = re.compile(r"[+-]?\d[\d.,]*(e[+-]?\d+)?( ?%.*)?( to .*)?")
# Texts in which a number is part of what is said: amounts and assumptions in words, beside their numbers or where some have none.
WORDS = {("issues", "amount_in_words"), ("odds-drivers", "stated"), ("by_year", "year"), ("trade_observed", "when")}
# Tables of what others published have the words of their sources.
OF_THE_LITERATURE = {"published", "published_reasons"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory, beijing_run):
    folder = tmp_path_factory.mktemp("tidy") / "run"
    tt.write_report(beijing_run, folder)
    return folder


@pytest.fixture(scope="module")
def tables(folder):
    return {file.stem: pd.read_csv(file, keep_default_na=False, na_values=[""]) for file in folder.glob("tables/*.csv")}


def test_names_of_columns_are_words_for_programs(tables):
    wrong = [
        (name, column)
        for name, table in tables.items()
        for column in table.columns
        if not re.fullmatch(r"[a-z][a-z0-9_]*", column)
    ]
    assert wrong == []


def test_no_number_is_a_text(tables):
    """Where a column holds texts, none of them is a number, a percentage or a range; days are ISO dates."""
    wrong = []
    for name, table in tables.items():
        if name in OF_THE_LITERATURE:
            continue
        for column in table.columns:
            if pd.api.types.is_numeric_dtype(table[column]) or (name, column) in WORDS:
                continue
            for cell in table[column].dropna():
                is_day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(cell))
                if not is_day and NUMBER_AS_TEXT.fullmatch(str(cell)):
                    wrong.append((name, column, cell))
    assert wrong == []


def test_rows_are_observations(tables):
    """What identifies a row does so once."""
    keys = {
        "deals": ["deal", "side"],
        "deal_years": ["deal", "side", "years_after_signing"],
        "threats": ["deal", "without_a_deal", "side"],
        "issues": ["issue", "side"],
        "kept": ["deal", "side", "withheld"],
        "linkage": ["package", "side"],
        "levels": ["level", "side"],
        "strategies": ["strategy", "side"],
        "clock": ["date", "side"],
        "rounds": ["date", "side"],
        "odds": ["source", "outcome"],
        "frontier": ["point", "of"],
        "rivalry": ["against", "pair", "side"],
        "countries": ["date", "branch", "region"],
        "sectors": ["date", "branch", "region", "sector"],
        "by_year": ["year", "region"],
    }
    assert set(keys) <= set(tables)
    for name, columns in keys.items():
        assert not tables[name].duplicated(columns).any(), name


def test_numbers_are_those_of_the_run(tables):
    """A few held against each other: the clock and the cost of the day, deals and their years."""
    clock, income = tables["clock"], tables["real_income"]
    last = income[(income["branch"].isna()) & (income["region"] == "CHN")].iloc[-1]
    day = clock[(clock["date"] == last["date"]) & (clock["side"] == "CHN")].iloc[0]
    assert day["real_income_change_busd"] == pytest.approx(last["real_income_change_busd_on_the_day"], abs=1e-6)
    assert day["cost_of_a_day_million_usd"] == pytest.approx(-1000 * day["real_income_change_busd"] / 365)
    deals, issues = tables["deals"], tables["issues"]
    by_years = tables["deal_years"].groupby(["deal", "side"])["worth_busd_a_year"].agg(["min", "max"])
    mean = deals.set_index(["deal", "side"])["worth_busd_a_year"].loc[by_years.index]
    assert ((by_years["min"] - 1e-6 <= mean) & (mean <= by_years["max"] + 1e-6)).all()
    assert set(issues["side"]) == {"USA", "CHN"} and issues["offered_share"].between(0, 1).all()


def test_a_page_sent_alone_has_its_numbers(folder):
    """Every link to numbers holds the file, or leads to a large one beside the page."""
    page = (folder / "report.html").read_text(encoding="utf-8")
    links = re.findall(r'<a href="([^"]*)" download="([^"]*)">numbers \(csv\)</a>', page)
    assert len(links) > 20
    for href, name in links:
        file = folder / "tables" / name
        if href.startswith("data:"):
            kind, _, content = href.partition(";base64,")
            assert kind == "data:text/csv"
            here = pd.read_csv(io.BytesIO(base64.b64decode(content)))
            pd.testing.assert_frame_equal(here, pd.read_csv(file), rtol=1e-6, check_dtype=False)
        else:
            assert href == f"tables/{name}" and file.stat().st_size > SMALL_TABLE
    assert {name for href, name in links if not href.startswith("data:")} <= {"sectors.csv", "trade_diverted.csv"}
