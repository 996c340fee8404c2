"""A study as it is read: sentences, tables, pictures and the page."""

import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy.stats import norm

from tests.ensemble import closed_forms as known
from tradetalks.errors import TradeTalksError
from tradetalks.report.cite import citations
from tradetalks.report.elasticity_choices import called_sets
from tradetalks.report.frame import NARROW, WIDE
from tradetalks.report.study.chapter import study_chapters
from tradetalks.report.study.names import headline_decimals
from tradetalks.report.study.regime_chart import regime_chart
from tradetalks.report.study.scatter_chart import along
from tradetalks.report.study.tables import study_tables
from tradetalks.report.study.tornado_chart import tornado_chart
from tradetalks.report.study.words import study_answers, study_title
from tradetalks.report.study.write import write_study
from tradetalks.report.style import house_style

NAMES = ["trade elasticity", "returns to scale", "elasticities"]


def drawn(count=1024, sampling="sobol", refuse=True, talks=None):
    """A loss of 0.4 percent, smaller the larger the elasticity; refused where returns to scale are strong."""
    cube = known.points(sampling, count, 3)
    values = np.column_stack([np.exp(0.3 * norm.ppf(cube[:, 0])), cube[:, 1], np.floor(2 * cube[:, 2])])
    loss = -0.4 / values[:, 0] * (1 + 0.1 * values[:, 1]) - 0.02 * values[:, 2]
    status = np.where(refuse & (cube[:, 1] > 0.95), 2, 1)
    return known.study(
        cube, loss, values=values, names=NAMES, status=status, sampling=sampling, talks=talks,
        alternatives={"elasticities": ["LL2023", "CP2015"]},
    )  # fmt: skip


@pytest.fixture(scope="module")
def summary():
    return known.summarised(drawn())


def drawn_in_style(make, *arguments):
    with house_style():
        return make(*arguments)


def answers(summary):
    return {line.topic: line.answer for line in study_answers(summary)}


def test_the_first_line_answers_how_sure_and_what_it_hangs_on(summary):
    assert study_title(summary) == (
        "China −0.43 percent of real income in the long run, 8 in 10 draws between −0.63 and −0.29; 98 percent of the variance "
        "hangs on trade elasticity"
    )


def test_the_first_line_names_no_driver_where_none_explains_anything():
    cube = known.points("sobol", 64, 3)
    together = np.where(np.sum(np.floor(2 * cube), axis=1) % 2, 0.4, 0.6)
    summary = known.summarised(known.study(cube, -together))
    assert summary.headline_drivers["first_order"].max() < 0.05
    assert (
        study_title(summary)
        == "China −0.50 percent of real income in the long run, 8 in 10 draws between −0.60 and −0.40"
    )


def test_what_parameters_do_together_is_told_where_it_is_more_than_the_errors():
    """Shares of few draws leave something over by chance."""
    few, many = known.points("random", 64, 2, 3), known.points("sobol", 1024, 2)
    added = -norm.ppf(few).sum(axis=1)
    multiplied = -2 * (many[:, 0] - 0.5) * (many[:, 1] - 0.5) - 0.1 * many[:, 0]

    def said(study):
        return {line.topic: line.detail for line in study_answers(known.summarised(study))}["drivers"]

    assert "acting together" not in said(known.study(few, added, sampling="random"))
    assert re.search(
        r"97 percent of the variance \(standard error \d\.\d\) comes from parameters acting together\.",
        said(known.study(many, multiplied)),
    )


def test_gains_of_deals_are_of_the_time_of_the_deal():
    cube = known.points("sobol", 64, 2)
    study = known.study(cube, -cube.sum(axis=1))
    study.dataset = study.dataset.drop_vars(["real_income_change", "real_income_change_busd"])
    gain = 15 + 10 * np.stack([cube[:, 0], cube[:, 1]], axis=1)
    study.dataset["nash_gain"] = (("draw", "side"), gain, {"units": "billion USD a year"})
    study.dataset = study.dataset.assign_coords(side=["USA", "CHN"])
    summary = known.summarised(study, of="USA")
    assert study_title(summary).startswith(
        "United States +20.0 billion dollars a year from the even-handed deal (Nash), 8 in 10 draws between"
    )
    assert (
        "(gain from the even-handed deal (Nash), on average from the signing to the end of each mandate)"
        in (answers(summary)["sure"])
    )


