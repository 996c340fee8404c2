"""The band of a run over a joint design of elasticities that nobody had to write."""

import dataclasses
import json
import re
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import tradetalks as tt
from tests.scenario.test_quarrel import THIRD, TWO
from tests.scenario.test_study_section import scenario
from tests.worlds import random_accounts
from tradetalks.cli.main import main
from tradetalks.economy.solve import solve
from tradetalks.ensemble import policies_in_draws
from tradetalks.ensemble.band import joint_plan, with_band
from tradetalks.ensemble.band_words import told_design
from tradetalks.ensemble.batched import DrawnGroup, _group, drawn_world
from tradetalks.ensemble.design import design_of
from tradetalks.ensemble.elasticities_by_draw import elasticities_by_draw
from tradetalks.ensemble.policies_in_draws import _unstable
from tradetalks.errors import SolveError
from tradetalks.report.answer.brackets import brackets_note
from tradetalks.report.answer.lines import answer_lines
from tradetalks.report.cost.headline import real_income_observations
from tradetalks.report.cost.ranges import (
    busd_band,
    jobs_band,
    outcome_band,
    step_band,
    sum_band,
    today_band,
    years_band,
)
from tradetalks.scenario.economies import economies_of
from tradetalks.scenario.policy_path import policy_in_force
from tradetalks.scenario.read import parse_scenario, read_scenario
from tradetalks.scenario.results.drawn_costs import DRAWN_OUTCOMES
from tradetalks.scenario.sections.model import ModelOptions
from tradetalks.scenario.store import packed, unpacked

# A draw in a batch and alone agree to a billionth of real income: in percent, and in billion dollars of the largest economy.
AGREE = {"%": 1e-7, "bn": 2e-5}
# Of threads, more than most machines of a test have, so that they are not theirs by accident.
TOLD = 3


@pytest.fixture(scope="module")
def pools():
    """Of how many threads every pool of the run was made."""
    return []


@pytest.fixture(scope="module")
def run(pools):
    class Pool(ThreadPoolExecutor):
        def __init__(self, threads):
            pools.append(threads)
            super().__init__(threads)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NPROC", str(TOLD))
        patch.setattr(policies_in_draws, "ThreadPoolExecutor", Pool)
        return tt.run_with_band(read_scenario("beijing-2019"), parts={"cost"})


@pytest.fixture(scope="module")
def drawn(run):
    return run.cost.drawn


def test_ranges_are_drawn_on_as_many_processors_as_the_environment_says(run, pools):
    assert run.cost.drawn.design.solved == run.cost.drawn.design.draws and pools == [TOLD]


def test_what_is_drawn_follows_from_what_the_file_has():
    plan = joint_plan(scenario())
    assert plan.names == ("trade elasticity", "trade estimates", "returns to scale")
    assert plan.parameters["trade estimates"].one_of[1:] == ("BLP2023_long", "uniform4", "CP2015_99_simulation")
    # The file has half of the published returns to scale.
    assert plan.parameters["returns to scale"].factor.uniform == pytest.approx((0.0, 2.0))
    flat = read_scenario("us-china-trade-war", {"model.scale": False, "model.trade_elasticity.ELE": 3})
    assert joint_plan(flat).names == ("trade elasticity",)
    own = dataclasses.replace(
        scenario(), accounts=random_accounts(1, scale=True), model=ModelOptions(), acts=(), dates=()
    )
    assert joint_plan(own).parameters["returns to scale"].factor.uniform == (0.0, 1.0)


UNSTABLE = "with these scale elasticities the world is no stable equilibrium: growth of ELE in VNM feeds on itself"


def told_without(settings, is_refused):
    """What is said of the draws of a shipped file where those of some strength (of what is published) have no answer."""
    file = read_scenario("us-china-trade-war", settings)
    design = design_of(file, joint_plan(file))
    strength = design.values["returns to scale"] / design.plan.parameters["returns to scale"].factor.uniform[1]
    refused = {design.draw_names[k]: UNSTABLE for k in np.flatnonzero(is_refused(strength))}
    return told_design(design, refused)


