"""The talks section: what it says, and every message in full, with its place."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tradetalks.errors import ScenarioError, TalksError
from tradetalks.scenario.read import parse_scenario, read_scenario
from tradetalks.talks.assumptions import BOUNDS, BY_SIDE, CHOICES, REPLACED, Assumptions
from tradetalks.talks.shocks import Shock

TEXT = """name: small
title: Talks
baseline: toy
acts:
  - {id: a, by: HOME, on: ABROAD, rate: 10%, from: 2019-01-01, source: made up}
branches:
  stick: {title: t, acts: []}
talks:
  sides: [HOME, ABROAD]
  opening: 2019-06-29
  deadline: 2019-09-01
  escalation: stick
  issues:
    - {name: tariffs, kind: rollback, by: HOME, to: ABROAD, amount: 1.0, source: s}
    - {name: buying, kind: purchases, by: ABROAD, to: HOME, amount: 3, low: 2, high: 4, delivered: 0.5, source: s}
    - {name: paying, kind: payment, by: ABROAD, to: HOME, amount: 1, offer: 0.1, demand: 0.2, red_line: 0.9, source: s}
  levels:
    - {name: vice-ministers, share: 0.25, limits: {buying: 0.5}}
    - {name: ministers, share: 0.6}
  assumptions: {rates: [0.04, 0.05], mandate_years: 2, threatener: ABROAD, committed: 0.2, round_days: 10}
  shocks:
    - {name: a ship, date: 2019-07-10, changes: {rivalry: 0.1}, source: s}
    - {name: a pause, date: 2019-07-20, deadline: 2019-11-01, source: s}
  strategies:
    - {name: half at once, by: HOME, grants: 0.5}
    - {name: the stick, by: ABROAD, branch: stick}
