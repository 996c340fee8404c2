"""The end of a war beside what is in force: which is better for whom, and why they differ."""

from pathlib import Path

import pytest

from tradetalks.report.contents import chapters
from tradetalks.report.war.in_force import in_force_sentence
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.run import run_scenario

TEXT = """name: beside
title: Tariffs that nobody would choose for its income
baseline: toy
model: {{scale: false}}
players: [HOME, ABROAD]
war: {{start: {start}}}
acts:
  - {{id: a, by: HOME, on: ABROAD, kind: add, rate: {rate}, from: 2024-01-01, source: made up}}
  - {{id: b, by: ABROAD, on: HOME, kind: add, rate: {rate}, from: 2024-06-01, source: made up}}
"""


def solved(rate, start="baseline"):
    text = TEXT.format(rate=rate, start=start)
    return run_scenario(parse_scenario(text, "beside.yaml", Path(), {}), parts={"cost", "war"})


@pytest.fixture(scope="module")
def high():
    return solved("100%")


def test_tariffs_above_the_best_cost_more_than_the_end_of_the_war(high):
    said = in_force_sentence(high.war, high.cost)
    now = high.cost.equilibria[high.cost.now].real_income_change_busd
    home, abroad = (f"{now.sel(region=region).item():+.1f}" for region in ("HOME", "ABROAD"))
    rates = [100 * high.war.war.tariffs[player].weighted for player in ("HOME", "ABROAD")]
    in_force = [
        100 * high.war.statistics(high.cost.equilibria[high.cost.now].tariff.values, k).weighted for k in (0, 1)
    ]
    assert said == (
        f"The end of the war is better for HOME and ABROAD than what is in force on 1 June 2024 (HOME {home}, ABROAD {abroad} "
        "billion dollars a year), because the war starts from the world before the first act and in it each side sets only "
        "what is best for its own real income, given what the others set: tariffs, on average over trade, of HOME "
        f"{rates[0]:.1f} percent (in force {in_force[0]:.1f}) and ABROAD {rates[1]:.1f} percent (in force {in_force[1]:.1f})."
    )
    assert max(rates) < min(in_force)
    (war,) = [part for part in chapters(high) if part.name == "war"]
    assert any(sentence.startswith("The end of the war is better for ") for sentence in war.sentences)


def test_the_end_does_not_hang_on_where_the_war_starts(high):
    """Both set every tariff that the acts changed: what the sentence says of the start is all that differs."""
    other = solved("100%", start="now")
    said = in_force_sentence(other.war, other.cost)
    assert said == in_force_sentence(high.war, high.cost).replace(
        "the war starts from the world before the first act and in it", "the war starts from there, but in it"
    )


def test_low_tariffs_cost_less_than_the_end_of_the_war():
    run = solved("1%")
    assert in_force_sentence(run.war, run.cost).startswith("The end of the war is worse for ")


def test_what_nobody_in_the_war_sets_is_named():
    run = solved("100%", start="baseline, players: [HOME]")
    assert in_force_sentence(run.war, run.cost).endswith(
        "; tariffs in force that nobody in the war sets are not in it."
    )


def test_nothing_in_force_leaves_nothing_to_explain():
    run = solved("0%")
    assert in_force_sentence(run.war, run.cost) == ""
