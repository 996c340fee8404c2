"""What a product pays, line by line: stacking by hand, against the tables of averages, and what cannot be explained."""

import datetime
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from tradetalks.cli.main import main
from tradetalks.data.partners import members_of_union
from tradetalks.data.products.weights import us_imports_by_chapter, us_imports_by_sector
from tradetalks.data.tariffs.averages import (
    additions_by_sector,
    chapter_addition,
    collected,
    collected_mfn,
    dates_of_additions,
    sector_additions,
)
from tradetalks.data.tariffs.laws import OnList, about_lists, load_product_lists, load_tariff_laws, on_list
from tradetalks.data.tariffs.stacking import stacking_rules
from tradetalks.errors import TariffError

STEEL, CAR, CHIP, SHIRT, SHOE, COFFEE, OIL = "720839", "870323", "854231", "610910", "640299", "090111", "270900"
NOVEMBER = "2025-11-14"


def lines(*given, **more):
    """What each kind adds, and the sum."""
    found = tt.explain_tariff(*given, **more)
    assert found.total[0] == pytest.approx(found.total[1]), "one rate"
    added: dict[str, float] = {}
    for layer in found.layers:
        added[layer.law.kind] = added.get(layer.law.kind, 0.0) + layer.low
    assert sum(added.values()) == pytest.approx(found.total[0], abs=1e-12)
    return {kind: round(rate, 6) for kind, rate in added.items()}, round(found.total[0], 6)


def ranges(found):
    """What each kind adds, from least to most."""
    return {layer.law.kind: (round(layer.low, 6), round(layer.high, 6)) for layer in found.layers}


def test_steel_of_china_pays_301_fentanyl_and_232_in_place_of_the_reciprocal_duty():
    # What was collected above MFN holds section 232 of 2018, which today's replaces: all of it, none, or a part is section 301.
    most = round(collected("CHN", "72") - collected_mfn("72"), 6)
    found = tt.explain_tariff("USA", "CHN", STEEL, NOVEMBER, base=0.0)
    assert ranges(found) == {
        "base": (0, 0),
        "section_301": (0, most),
        "fentanyl": (0.1, 0.1),
        "reciprocal": (0, 0),
        "section_232": (0.5, 0.5),
    }
    assert found.total == pytest.approx((0.6, most + 0.6))
    assert any(note.startswith("section 301: what chapter 72 paid in 2024, 18.25%, may hold") for note in found.notes)
    before = ranges(tt.explain_tariff("USA", "CHN", STEEL, "2025-05-14", base=0.0))
    assert (before["fentanyl"][0], before["section_232"][0], before["reciprocal"][1]) == (0.2, 0.25, 0.0)


def test_the_duty_on_metals_of_2018_is_not_counted_beside_that_of_today():
    india = tt.explain_tariff("USA", "IND", STEEL, "2025-07-01")
    paid, general = collected("IND", "72"), collected_mfn("72")
    assert india.total == pytest.approx((0.5 + general, 0.5 + paid)) and general < 0.02 < 0.07 < paid
    assert (
        "base: what chapter 72 paid in 2024, 7.47%, may hold section 232 of 2018, in whose place today's stands; "
        "without it 1.85% or more" in india.notes
    )
    # Where less than MFN was collected, nobody knows what of it was the duty of 2018.
    russia = tt.explain_tariff("USA", "RUS", "760110", "2026-05-01")
    assert russia.total == pytest.approx((0.5, 0.5 + collected("RUS", "76")))
    # A base that is stated is what it is; so are averages of those who did not pay it, and of days before today's.
    assert tt.explain_tariff("USA", "IND", STEEL, "2025-07-01", base=0.0).total == (0.5, 0.5)
    for partner, day in (("JPN", "2025-07-01"), ("CAN", "2025-07-01"), ("IND", "2025-02-01")):
        base = ranges(tt.explain_tariff("USA", partner, STEEL, day))["base"]
        assert base == (round(collected(partner, "72"), 6),) * 2