def test_medians_are_written_alike_in_sentences_tables_and_titles_of_pictures(summary):
    """One number, one way: whoever sees two of them thinks that one is wrong."""
    ends = re.findall(r"−0\.\d+", answers(summary)["drivers"])
    assert len(ends) == 2
    for kind in ("tornado", "scatter"):
        title = summary.plot(kind).get_suptitle()
        assert sorted(re.findall(r"−0\.\d+", title)) == sorted(ends), title
    table = {table.name: table for table in study_tables(summary)}["drivers"].frame.iloc[0]
    assert [table[f"at its {end} end"].split(" (")[0].replace("-", "−") for end in ("low", "high")] == ends
    for sampling in ("sobol", "saltelli"):
        part = known.summarised(drawn(256, sampling, refuse=False))
        written = {t.name: t for t in study_tables(part)}["drivers"].frame["at its low end"].iloc[0]
        assert len(written.split(" (")[0].split(".")[1]) == headline_decimals(part)


def test_the_line_through_a_grid_is_that_of_its_values():
    """Draws of one value are one group, in whatever order they are."""
    values, others = (part.ravel() for part in np.meshgrid(np.arange(5.0), np.arange(25.0), indexing="ij"))
    groups = along(values, -values + 0.01 * others, False)
    assert [(group["at"], group["draws"]) for group in groups] == [(k, 25) for k in range(5)]
    assert [group["value"] for group in groups] == pytest.approx([0.12 - k for k in range(5)])


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_what_alternatives_are_called_stands_whole_beside_the_bars(frame):
    """The longest names of sets that ship, on a desk and on a telephone."""
    cube = known.points("sobol", 256, 2)
    values = np.column_stack([np.floor(2 * cube[:, 0]), cube[:, 1]])
    sets = ["CP2015_99_simulation", "LL2023_psi_half"]
    study = known.study(
        cube, -0.4 - 0.3 * values[:, 0] - 0.1 * cube[:, 1], values=values, names=["elasticities", "tariffs of all countries"],
        alternatives={"elasticities": sets},
    )  # fmt: skip
    figure = drawn_in_style(tornado_chart, known.summarised(study), frame)
    figure.draw_without_rendering()
    (axes,) = figure.axes
    inside = axes.get_window_extent()
    called = {"Caliendo & Parro\n(2015)", "Lashkaripour &\nLugovskyy (2023)"}
    ends = {text.get_text(): text.get_window_extent() for text in axes.texts if text.get_text() in called}
    assert set(ends) == called
    assert all(inside.x0 <= box.x0 and box.x1 <= inside.x1 for box in ends.values())


def test_every_question_has_its_answer(summary):
    said = answers(summary)
    assert said["sure"].startswith(
        "China: −0.43 percent, 8 in 10 draws between −0.63 and −0.29 (real income, 1 September 2019, in the long run). "
        "Every draw is below zero."
    )
    assert re.fullmatch(
        r"98 percent of the variance hangs on trade elasticity \(standard error \d(\.\d+)?\); the median is −0\.6\d at "
        r"about 0\.68 times, −0\.2\d at about 1\.5 times\.",
        said["drivers"],
    )
    assert said["corners"] == (
        "51 of 1,024 draws were refused: 51 of them have returns to scale above 0.95, as 0 in 100 of the others do; "
        "of the draws there, 100 in 100 were refused. The reason: scale economies too strong."
    )
    assert said["convergence"].startswith("Hardly: from 512 to 1,024 draws the median moved by 0.00")


