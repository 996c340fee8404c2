"""The chapter on the talks: words, tables and pictures follow from the numbers, whatever these say."""

import re
from dataclasses import replace

import numpy as np
import pytest

from tradetalks.report.answer.lines import answer_lines
from tradetalks.report.chapter import MOST_ROWS
from tradetalks.report.contents import chapters
from tradetalks.report.format import format_probability
from tradetalks.report.frame import NARROW_WIDTH
from tradetalks.report.picture import finding_of
from tradetalks.report.talks.chapter import talks_chapters
from tradetalks.report.talks.charts import TALKS_CAPTIONS, odds_charts
from tradetalks.report.talks.course_charts import odds_by_day
from tradetalks.report.talks.odds_tables import drivers_table
from tradetalks.report.talks.tables import talks_tables
from tradetalks.report.talks.words import talks_sentences
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.run_talks import solve_talks
from tradetalks.talks.issue import Issue

# Codes of countries that have names.
CODES = re.compile(r"\b(USA|CHN|ROW|BRA|JPN|IND)\b")


@pytest.fixture(scope="module")
def run(beijing_run):
    return beijing_run


@pytest.fixture(scope="module")
def talks(run):
    return run.talks


EVEN_HANDED = "even-handed (Nash)"


def all_charts(talks):
    """The pictures of the three chapters."""
    return {name: figure for chapter in talks_chapters(talks) for name, figure in chapter.charts.items()}


def with_issues(run, issues, **changes) -> TalksRun:
    """The same war with other things on the table."""
    plan = replace(run.scenario.talks, issues=issues, shocks=(), strategies=(), levels=(), **changes)
    scenario = replace(run.scenario, talks=plan)
    return solve_talks(replace(run.cost, scenario=scenario))


def test_the_short_answer_says_what_the_numbers_say(talks):
    short, nash = talks_sentences(talks)[0], talks.bargain.deals["Nash"]
    assert short.startswith("In short: a deal suits both and is worth ")
    for side, gain in zip(("United States", "China"), nash.deal.u, strict=True):
        assert f"{side} {gain:+.0f}" in short
    together = talks.course.odds.odds[2]
    most = int(np.argmax(together))
    words = ("a deal", "a partial deal", "an extension", "escalation", "a lapse")
    assert f"{words[most]} is most likely, {format_probability(together[most])} (" in short
    keeps = talks.negotiation.compliance.enforcement(nash.deal.x).self_enforcing
    assert ("it would be kept" in short) == keeps


def test_names_keep_their_capitals(talks):
    text = " ".join(talks_sentences(talks))
    assert "Huawei is charged" in text and "Two US destroyers" in text and "Industrial subsidies" in text


def test_every_number_of_the_outlook_has_its_range(talks):
    table = next(t for t in talks_tables(talks) if t.name == "outlook")
    banded = table.full[table.full["low"].notna()]
    assert len(banded) == 2 and ((banded["low"] <= banded["mean"]) & (banded["mean"] <= banded["high"])).all()
    rest = table.full[table.full["low"].isna()]["quantity"]
    assert all(name.startswith("no deadline") for name in rest)


def test_odds_by_source(talks):
    """Three rows: record, game, together, each outcome with its band; the csv is what results.nc holds."""
    table = next(t for t in talks_tables(talks) if t.name == "odds")
    assert list(table.frame["source"]) == ["record", "game", "together"]
    assert all("(" in cell and " to " in cell for cell in table.frame.iloc[:, 1:].to_numpy().ravel())
    data = talks.to_dataset()
    for _, row in table.full.iterrows():
        place = {"source": row["source"], "outcome": row["outcome"]}
        assert row["probability"] == data["odds"].sel(place).item()
        assert [row["probability_low_10"], row["probability_high_90"]] == data["odds_band"].sel(place).values.tolist()


# Of when a number of dollars is: a mean or a present value to the mandates' ends, a day, a year, or the long run.
HORIZONS = re.compile(
    r"to the end of (the|each|its|the longest|the side's) mandate|up to (each|the) (side's )?mandate|of that day|of the day"
    r"|to that day|so many years after the signing|in the long run"
)


def test_every_number_of_dollars_says_of_when(talks):
    for name, variable in talks.to_dataset().data_vars.items():
        if "USD" in variable.attrs["units"]:
            assert HORIZONS.search(variable.attrs["long_name"]), name
    for table in talks_tables(talks):
        money = [column for column in table.frame.columns if re.search(r"\bbn\b|m/day| in all| mean$", column)]
        if money and table.name != "compliance":
            assert HORIZONS.search(table.note), table.name
    for name in ("bargaining", "gains", "clock", "enforcement"):
        assert HORIZONS.search(TALKS_CAPTIONS[name]), name
    for sentence in talks_sentences(talks):
        if "billion" in sentence and "certified" not in sentence:
            assert HORIZONS.search(sentence) or "two years after the deadline" in sentence, sentence