def test_lists_that_are_held_in_part_are_named():
    derivative = tt.explain_tariff("USA", "JPN", "732690", "2025-07-01")
    assert derivative.notes == (
        "list steel is held in part: the 407 derivatives added on 18 August 2025 are not on it; derivatives pay on their metal",
    )
    about = about_lists()
    for name in about.index[about["held"] == "part"]:
        law = next(law for law in load_tariff_laws() if name in law.lists)
        code = load_product_lists()[name][0]
        if name in law.free:
            code = SHOE
        (partner,) = [word for word in ("BRA", "KOR") if law.reaches(word)][:1]
        notes = tt.explain_tariff(law.by, partner, code, law.start).notes
        assert f"list {name} is held in part: {about.at[name, 'note']}" in notes


def test_batteries_pay_as_parts_of_cars_only_where_they_are():
    battery = tt.explain_tariff("USA", "CHN", "850760", "2026-03-01", base=0.0)
    kinds = ranges(battery)
    assert kinds["section_232"] == (0.0, 0.25) and kinds["section_122"] == (0.0, 0.1)
    # Section 301 at 25 percent, and either section 232 or section 122.
    assert battery.total == pytest.approx((0.35, 0.5))
    assert any("it reaches parts of passenger cars and light trucks" in note for note in battery.notes)


def test_chips_of_china_pay_their_own_301_and_no_reciprocal_duty():
    added, total = lines("USA", "CHN", CHIP, NOVEMBER, base=0.0)
    assert added == {"base": 0, "section_301": 0.5, "fentanyl": 0.1, "reciprocal": 0} and total == 0.6


@pytest.mark.parametrize(
    ("day", "reciprocal"), [("2025-04-08", 0.1), ("2025-04-09", 0.84), ("2025-04-12", 1.25), ("2025-05-14", 0.1)]
)
def test_the_peak_on_china(day, reciprocal):
    added, _ = lines("USA", "CHN", SHOE, day, base=0.0)
    assert (added["fentanyl"], added["reciprocal"]) == (0.2, reciprocal)
    assert lines("USA", "CHN", CHIP, day)[0]["reciprocal"] == 0


def test_mexico_and_canada_pay_on_what_claims_no_usmca_and_fentanyl_not_on_232():
    assert lines("USA", "MEX", CHIP, NOVEMBER, base=0.0, usmca_share=0.9) == ({"base": 0, "fentanyl": 0.025}, 0.025)
    assert lines("USA", "CAN", CHIP, NOVEMBER, base=0.0, usmca_share=0.9)[1] == 0.035
    # Energy of Canada pays 10 percent.
    assert lines("USA", "CAN", OIL, NOVEMBER, base=0.0, usmca_share=0.5) == ({"base": 0, "fentanyl": 0.05}, 0.05)
    steel = {"base": 0, "fentanyl": 0, "section_232": 0.5}
    assert lines("USA", "MEX", STEEL, NOVEMBER, base=0.0) == (steel, 0.5)
    # Before the exemption of 7 March everything pays.
    assert lines("USA", "MEX", CHIP, "2025-03-05", base=0.0)[1] == 0.25
    # Nothing stated: the average of the sector.
    average = sector_additions("USA", "MEX", "ELE", datetime.date(2025, 11, 14))["fentanyl"]
    found = tt.explain_tariff("USA", "MEX", CHIP, NOVEMBER)
    (fentanyl,) = (layer for layer in found.layers if layer.law.kind == "fentanyl")
    assert fentanyl.low == average and fentanyl.known == "average of sector ELE"


def test_fifteen_percent_with_the_base_for_cars_of_the_union_and_of_japan():
    car = {"base": 0.025, "reciprocal": 0, "section_232": 0.125}
    assert lines("USA", "EU", CAR, NOVEMBER, base=0.025) == (car, 0.15)
    assert lines("USA", "DEU", CAR, NOVEMBER, base=0.025) == (car, 0.15)
    # A base above the floor stays what it is.
    assert lines("USA", "EU", CAR, NOVEMBER, base=0.2) == ({"base": 0.2, "reciprocal": 0, "section_232": 0}, 0.2)
    assert lines("USA", "JPN", CAR, "2025-09-15", base=0.025)[1] == 0.275
    assert lines("USA", "JPN", CAR, "2025-09-16", base=0.025)[1] == 0.15
    assert lines("USA", "JPN", SHOE, NOVEMBER, base=0.05) == ({"base": 0.05, "reciprocal": 0.1}, 0.15)
    assert lines("USA", "GBR", CAR, NOVEMBER, base=0.025)[1] == 0.1