def test_strengths_are_told_as_far_as_draws_have_an_answer():
    """Fifteen of 64 draws of us-china-2025 had none, all stronger than the others, and all of it was said to be in."""
    every = told_without({}, lambda strength: strength > 1)
    assert every.assumptions[2].spread == "from none to all that is published, every strength as likely"
    assert not every.cut and not every.own
    some = told_without({}, lambda strength: strength > 0.77)
    assert some.assumptions[2].spread == "from none to 0.76 of what is published, every strength as likely"
    assert some.cut == (
        "Economies of scale go from none to 0.76 of what is published: beyond, this world has no stable equilibrium (15 of 64 "
        "draws). Where a number moves with them, the end of its range towards strong ones is a lower bound of how far it goes, "
        "not a quantile of all draws"
    )
    assert some.without_answer.endswith(f": bands are those of the others. {some.cut}")
    unsolved = dict.fromkeys(list(some.refused)[:2], "an equilibrium was not found")
    file = read_scenario("us-china-trade-war")
    design = design_of(file, joint_plan(file))
    assert (
        "beyond, this world has no stable equilibrium, or none was found (15 of"
        in told_design(design, some.refused | unsolved).cut
    )
    assert (
        "beyond, no equilibrium was found (15 of" in told_design(design, dict.fromkeys(some.refused, "not found")).cut
    )
    # Whose trade elasticities hold decides too: no end is cut off, and how many are missing is said.
    mixed = told_without({}, lambda strength: (strength > 0.77) & (np.arange(64) % 2 == 0))
    assert not mixed.cut and re.search(
        r"\(above 0\.\d\d of it \d+ of \d+ draws have an answer\)", mixed.assumptions[2].spread
    )


def test_a_file_with_all_that_is_published_says_that_it_is_at_an_end(run):
    """Its number stood outside of its own range, and nothing said why."""
    whole = told_without({"model.elasticities": "LL2023"}, lambda strength: strength > 1)
    assert whole.own == (
        "the file's own economies of scale are at the strong end of what was drawn, so that its number may lie at an end of its "
        "range, or beyond"
    )
    own = dataclasses.replace(run.cost.drawn, design=dataclasses.replace(run.cost.drawn.design, own=whole.own))
    note = brackets_note(dataclasses.replace(run, cost=dataclasses.replace(run.cost, drawn=own)))
    assert f"that of the file's own elasticities; {whole.own}; what was not drawn" in note
    # As it is where a world is stable only up to the file's own strength.
    assert told_without({}, lambda strength: strength > 0.52).own == whole.own


def test_every_draw_is_solved_and_holds_the_files_own_number(run, drawn):
    assert drawn.design.draws == drawn.design.solved == 64 and not drawn.design.refused
    assert [one.name for one in drawn.design.assumptions][1] == "whose trade elasticities hold (trade estimates)"
    assert set(json.loads(drawn.design.plan)["parameters"]) == set(joint_plan(run.scenario).names)
    for region in run.scenario.players:
        for band in (busd_band(run.cost, run.cost.now, region), today_band(run.cost, run.cost.now, region)):
            assert band.low < band.middle < band.high
    assert run.cost.drawn is not None and run.cost.band is drawn


@pytest.mark.parametrize("k", [0, 21, 54])
def test_a_draw_is_what_its_scenario_gives_alone(run, drawn, k):
    """Every outcome of every policy, of the horizon of the run and on the day, solved one by one in another way."""
    variant = design_of(run.scenario, joint_plan(run.scenario)).variant(k).scenario(run.scenario)
    after = economies_of(variant)
    for moment in run.cost.equilibria:
        policy = policy_in_force(variant, moment.date, moment.branch)
        ages = {"": None, "today": run.cost.on_the_day[moment].economy.horizon_years}
        for when, years in ages.items():
            alone = solve(after(years), policy)
            for name, (units, _) in DRAWN_OUTCOMES.items():
                allowed = AGREE["bn"]
                if units.startswith("percent"):
                    allowed = AGREE["%"]
                for n, region in enumerate(run.cost.economy.regions):
                    together = drawn.values(name, moment.label, region, today=bool(when))[k]
                    assert together == pytest.approx(getattr(alone, name).values[n], abs=allowed, rel=0), name


