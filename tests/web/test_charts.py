"""Charts of the page without a browser: specifications that the schema takes, numbers that are the run's."""

import dataclasses
import json
from pathlib import Path

import altair as alt
import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

from tests.report.test_study import drawn, known
from tradetalks.report.answer.chart import answer_finding
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.ranges import busd_band, percent_band
from tradetalks.report.war.equal_payoffs import equal_payoff_lines
from tradetalks.scenario.results.cost import BRANCH
from tradetalks.web.charts.bars import label_room
from tradetalks.web.charts.compared import (
    _least_and_most,
    comparison_drawing,
    comparison_numbers,
    differences_table,
)
from tradetalks.web.charts.cost_by_date import WAYS_FIELD, _day_format, cost_by_date_drawing
from tradetalks.web.charts.countries import MEASURES, countries_drawing, measures_of
from tradetalks.web.charts.ink import TWO_LINES, axis_ends, row_height
from tradetalks.web.charts.sectors import sectors_drawing
from tradetalks.web.charts.study import FIELD, _domain, _room, study_drawings
from tradetalks.web.charts.tariff_maps import tariff_changes_drawing, tariffs_drawing
from tradetalks.web.charts.tariff_steps import COLOURS as STEP_COLOURS
from tradetalks.web.charts.tariff_steps import STEPS, step_of
from tradetalks.web.charts.tile_map import PLACES, _in_proportion, tile_map_drawing, tile_places
from tradetalks.web.charts.war import ladder_drawing, war_drawings

STATIC = Path(__file__).resolve().parents[2] / "src" / "tradetalks" / "web" / "static"


@pytest.fixture(scope="module")
def fought(war_run):
    """A war with its costs, the quickest that ships."""
    return war_run


@pytest.fixture(scope="module")
def talked(small_run):
    return small_run


@pytest.fixture(scope="module")
def summary():
    return known.summarised(drawn())


def every_drawing(fought, talked, summary):
    cost = talked.cost
    found = [cost_by_date_drawing(cost), tariff_changes_drawing(cost), tariffs_drawing(cost, "USA", cost.now)]
    found += [countries_drawing(cost, cost.now, measure) for measure in measures_of(cost)]
    found += [tile_map_drawing(cost, cost.now, MEASURES["percent"]), sectors_drawing(cost, cost.now)]
    found += [*war_drawings(fought.war)]
    return [*found, *study_drawings(summary), comparison_drawing([fought.cost, cost], ["one", "two"])]


@pytest.fixture(scope="module")
def drawings(fought, talked, summary):
    return every_drawing(fought, talked, summary)


def rows_of(spec):
    """Every row of data of a specification."""
    return [row for rows in spec["datasets"].values() for row in rows]


def test_every_specification_is_one_of_the_schema(drawings):
    for drawing in drawings:
        for panel in drawing.panels:
            alt.Chart.from_dict(panel.spec)


def test_they_are_as_wide_as_their_place_and_read_their_finding_aloud(drawings):
    for drawing in drawings:
        assert drawing.finding and drawing.caption and len(drawing.table.frame), drawing.name
        for panel in drawing.panels:
            assert panel.spec["width"] == "container"
            assert panel.spec["description"] == drawing.finding


def test_they_are_json_without_numbers_that_json_does_not_have(drawings):
    for drawing in drawings:
        for panel in drawing.panels:
            json.dumps(panel.spec, allow_nan=False)


def test_nothing_is_loaded_from_elsewhere(drawings):
    for drawing in drawings:
        for panel in drawing.panels:
            addresses = [word for word in json.dumps(panel.spec).split('"') if word.startswith("http")]
            assert all(word.startswith("https://vega.github.io/schema/") for word in addresses)


def test_colours_that_are_not_ours_are_none(drawings):
    """A dark page has another ink for each colour that a chart writes, but for letters that are black on both."""
    look = (STATIC / "look.css").read_text()
    for drawing in drawings:
        for panel in drawing.panels:
            colours = {word.lower() for word in json.dumps(panel.spec).split('"') if len(word) == 7 and word[0] == "#"}
            assert {colour for colour in colours - {"#111111"} if f"--c-{colour[1:]}:" not in look} == set()


def test_the_first_picture_has_the_numbers_of_the_run(talked):
    cost = talked.cost
    drawing = cost_by_date_drawing(cost)
    assert drawing.finding == answer_finding(cost)
    dates, ways = (rows_of(panel.spec) for panel in drawing.panels)
    (usa,) = [
        row
        for row in dates
        if row.get("who") == "United States" and row.get("dot") and row["day"].startswith(str(cost.now))
    ]
    band = busd_band(cost, cost.now, "USA")
    assert (usa["low"], usa["middle"], usa["high"]) == (band.low, band.middle, band.high)
    branch = cost.branches[0]
    china = next(row for row in ways if row.get("who") == "China")
    assert china["middle"] == busd_band(cost, branch, "CHN").middle
    table = drawing.table.frame
    assert len(table) == len(cost.equilibria) * len(shown_players(cost))