def test_odds_come_first(talks):
    """Said after the short answer, tabulated and drawn before all else."""
    assert talks_sentences(talks)[1].startswith("By 2 March 2019, record and game together: ")
    assert talks_tables(talks)[0].name == "odds" and next(iter(odds_charts(talks))) == "odds_bars"
    assert list(talks_tables(talks)[0].frame["source"]) == ["record", "game", "together"]


def test_what_the_odds_rest_on(talks):
    table = drivers_table(talks, talks.course)
    assert (table.frame["rank correlation"].abs().diff().dropna() <= 1e-12).all()
    assert {
        "chance of never conceding, United States",
        "impatience (discount rate), China",
        "scale economies (none, half, full)",
    } <= set(table.frame["assumption"])
    assert (table.frame["range from"] != "").all()


def test_tables_and_pictures(talks):
    names = [t.name for t in talks_tables(talks)]
    assert len(set(names)) == len(names)
    assert {
        "deals",
        "deal_years",
        "issues",
        "linkage",
        "outlook",
        "odds",
        "rounds",
        "kept",
        "levels",
        "shocks",
        "clock",
    } <= set(names)
    assert [t.name for t in talks_tables(talks) if not t.detail] == ["odds", "deals"]
    figures = all_charts(talks)
    assert set(figures) == set(TALKS_CAPTIONS) - {"gains"}  # That of three sides and more.


def test_what_the_run_holds_is_what_the_negotiation_says(talks):
    """The records beside the negotiation are its own answers, asked again one by one."""
    n, bargain = talks.negotiation, talks.bargain
    for name, found in bargain.deals.items():
        np.testing.assert_array_equal(found.deal.x, n.deals[name].x)
        np.testing.assert_allclose(found.worth, n.agenda.payoffs(found.deal.x)[0], rtol=1e-12)
        for breach in n.compliance.breaches:
            comply = n.problem.payoffs(found.deal.x)[0]
            gains = n.compliance.deviate(breach)(found.deal.x)[0] - comply
            np.testing.assert_allclose(found.breaches[breach.name].gains, gains, atol=1e-9)
    one = np.eye(len(n.agenda.issues))[0]
    np.testing.assert_allclose(bargain.issues[0].worth, n.agenda.payoffs(one)[0], atol=1e-9)
    assert talks.course.odds is n.odds


def test_the_latest_answer_is_that_of_a_breach_that_tempts(talks):
    """In the table of breaches and in the labelled results alike; where nothing tempts, no answer is too late."""
    data = talks.to_dataset()
    for name, found in talks.bargain.deals.items():
        latest = np.min([breach.verdict.critical_lag for breach in found.breaches.values()], axis=0)
        np.testing.assert_array_equal(data["latest_answer"].sel(deal=name), latest)
        for breach in found.breaches.values():
            assert np.isinf(breach.verdict.critical_lag[breach.gains <= 0]).all()


def test_linkage_adds_up(talks):
    found = talks.bargain.linkage
    np.testing.assert_allclose(found.together + found.value, found.package.u, atol=1e-9)
    assert found.value.sum() > 0


def test_a_deal_has_one_price(talks):
    """The Nash deal in every table that shows it, as its mean flow or in present value."""
    tables = {table.name: table.frame for table in talks_tables(talks)}
    nash, sides = talks.bargain.deals["Nash"], ["United States", "China"]
    price, in_all = nash.worth, nash.present_value
    np.testing.assert_allclose(in_all, talks.negotiation.years_counted * price, rtol=1e-12)

    def row(table, column, label, suffix):
        frame = tables[table]
        return frame[frame[column] == label].iloc[0][[f"{side} {suffix}" for side in sides]].to_numpy(float)

    for table, column, label in (("deals", "deal", EVEN_HANDED), ("levels", "level", "leaders")):
        np.testing.assert_allclose(row(table, column, label, "bn"), price, rtol=1e-9)
    np.testing.assert_allclose(row("linkage", "signed alone", "one package", "bn"), price, rtol=1e-4)
    np.testing.assert_allclose(row("threats", "deal", EVEN_HANDED, "bn, scheduled step"), price, rtol=1e-9)
    np.testing.assert_allclose(row("deal_years", "deal", EVEN_HANDED, "mean"), price, rtol=1e-9)
    np.testing.assert_allclose(row("deal_years", "deal", EVEN_HANDED, "in all"), in_all, rtol=1e-9)
    np.testing.assert_allclose(row("strategies", "until the deal", "wait", "bn in all"), in_all, rtol=1e-6)
    data = talks.to_dataset().sel(deal="Nash")
    np.testing.assert_allclose(data["deals"], price, rtol=1e-9)
    np.testing.assert_allclose(data["deal_present_value"], in_all, rtol=1e-9)
    np.testing.assert_allclose(data["deal_under_threat"].sel(threat="scheduled step"), price, rtol=1e-9)
    by_spell = np.vstack([data["deal_by_year"], np.zeros((1, 2))])
    np.testing.assert_allclose(talks.negotiation.priced.mean(by_spell), price, rtol=1e-9)


