"""The answer in five lines: each says what the numbers say, and every special case has a sentence of its own."""

import dataclasses
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tests.worlds import random_accounts, write_tables
from tradetalks.ensemble.band import with_band
from tradetalks.errors import ScenarioError
from tradetalks.report.answer.cost import cost_line, told_policy
from tradetalks.report.answer.deal import deal_line, keeping_line
from tradetalks.report.answer.lines import answer_lines, answer_so_far, answer_title
from tradetalks.report.answer.odds import odds_line
from tradetalks.report.answer.rests import rests_line
from tradetalks.report.answer.war import end_line, war_busd_band, war_line
from tradetalks.report.answer.who import who_answer, who_line
from tradetalks.report.band import (
    band_of,
    format_middle,
)
from tradetalks.report.cost.headline import headline_table
from tradetalks.report.names import CountryNames
from tradetalks.report.policies import policy_label
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.results.cost import PolicyDate
from tradetalks.scenario.run import run_scenario
from tradetalks.scenario.run_talks import solve_talks
from tradetalks.talks.issue import Issue

README = Path(__file__).resolve().parents[2] / "README.md"
HEAD = "name: two\ntitle: Two who fight\nbaseline: world2017\nmodel: {scale: false}\n"
ACT = "acts:\n  - {id: a, by: IND, on: BRA, rate: 50%, from: 2026-01-01, source: test}\n"
CODES = re.compile(r"\b(USA|CHN|ROW|BRA|JPN|IND|EU)\b")
THEORY = re.compile(
    r"impasse|zone|margin|threat point|blink|discount factor|certificate|Kalai|equilibri|commit", re.IGNORECASE
)


@pytest.fixture(scope="module")
def run(beijing_run):
    return beijing_run


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    return lambda text: parse_scenario(text, "made up", tmp_path_factory.mktemp("x"), {})


def with_talks(run, **changes):
    """The same war with other talks about it."""
    plan = replace(run.scenario.talks, **{"shocks": (), "strategies": (), "levels": (), **changes})
    return solve_talks(replace(run.cost, scenario=replace(run.scenario, talks=plan)))


def test_five_questions_in_their_order(run):
    lines = answer_lines(run)
    assert [line.topic for line in lines] == ["odds", "cost", "deal", "keeping", "rests"]
    assert [line.question for line in lines] == [
        "Will there be a deal by 2 March 2019?",
        "What does the quarrel cost?",
        "Is there a deal both prefer?",
        "Would it be kept?",
        "What does this rest on?",
    ]


def test_of_a_run_that_is_still_solved_every_question_stands_and_what_is_known_is_answered(run):
    whole, early = answer_lines(run), answer_so_far(replace(run, talks=None))
    assert [line.question for line in early] == [line.question for line in whole]
    assert [line.answer for line in early] == ["", whole[1].answer, "", "", ""]
    assert answer_so_far(run) == whole


def test_the_readme_shows_the_answer_of_today(run):
    """The first thing a reader sees: write it anew from `tradetalks run beijing-2019 --brief` where it differs."""
    shown = " ".join(README.read_text(encoding="utf-8").replace("\n>", "\n").split())
    for line in answer_lines(with_band(run)):
        assert f"**{line.question}** {line.answer}" in shown


def test_words_are_plain_and_countries_have_names(run):
    for line in answer_lines(run):
        assert not CODES.search(line.text), line.text
        assert not THEORY.search(line.text), line.text
        assert line.answer.endswith(".") and "  " not in line.text