def test_every_country_has_a_bar_and_a_tile_with_its_number(talked):
    cost = talked.cost
    for measure in measures_of(cost):
        bars = {
            row["whole"]: row["middle"]
            for row in rows_of(countries_drawing(cost, cost.now, measure).panels[0].spec)
            if "whole" in row
        }
        assert len(bars) == len(cost.economy.regions)
        assert bars["China"] == measure.band(cost, cost.now, "CHN").middle
    tiles = {
        row["code"]: row["value"]
        for row in rows_of(tile_map_drawing(cost, cost.now, MEASURES["percent"]).panels[0].spec)
    }
    assert tiles == {code: percent_band(cost, cost.now, code).middle for code in cost.economy.regions}


def test_dollars_a_household_only_where_households_are_counted(talked):
    counted = talked.cost.per_household(talked.cost.equilibria[talked.cost.now]) is not None
    assert ("household" in [measure.name for measure in measures_of(talked.cost)]) == counted


def test_tiles_do_not_lie_on_each_other_and_unknown_regions_follow_below():
    assert len(set(PLACES.values())) == len(PLACES)
    codes = ["USA", "CHN", *(f"X{k}" for k in range(20))]
    places = tile_places(codes)
    assert list(places) == codes or set(places) == set(codes)
    assert len(set(places.values())) == len(codes)
    assert min(row for code, (_, row) in places.items() if code.startswith("X")) > max(
        PLACES["USA"][1], PLACES["CHN"][1]
    )


def test_jobs_are_those_of_the_equilibrium(talked):
    cost = talked.cost
    found = sectors_drawing(cost, cost.now).table.frame
    n, j = cost.economy.regions.index("CHN"), cost.economy.goods_index[0]
    solved = cost.equilibria[cost.now]
    expected = solved.jobs_change.values[n, j] * cost.economy.wage_bill_n[n] / 100
    title = str(cost.scenario.accounts["sector_name"].values[j])
    (got,) = found.loc[(found["country"] == "China") & (found["industry"] == title), "wages bn"]
    assert got == pytest.approx(expected, rel=1e-12)


def test_the_heat_map_has_the_rates_of_the_policy(talked):
    cost = talked.cost
    drawing = tariffs_drawing(cost, "USA", cost.now)
    row = next(row for row in rows_of(drawing.panels[1].spec) if row.get("on") == "CHN")
    j = cost.economy.sectors.index(row["sector"])
    cell = (cost.economy.regions.index("USA"), cost.economy.regions.index("CHN"), j)
    assert row["after"] == pytest.approx(100 * cost.equilibria[cost.now].tariff.values[cell])
    assert row["before"] == pytest.approx(100 * cost.economy.tariff_nij[cell])
    assert row["by"] == "USA"


def test_a_war_has_its_costs_tariffs_and_best_replies(fought):
    cost, tariffs, replies = war_drawings(fought.war)
    assert [drawing.name for drawing in (cost, tariffs, replies)] == ["war-cost", "nash-tariffs", "reactions"]
    bars = {row["whole"]: row["middle"] for row in rows_of(cost.panels[0].spec) if "whole" in row}
    assert bars["China"] == fought.war.world.real_income_change.sel(region="CHN").item()
    (nash,) = [row for row in rows_of(replies.panels[0].spec) if row.get("label") == "end of the war (Nash)"]
    assert nash["x"] == pytest.approx(100 * fought.war.reactions.unit_p[0])
    assert ladder_drawing(fought.war) is None


def test_players_are_as_well_off_all_along_a_line(fought):
    curves, war = fought.war.reactions, fought.war.war
    lines = equal_payoff_lines(war, curves, points=81)
    for player in range(2):
        at = RegularGridInterpolator((curves.scale_g, curves.scale_g), curves.payoff_pgg[player], method="cubic")
        spread = np.ptp(curves.payoff_pgg[player])
        own = [line for line in lines if line.player == player]
        for line in own:
            payoffs = at(np.clip(line.tariffs / (100 * curves.unit_p), 0, curves.scale_g[-1]))
            assert np.ptp(payoffs) < 2e-3 * spread
            if line.as_at_end:
                assert abs(payoffs - war.payoffs.values[player]).max() < 2e-3 * spread
        # One of them goes through the end of the war, along the direction in which its player moves.
        ends = np.concatenate([line.tariffs for line in own if line.as_at_end])
        near = ends[np.argsort(np.abs(ends - 100 * curves.unit_p).sum(axis=1))[:2]]
        assert np.abs(near[0] - 100 * curves.unit_p).max() < 2
        step = np.abs(near[1] - near[0])
        assert step[1 - player] < 0.2 * step[player]


