"""What can be put on the table in a scenario file, and what is said of it."""

import re
from datetime import date
from pathlib import Path

import pytest

from tradetalks.errors import TradeTalksError
from tradetalks.scenario.read import parse_scenario

HEAD = """name: small
title: Talks
baseline: world2017
acts:
  - {id: a, by: USA, on: EU, sectors: [MVH], rate: 25%, from: 2019-01-01, source: made up}
branches:
  stick:
    title: t
    acts:
      - {id: b, by: USA, on: EU, rate: 10%, from: 2019-10-01, source: made up}
talks:
  sides: [USA, EU]
  opening: 2019-06-29
  deadline: 2019-09-01
  escalation: stick
  issues:
"""


def read(*issues):
    return parse_scenario(HEAD + "".join(f"    - {{{issue}, source: s}}\n" for issue in issues), "x.yaml", Path(), {})


def refused(*issues):
    with pytest.raises(TradeTalksError) as caught:
        read(*issues)
    return str(caught.value)


FREE = "name: Free trade, kind: tariff, by: USA, to: EU, amount: 0%"


@pytest.mark.parametrize(
    ("written", "rate"), [("0%", 0.0), ("0", 0.0), ("2.5%", 0.025), ("0.025", 0.025), ("150%", 1.5)]
)
def test_a_rate_is_written_as_other_rates_are(written, rate):
    (issue,) = read(FREE.replace("0%", written)).talks.issues
    assert issue.amount == pytest.approx(rate)


def test_what_is_no_rate():
    assert "tariff rate looks like a percentage" in refused(FREE.replace("0%", "25"))
    assert "tariff rate out of range" in refused(FREE.replace("0%", "-5%"))
    assert "tariffs fall to one rate" in refused(f"{FREE}, low: 0, high: 5%")
    money = "name: x, kind: payment, by: USA, to: EU, amount: 5%"
    assert "this amount is money" in refused(money)
    (issue,) = read("name: x, kind: access, by: USA, to: EU, amount: 2%, low: 1%, high: 0.05").talks.issues
    assert (issue.amount, issue.low, issue.high) == (0.02, 0.01, 0.05)


def test_two_issues_that_move_the_same_tariff_are_refused_by_check():
    back = "name: Cars, kind: rollback, by: USA, to: EU, sectors: [MVH], amount: 1"
    found = refused(back, FREE)
    assert "x.yaml:18" in found
    assert "'Free trade' moves tariffs that 'Cars' moves too (USA on EU, MVH)" in found
    rest = FREE.replace("amount", "sectors: [MAC, MET], amount")
    assert not read(back, rest).notes


def test_a_binding_that_changes_nothing_is_pointed_out():
    (note,) = read("name: Binding, kind: tariff, by: EU, to: USA, amount: 30%").notes
    assert note.text == "Binding changes nothing today: EU's tariffs on USA are no higher than 30 %"
    assert not read("name: Binding, kind: tariff, by: USA, to: EU, amount: 10%").notes


def test_stages_in_a_file():
    (issue,) = read(f"{FREE}, phase_in: {{2019-09-01: 50%, 2020-01-01: 1}}").talks.issues
    assert issue.phase_in == {date(2019, 9, 1): 0.5, date(2020, 1, 1): 1.0}
    early = refused(f"{FREE}, phase_in: {{2019-08-01: 50%, 2020-01-01: 1}}")
    assert "x.yaml:17" in early and "a stage comes before there is a deal" in early
    assert "dates from 2019-09-01 on" in early
    assert "the stages do not rise" in refused(f"{FREE}, phase_in: {{2019-09-01: 50%, 2020-01-01: 40%, 2021-01-01: 1}}")
    assert "this is not a date" in refused(f"{FREE}, phase_in: {{soon: 1}}")


def test_the_example_of_the_docs():
    page = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
    example = re.findall(r"``` yaml\n(.*?)```", page, re.DOTALL)[1]
    found = parse_scenario(example, "x.yaml", Path(), {})
    assert not found.notes
    assert [(issue.kind, issue.amount, len(issue.phase_in)) for issue in found.talks.issues] == [
        ("tariff", 0.0, 0),
        ("tariff", 0.0, 2),
    ]