def test_the_cost_has_its_band_and_its_horizon(run):
    """Over all elasticities in the long run, then the day itself: never one without the name of the other."""
    line, now = cost_line(run.cost, run.cost.branches[0]), run.cost.now
    worlds = [case.equilibria[now] for case in run.cost.cases.values()]
    losses = [-world.real_income_change_busd.sel(region="CHN").item() for world in worlds]
    said = f"{losses[0]:.0f} ({min(losses):.0f} to {max(losses):.0f}) billion dollars a year to China"
    assert line.answer.startswith(said)
    assert line.answer.endswith("once trade has adjusted.")
    today = run.cost.on_the_day[now].real_income_change_busd.sel(region="CHN").item()
    assert f"On 7 January 2019, with measures 5 months old on average: China loses {-today:.0f} (" in line.detail
    before = run.cost.per_household(run.cost.equilibria[now], "real_income_change_before_revenue").sel(region="USA")
    assert f"is handed back, one in the United States loses {-before.item():.0f} (" in line.detail
    for sentence in line.text.split(". "):
        if "billion" in sentence or "loses" in sentence:
            assert "once trade has adjusted" in sentence.lower() or "months old" in sentence, sentence


def test_odds_are_those_of_the_record_and_the_game(run):
    odds = run.talks.course.odds
    share, (low, high) = odds.odds[2, 0], odds.band[2, 0]
    line = odds_line(run.talks)
    assert f": {100 * share:.0f} in 100 ({100 * low:.0f} to {100 * high:.0f});" in line.answer
    # What is likelier than a deal stands beside its odds.
    assert line.answer.endswith(f"; likelier: more time instead, {100 * odds.odds[2, 2]:.0f}.")
    assert f"deal {100 * odds.odds[0, 0]:.0f}, more time" in line.detail
    told = [int(n) for n in re.findall(r": (\d+)\.", line.detail)]
    assert sum(told) + round(100 * share) == 100


def test_the_deal_is_the_even_handed_one(run):
    nash = run.talks.bargain.deals["Nash"]
    line = deal_line(run.talks)
    low, high = (f"{abs(value):.0f}" for value in (nash.low[0], nash.high[0]))
    assert line.answer.startswith(f"Yes: worth {nash.worth[0]:.0f} ({low} to {high}) to the United States")
    assert "on average from the signing to the end of each mandate" in line.answer
    assert "both withdraw all the tariffs they added" in line.detail
    grants = [
        (i, x)
        for i, x in zip(run.talks.plan.issues, nash.deal.x, strict=True)
        if i.kind not in ("rollback", "purchases")
    ]
    count = sum(i.by == "CHN" and x > 0.005 for i, x in grants)
    assert f"China grants {count} further items (Royalties for intellectual property, " in line.detail
    assert "Industrial subsidies" not in line.detail
    bought = sum(i.amount * x for i, x in zip(run.talks.plan.issues, nash.deal.x, strict=True) if i.kind == "purchases")
    assert f"China buys {bought:.0f} billion a year more" in line.detail


def test_it_says_who_would_not_keep_it(run):
    line = keeping_line(run.talks)
    verdict = run.talks.bargain.deals["Nash"].verdict
    assert not verdict.self_enforcing
    longest = f"{12 * verdict.critical_lag[1]:.0f} months; 12 months is what is assumed."
    assert (
        line.answer
        == f"No, not the even-handed deal: China gains by not buying what it promised unless the answer comes within {longest}"
    )
    assert "If purchases arrive as those of Phase One did" in line.detail and "Other deals would be kept" in line.detail


def test_it_says_what_it_rests_on(run):
    said = rests_line(run.cost, run.talks)
    assert said.answer.startswith("How strong economies of scale are, from none to all that is published: China loses ")
    assert re.search(r"\(moves the odds of a deal by \d+ points in 100\)", said.answer)
    assert said.detail.startswith("Not in it: unemployment")


def test_an_empty_zone(run):
    """Something is demanded and nothing is offered for it."""
    plan = run.scenario.talks
    one = Issue("Payment", "payment", "CHN", "USA", 5.0, source="made up", judgement=True)
    closed = with_talks(run, issues=(one,), assumptions=plan.assumptions)
    assert closed.bargain.closed
    deal, keeping, odds = deal_line(closed), keeping_line(closed), odds_line(closed)
    assert deal.answer.startswith("No: ") and deal.answer.endswith(".") and not CODES.search(deal.text)
    assert keeping.answer == "Nothing to keep: no deal on this table suits both."
    assert ", for nothing on this table suits both; likelier: more time" in odds.answer