def test_brazil_forty_on_top_of_ten_until_foods_are_freed():
    assert lines("USA", "BRA", SHIRT, NOVEMBER, base=0.0)[0] == {"base": 0, "reciprocal": 0.1, "emergency": 0.4}
    assert lines("USA", "BRA", COFFEE, "2025-11-12", base=0.0)[1] == 0.5
    assert lines("USA", "BRA", COFFEE, "2025-11-13", base=0.0)[1] == 0.0
    # Orange juice was never under the forty.
    assert lines("USA", "BRA", "200911", "2025-09-01", base=0.0)[0] == {"base": 0, "reciprocal": 0.1, "emergency": 0}
    assert lines("USA", "BRA", STEEL, NOVEMBER, base=0.0)[1] == 0.5


@pytest.mark.parametrize(
    ("day", "total"),
    [("2025-08-06", 0.1), ("2025-08-07", 0.25), ("2025-08-27", 0.5), ("2026-02-07", 0.18), ("2026-02-20", 0.0)],
)
def test_india(day, total):
    assert lines("USA", "IND", SHIRT, day, base=0.0)[1] == total


def test_section_122_excludes_232_goods_and_its_lists():
    assert lines("USA", "VNM", SHOE, "2026-02-24", base=0.0) == ({"base": 0, "section_122": 0.1}, 0.1)
    steel = {"base": 0, "section_122": 0, "section_232": 0.5}
    assert lines("USA", "VNM", STEEL, "2026-02-24", base=0.0) == (steel, 0.5)
    for freed in (OIL, COFFEE, "847130", "30049092"):
        assert lines("USA", "VNM", freed, "2026-02-24", base=0.0)[1] == 0.0
    assert lines("USA", "MEX", SHOE, "2026-02-24", base=0.0, usmca_share=0.8)[1] == 0.02
    assert lines("USA", "VNM", SHOE, "2026-07-23", base=0.0)[1] == 0.1


def test_metals_in_tiers_and_the_lower_ones_of_the_united_kingdom():
    for code, tiers in ((STEEL, (0.5, 0.25)), ("82111000", (0.25, 0.15)), ("740911", (0.5, 0.5))):
        for partner, rate in zip(("KOR", "GBR"), tiers, strict=True):
            assert lines("USA", partner, code, "2026-04-06", base=0.0)[0]["section_232"] == rate
    # A rate of its own, which another list does not raise.
    assert lines("USA", "RUS", "760612", "2025-04-01", base=0.0)[1] == 2.0


def test_a_product_of_which_only_some_lines_are_on_a_list_pays_a_range():
    found = tt.explain_tariff("USA", "CHN", "850300", "2025-07-01", base=0.0)
    kinds = {layer.law.kind: (layer.low, layer.high) for layer in found.layers}
    assert kinds["section_232"] == (0.0, 0.5) and kinds["reciprocal"] == (0.0, 0.1)
    section_301 = kinds["section_301"][0]
    # Either 232, or the reciprocal duty: never both.
    assert found.total == pytest.approx((0.2 + 0.1 + section_301, 0.2 + 0.5 + section_301))
    line = tt.explain_tariff("USA", "CHN", "8503009520", "2025-07-01", base=0.0)
    assert line.total == pytest.approx((0.7 + section_301,) * 2)


def test_answers_of_china():
    found = tt.explain_tariff("CHN", "USA", "120190", "2025-05-01")
    kinds = {layer.law.law: (layer.low, layer.known) for layer in found.layers}
    assert kinds["answer to the reciprocal duty"] == (1.25, "every good of the country")
    farm = sector_additions("CHN", "USA", "AGR", datetime.date(2025, 5, 1))["farm_lists"]
    assert kinds["answer to fentanyl: 15 and 10 percent on farm goods"] == (farm, "average of sector AGR")
    assert "the base rate of this importer is not held" in found.notes[0]