def test_alternatives_that_decide_are_explained_and_failures_give_their_reason():
    """Whose sets of elasticities, and which worlds; what an alternative that comes second does to the number."""
    cube = known.points("sobol", 256, 3)
    values = np.column_stack([cube[:, 0], np.floor(2 * cube[:, 1]), np.floor(2 * cube[:, 2])])
    loss = -0.4 - 0.1 * values[:, 2] - 0.05 * values[:, 1] + 0.001 * values[:, 0]
    status = np.where(cube[:, 0] > 0.9, 3, 1)
    sets, worlds = ["LL2023_psi_half", "uniform4"], ["world2017", "{file: mine.nc}"]
    study = known.study(
        cube, loss, values=values, names=["horizon", "elasticities", "world"], status=status, sampling="sobol",
        alternatives={"elasticities": sets, "world": worlds},
    )  # fmt: skip
    study.dataset["message"] = ("draw", np.where(status == 3, "division by zero", ""))
    summary = known.summarised(study)
    lines = {line.topic: line for line in study_answers(summary)}
    assert lines["drivers"].answer.endswith(
        "Then elasticities (19 percent: −0.50 at Lashkaripour & Lugovskyy (2023), −0.45 at Simonovska & Waugh (2014))."
    )
    tables = {table.name: table.frame for table in study_tables(summary)}
    ends = tables["drivers"].set_index("parameter").loc["elasticities"]
    assert ends["at its low end"] == "−0.50 at Lashkaripour & Lugovskyy (2023)"
    beside = [text.get_text() for axes in summary.plot("tornado").axes for text in axes.texts]
    assert "Simonovska & Waugh\n(2014)" in beside and not any("uniform4" in text for text in beside)
    assert called_sets(["BLP2023_long", "LL2023", "LL2023_twfe", "world2017", "uniform5"]) == {
        "BLP2023_long": "Boehm et al. (2023)", "LL2023": "LL2023", "LL2023_twfe": "LL2023_twfe", "world2017": "world2017",
        "uniform5": "uniform5",
    }  # fmt: skip
    assert lines["drivers"].detail.endswith(
        "Here world says on which accounts the scenario stands; world2017: 7 regions and 23 sectors, 2017, balanced; "
        "elasticities says whose trade and scale elasticities hold; Lashkaripour & Lugovskyy (2023) is LL2023_psi_half, "
        "half of the published economies of scale; Simonovska & Waugh (2014) is uniform4, no economies of scale."
    )
    assert lines["corners"].answer.endswith("in 100 failed. The reason: division by zero.")


def test_a_grid_and_a_correlation_are_told():
    study = drawn()
    study.dataset.attrs["sampling"] = "grid"
    lines = {line.topic: line.detail for line in study_answers(known.summarised(study))}
    assert lines["sure"].endswith("shares and bands are of the grid, not of a distribution.")
    cube = known.points("sobol", 512, 2)
    cube[:, 1] = norm.cdf(0.6 * norm.ppf(cube[:, 0]) + 0.8 * norm.ppf(cube[:, 1]))
    lines = {line.topic: line.detail for line in study_answers(known.summarised(known.study(cube, -cube.sum(axis=1))))}
    assert (
        "Two parameters move together, x2 and x1 (rank correlation +0.58): shares of the variance then overlap"
        in lines["drivers"]
    )
    stated = known.study(cube[:64], -cube[:64].sum(axis=1), correlations='[["x1", "x2", 0.3]]')
    lines = {line.topic: line.detail for line in study_answers(known.summarised(stated))}
    assert "Two parameters move together, x1 and x2 (rank correlation +0.30)" in lines["drivers"]


def test_a_first_driver_that_may_not_be_first_is_not_called_sure():
    cube = known.points("latin hypercube", 256, 2)
    lines = study_answers(known.summarised(known.study(cube, -norm.ppf(cube).sum(axis=1), sampling="latin hypercube")))
    (detail,) = [line.detail for line in lines if line.topic == "drivers"]
    assert re.match(r"That x[12] comes first is not sure: it does in \d\d of 100 resamples\.", detail)


ODD = {
    "one draw": ({"count": 1}, "China −0.73 percent of real income in the long run, in one draw, which has no band"),
    "few draws": ({"count": 4}, None),
    "too few for drivers": ({"count": 15}, None),
    "none solved": ({"status": 2}, "No answer: 64 draws refused"),
    "none run": ({"status": 0}, "No answer: 64 draws not run yet"),
    "all failed": ({"status": 3}, "No answer: 64 draws failed"),
    "constant": ({"constant": True}, "China −0.40 percent of real income in the long run in each of 64 draws"),
    "one parameter": ({"parameters": 1}, None),
}


def odd(count=64, status=1, constant=False, parameters=2):
    cube = known.points("random", count, parameters)
    outcome = np.full(count, -0.4) if constant else -cube.mean(axis=1)
    return known.summarised(known.study(cube, outcome, status=np.full(count, status), sampling="latin hypercube"))