def test_texts_that_fit_into_one_deal(run):
    """Sides that ask for little: nothing is left to wait for."""
    modest = replace(run.scenario.talks.assumptions, demand=(0.3, 0.3))
    found = with_talks(run, assumptions=modest)
    assert found.negotiation.compatible
    share = f"{100 * found.course.odds.game.compatible.mean():.0f}"
    assert odds_line(found).answer.endswith(f"; what both say in public fits into one deal in {share} of 100 draws.")


def test_a_game_that_can_go_several_ways(run):
    """The record stands alone, and it is said why."""
    odds = run.talks.course.odds
    game = replace(odds.game, equilibria=np.full_like(odds.game.equilibria, 2))
    talks = replace(run.talks, course=replace(run.talks.course, odds=replace(odds, game=game, pooled=None)))
    line = odds_line(talks)
    assert ", going by past deadlines alone; likelier: more time" in line.answer
    assert line.answer.split(": ")[1].startswith(f"{100 * odds.odds[0, 0]:.0f} in 100")
    assert line.detail.endswith(
        "The game of this deadline gives no odds: in 100 of 100 draws it can go several ways, each of which would be borne out."
    )
    assert "moves the odds" not in rests_line(run.cost, talks).text


def test_without_talks_the_other_questions_are_asked(read):
    solved = run_scenario(read(HEAD + ACT))
    lines = answer_lines(solved)
    assert [line.topic for line in lines] == ["cost", "who", "end", "rests"]
    assert lines[2].question == "What would end it?"
    assert "This scenario names no talks" in lines[2].detail
    assert not any(CODES.search(line.text) for line in lines)


def test_without_scale_economies_trade_elasticities_are_what_it_rests_on(read):
    solved = run_scenario(read(HEAD + ACT), parts={"cost"}).cost
    worlds = [case.equilibria[solved.now] for case in solved.cases.values()]
    assert len(worlds) == 4
    band = format_middle(band_of([world.real_income_change_busd.sel(region="BRA").item() for world in worlds]))
    assert f"{band} to Brazil" in cost_line(solved).answer
    said = rests_line(solved, None).answer
    assert "economies of scale, which can make a loss several times larger, or smaller, are left out" in said
    assert re.search("prices: in other published estimates India loses [^;]* billion dollars a year, once trade", said)


def test_accounts_of_ones_own_without_scale_economies_have_one_number(read, tmp_path):
    """No other elasticities fit their sectors: nothing to span."""
    write_tables(random_accounts(3), tmp_path / "mine")
    text = HEAD.replace("baseline: world2017", f"baseline: {{folder: '{tmp_path / 'mine'}'}}")
    regions = [str(name) for name in random_accounts(3)["region"].values]
    solved = run_scenario(read(text + ACT.replace("IND", regions[0]).replace("BRA", regions[1])), parts={"cost"}).cost
    assert list(solved.cases) == ["stated"]
    assert " to " not in rests_line(solved, None).answer and "published" not in rests_line(solved, None).answer
    assert not [name for name in headline_table(solved).frame["bn/yr"] if " to " in name]


def test_a_question_of_its_own_stands_above_the_answer(read):
    solved = run_scenario(read(HEAD.replace("title:", "question: Who pays for it?\ntitle:") + ACT), parts={"cost"})
    assert answer_title(solved) == "Who pays for it?" and solved.scenario.title == "Two who fight"
    without = replace(solved, scenario=replace(solved.scenario, question=""))
    assert answer_title(without) == "Two who fight"


def test_a_fixed_horizon_names_its_years(read):
    solved = run_scenario(read(HEAD.replace("false}", "false, horizon_years: 2}") + ACT), parts={"cost"}).cost
    assert "2 years after a change" in cost_line(solved).answer and "months old" not in cost_line(solved).text