@pytest.mark.parametrize("partner", ["CHN", "IND", "GBR", "TWN", "VNM", "BRA"])
def test_rules_meet_the_averages_of_chapters_in_which_every_good_pays_the_same(partner):
    """Knitted clothes and shoes on every date: no list reaches them, so that the average is everybody's rate."""
    for date in dates_of_additions():
        for code in (SHIRT, SHOE):
            if partner == "BRA" and date >= "2026-07-22":
                continue
            found = tt.explain_tariff("USA", partner, code, date)
            added = sum(layer.low for layer in found.layers if layer.law.kind not in ("base", "section_301"))
            since, average = chapter_addition(partner, code[:2], datetime.date.fromisoformat(date))
            assert since == date and added == pytest.approx(average, abs=1e-5), (date, code)


def test_rules_meet_the_averages_of_the_sector_where_nothing_is_on_a_list():
    """Textiles by law: fentanyl and the reciprocal duty of China and of India, the surcharge of section 122."""
    table = additions_by_sector()
    for partner, kinds in (("CHN", {"fentanyl", "reciprocal"}), ("IND", {"reciprocal", "emergency"})):
        for date in (date for date in dates_of_additions() if "2025-05" < date < "2026-02-20"):
            layers = tt.explain_tariff("USA", partner, SHIRT, date).layers
            added = sum(layer.low for layer in layers if layer.law.kind in kinds)
            rows = table[(table["date"] == date) & (table["exporter"] == partner) & (table["sector"] == "TEX")]
            assert added == pytest.approx(rows["rate"].sum(), abs=1e-6), (partner, date)


def test_both_tables_of_averages_say_the_same_of_a_partner():
    """On the trade of 2024, chapters 98 and 99 left out, on dates without a correction."""
    table = additions_by_sector()
    for date in ("2025-03-12", "2025-11-14", "2026-02-24", "2026-04-06"):
        day = datetime.date.fromisoformat(date)
        for partner in us_imports_by_chapter():
            imports = us_imports_by_chapter()[partner].drop(["98", "99"])
            by_chapter = sum(chapter_addition(partner, c, day)[1] * v for c, v in imports.items()) / imports.sum()
            rows = table[(table["date"] == date) & (table["exporter"] == partner)]
            duty = rows["rate"].to_numpy() * us_imports_by_sector()[partner].reindex(rows["sector"]).to_numpy()
            by_sector = np.nansum(duty) / us_imports_by_sector()[partner].sum()
            # Electric energy of Canada is in a chapter and in no sector of goods.
            assert by_chapter == pytest.approx(by_sector, abs=5e-4), (date, partner)


def test_medicines_and_fuels_do_not_pay_the_reciprocal_duty_in_the_averages():
    """The correction that the README names: they are in Annex II from the beginning."""
    for sector, most in (("PHA", 0.005), ("NRG", 0.001), ("PET", 0.012)):
        for date in ("2025-04-05", "2025-08-07"):
            found = sector_additions("USA", "EU", sector, datetime.date.fromisoformat(date))
            assert found.get("reciprocal", 0.0) <= most, (sector, date)


def test_the_laws_are_whole():
    laws = load_tariff_laws()
    assert len({law.id for law in laws}) == len(laws) == 116
    lists = load_product_lists()
    assert {name for law in laws for name in law.lists} == set(lists) == set(about_lists().index)
    assert {law.form for law in laws} == {"add", "inclusive", "claim"}
    kinds = {law.kind for law in laws}
    assert {rule.kind for rule in stacking_rules()} | {rule.yields_to for rule in stacking_rules()} <= kinds
    assert all(law.source and (law.rate is None) == bool(law.average) for law in laws)
    assert all(law.start is None or law.until is None or law.start <= law.until for law in laws)
    assert len(members_of_union()) == 27


@pytest.mark.parametrize(
    "partner", ["CHN", "CAN", "MEX", "EU", "JPN", "KOR", "BRA", "IND", "CHE", "GBR", "VNM", "THA", "AUS"]
)
def test_on_every_day_one_reciprocal_duty_and_one_of_fentanyl_at_most(partner):
    """Rates that follow each other leave no gap and no overlap, from the first day to the ruling of the court."""
    laws = [law for law in load_tariff_laws() if law.by == "USA" and law.reaches(partner)]
    for day in pd.date_range("2025-01-01", "2026-07-23"):
        now = [law for law in laws if law.in_force(day.date()) and law.goods == ("all",)]
        reciprocal = [law for law in now if law.kind == "reciprocal"]
        due = partner not in ("CAN", "MEX") and "2025-04-05" <= str(day.date()) < "2026-02-20"
        assert len(reciprocal) == due, (partner, day)
        assert len([law for law in now if law.kind == "fentanyl"]) <= 1