def test_a_study_is_drawn_with_its_own_numbers(summary):
    spread, tornado, scatter, fan, convergence = study_drawings(summary)
    assert sum(spread.table.frame["draws"]) == np.isfinite(summary.headline.values[summary.draws.sample]).sum()
    assert [panel.title for panel in fan.panels] == ["in force", "ways forward"]
    swings = {row["whole"]: row for row in rows_of(tornado.panels[0].spec) if "whole" in row}
    for swing in summary.swings:
        assert swings[swing.parameter]["low"] == swing.low.median
    dots = {row["draw"]: row["value"] for row in rows_of(scatter.panels[0].spec) if "value" in row and "draw" in row}
    values = dict(zip(summary.draws.labels, summary.headline.values, strict=True))
    assert dots and all(values[draw] == value for draw, value in dots.items())
    assert sum(scatter.table.frame["draws"]) == len(dots)
    steps = [row["middle"] for row in rows_of(convergence.panels[0].spec) if "middle" in row]
    assert steps == list(summary.convergence["headline"].sel(quantile=0.5).values)


def test_ways_forward_are_named_in_words_that_are_not_cut(talked, summary):
    """A kind of fault: a code of the file stood where the page has a sentence, or its first half."""
    cost, moments = talked.cost, [m for m in map(str, summary.bands["moment"].values) if m.startswith(BRANCH)]
    words = "the truce lapses, points come back on one side, and the other has no law for its own answer"
    ways = fan_rows(study_drawings(dataclasses.replace(summary, ways=dict.fromkeys(moments, words))))
    assert [row["name"].replace("\n", " ") for row in ways if row["way"]] == [words.capitalize()] * len(moments) != []
    drawing = cost_by_date_drawing(cost)
    titles = {branch.name: branch.title for branch in cost.scenario.branches}
    shown = {
        str(row["way"]).replace("\n", " ") for panel in drawing.panels for row in rows_of(panel.spec) if "way" in row
    }
    for name, title in titles.items():
        assert title.casefold() in {said.casefold() for said in shown} and f"{name}:" not in drawing.caption
        assert title.casefold() in {said.casefold() for said in drawing.table.frame["policy"]}


def test_what_stands_beside_bars_has_room_on_a_telephone():
    """A kind of fault: the last digits of long ranges were cut, and changed the number."""
    for label, field in (
        ("−164 to −64", WAYS_FIELD),
        ("United States\n−29 to −11", WAYS_FIELD),
        ("+0.5 (−12.4 to +7.1)", 250),
    ):
        room = label_room([label, "0"], field)
        letters = max(map(len, label.split("\n")))
        # Letters of numbers are six pixels wide at most.
        assert room / (1.05 + room) * field >= 6 * letters + 6


def fan_rows(found):
    fan = next(drawing for drawing in found if drawing.name == "fan")
    return [row for panel in fan.panels for row in rows_of(panel.spec) if "way" in row]


@pytest.mark.parametrize(("last", "form"), [("2020-03-05T00:00:00", "%-d %b %Y"), ("2021-03-05T00:00:00", "%b %Y")])
def test_no_two_marks_along_the_dates_say_the_same(last, form):
    """A kind of fault: four marks of one February, where a scenario has one date."""
    assert _day_format([{"day": "2020-02-01T00:00:00"}, {"day": last}]) == form


def test_compared_scenarios_share_an_axis_and_are_set_against_the_first(fought, talked):
    runs, titles = [fought.cost, talked.cost], ["one", "two"]
    drawing = comparison_drawing(runs, titles)
    layers = [layer for panel in drawing.panels for layer in panel.spec["layer"]]
    domains = {
        json.dumps(layer["encoding"]["x"]["scale"]) for layer in layers if "scale" in layer["encoding"].get("x", {})
    }
    assert len(domains) == 1
    table = comparison_numbers(runs, titles).frame
    assert table.loc[table["scenario"] == "one", "less the first"].isna().all()
    assert set(table.loc[table["scenario"] == "two", "less the first"].notna()) == {True}
    assert set(table["dollars of"]) == {str(run.scenario.accounts.attrs["year"]) for run in runs}
    elsewhere = other_world(runs[1])
    drawing, numbers = comparison_drawing([runs[0], elsewhere], titles), differences_table([runs[0], elsewhere], titles)
    assert drawing.finding.endswith("of each world's year")
    for said in (drawing.caption, drawing.table.note, numbers.note):
        assert "stand on different worlds, in dollars of 2017 and 2031: part of every difference" in said
    assert "different worlds" not in comparison_drawing(runs, titles).caption


