"""What a person writes is checked once, in Python as in a file, and refused in our words only."""

import dataclasses
import datetime
import re
from pathlib import Path

import numpy as np
import pytest

from tests.scenario.test_messages import HEAD, told
from tests.scenario.test_talks_section import TEXT
from tradetalks.errors import ScenarioError, TradeTalksError
from tradetalks.inputs import NUMBER, Bound, Labels, Refusal, Word, raised, read_file, record, refusals_of
from tradetalks.inputs.rates import BadRate, read_rate
from tradetalks.scenario.read import parse_scenario, read_scenario
from tradetalks.scenario.sections.acts import Act
from tradetalks.scenario.sections.branches import Branch
from tradetalks.scenario.sections.instruments import ExportTaxSpec, InstrumentSpec, SubsidySpec
from tradetalks.scenario.sections.model import ModelOptions
from tradetalks.scenario.sections.moves import LadderStep
from tradetalks.scenario.sections.objectives import ObjectiveSpec
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import Parameter
from tradetalks.scenario.sections.talks import TalksPlan
from tradetalks.scenario.sections.talks_parts import Level, StrategyPlan
from tradetalks.scenario.sections.war import WarPlan
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.issue import Issue
from tradetalks.talks.shocks import Shock

DAY = datetime.date(2019, 1, 1)
ISSUE = Issue("cars", "rollback", "A", "B", 1.0)
GOOD = {
    Act: {"id": "a", "by": "A", "kind": "add", "instrument": "import_tariff", "start": DAY, "until": None,
          "cells": (("A", "B", "C", 0.1),), "of": None, "source": "s"},
    Assumptions: {},
    Branch: {"name": "b", "title": "t", "acts": ()},
    ExportTaxSpec: {},
    InstrumentSpec: {},
    Issue: {"name": "cars", "kind": "rollback", "by": "A", "to": "B", "amount": 1.0},
    LadderStep: {"by": "A", "on": "B", "rate": 0.1},
    Level: {"name": "ministers", "share": 0.5},
    ModelOptions: {},
    ObjectiveSpec: {"what": "real_income", "weight": 1.0},
    Shock: {"name": "a ship", "day": DAY, "changes": {"choice_dispersion": 0.1}},
    StudyPlan: {"parameters": {"x": Parameter(key="model.scale", one_of=("yes", "no"))}},
    StrategyPlan: {"name": "carrot", "by": "A", "grants": 0.5},
    SubsidySpec: {},
    TalksPlan: {"sides": ("A", "B"), "opening": DAY, "deadline": datetime.date(2019, 3, 1), "escalation": "war",
                "issues": (ISSUE,)},
    WarPlan: {},
}  # fmt: skip
STRANGE = [
    np.nan, np.inf, -2, 1e9, True, "25%", "0.25", "", None, [], [1, 2], (), {}, {"a": 1}, object(), 1j, b"x",
    datetime.datetime(2019, 1, 1), np.array([1.0, 2.0]), ISSUE, float,
]  # fmt: skip
# What a library says of itself, in English or in Python.
FOREIGN = re.compile(r"pydantic|Input should|Field required|validation error|Traceback|https?://|\[type=|keyword arg")


@pytest.mark.parametrize("kind", GOOD)
def test_what_is_good_is_taken_and_frozen(kind):
    made = kind(**GOOD[kind])
    assert made == dataclasses.replace(made) and kind.__name__ in repr(made)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(made, dataclasses.fields(kind)[0].name, 1)


@pytest.mark.parametrize("kind", GOOD)
def test_python_is_refused_in_our_words(kind):
    """Whatever stands in a field, it is taken or refused by name."""
    refused = 0
    for field in dataclasses.fields(kind):
        for value in STRANGE:
            try:
                kind(**{**GOOD[kind], field.name: value})
            except TradeTalksError as error:
                refused += 1
                assert not FOREIGN.search(str(error)), str(error)
    assert refused > 5 * len(dataclasses.fields(kind))


@pytest.mark.parametrize("kind", GOOD)
def test_unknown_missing_and_surplus_values_are_refused(kind):
    needed = list(GOOD[kind])
    with pytest.raises(TradeTalksError, match="colour"):
        kind(**GOOD[kind], colour="red")
    for name in needed[:1]:
        with pytest.raises(TradeTalksError, match=f"has no {name}"):
            kind(**{key: value for key, value in GOOD[kind].items() if key != name})
    with pytest.raises(TradeTalksError) as caught:
        kind(*GOOD[kind].values(), *[1] * 40)
    assert not FOREIGN.search(str(caught.value))