def test_whole_lines_parts_and_nothing():
    assert on_list("854231", "electronics") == (OnList.WHOLE, ("8542",))
    # An eight-digit line that ends in 00 is the whole of its six digits.
    assert on_list("851713", "electronics") == (OnList.WHOLE, ("85171300",))
    assert on_list("854149", "electronics")[0] is OnList.PART
    assert on_list("640299", "electronics") == (OnList.NO, ())


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            ("USA", "SEA", SHOE, NOVEMBER),
            "on: SEA is several countries with different rates\nexpected one country, as THA\n",
        ),
        (
            ("USA", "Vitenam", SHOE, NOVEMBER),
            "on: no country is called 'Vitenam'\nexpected a country, or EU\ndo       did you mean Vietnam (VNM)?",
        ),
        (("USA", "USA", SHOE, NOVEMBER), "on: USA is the importer itself\nexpected another country"),
        (("USA", "CHN", "203", NOVEMBER), "product: product code 203 has 3 digits: it lost its leading zero"),
        (("USA", "CHN", "85", NOVEMBER), "product: 85 is a whole chapter\nexpected 4 to 10 digits, as 8542 or 854231"),
        (("USA", "CHN", SHOE, "14.11.2025"), "date: '14.11.2025' is no date\nexpected year-month-day, as 2025-11-14"),
        (
            ("USA", "CHN", SHOE, "2026-08-01"),
            "date: no laws are held for 2026-08-01\nexpected a day from 2025-01-01 to 2026-07-23",
        ),
        (
            ("JPN", "CHN", SHOE, NOVEMBER),
            "no laws of JPN on CHN are held\nexpected by USA on any country, or by CHN on USA",
        ),
    ],
)
def test_what_cannot_be_explained(given, text):
    with pytest.raises(TariffError) as error:
        tt.explain_tariff(*given)
    assert str(error.value).startswith(text)


def test_numbers_of_the_caller_are_fractions():
    with pytest.raises(TariffError, match="base is out of range"):
        tt.explain_tariff("USA", "CHN", SHOE, NOVEMBER, base=25)
    with pytest.raises(TariffError, match="usmca_share is out of range"):
        tt.explain_tariff("USA", "MEX", SHOE, NOVEMBER, usmca_share=90)


def test_the_frame_has_a_row_each_line():
    found = tt.explain_tariff("USA", "CHN", STEEL, NOVEMBER)
    table = found.to_frame()
    assert list(table.columns) == ["kind", "law", "low", "high", "from", "until", "known", "why", "source"]
    assert table["low"].sum() == pytest.approx(found.total[0])


def test_the_command_prints_what_the_page_shows(capsys):
    page = (Path(__file__).parents[3] / "docs" / "tariffs.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^(tradetalks tariffs explain .*)$", page, re.MULTILINE)
    shown = re.search(r"```text\n(USA on .*?)```", page, re.DOTALL)[1]
    assert main(command.split()[1:]) == 0
    assert capsys.readouterr().out == shown
    assert main([*command.split()[1:], "--base", "abc"]) == 2
    assert "--base abc cannot be read\nexpected a fraction such as 0.025, or 2.5%" in capsys.readouterr().err
    assert main([*command.split()[1:], "--base", "0%"]) == 0
    assert "60.00 %  sum" in capsys.readouterr().out


def of_301(code, day):
    """What section 301 takes of a product of China, from least to most, all its laws together, on a base of 0."""
    found = tt.explain_tariff("USA", "CHN", code, day, base=0.0)
    other = sum(layer.low for layer in found.layers if layer.law.kind == "fentanyl")
    return pytest.approx((found.total[0] - other, found.total[1] - other)), found


def test_batteries_paid_section_301_before_2026_too():
    """In February 2025 nothing else but fentanyl was on them: 7.5 percent, 25 those of electric cars."""
    assert of_301("8507600020", "2025-02-10")[0] == (0.075, 0.075)
    assert of_301("8507600010", "2025-02-10")[0] == (0.25, 0.25)
    expected, found = of_301("850760", "2025-02-10")
    assert expected == (0.075, 0.25)
    assert any("8507600010, only some of it" in layer.why for layer in found.layers)


