"""The chapter on the talks: words, tables and pictures follow from the numbers, whatever these say."""

from dataclasses import replace

import numpy as np
import pytest

from tradetalks.report.style import house_style
from tradetalks.report.talks.chapter import TalksChapter
from tradetalks.report.talks.charts import CAPTIONS, talks_charts
from tradetalks.report.talks.tables import talks_tables
from tradetalks.report.talks.words import percent, sentences
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.run import run_scenario
from tradetalks.talks.issue import Issue
from tradetalks.talks.outlook import outlook_of


@pytest.fixture(scope="module")
def run():
    return run_scenario(read_scenario("beijing-2019"))


@pytest.fixture(scope="module")
def chapter(run):
    return TalksChapter(run)


def with_issues(run, issues, **changes) -> TalksChapter:
    """The same war with other things on the table."""
    plan = replace(run.scenario.talks, issues=issues, shocks=(), strategies=(), levels=(), **changes)
    scenario = replace(run.scenario, talks=plan)
    return TalksChapter(replace(run, scenario=scenario))


def test_the_short_answer_says_what_the_numbers_say(chapter):
    short, n = sentences(chapter)[0], chapter.talks
    assert short.startswith("In short: a deal suits both and is worth ")
    for side, gain in zip(n.sides, n.deals["Nash"].u, strict=True):
        assert f"{side} {gain:+.0f}" in short
    most = max(n.outcome_odds, key=n.outcome_odds.__getitem__)
    assert {"deal": "a deal", "extend": "an extension", "escalate": "escalation"}[most] in short
    assert percent(n.outcome_odds[most]) in short
    keeps = n.compliance.enforcement(n.deals["Nash"].x).self_enforcing
    assert ("it would be kept" in short) == keeps


def test_names_keep_their_capitals(chapter):
    text = " ".join(sentences(chapter))
    assert "Huawei is charged" in text and "Two US destroyers" in text and "Industrial subsidies" in text


def test_every_number_of_the_outlook_has_its_triple(chapter):
    table = next(t for t in talks_tables(chapter) if t.name == "outlook")
    low, stated, high = (table.full[c].to_numpy(float) for c in ("low", "as stated", "high"))
    assert (low <= stated + 1e-12).all() and (stated <= high + 1e-12).all()
    assert len(table.full) == len(outlook_of(chapter.talks))


def test_tables_and_pictures(chapter):
    names = [t.name for t in talks_tables(chapter)]
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
    assert [t.name for t in talks_tables(chapter) if not t.detail] == ["deals", "outlook", "clock"]
    with house_style():
        drawn = talks_charts(chapter)
    assert set(drawn) == set(CAPTIONS)
    for figure in drawn.values():
        figure.draw_without_rendering()


def test_linkage_adds_up(chapter):
    found = chapter.linkage
    np.testing.assert_allclose(found.together + found.value, found.package.u, atol=1e-9)
    assert (found.value > -1e-6).all()


def test_nothing_but_the_impasse(run):
    """A payment alone: who pays would rather not. Words, tables and pictures do without deals."""
    chapter = with_issues(run, (Issue("Royalties", "payment", "CHN", "USA", 5.0),))
    assert chapter.talks.closed and abs(chapter.talks.zone.max_min_surplus) < 1e-6
    chapter.solve_deals()
    chapter.solve_beliefs()
    said = sentences(chapter)
    assert said[0] == "In short: no deal on this table suits both."
    assert "Nothing on the table makes both better off than the impasse." in said
    assert [t.name for t in talks_tables(chapter)] == ["issues", "clock"]
    with house_style():
        assert list(talks_charts(chapter)) == ["clock"]


def test_an_empty_zone_says_by_how_much_and_what_would_open_it(run):
    """The United States insists on a payment that China gets nothing for."""
    chapter = with_issues(run, (Issue("Royalties", "payment", "CHN", "USA", 5.0, demand=0.5),))
    zone = chapter.talks.zone
    assert zone.empty
    said = sentences(chapter)
    lack = next(s for s in said if s.startswith("At the fairest deal"))
    assert f"each lacks {-zone.max_min_surplus:.1f} billion dollars a year" in lack
    assert ("Side payments would open the way" in lack) == (zone.potential > 0)


def test_a_lone_rollback_closes_the_bargain_without_rivalry(run):
    """All tariffs withdrawn by one side only: the other pictures still draw, no weight is divided by nothing."""
    chapter = with_issues(
        run,
        (
            Issue("US tariffs", "rollback", "USA", "CHN", 1.0),
            Issue("Farm purchases", "purchases", "CHN", "USA", 25.0, ("AGR", "FOD")),
        ),
    )
    chapter.solve_deals()
    chapter.solve_beliefs()
    text = " ".join(sentences(chapter))
    assert "nan" not in text and "inf" not in text
    with house_style():
        talks_charts(chapter)