def test_nobody_hurt(read):
    """A cut of tariffs that helps both."""
    cut = "acts:\n" + "".join(
        f"  - {{id: {a}, by: {a}, on: {b}, kind: set, rate: 0%, from: 2026-01-01, source: test}}\n"
        for a, b in (("IND", "BRA"), ("BRA", "IND"))
    )
    solved = run_scenario(read(HEAD + cut), parts={"cost"}).cost
    said = cost_line(solved).answer
    assert said.startswith("Nothing: nobody who acts or is hit loses, once trade has adjusted.") and "gains" in said
    assert "in nobody's interest" in end_line(solved, None).answer


def test_nothing_changes(read):
    solved = run_scenario(read(HEAD + "dates: [2026-01-01]\n"), parts={"cost"}).cost
    assert cost_line(solved).answer == "Nothing: every policy is as it was before the first act."
    assert who_line(solved).answer == "Nobody noticeably, once trade has adjusted."
    assert end_line(solved, None).answer.startswith("Nothing needs to")
    assert rests_line(solved, None).answer.startswith("On no assumption")


def test_what_has_ended_is_told_by_its_worst_day(read):
    solved = run_scenario(read(HEAD + ACT.replace("2026-01-01", "2026-01-01, until: 2026-06-30")), parts={"cost"}).cost
    assert told_policy(solved) == solved.dates[0]
    assert cost_line(solved).answer.endswith(
        "That is where policies are farthest from those before the first act (1 January 2026); those of 1 July 2026 are as "
        "before it."
    )
    assert end_line(solved, None).answer == (
        "It has ended: what is in force on 1 July 2026 is as it was before the first act."
    )


def test_one_country_and_nobody_who_gains():
    names, when = CountryNames({"CHN": "China", "USA": "United States"}), "once trade has adjusted"
    one = {"CHN": band_of([-12.0, -64.0])}
    assert who_answer(one, names, when) == (
        "China alone, the only country: it loses 12 to 64 billion dollars a year, once trade has adjusted"
    )
    both = one | {"USA": band_of([-2.0, -3.4])}
    assert who_answer(both, names, when).endswith("; no country gains")
    either = {"USA": band_of([-11.0, 5.0]), "CHN": band_of([-10.0, -2.0])}
    # Who may gain or lose neither pays most nor gains most.
    may = "the United States may lose up to 11 or gain up to 5 billion dollars a year"
    assert who_answer(either, names, when) == f"China pays most, 2 to 10 billion dollars a year, {when}; {may}"
    assert who_answer({"USA": either["USA"], "CHN": band_of([0.01])}, names, when) == f"{may}, {when}".replace(
        "the", "The", 1
    )
    apart = {"CHN": band_of([-20.0, -10.0]), "USA": band_of([-11.0, 5.0])}
    assert who_answer(apart, names, when).endswith(f"; {may}")
    helped = {"CHN": band_of([0.0, 0.01]), "USA": band_of([2.0, 3.4])}
    assert who_answer(helped, names, when).startswith("Nobody pays; the United States gains most, 2 to 3 billion")


@pytest.fixture(scope="module")
def war(read):
    return run_scenario(read(HEAD + ACT + "war: {players: [IND, BRA]}\ninstruments: {all: uniform}\n")).war


def test_where_the_war_ends(war):
    line = war_line(war)
    for k, player in enumerate(war.players):
        assert f"{100 * war.war.tariffs[player].weighted:.0f}" in line.answer, (k, line.answer)
    # India's 62 percent are of this test's own making.
    assert line.detail.startswith("India (10 instead of 62 percent) would levy less there than what is in force")
    assert "There nobody gains by changing course" in line.detail
    assert band_of([war_busd_band(war, "IND").low]).low == pytest.approx(
        war.world.real_income_change_busd.sel(region="IND").item()
    )


def test_a_war_without_proof_is_not_known(war):
    line = war_line(replace(war, war=replace(war.war, interrupted=True)))
    assert (
        line.answer.startswith("Not known: the search was interrupted; that point has average tariffs of ")
        and not line.detail
    )


def test_a_war_that_can_end_in_several_places(war):
    several = replace(war, war=replace(war.war, others=(SimpleNamespace(),)))
    assert "It can end in 2 places" in war_line(several).detail