@pytest.mark.parametrize("case", ODD)
def test_studies_that_say_little_are_told_in_clear_words_and_written(case, tmp_path):
    options, title = ODD[case]
    summary = odd(**options)
    if title is not None:
        assert study_title(summary) == title
    told = "\n".join([study_title(summary), *(line.text for line in study_answers(summary))])
    write_study(summary, tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    for text in (told, re.sub(r"data:text/csv[^\"]*|<svg.*?</svg>", "", page, flags=re.DOTALL)):
        assert not re.search(r"\b(nan|inf|None|NaT)\b", text), text
    assert all(line.answer for line in study_answers(summary))


def test_too_few_draws_and_constant_outcomes_say_why_nothing_is_known_of_drivers():
    assert answers(odd(count=15))["drivers"] == "Not known: 15 draws of at least 16 that it takes."
    assert answers(odd(constant=True))["drivers"] == "On nothing that was drawn: it is the same in every draw."
    assert (
        answers(odd(status=0))["unfinished"] == "No: 0 of 64 draws are run; `tradetalks study resume` runs the others."
    )
    assert answers(odd(constant=True))["corners"] == "No draw: all 64 were solved."
    assert (
        answers(odd(status=2))["corners"]
        == "All 64 draws were refused: no corner was solved. The reason: scale economies too strong."
    )


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_the_kinds_of_draws_add_up_to_100_and_are_named_whole(frame):
    cube = known.points("sobol", 512, 3)
    # 187, 187 and 138 of 512 draws: 36.5, 36.5 and 27.0 in 100, which add up to 101 where each is rounded by itself.
    ends = np.argsort(np.argsort(cube[:, 0]))
    odds = np.stack([ends < 187, (ends >= 187) & (ends < 325), ends >= 325], axis=1).astype(float)
    summary = known.summarised(drawn(512, refuse=False, talks={"odds": odds}))
    figure = drawn_in_style(regime_chart, summary, frame)
    title = " ".join(figure.get_suptitle().split())
    assert title == "How talks most likely end, of 100 draws: deal 37, tariffs rise 36 and more time 27"
    assert (
        "deal in 37 of 100 draws" in answers(summary)["outcomes"]
        and "tariffs rise in 36 of 100" in answers(summary)["outcomes"]
    )
    figure.draw_without_rendering()
    (axes,) = figure.axes
    legend, whole = axes.get_legend().get_window_extent(), figure.bbox
    assert whole.x0 <= legend.x0 and legend.x1 <= whole.x1


def test_reasons_that_differ_in_numbers_alone_are_told_once():
    study = drawn(256)
    refused = study.dataset["status"].values == 2
    said = [f"the world is not stable: growth of ELE (theta*psi 0.{k})" if no else "" for k, no in enumerate(refused)]
    study.dataset["message"] = ("draw", said)
    summary = known.summarised(study)
    assert answers(summary)["corners"].endswith(" The reason: the world is not stable.")
    told = summary.shares[summary.shares["question"] == "why it was refused"]
    assert list(told["outcome"]) == ["the world is not stable"] and list(told["draws"]) == [refused.sum()]


def test_talks_are_told_as_shares_of_draws():
    count = 256
    cube = known.points("sobol", count, 3)
    odds = np.column_stack([cube[:, 0], 0.6 + 0 * cube[:, 0], np.zeros(count)])
    talks = {"odds": odds, "deal_possible": (cube[:, 1] > 0.5).astype(float)}
    summary = known.summarised(drawn(count, refuse=False, talks=talks))
    assert answers(summary)["outcomes"] == (
        "A deal both prefer: yes in 50 of 100 draws (44 to 56); most likely ending of the talks: more time in 60 of 100 draws "
        "(54 to 66), deal in 40 of 100 draws (34 to 46)."
    )
    assert "study_regimes" in study_chapters(summary)[2].charts


def test_a_way_forward_is_called_by_its_title():
    summary = known.summarised(drawn(64), at="deal")
    said = [answers(summary)["sure"], next(t for t in study_tables(summary) if t.name == "bands").note]
    said.append(" ".join(summary.plot("fan").get_suptitle().split()))
    assert all("“both withdraw their tariffs”" in words for words in said), said
    beside = [label.get_text() for axes in summary.plot("fan").axes for label in axes.get_xticklabels()]
    assert "Both withdraw their\ntariffs" in beside and "deal" not in beside


def test_tables_hold_what_sentences_say(summary):
    tables = {table.name: table for table in study_tables(summary)}
    first = tables["drivers"].frame.iloc[0]
    assert first["parameter"] == "trade elasticity" and first["rank"] == "1 (1 to 1)"
    assert first["rank correlation"] > 0.9
    assert "with others, %" not in tables["drivers"].frame
    assert list(tables["bands"].frame["region"]) == ["United States", "China", "European Union (28)"]
    observed = tables["bands"].csv
    row = observed[(observed["variable"] == "real_income_change") & (observed["moment"] == "branch: deal")]
    assert np.allclose(row["quantile_0.5"].iloc[1], 0.2 * -0.43, atol=0.01)
    outcomes = list(tables["first_drivers"].frame["outcome"])
    assert outcomes and not any(re.search(r"20\d\d-", outcome) for outcome in outcomes)
    assert any(re.match(r"real income \d+ [A-Z][a-z]{2} 20\d\d, China$", outcome) for outcome in outcomes), outcomes
    assert set(tables["shares"].frame["outcome"]) == {"solved", "refused", "failed", "scale economies too strong"}


def test_totals_stand_in_the_table_of_a_study_laid_out_for_them():
    found = {table.name: table for table in study_tables(known.summarised(drawn(256, "saltelli", refuse=False)))}[
        "drivers"
    ]
    assert np.all(found.frame["with others, %"] >= found.frame["explains, %"] - 10)


def test_a_study_is_written_whole_and_read_back(summary, tmp_path):
    folder = tmp_path / "out"
    names = write_study(summary, folder, png=True)
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()) == sorted(names)
    charts = {"study_answer", "study_fan", "study_tornado", "study_scatter", "study_regimes"}
    assert {f"charts/{name}.{kind}" for name in charts for kind in ("svg", "png")} <= set(names)
    with xr.open_dataset(folder / "summary.nc", engine="h5netcdf") as data:
        assert data["first_order"].sel(quantity="real_income_change 2019-09-01 CHN", parameter="trade elasticity") > 0.9
    draws = pd.read_csv(folder / "tables" / "draws.csv", keep_default_na=False)
    assert list(draws.columns[:3]) == ["draw", "parameter: trade elasticity", "parameter: returns to scale"]
    assert len(draws) == 1024 and set(draws["ending"]) == {"solved", "refused"}
    facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert facts["answer"] == study_title(summary) and facts["study"]["counts"]["refused"] == 51
    assert any("PlischkeBorgonovoSmith2013" in entry for entry in citations(facts))