def test_graphite_was_free_of_section_301_until_2026():
    expected, found = of_301("25041010", "2025-02-10")
    assert expected == (0, 0)
    assert "free by list s301_2026: 25041010" in [layer.why for layer in found.layers]
    later = tt.explain_tariff("USA", "CHN", "25041010", "2026-01-01")
    assert "has its own rate by list s301_2026: 25041010" in [layer.why for layer in later.layers]


# Goods that pay nothing by section 301 although a list names a rate of theirs: that begins later.
FREE_UNTIL_2026 = {
    ("s301_lists", "25041010"),
    ("s301_lists", "25041050"),
    ("s301_lists", "25049000"),
    ("s301_lists", "85051100"),
}


def test_who_is_free_of_an_average_has_a_rate_of_its_own_on_every_day():
    """An average leaves goods out because another law of its kind reaches them: that must be in force then."""
    laws, missing = load_tariff_laws(), set()
    days = {law.start for law in laws if law.start} | {datetime.date(2025, 1, 1)}
    for day in sorted(day for day in days if day >= datetime.date(2025, 1, 1)):
        now = [law for law in laws if law.by == "USA" and law.in_force(day)]
        for law in (law for law in now if law.average):
            own = [goods for other in now if other.kind == law.kind and not other.average for goods in other.goods]
            for code in (code for name in law.free for code in load_product_lists()[name]):
                if not any(on_list(code, name)[0] is not OnList.NO for name in own):
                    missing.add((law.id, code))
    assert missing == FREE_UNTIL_2026


@pytest.mark.parametrize(
    ("code", "rate"), [("870380", 1.0), ("901831", 1.0), ("901832", 1.0), ("854143", 0.5), ("842619", 0.25)]
)
def test_what_the_review_of_2024_raised_is_a_range_and_named(code, rate):
    found = tt.explain_tariff("USA", "CHN", code, "2025-02-10", base=0.0)
    average = round(collected("CHN", code[:2]) - collected_mfn(code[:2]), 6)
    total = sorted((average + 0.1, rate + 0.1))
    assert found.total == pytest.approx(total, abs=1e-5)
    assert any("review of September 2024 raised, held from memory" in note for note in found.notes)


def test_masks_and_minerals_of_the_review_of_2024_are_named():
    for code in ("630790", "810520"):
        assert any(
            "section 301 on critical minerals" in note for note in tt.explain_tariff("USA", "CHN", code, NOVEMBER).notes
        )


def test_what_claims_no_usmca_is_the_average_of_the_chapter_where_that_is_this_law_s():
    """Potash of Canada and beer of Mexico: the sectors, chemicals and food, are far from them."""
    potash = tt.explain_tariff("USA", "CAN", "310420", "2025-07-01")
    assert potash.total[0] == pytest.approx(chapter_addition("CAN", "31", datetime.date(2025, 7, 1))[1])
    assert potash.total[1] < 0.001
    beer = tt.explain_tariff("USA", "MEX", "220300", "2025-06-01")
    assert beer.total[0] == pytest.approx(0.22582, abs=1e-5) and beer.layers[-1].known == "average of chapter 22"
    assert any("aluminium of beer cans" in note for note in beer.notes)
    # No average exceeds the law's own rate: ten percent on potash when everything else paid 25.
    assert tt.explain_tariff("USA", "CAN", "310420", "2025-05-01").total == (0.1, 0.1)
    # Cars and metals reach chapter 84: what all laws added there is no average of this one.
    (machine,) = (
        layer
        for layer in tt.explain_tariff("USA", "CAN", "847989", "2025-07-01").layers
        if layer.law.kind == "fentanyl"
    )
    assert machine.known.startswith("average of sector")


def test_the_days_between_two_tables_have_the_averages_of_the_law_in_force():
    """From 7 March 2025 goods under USMCA were exempt again; the tables of 4 March know no exemption."""
    early, later = (tt.explain_tariff("USA", "MEX", "070200", day).total for day in ("2025-03-08", "2025-03-12"))
    assert early == later and early[1] < 0.1