"""


def read(text: str):
    return parse_scenario(text, "f.yaml", Path("."), {})


def problem(text: str, at: str, got: str, title: str, expected: str, do: str = "") -> str:
    """One problem as it should be told: the caret under ``got``, which stands in ``at``, which stands once in the text."""
    assert text.count(at) == 1 and at.count(got) == 1, (at, got)
    start = text.index(at) + at.index(got)
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1)
    said = {"[": "a list", "{": "a mapping"}.get(got[0], got)
    told = (
        f"f.yaml:{line}:{column + 1}  {title}\n   {line} | {text.splitlines()[line - 1]}\n"
        f"   {' ' * len(str(line))} | {' ' * column}{'^' * len(got)} got {said}\nexpected {expected}"
    )
    return told + (f"\ndo       {do}" if do else "")


def refused(old: str, new: str, *told: tuple[str, ...], text: str = TEXT) -> None:
    """With ``new`` in place of ``old``, exactly these problems, in order."""
    assert text.count(old) == 1, old
    wrong = text.replace(old, new)
    with pytest.raises(ScenarioError) as caught:
        read(wrong)
    assert str(caught.value) == "\n\n".join(problem(wrong, *parts) for parts in told)


def test_what_the_section_says():
    plan = read(TEXT).talks
    assert (plan.sides, plan.opening, plan.deadline) == (("HOME", "ABROAD"), date(2019, 6, 29), date(2019, 9, 1))
    assert plan.assumptions == Assumptions(
        rates=(0.04, 0.05), mandate_years=(2.0, 2.0), threatener=1, committed=(0.2, 0.2), round_days=10
    )
    assert type(plan.assumptions.round_days) is int
    tariffs, buying, paying = plan.issues
    assert (tariffs.kind, tariffs.most, buying.delivered, paying.red_line) == ("rollback", 1.0, 0.5, 0.9)
    assert (buying.low, buying.high, buying.most) == (2.0, 4.0, 4 / 3)
    np.testing.assert_allclose(plan.levels[0].upper(plan.issues), [0.25, 0.5, 0.25])
    assert [s.deadline for s in plan.shocks] == [None, date(2019, 11, 1)]
    assert [(s.by, s.grants, s.branch) for s in plan.strategies] == [("HOME", 0.5, None), ("ABROAD", None, "stick")]


@pytest.mark.parametrize("name", ["beijing-2019", "osaka-2019", "phase-one-2020", "geneva-2025"])
def test_shipped_talks_are_accepted(name):
    assert len(read_scenario(name).talks.issues) >= 6


ASSUMED = "assumptions: {rates: [0.04, 0.05], mandate_years: 2, threatener: ABROAD, committed: 0.2, round_days: 10}"
RATE = "a number of at least 0 and at most 3 (a year: 5 % is 0.05)"
LAG = "a number above 0 and at most 100 (years)"
SHARE = "a number of at least 0 and at most 1 (a share: 5 % is 0.05)"
DAYS = "a whole number of at least 1 and at most 36500 (days)"
SURE = "a number of at least 0 and below 0.9999 (a probability: 5 % is 0.05)"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("rates", "-0.05", RATE),
        ("rates", "5", RATE),
        ("mandate_years", "0", LAG),
        ("committed", "-0.1", SURE),
        ("committed", "1", SURE),
        ("committed", "1.2", SURE),
        ("demand", "0", "a number above 0 and at most 1 (a share: 90 % is 0.9)"),
        ("conceding_dispersion", "0", "a number above 0 and at most 10 (a share of the prize: 5 % is 0.05)"),
        ("round_days", "0", DAYS),
        ("round_days", "0.5", DAYS),
        ("extension_days", "7.5", DAYS),
        ("extending_cost", "-1", "a number of at least 0 and at most 10 (a share of the prize: 5 % is 0.05)"),
        ("conceding_cost", "-11", "a number of at least -10 and at most 10 (a share of the prize: 5 % is 0.05)"),
        ("rivalry", "-1", "a number of at least 0 and at most 1000 (a weight on another's percent gain)"),
        ("lag_years", "0", LAG),
        ("purchase_lag_years", "-1", LAG),
        ("breach_rates", "0", "a number above 0 and at most 3 (a year: 5 % is 0.05)"),
        ("snap_back_years", "0", LAG),
    ],
)
def test_assumptions_out_of_range(name, value, expected):
    """The same bounds in the section, in a shock, and for one side of two."""
    new = f"assumptions: {{{name}: {value}}}"
    refused(ASSUMED, new, (new, value, f"{name} is out of range", expected))
    new = f"changes: {{{name}: {value}}}"
    refused("changes: {rivalry: 0.1}", new, (new, value, f"{name} is out of range", expected))
    if name in BY_SIDE:
        good = getattr(Assumptions(), name)[0]
        new = f"assumptions: {{{name}: [{good}, {value}]}}"
        refused(ASSUMED, new, (f", {value}]}}", value, f"{name} is out of range", expected))


@pytest.mark.parametrize("name", sorted(REPLACED))
def test_keys_of_earlier_formats(name):
    """Refused with what says the same now, in the section, in a shock, and in Python; every key that is named there exists."""
    every = f"one of {', '.join(Assumptions.__dataclass_fields__)}"
    title, do = "a key of an earlier format in assumptions", REPLACED[name]
    for old, new in (
        (ASSUMED, f"assumptions: {{{name}: 0.1}}"),
        ("changes: {rivalry: 0.1}", f"changes: {{{name}: 0.1}}"),
    ):
        refused(old, new, (new, name, title, every, do))
    with pytest.raises(TalksError, match=f"In its place: {re.escape(do)}"):
        Assumptions(**{name: 0.1})
    with pytest.raises(TalksError, match=re.escape(do)):
        Shock("a ship", date(2019, 7, 10), {name: 0.1})
    named = re.findall(r"[a-z]+_[a-z]+", do)
    assert set(named) <= set(Assumptions.__dataclass_fields__)


def test_shares_may_be_percentages():
    new = "assumptions: {rates: [4%, 0.05], committed: 20%, demand: 95%, extending_cost: 2%}"
    assumed = read(TEXT.replace(ASSUMED, new)).talks.assumptions
    assert (assumed.rates, assumed.committed) == ((0.04, 0.05), (0.2, 0.2))
    assert (assumed.demand, assumed.extending_cost) == ((0.95, 0.95), 0.02)
    new = "assumptions: {mandate_years: 2%}"
    refused(
        ASSUMED, new,
        (new, "2%", "this number is no share", "a number above 0 and at most 100 (years), without a percent sign"),
    )  # fmt: skip


def test_every_assumption_has_a_bound_or_choices():
    fields = set(Assumptions.__dataclass_fields__)
    assert fields == set(BOUNDS) | set(CHOICES) | {"threatener"}
    assert set(BY_SIDE) == {n for n in fields if isinstance(getattr(Assumptions(), n), tuple)}


def test_unknown_choices():
    new = "assumptions: {punishment: snapback}"
    every = "one of proportional, impasse, escalation, snap-back"
    refused(ASSUMED, new, (new, "snapback", "unknown punishment", every, "did you mean snap-back?"))


def test_three_values_for_two_sides():
    new = "assumptions: {rates: [0.1, 0.2, 0.3]}"
    refused(
        ASSUMED, new,
        (new, "[0.1, 0.2, 0.3]", "2 values expected", "one number for each side, or one for all"),
    )  # fmt: skip


def test_a_threatener_who_is_not_at_the_table():
    text = TEXT.replace("toy", "world2017").replace("HOME", "USA").replace("ABROAD", "CHN")
    refused(
        "threatener: CHN", "threatener: EU", ("threatener: EU", "EU", "not at the table", "one of USA, CHN"), text=text
    )
    new = "changes: {threatener: EU}"
    refused("changes: {rivalry: 0.1}", new, (new, "EU", "not at the table", "one of USA, CHN"), text=text)
    refused(
        "grants: 0.5}", "grants: 0.5}\n    - {name: third, by: EU, grants: 0.1}",
        ("name: third, by: EU", "EU", "not at the table", "one of USA, CHN"), text=text,
    )  # fmt: skip


def test_dates():
    refused(
        "deadline: 2019-09-01", "deadline: 2019-06-29",
        ("deadline: 2019-06-29", "2019-06-29", "the deadline comes before the talks", "a date after 2019-06-29"),
        ("2019-07-10", "2019-07-10", "the shock falls outside the talks", "a date from 2019-06-29 to before 2019-06-29"),
        ("2019-07-20", "2019-07-20", "the shock falls outside the talks", "a date from 2019-06-29 to before 2019-06-29"),
    )  # fmt: skip
    new = "opening: 2018-12-31"
    expected = "2019-01-01, the day of the first act, or later"
    refused("opening: 2019-06-29", new, (new, "2018-12-31", "the talks open before the war", expected))
    acts = "acts:\n  - {id: a, by: HOME, on: ABROAD, rate: 10%, from: 2019-01-01, source: made up}\n"
    new = "opening: 2019-06-29"
    refused(acts, "", (new, "2019-06-29", "the talks open before the war", "an act before the talks open"))


def test_a_mandate_that_ends_before_the_deadline():
    title = "a mandate ends before the deadline"
    refused(
        "mandate_years: 2,", "mandate_years: [2, 0.05],",
        ("[2, 0.05]", "[2, 0.05]", title,
         "ABROAD's mandate to reach 2019-09-01; it ends on 2019-07-17, 0.05 years after 2019-06-29"),
    )  # fmt: skip
    # What is not stated is 1.8 and 4 years: the deadline is then what is wrong.
    refused(
        ASSUMED, "assumptions: {rates: 0.1}",
        ("deadline: 2022-09-01", "2022-09-01", title,
         "HOME's mandate to reach 2022-09-01; it ends on 2021-04-16, 1.8 years after 2019-06-29"),
        text=TEXT.replace("2019-09-01", "2022-09-01"),
    )  # fmt: skip
    # A shock may shorten a mandate, or put the deadline off beyond one.
    refused(
        "{rivalry: 0.1}", "{mandate_years: [0.1, 3]}",
        ("mandate_years: [0.1, 3]", "[0.1, 3]", title,
         "HOME's mandate to reach 2019-09-01; it ends on 2019-08-15, 0.1 years after 2019-07-10"),
    )  # fmt: skip
    refused(
        "deadline: 2019-11-01", "deadline: 2022-11-01",
        ("mandate_years: 2", "2", title,
         "HOME's mandate to reach 2022-11-01; it ends on 2021-06-28, 2 years after 2019-06-29"),
    )  # fmt: skip


def test_what_is_on_the_table():
    empty = TEXT[: TEXT.index("  issues:")] + "  issues: []  # none\n"
    with pytest.raises(ScenarioError) as caught:
        read(empty)
    assert str(caught.value) == problem(empty, "issues: []", "[]", "nothing is on the table", "at least one issue")
    refused(
        "name: paying", "name: buying",
        ("name: buying, kind: payment", "buying", "two issues have this name", "a name of its own for each issue"),
    )  # fmt: skip


TARIFFS = "- {name: tariffs, kind: rollback, by: HOME, to: ABROAD, amount: 1.0, source: s}"
COSTS = "a number above 0 and at most 0.5 (a fraction off trade costs)"
MONEY = "a number above 0 (billion dollars a year)"
OUT, RANGE = "the amount is out of range", "the range does not hold the amount"


@pytest.mark.parametrize(
    ("body", "field", "title", "expected"),
    [
        ("rollback, amount: 5", "amount: 5", OUT,
         "a number above 0 and at most 1 (a share of the increase: 1 withdraws all of it)"),
        ("access, amount: 1.5", "amount: 1.5", OUT, COSTS),
        ("export_access, amount: 1", "amount: 1", OUT, COSTS),
        ("technology, amount: 1", "amount: 1", OUT, "a number above 0 and below 1 (a fraction added to the technology level)"),
        ("subsidies, amount: 0.6", "amount: 0.6", OUT, "a number above 0 and at most 0.5 (a fraction of sales)"),
        ("payment, amount: 0", "amount: 0", OUT, MONEY),
        ("stated, amount: -1", "amount: -1", OUT, MONEY),
        ("payment, amount: 11", "amount: 11", "more than can be paid", "at most 10 billion dollars a year, 10% of HOME's income"),
        ("stated, amount: 11", "amount: 11", "more than it can be worth",
         "at most 10 billion dollars a year, 10% of ABROAD's income"),
        ("purchases, amount: 101", "amount: 101", "more than there is to buy",
         "at most 100 billion dollars a year, all that HOME spends there"),
        ("purchases, amount: 3, high: 101", "high: 101", "more than there is to buy",
         "at most 100 billion dollars a year, all that HOME spends there"),
        ("payment, amount: 3, low: 4", "low: 4", RANGE, "a number from 0 to the amount, 3"),
        ("payment, amount: 3, low: -1", "low: -1", RANGE, "a number from 0 to the amount, 3"),
        ("payment, amount: 3, high: 2", "high: 2", RANGE, f"at least the amount, 3, and {MONEY}"),
        ("access, amount: 0.02, high: 0.6", "high: 0.6", RANGE, f"at least the amount, 0.02, and {COSTS}"),
        ("payment, amount: 3, delivered: 0.5", "delivered: 0.5", "only purchases are delivered in part",
         "no key delivered in an issue of the kind payment"),
        ("payment, amount: 3, phase_in_years: -1", "phase_in_years: -1", "phase_in_years is out of range",
         "a number of at least 0 and at most 100 (years)"),
        ("payment, amount: 3, demand: 0.5, red_line: 0.4", "red_line: 0.4", "a demand that nobody can grant",
         "at least 0.5, what is offered or demanded"),
        ("payment, amount: 3, delivered: 1.2", "delivered: 1.2", "delivered is out of range", SHARE),
    ],
)  # fmt: skip
def test_issues(body, field, title, expected):
    """The caret stands under the field that is wrong."""
    new = f"- {{name: tariffs, by: HOME, to: ABROAD, kind: {body}, source: s}}"
    refused(TARIFFS, new, (f"{body}, source", field.split()[1], title, expected))


def test_several_problems_of_one_issue():
    new = "- {name: tariffs, by: HOME, to: ABROAD, kind: access, amount: 1.5, low: 0.01, high: 0.05, source: s}"
    refused(
        TARIFFS, new,
        ("amount: 1.5", "1.5", OUT, COSTS),
        ("high: 0.05", "0.05", RANGE, f"at least the amount, 1.5, and {COSTS}"),
    )  # fmt: skip


@pytest.mark.parametrize("side", ["HOME", "ABROAD"])
def test_an_issue_that_nobody_at_the_table_can_grant(side):
    refused(
        "by: HOME, to: ABROAD, amount", f"by: {side}, to: {side}, amount: 1.0, low",
        (f"kind: rollback, by: {side}, to", side, "nobody at this table can grant this",
         "by and to: HOME and ABROAD, one each"),
    )  # fmt: skip


def test_unknown_kind_of_issue():
    every = "rollback, tariff, access, export_access, purchases, payment, technology, subsidies, stated"
    refused(
        "kind: payment", "kind: payments",
        ("kind: payments", "payments", "unknown kind of issue", f"one of {every}", "did you mean payment?"),
    )  # fmt: skip


def test_levels():
    refused(
        "share: 0.6", "share: 0.2",
        ("ministers, share: 0.2}", "0.2", "mandates are not nested",
         "at least 0.25 of 'tariffs', what the level below may sign"),
    )  # fmt: skip
    refused(
        "ministers, share: 0.6", "ministers, share: 0.6, limits: {buying: 0.4}",
        ("{buying: 0.4}", "{buying: 0.4}", "mandates are not nested",
         "at least 0.5 of 'buying', what the level below may sign"),
    )  # fmt: skip
    refused(
        "share: 0.25, limits: {buying: 0.5}", "share: 0.0",
        ("share: 0.0", "0.0", "a level that may sign nothing", "a share above 0"),
    )  # fmt: skip
    assert read(TEXT.replace("share: 0.25", "share: 0")).talks.levels[0].share == 0
    refused(
        "limits: {buying: 0.5}", "limits: {buyng: 0.5}",
        ("{buyng", "buyng", "no such issue on the table", "one of tariffs, buying, paying", "did you mean buying?"),
    )  # fmt: skip
    refused(
        "share: 0.6", "share: 60",
        ("share: 60", "60", "share is out of range", SHARE),
    )  # fmt: skip


def test_what_happens_without_a_deal():
    every = "one of stick"
    refused(
        "escalation: stick", "escalation: stck",
        ("escalation: stck", "stck", "unknown branch", every, "did you mean stick?"),
    )  # fmt: skip
    refused("branch: stick", "branch: war", ("branch: war", "war", "unknown branch", every, "choose from stick"))


def test_shocks_and_strategies():
    refused(
        "date: 2019-07-20, deadline: 2019-11-01", "date: 2019-07-20",
        ("{name: a pause", "name", "the shock changes nothing", "a key changes or deadline"),
    )  # fmt: skip
    refused(
        "date: 2019-07-20", "date: 2019-09-01",
        ("date: 2019-09-01", "2019-09-01", "the shock falls outside the talks", "a date from 2019-06-29 to before 2019-09-01"),
    )  # fmt: skip
    title, expected = "a carrot or a stick", "exactly one of grants (a share) and branch (a name)"
    for new in ("by: HOME", "by: HOME, grants: 0.5, branch: stick"):
        refused("by: HOME, grants: 0.5", new, ("{name: half", "name", title, expected))
    refused(
        "grants: 0.5", "grants: 50",
        ("grants: 50", "50", "grants is out of range", SHARE),
    )  # fmt: skip
    over = "date: 2019-07-20, deadline: 2019-07-20"
    refused(
        "date: 2019-07-20, deadline: 2019-11-01", over,
        (over.partition(", ")[2], "2019-07-20", "the new deadline is over on the day of the shock", "a date after 2019-07-20"),
    )  # fmt: skip


def test_two_sides():
    refused(
        "sides: [HOME, ABROAD]", "sides: [HOME]",
        ("sides: [HOME]", "[HOME]", "talks need two sides", "two or more different regions"),
    )  # fmt: skip