def test_a_report_takes_the_place_of_an_earlier_one_and_nothing_else(summary, tmp_path):
    folder = tmp_path / "out"
    first = write_study(summary, folder, png=True)
    second = write_study(odd(constant=True), folder)
    left = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    assert left == sorted(second) and len(second) < len(first)
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "mine.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(TradeTalksError, match="holds files that are not a run"):
        write_study(summary, folder)
    assert [p.name for p in folder.iterdir()] == ["mine.txt"]


def test_a_summary_shows_itself_in_words_and_in_a_picture(summary):
    assert summary.summary().startswith(f"{study_title(summary)}\n\nHow sure is it? China: ")
    assert repr(summary) == f"<StudySummary: {study_title(summary)}>"
    assert len(summary.plot().axes) == 2 and len(summary.plot("scatter").axes) == 1


@pytest.mark.parametrize(
    ("case", "kind", "told"),
    [
        ({}, "fans", "there is no chart 'fans' of a study\nexpected a kind of chart\ndo       did you mean fan?"),
        (
            {"constant": True},
            "tornado",
            "the study has no numbers for the chart 'tornado'\n"
            "expected draws that differ, and what the chart is about\n"
            "do       choose from fan",
        ),
    ],
)
def test_charts_that_there_are_not_are_refused(case, kind, told):
    with pytest.raises(TradeTalksError) as caught:
        odd(**case).plot(kind)
    assert str(caught.value) == told