def test_messages_of_python():
    """Every one in full."""
    for call, message in (
        (lambda: ObjectiveSpec("real_income", float("nan")),
         "the objective: weight is out of range\nexpected a number\ngot      weight = nan"),
        (lambda: ObjectiveSpec("real_incom", 1.0),
         "the objective: unknown objective\nexpected one of real_income, politics, rivalry, strategic, employment, balance, "
         "tariff_revenue\ngot      what = 'real_incom'\ndo       did you mean real_income?"),
        (lambda: InstrumentSpec("sector", 0.3, 0.2),
         "the instrument: the bounds cross\nexpected low of at most high; got 0.3 and 0.2\ngot      low = 0.3"),
        (lambda: InstrumentSpec(high="25%"),
         "the instrument: a fraction expected\nexpected a fraction such as 0.25, or 25%\ngot      high = '25%'"),
        (lambda: InstrumentSpec(high=25.0),
         "the instrument: tariff rate looks like a percentage\nexpected a fraction between -0.5 and 10 (0.25 means 25 %)\n"
         "got      high = 25.0\ndo       write 0.25 or `25%`"),
        (lambda: LadderStep("A", "A", 0.1),
         "the move: a move on oneself\nexpected somebody else in on\ndo       name another target"),
        (lambda: WarPlan(("A", "A")), "war: A plays twice\nexpected each player once\ngot      players = ('A', 'A')"),
        (lambda: StrategyPlan("x", "A"),
         "the strategy: a carrot or a stick\nexpected exactly one of grants (a share) and branch (a name)"),
        (lambda: ModelOptions(scale="no"),
         "model: true or false expected\nexpected true or false\ngot      scale = 'no'"),
        (lambda: ModelOptions(scale=1, horizon_years=-2),
         "model: true or false expected\nexpected true or false\ngot      scale = 1\n\n"
         "model: number out of range\nexpected a number of at least 0\ngot      horizon_years = -2"),
        (lambda: TalksPlan(("A",), DAY, DAY, "war", (ISSUE,)),
         "talks: talks need two sides\nexpected two or more different regions\ngot      sides = ('A',)"),
        (lambda: Issue("x", "rollback", "A", "B", "1"),
         "issue 'x': amount is out of range; expected a number, got amount = '1'."),
        (lambda: Issue("x", "rollback", "A", "B"), "issue 'x': the issue has no amount; expected a key amount."),
        (lambda: Shock("a ship", "2019-01-01", {"choice_dispersion": 0.1}),
         "the shock 'a ship': a date expected (day); expected a datetime.date, without a time, got '2019-01-01'."),
    ):  # fmt: skip
        with pytest.raises(TradeTalksError) as caught:
            call()
        assert str(caught.value) == message


def leaves(node, place=()):
    """Places of the scalars and containers of a tree of the talks."""
    yield place
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, part in parts:
        yield from leaves(part, (*place, key))


@pytest.mark.parametrize(
    "word", ["nan", "''", "[]", "{}", "[[1]]", "{a: {b: c}}", "-1", "5000", "true", "2019-13-45", "~"]
)
def test_files_are_refused_in_our_words(word):
    """One value after the other is replaced by something strange: the file is read, or refused with a place."""
    for number, line in enumerate(TEXT.splitlines()):
        for value in re.finditer(r"(?<=: )[^,{}\[\]]+(?=[,}]|$)", line):
            strange = line[: value.start()] + word + line[value.end() :]
            text = "\n".join([*TEXT.splitlines()[:number], strange, *TEXT.splitlines()[number + 1 :]])
            try:
                parse_scenario(text, "f.yaml", Path(), {})
            except ScenarioError as error:
                assert str(error).startswith("f.yaml:") and not FOREIGN.search(str(error)), str(error)


def test_all_problems_at_once():
    """Of every section, in the order of the file."""
    text = (
        HEAD
        + "players: [USA, MARS]\nmodel: {scale: maybe, deficits: none}\nacts:\n"
        + "  - {id: a, by: USA, on: CHN, from: soon, rate: 145}\nwar: {start: today, ladder: [{by: USA, rule: wrath}]}\n"
        + "talks: {sides: [USA, CHN], opening: never}\n"
    )
    titles = [line.partition("  ")[2] for line in told(text).splitlines() if line.startswith("x.yaml:")]
    assert titles == [
        "unknown region", "true or false expected", "unknown deficit rule", "the act has no source", "this is not a date",
        "tariff rate looks like a percentage", "unknown start of a war", "unknown reaction rule", "talks has no deadline",
        "talks has no escalation", "talks has no issues", "this is not a date",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "truth"), [("yes", True), ("On", True), ("TRUE", True), ("no", False), ("off", False)]
)
def test_truths_are_those_of_yaml_1_1(word, truth):
    """Files written for older readers keep their meaning."""
    assert parse_scenario(f"{HEAD}model: {{scale: {word}}}\n", "x.yaml", Path(), {}).model.scale is truth


def test_words_stay_words():
    """A label, a name or a title is never a truth, a date or a number, whatever a YAML reader would make of it."""
    act = "{id: no, by: HOME, rate: 0.1, from: 2019-01-07, source: 1.10}"
    text = f"name: '1'\ntitle: 2019-01-07\nbaseline: toy\nacts:\n  - {act}\n"
    scenario = parse_scenario(text, "x.yaml", Path(), {})
    assert (scenario.name, scenario.title) == ("1", "2019-01-07")
    assert (scenario.acts[0].id, scenario.acts[0].source, scenario.acts[0].start) == (
        "no",
        "1.10",
        datetime.date(2019, 1, 7),
    )