def test_a_draw_of_low_trade_elasticities_is_no_slip(run):
    """A quarter of the draws takes an estimate of 1 in every sector, and half of these have a factor below 1."""
    design = design_of(run.scenario, joint_plan(run.scenario))
    lowest = int(np.argmin(elasticities_by_draw(run.scenario, design, design.plan.parameters).theta_dj.mean(axis=1)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        economy = economies_of(design.variant(lowest).scenario(run.scenario))(None)
    assert economy.theta_j.min() < 1


def test_quantiles_of_derived_numbers_are_of_the_same_draws(run, drawn):
    cost = run.cost
    first, last, region = cost.dates[0], cost.now, "CHN"
    change = drawn.values("real_income_change_busd", last.label, region)
    step = change - drawn.values("real_income_change_busd", first.label, region)
    band = step_band(cost, first, last, region)
    assert (band.low, band.high) == pytest.approx(tuple(np.quantile(step, [0.1, 0.9])))
    everybody = sum(drawn.values("real_income_change_busd", last.label, r) for r in cost.economy.regions)
    assert sum_band(cost, last, cost.economy.regions).high == pytest.approx(np.quantile(everybody, 0.9))
    revenue = drawn.values("revenue_change", last.label, "USA")
    handed_back = drawn.values("real_income_change_before_revenue", last.label, "USA") + revenue
    np.testing.assert_allclose(handed_back, drawn.values("real_income_change_busd", last.label, "USA"))
    assert outcome_band(cost, last, "revenue_change", "USA").high == pytest.approx(np.quantile(revenue, 0.9))
    # Jobs that some industries gain others lose.
    np.testing.assert_allclose(drawn.jobs.sel(quantile=0.5, moment=last.label).sum("sector"), 0, atol=0.2)
    jobs = jobs_band(cost, last, "CHN", 5)
    assert jobs.low <= jobs.high


def test_the_year_of_a_draw_is_that_of_its_clock(run, drawn):
    """The file's own clock lies where draws near its elasticities do, and years add up to what the whole costs."""
    ahead = years_band(run.cost, ["CHN"], slice(-1, None))
    assert ahead.low < ahead.middle < ahead.high < 0
    assert drawn.by_year.sizes["year"] == run.cost.by_year.sizes["year"] + 1
    total = years_band(run.cost, ["CHN"], slice(0, -1))
    assert total.middle == pytest.approx(float(run.cost.by_year["real_income_change_to_date"].sel(region="CHN")[-1]))


def test_what_is_kept_says_what_it_is(run, drawn):
    data = run.to_datatree()["cost"].to_dataset()
    band = data["real_income_change_busd_band"]
    assert band.dims == ("quantile", "date", "region") and list(data["quantile"].values) == [0.1, 0.5, 0.9]
    assert "quantiles of 64 of 64 joint draws of elasticities" in band.attrs["long_name"]
    assert data.attrs["band_draws"] == data.attrs["band_solved"] == 64
    told = busd_band(run.cost, run.cost.now, "CHN")
    assert float(band.sel(region="CHN")[0, -1]) == pytest.approx(told.low)
    assert data["branch_real_income_change_band"].dims == ("quantile", "branch", "region")
    assert data["real_income_change_by_year_band"].dims == ("quantile", "year_or_ahead", "region")
    rows = real_income_observations(run.cost)
    row = rows[(rows["region"] == "CHN") & (rows["date"] == run.cost.now.date) & (rows["branch"] == "")].iloc[0]
    assert (row["real_income_change_busd_p10"], row["real_income_change_busd_p90"]) == (told.low, told.high)
    # The envelope over named elasticities stands beside it, under another name.
    assert row["real_income_change_busd_lowest"] < row["real_income_change_busd_p10"]
    again = unpacked(packed(run))
    np.testing.assert_array_equal(again.cost.drawn.later["real_income_change"], drawn.later["real_income_change"])
    assert again.cost.drawn.design == drawn.design


def test_the_answer_says_what_ranges_are_over(run):
    lines = {line.topic: line.text for line in answer_lines(run)}
    assert "(" not in lines["rests"].partition("Not in it")[0].replace("(moves", "")
    assert "eight of ten of 64 joint draws of elasticities lie inside" in brackets_note(run)
    without = dataclasses.replace(run, cost=dataclasses.replace(run.cost, drawn=None))
    assert "lie inside" not in brackets_note(without) and "no to all of the published" in brackets_note(without)


def test_too_few_draws_are_no_band(run, drawn):
    refused = {f"d{k:05d}": "no world" for k in range(40)}
    few = dataclasses.replace(drawn, design=dataclasses.replace(drawn.design, refused=refused))
    cost = dataclasses.replace(run.cost, drawn=few)
    assert cost.band is None
    assert cost.notes[-1].text == (
        "40 of 64 joint draws of elasticities have no answer (no world): too many for a band, so that ranges are those of named "
        "elasticities"
    )
    some = dataclasses.replace(drawn, design=dataclasses.replace(drawn.design, refused={"d00003": "no world"}))
    assert dataclasses.replace(run.cost, drawn=some).notes[-1].text == (
        "1 of 64 joint draws of elasticities have no answer (no world): bands are those of the others"
    )


def test_a_quarrel_has_a_band_of_its_own(tmp_path):
    """Third countries are hit as well: what the sides levy on each other alone is drawn too."""
    text = TWO.replace("branches:", THIRD.lstrip("\n")).replace("{scale: false}", "{scale: false, horizon_years: 3}")
    found = tt.run_with_band(parse_scenario(text, "made up", tmp_path, {}), parts={"cost"}).cost
    assert found.quarrel is not None and found.quarrel.band is not None
    alone, all_measures = (busd_band(cost, found.now, "CHN") for cost in (found.quarrel, found))
    assert alone.low < alone.middle < alone.high < 0 and alone != all_measures
    # The file fixes a horizon: today is that too.
    assert today_band(found, found.now, "CHN") == all_measures


@pytest.mark.slow
def test_draws_without_a_stable_world_are_told_and_left_out():
    """Fifteen regions: with nearly all of the published returns to scale some draws have no stable world."""
    file = read_scenario("us-china-2025", {"model.horizon_years": "3"})
    found = tt.run_with_band(dataclasses.replace(file, dates=file.dates[-1:]), parts={"cost"}).cost
    assert 0 < len(found.drawn.design.refused) < 32
    assert "is no stable equilibrium" in found.notes[-1].text and found.drawn.design.cut in found.notes[-1].text
    assert found.drawn.design.cut.startswith("Economies of scale go from none to 0.80 of what is published (above")
    assert found.quarrel is not None and found.quarrel.band is not None


def test_a_world_beside_the_draws_that_cannot_be_balanced_stops_nothing(run, drawn, monkeypatch):
    """With 77 countries that with the strongest returns of any draw had no balance, and the run ended in its error."""

    def no_balance(economy):
        raise SolveError("no equilibrium was found")

    monkeypatch.setattr("tradetalks.economy.drawn_worlds.purge_deficits", no_balance)
    _group.cache_clear()
    found = with_band(run).cost.drawn
    # The worlds made without a balance are for nobody else.
    _group.cache_clear()
    assert found.design == drawn.design
    last = run.cost.now.label
    for region in run.scenario.players:
        values, again = (one.values("real_income_change_busd", last, region) for one in (drawn, found))
        np.testing.assert_allclose(again, values, rtol=0, atol=AGREE["bn"])


def test_strong_draws_are_looked_at_until_two_in_a_row_hold(run, drawn, monkeypatch):
    """The second of the two by the inverse of the first, which is most of the work in a large world; all others by their own."""
    design = design_of(run.scenario, joint_plan(run.scenario))
    group = drawn_world(run.scenario, design)
    group = dataclasses.replace(group, world=dataclasses.replace(group.world, asks_feedback=True))
    strongest = np.max(group.elasticities.theta_dj * group.elasticities.psi_dj, axis=1)
    seen = []

    def above(self, before):
        strength = float(np.max(before.theta_j * before.psi_j))
        seen.append((strength, before.shared_preconditioner is not None))
        return "grows" * int(strength > limit)

    monkeypatch.setattr(DrawnGroup, "instability", above)
    limit = 0.8 * strongest.max()
    found = _unstable(group)
    assert set(found) == set(np.flatnonzero(strongest > limit)) and set(found.values()) == {"grows"}
    # Two that hold of each of four authors.
    assert len(seen) == len(found) + 8 and sum(shared for _, shared in seen) == 4
    assert all(strength <= limit for strength, shared in seen if shared)


def test_draws_that_cannot_be_solved_cost_nobody_the_run(run, monkeypatch):
    def nothing(*given):
        raise SolveError("no equilibrium was found\nexpected one")

    monkeypatch.setattr("tradetalks.ensemble.band.drawn_costs", nothing)
    found = with_band(dataclasses.replace(run, cost=dataclasses.replace(run.cost, drawn=None)))
    assert found.cost.band is None and found.cost.equilibria == run.cost.equilibria
    assert found.notes[-1].text.startswith(
        "with joint draws of elasticities nothing was solved (no equilibrium was found): ranges are those of the other"
    )


def test_nothing_to_draw():
    war = tt.run_scenario(read_scenario("beijing-2019"), parts={"war"})
    assert with_band(war) is war


def test_the_command_draws_unless_told_not_to(tmp_path, capsys):
    """One number with one range either way, and a note that says what the range is over."""
    file = tmp_path / "one.yaml"
    file.write_text(TWO.partition("branches:")[0])
    texts = []
    for more in ([], ["--no-band"]):
        assert main(["run", str(file), "--brief", *more]) == 0
        texts.append(" ".join(capsys.readouterr().out.split()))
    assert "eight of ten of 64 joint draws of elasticities lie inside" in texts[0]
    assert (
        "lie inside" not in texts[1] and "Costs: lowest to highest over other published trade elasticities" in texts[1]
    )
    shown = [re.findall(r"(\d+) \((\d+) to (\d+)\) billion dollars a year", text)[0] for text in texts]
    assert shown[0][0] == shown[1][0]