def other_world(run):
    """The same costs as if they stood on the accounts of another year."""
    accounts = run.scenario.accounts.assign_attrs(title="another world", year="2031", sha256="0")
    return dataclasses.replace(run, scenario=dataclasses.replace(run.scenario, accounts=accounts))


@pytest.mark.parametrize("values", [[], [0.0], [5.0], [-3.0, 2.0]])
def test_an_axis_holds_zero_and_every_value(values):
    low, high = axis_ends(values)
    assert low < high and all(low <= value <= high for value in [0.0, *values])


@pytest.mark.parametrize(
    "labels", [("1.4", "0.16"), ("Lashkaripour\n& Lugovskyy\n(2023)", "Boehm et al.\n(2023)"), ("x" * 40, "y" * 40)]
)
def test_what_stands_at_the_ends_of_a_tornado_has_room_on_a_telephone(labels):
    rows = [{"left": -0.13, "right": -0.08, "left_label": labels[0], "right_label": labels[1]}]
    rows += [{"left": -0.12, "right": -0.06, "left_label": "1", "right_label": "2"}]
    low, high = _domain(rows)
    pixel = (high - low) / FIELD
    for row in rows:
        assert (row["left"] - low) / pixel >= 0.97 * _room(row["left_label"])
        assert (high - row["right"]) / pixel >= 0.97 * _room(row["right_label"])


def test_names_of_industries_are_whole_where_they_fold(talked, monkeypatch):
    """A kind of fault: a name was cut to one line before it was folded into two."""
    cost, name = talked.cost, "Furniture, other manufacturing, repair"
    for room in ("sectors", "tariff_maps"):
        monkeypatch.setattr(
            f"tradetalks.web.charts.{room}.sector_titles", lambda run: [name] * len(run.economy.sectors)
        )
    for drawing in (sectors_drawing(cost, cost.now), tariffs_drawing(cost, "USA", cost.now)):
        assert set(drawing.table.frame["industry"]) == {name}
        shown = {
            str(row[key])
            for panel in drawing.panels
            for row in rows_of(panel.spec)
            for key in ("row", "name")
            if key in row
        }
        assert name in {text.replace("\n", " ") for text in shown}


def test_a_share_of_income_is_said_behind_whose_measures_are_counted(talked, monkeypatch):
    monkeypatch.setattr(
        "tradetalks.web.charts.tile_map.whose_measures", lambda run: "all new measures of all countries"
    )
    said = "All new measures of all countries: Mexico pays most: 10 of 15 lose"
    found = "All new measures of all countries, in proportion to size: Mexico pays most: 10 of 15 lose"
    assert _in_proportion(talked.cost, said) == found
    assert _in_proportion(talked.cost, "Mexico pays most") == "In proportion to size: Mexico pays most"


def test_names_of_two_lines_have_room_beside_rows(fought):
    """A kind of fault: names of two lines ran into those above and below."""
    for drawing in war_drawings(fought.war):
        for panel in drawing.panels:
            names = [str(row.get("industry", "")) for row in rows_of(panel.spec)]
            height = panel.spec.get("height")
            if isinstance(height, dict) and any("\n" in name for name in names):
                assert height["step"] >= TWO_LINES
    assert (row_height(["one"], 26), row_height(["one", "two\nlines"], 26)) == (26, TWO_LINES)
    assert row_height(["one", "name\nof\nthree"], 26) > TWO_LINES


def test_a_map_of_tariffs_is_coloured_by_the_steps_that_every_map_has(fought):
    drawing = tariffs_drawing(fought.cost, "USA", fought.cost.dates[-1])
    for panel, value in zip(drawing.panels, ("before", "after"), strict=True):
        for row in rows_of(panel.spec):
            step = step_of(row[value])
            assert row["colour"] == STEP_COLOURS[step] and (step == 0 or row[value] >= STEPS[step - 1])
    assert "steps of colour end at 0.5, 5, 10, 20, 30, 50, 100 percent" in drawing.caption


@pytest.mark.parametrize(
    ("worst", "best", "said"),
    [
        ((-10.0, "b"), (-3.0, "a"), "loses least, 3 under “a”, and most, 10 under “b”"),
        ((2.0, "b"), (4.0, "a"), "gains most, 4 under “a”, and least, 2 under “b”"),
        ((-2.0, "b"), (4.0, "a"), "gains 4 under “a” and loses 2 under “b”"),
    ],
)
def test_a_loss_is_called_a_loss(worst, best, said):
    assert _least_and_most(worst, best) == said
