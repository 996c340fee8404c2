"""What a link says is what was set."""

import datetime
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tradetalks.errors import ScenarioError
from tradetalks.web.state import PageState, TariffRule, read_state, state_link, state_query

DAYS = some.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1))
CODES = some.text(some.sampled_from("ABCXYZabc019_.-"), min_size=1, max_size=20)
RULES = some.builds(
    TariffRule,
    by=CODES,
    on=some.lists(CODES, min_size=1, max_size=4).map(tuple),
    sectors=some.lists(CODES, min_size=1, max_size=4).map(tuple),
    kind=some.sampled_from(["add", "to", "cap", "floor"]),
    rate=some.floats(-1, 5),
    start=DAYS,
    answered=some.booleans(),
    until=some.none() | some.dates(datetime.date(2101, 1, 1), datetime.date(2200, 1, 1)),
)
STATES = some.builds(
    PageState,
    scenario=some.sampled_from(["us-china-2025", "beijing-2019", "saved:3"]),
    date=some.none() | DAYS,
    elasticities=some.none() | CODES,
    rules=some.lists(RULES, max_size=3).map(tuple),
    rivalry=some.none() | some.tuples(some.floats(0, 1000), some.floats(0, 1000)),
    threat=some.none() | some.tuples(some.floats(-1e6, 1e6), some.floats(-1e6, 1e6)),
    deadline=some.none() | DAYS,
    issues=some.dictionaries(
        some.text(some.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40),
        some.floats(0, 1),
        max_size=3,
    ),
    others=some.lists(some.sampled_from(["usmca-2026", "saved:1"]), max_size=3).map(tuple),
    view=some.just("cost"),
)


@given(STATES)
@settings(max_examples=200, deadline=None)
def test_a_link_restores_the_state(state):
    assert read_state(parse_qsl(state_query(state), keep_blank_values=True), "cost") == state


def test_a_link_is_readable_and_the_first_view_has_none():
    assert state_link(PageState()) == "/"
    rule = TariffRule(by="USA", on=("CHN", "MEX"), sectors=("ELE",), rate=0.25, start="2026-11-11", answered=True)
    state = PageState(rules=(rule,), rivalry=(0, 0.5), issues={"Farm goods": 0.5})
    assert state_link(state, "talks") == (
        "/talks?rule=USA~CHN,MEX~ELE~add~0.25~2026-11-11~answered&rivalry=0,0.5&issue=Farm%20goods~0.5"
    )


@pytest.mark.parametrize(
    "query",
    [
        "rule=USA~CHN",
        "rule=USA~CHN~goods~add~x~2026-11-11",
        "rule=USA~CHN~goods~add~9~2026-11-11",
        "rule=USA~CHN~goods~add~nan~2026-11-11",
        "date=soon",
        "rivalry=1",
        "threat=1,nan",
        "issue=~2",
        "issue=Cars~1e9",
        "scenario=../../etc",
    ],
)
def test_what_a_link_cannot_say_is_refused_in_words(query):
    with pytest.raises(ScenarioError, match=r"link cannot be read"):
        read_state(parse_qsl(query))