def test_nothing_but_the_impasse(run):
    """A payment alone: who pays would rather not. Words, tables and pictures do without deals."""
    talks = with_issues(run, (Issue("Royalties", "payment", "CHN", "USA", 5.0),))
    assert talks.bargain.closed and abs(talks.bargain.zone.max_min_surplus) < 1e-6
    said = talks_sentences(talks)
    assert said[0].startswith("In short: no deal on this table suits both: USA's best is Royalties, +")
    assert said[0].endswith("; nothing on it is worth anything to CHN.")
    assert "Nothing on the table makes both better off than no deal." in said
    assert not any("fit into one deal" in sentence for sentence in said)
    names = [t.name for t in talks_tables(talks)]
    assert names[0] == "odds" and "issues" in names and "deals" not in names
    assert list(all_charts(talks)) == ["odds_bars", "clock"]
    assert [chapter.name for chapter in talks_chapters(talks)] == ["deal", "odds", "keeping"]
    assert "deals" not in talks.to_dataset()


def test_an_empty_zone_says_by_how_much_and_what_would_open_it(run):
    """The United States insists on a payment that China gets nothing for."""
    talks = with_issues(run, (Issue("Royalties", "payment", "CHN", "USA", 5.0, demand=0.5),))
    zone = talks.bargain.zone
    assert zone.empty
    lack = next(s for s in talks_sentences(talks) if s.startswith("At the fairest deal"))
    assert f"each lacks {-zone.max_min_surplus:.1f} billion dollars a year" in lack
    assert ("Side payments would open the way" in lack) == (zone.potential > 0)


def test_a_lone_rollback_closes_the_bargain_without_rivalry(run):
    """All tariffs withdrawn by one side only: the other pictures still draw, no weight is divided by nothing."""
    talks = with_issues(
        run,
        (
            Issue("US tariffs", "rollback", "USA", "CHN", 1.0),
            Issue("Farm purchases", "purchases", "CHN", "USA", 25.0, ("AGR", "FOD")),
        ),
    )
    text = " ".join(talks_sentences(talks))
    assert "nan" not in text and "inf" not in text
    all_charts(talks)


def test_the_odds_of_every_day_add_up_and_nothing_goes_on_after_the_extension(talks):
    last = (talks.deadline - talks.opening).days + talks.assumptions.extension_days
    odds = odds_by_day(talks, talks.course, np.arange(0, last + 10))
    total = odds.deal + odds.talking + odds.extended + odds.over
    np.testing.assert_allclose(total, 1.0)
    assert odds.talking[0] == 1 and odds.extended[last - 1] > 0.05 and np.abs(odds.extended[last:]).max() < 1e-12
    assert (np.diff(odds.over) >= -1e-12).all() and (np.diff(odds.deal) >= -1e-12).all()


def test_every_picture_has_its_numbers_its_finding_and_a_narrow_drawing(run):
    """One click away: the csv file is one that the report writes; alt text is the title of the chart."""
    for chapter in chapters(run):
        written = {table.file or table.name for table in chapter.tables} | set(chapter.files)
        for name, figure in chapter.charts.items():
            assert chapter.data[name] in written, (chapter.name, name)
            assert finding_of(figure) and name in chapter.narrow and name in chapter.captions
            assert chapter.narrow[name].get_figwidth() <= NARROW_WIDTH < figure.get_figwidth()


def test_chapters_open_with_the_answer_and_a_short_table(run):
    answers = {line.topic: line.answer for line in answer_lines(run)}
    parts = chapters(run)
    assert [part.name for part in parts][:5] == ["cost", "deal", "odds", "keeping", "rests"]
    for part in parts[:5]:
        assert part.opening == answers[part.name]
    assert re.fullmatch(r"\d+ sentences, 1 picture, \d+ tables", parts[1].more)


def test_what_it_rests_on_stands_under_every_assumption(run):
    """Scale economies from none to all, then trade elasticities of other authors, each held against its own equilibrium."""
    chapter = next(part for part in chapters(run) if part.name == "rests")
    table, cost = chapter.tables[0], run.cost
    assert list(table.frame["assumed"])[:3] == [
        "no economies of scale",
        "half of the published economies of scale",
        "all of the published economies of scale",
    ]
    for name, bn in zip(("low", "middle", "high"), table.frame["China bn"], strict=False):
        assert bn == cost.by_scale[name][cost.now].real_income_change_busd.sel(region="CHN").item()
    assert len(table.frame) == 3 + len(cost.by_trade) <= MOST_ROWS
    assert chapter.tables[1].name == "odds-drivers" and chapter.sentences[-1].startswith("Not in it: ")


def test_words_and_tables_of_the_talks_have_names_for_codes(run):
    for chapter in chapters(run):
        for text in (
            *chapter.sentences,
            chapter.finding,
            *(cell for table in chapter.tables for row in table.rows() for cell in row),
        ):
            assert not CODES.search(text), text
        assert not any(CODES.search(str(column)) for table in chapter.tables for column in table.frame.columns)