def test_files_that_are_nested_too_deep_or_refer_to_themselves():
    for text in (
        HEAD + "acts: &a [*a]\n", HEAD + f"acts: {'[' * 30}{']' * 30}\n", HEAD + f"acts: {'[' * 2000}{']' * 2000}\n",
    ):  # fmt: skip
        assert "this is nested too deep" in told(text)
    laughs = "".join(f"  l{k}: &l{k} [{', '.join([f'*l{k - 1}'] * 9)}]\n" for k in range(1, 11))
    assert "unknown key in model" in told(HEAD + "model:\n  l0: &l0 [lol]\n" + laughs)


def test_settings_may_be_python_values():
    same = read_scenario("beijing-2019", {"model.scale": "false", "model.horizon_years": "2"})
    for scale, years in ((False, 2), (np.bool_(False), np.float64(2.0))):
        scenario = read_scenario("beijing-2019", {"model.scale": scale, "model.horizon_years": years})
        assert scenario.model == same.model == ModelOptions(scale=False, horizon_years=2.0)
        assert scenario.settings["model.scale"] == "false"
    several = read_scenario("beijing-2019", {"model.trade_elasticity": {"AGR": 3, "MIN": 4.5}})
    assert several.model.trade_elasticity == {"AGR": 3.0, "MIN": 4.5}
    # What a run keeps of its settings is what the command line would be given.
    assert read_scenario("beijing-2019", several.settings).model == several.model


@pytest.mark.parametrize("value", [None, [1, 2], (), object, datetime.date(2019, 1, 1), {"AGR": None}])
def test_settings_that_are_no_values(value):
    key = "model.trade_elasticity.AGR" if isinstance(value, dict) else "model.scale"
    asked = {"model.trade_elasticity": value} if isinstance(value, dict) else {"model.scale": value}
    came = None if isinstance(value, dict) else value
    with pytest.raises(ScenarioError) as caught:
        read_scenario("beijing-2019", asked)
    assert str(caught.value) == (
        f"the setting {key} cannot be read\nexpected text, a number, True or False, or a mapping of sectors to numbers\n"
        f"got      {key} = {came!r}\ndo       leave it out to keep what the file says"
    )


def test_settings_are_read_as_in_the_file():
    with pytest.raises(ScenarioError) as caught:
        read_scenario("beijing-2019", {"model.scale": 2, "model.horizon_years": float("nan"), "model.deficits": True})
    assert str(caught.value) == (
        "--set model:1:8  true or false expected\n   1 | scale: 2\n     |        ^ got 2\nexpected true or false\n\n"
        "--set model:2:16  a number expected\n   2 | horizon_years: nan\n     |                ^^^ got nan\n"
        "expected a number\n\n"
        "--set model:3:11  unknown deficit rule\n   3 | deficits: true\n     |           ^^^^ got true\n"
        "expected one of zero, fixed, proportional\ndo       choose from zero, fixed, proportional"
    )


def test_the_same_trade_cannot_be_promised_twice():
    """Until now this was found when the run had begun."""
    text = TEXT.replace("name: paying, kind: payment", "name: paying, kind: purchases")
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "f.yaml", Path(), {})
    assert str(caught.value) == (
        f"f.yaml:16:8  GOOD of 'paying' stands in 'buying' too\n   16 | {text.splitlines()[15]}\n"
        f"      | {' ' * 7}^^^^ got name\nexpected each purchase of a sector in one issue\n"
        "do       merge them, or give each its own sectors"
    )


def test_bounds_read_and_describe_themselves():
    bound = Bound(low=1.0, high=9.0, above=True, whole=True, means="days: a week is 7")
    assert bound.words == "a whole number above 1 and at most 9 (days: a week is 7)"
    assert bound.schema() == {"type": "integer", "unit": "days", "exclusiveMinimum": 1.0, "maximum": 9.0}
    assert NUMBER.words == "a number" and NUMBER.unit == "1"
    assert bound.read(Word("7"), None, "x") == 7 and type(bound.read(np.int64(7), None, "x")) is int


def test_rates():
    assert read_rate(Word("25%"), None) == read_rate(0.25, None) == 0.25
    for value in ("25%", None, True, Word("1_0 %x"), Word("inf")):
        with pytest.raises(BadRate, match="a fraction expected"):
            read_rate(value, None)


def test_a_record_may_hold_records_and_what_is_refused_keeps_its_place():
    @record("the box")
    class Box:
        plan: ModelOptions

    nothing = Labels((), ("AGR",), ())
    tree = {"plan": {"scale": Word("maybe"), "trade_elasticity": {"AGR": Word("-1")}, "x": Word("1")}}
    with pytest.raises(ValueError, match="refused") as caught:
        read_file(Box, tree, nothing)
    assert [(r.place, r.title) for r in refusals_of(caught.value)] == [
        (("plan", "x", "[key]"), "unknown key in model"),
        (("plan", "scale"), "true or false expected"),
        (("plan", "trade_elasticity", "AGR"), "number out of range"),
    ]
    assert refusals_of(raised(Refusal("no", "yes", place=("a", 1))))[0].place == ("a", 1)
    assert Refusal("no", place=("b",)).below("a", 0).place == ("a", 0, "b")
