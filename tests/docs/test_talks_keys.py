"""docs/scenarios.md documents the talks section: every key and unit, with an example that uses them."""

import dataclasses
import re
from pathlib import Path

import pytest

from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.sections.talks import Level, StrategyPlan, TalksPlan
from tradetalks.talks.assumptions import RANGES, Assumptions
from tradetalks.talks.issue import KINDS, Issue

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "scenarios.md").read_text()
TALKS = TEXT[TEXT.index("## Talks") :]


@pytest.fixture(scope="module")
def plan() -> TalksPlan:
    (example,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    return parse_scenario(example, "docs/scenarios.md", DOCS, {}).talks


def test_every_key_is_documented():
    """A most-favoured-nation rollback is for agendas of more than two sides; files have two."""
    fields = {f.name for cls in (TalksPlan, Issue, Assumptions, Level, StrategyPlan) for f in dataclasses.fields(cls)}
    fields |= {"date", "changes"}
    named = set(re.findall(r"`(\w+)`", TALKS)) | {m.lower() for m in re.findall(r"\*\*(\w+)\.\*\*", TALKS)}
    assert fields - named == {"name", "kind", "mfn"} - named


def rows(first: str) -> dict[str, list[str]]:
    """The table whose header starts with ``first``: row label to cells."""
    lines = TALKS[TALKS.index(f"| {first} |") :].split("\n\n")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in cells}


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d+\.?\d*", text)]


def test_kinds_are_those_of_the_code():
    assert [label.strip("`") for label in rows("kind")] == list(KINDS)


def test_defaults_and_ranges_are_those_of_the_code():
    assumed, documented = Assumptions(), rows("key")
    for label, (_, default, span) in documented.items():
        for name, stated in zip(re.findall(r"`(\w+)`", label), default.split(", "), strict=False):
            value = getattr(assumed, name)
            if isinstance(value, str):
                assert stated == value
            elif name != "threatener":
                values = numbers(default) if isinstance(value, tuple) else numbers(stated)
                assert set(values) == set(value if isinstance(value, tuple) else [value]), name
        name = re.findall(r"`(\w+)`", label)[0]
        assert bool(span) == (name in RANGES), name
        if span and name != "selection":
            ends = [end if isinstance(end, tuple) else (end,) for end in RANGES[name]]
            assert [set(numbers(part)) for part in span.split(" to ")] == [set(end) for end in ends], name


def test_pairs_are_marked():
    marked = {re.findall(r"`(\w+)`", label)[0] for label in rows("key") if "²" in label}
    assert marked == {f.name for f in dataclasses.fields(Assumptions) if isinstance(f.default, tuple)}


def test_the_example_uses_what_the_text_explains(plan):
    cars, farm = plan.issues
    assert (cars.red_line, cars.phase_in_years, farm.offer, farm.delivered, farm.cost) == (0.8, 1.0, 0.2, 0.8, 0.5)
    assert [(level.name, level.share, level.limits) for level in plan.levels] == [
        ("ministers", 0.5, {"Farm goods": 0.2}), ("leaders", 1.0, {}),
    ]  # fmt: skip
    assert plan.assumptions == Assumptions(
        mandate_years=(2.8, 3.4), committed=(0.1, 0.2), threatener=0, punishment="snap-back", snap_back_years=2
    )
    (shock,) = plan.shocks
    assert shock.changes == {"rivalry": (0.0, 0.1)} and shock.deadline.isoformat() == "2026-03-01"
    assert [(s.by, s.grants, s.branch) for s in plan.strategies] == [("USA", 0.5, None), ("EU", None, "answer")]