def test_lines_are_plain_data(run):
    line = answer_lines(run)[0]
    assert dataclasses.asdict(line).keys() == {"topic", "question", "answer", "detail"}


WAYS = (
    "branches:\n  up:\n    title: India takes twice as much\n    acts:\n"
    "      - {id: b, by: IND, on: BRA, rate: 50%, from: 2026-06-01, source: test}\n"
    "  back:\n    title: Brazil answers\n    acts:\n"
    "      - {id: c, by: BRA, on: IND, rate: 50%, from: 2026-06-01, source: test}\n"
)


def test_the_answer_names_the_way_forward_that_the_question_is_about(read):
    """What it changes beside the last date, of the two countries."""
    solved = run_scenario(read("about: back\n" + HEAD + ACT + WAYS)).cost
    now, back = (solved.equilibria[moment].real_income_change_busd for moment in (solved.now, solved.branches[1]))
    said = cost_line(solved).answer
    steps = {"Brazil": float((back - now).sel(region="BRA")), "India": float((back - now).sel(region="IND"))}
    clause = said.partition("Brazil answers, beside 1 January 2026: ")[2]
    assert clause.endswith("billion a year.")
    for name, step in steps.items():
        assert f"{name} {'loses' if step < 0 else 'gains'}" in clause
    assert "beside" not in cost_line(run_scenario(read(HEAD + ACT + WAYS)).cost).answer


def test_the_only_way_forward_is_what_the_question_is_about(read):
    only = WAYS[: WAYS.index("  back:")]
    assert (
        "India takes twice as much, beside 1 January 2026: "
        in cost_line(run_scenario(read(HEAD + ACT + only)).cost).answer
    )


def test_a_way_forward_that_there_is_not(read):
    with pytest.raises(
        ScenarioError, match=r"(?s)unknown branch.*got bakc.*expected one of up, back.*did you mean back"
    ):
        read("about: bakc\n" + HEAD + ACT + WAYS)
    with pytest.raises(ScenarioError, match="expected one of the branches, of which there are none"):
        read("about: bakc\n" + HEAD + ACT)


def test_the_short_table_has_what_the_file_asks_for(read):
    """A row a policy where rows of every country are too many: the last date, all ways forward, the dates before them."""
    acts = "".join(
        f"  - {{id: a{k}, by: IND, on: BRA, rate: {k}%, from: 2026-0{k}-01, source: test}}\n" for k in range(1, 9)
    )
    solved = run_scenario(read(HEAD + "acts:\n" + acts + WAYS.replace("2026-06", "2026-09"))).cost
    whole = headline_table(solved)
    short = whole.opening()
    assert len(whole.frame) == 20 and len(short.frame) == 8
    policies = list(short.frame["policy"])
    assert policies[-3:] == ["1 Aug 2026", "Up", "Back"] and policies[0] == "1 Mar 2026"
    last = whole.frame.set_index(["policy", "country"])["bn/yr"]
    assert short.frame.set_index("policy").loc["Back", "Brazil"] == last["Back", "Brazil"]
    assert "2 policies more" in short.note and "--full" in short.note
    assert short.csv is whole.csv


def test_ways_forward_keep_the_capitals_of_their_names(read):
    """Those of the file's texts within a sentence, and of countries; not those of its first words."""
    text = (
        HEAD.replace("Two who fight", "After the truce of Busan")
        + ACT
        + (
            "branches:\n  lapse-of-busan:\n    title: The truce lapses\n    acts:\n"
            "      - {id: b, by: IND, on: BRA, rate: 50%, from: 2026-06-01, source: test}\n"
            "  only-brazil-after:\n    title: Brazil alone\n    acts:\n"
            "      - {id: c, by: BRA, on: IND, rate: 50%, from: 2026-06-01, source: test}\n"
        )
    )
    scenario = read(text)
    labels = [
        policy_label(SimpleNamespace(scenario=scenario), PolicyDate(branch.acts[0].start, branch.name))
        for branch in scenario.branches
    ]
    assert labels == ["Lapse of Busan", "Only Brazil after"]
