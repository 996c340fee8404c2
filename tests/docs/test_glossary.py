"""docs/glossary.md names what the code has, once each, in whole rows."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines()
    if re.match(r"\| .*`", line)
]
# The words that were chosen where the code had private ones.
CHOSEN = {
    "baseline", "elasticity set", "scale effects",
    "local ascent", "basin hopping", "preconditioner", "dispersion", "commitment type",
    "disagreement point", "outside option", "slack of the mandate", "max-min surplus", "compliance", "self-enforcing",
    "stochastic surplus", "relative gains", "retaliation rule", "negotiating chapters",
    "policy path", "policy date", "player", "side", "impasse",
}  # fmt: skip


def test_rows_are_whole():
    assert all(len(row) == 4 and all(row) for row in ROWS)


def test_no_term_stands_twice():
    terms = [row[0] for row in ROWS]
    assert sorted(terms) == sorted(set(terms))


def test_the_chosen_words_are_there():
    assert CHOSEN - {row[0] for row in ROWS} == set()


def test_a_meaning_is_one_plain_sentence():
    assert [row[2] for row in ROWS if row[2].endswith(".") or len(row[2]) > 140] == []


@pytest.mark.parametrize("name", [re.fullmatch(r"`([\w.]+)`", row[1])[1] for row in ROWS])
def test_every_name_is_in_the_code(name):
    owner, rest = nearest_module(name)
    for part in rest:
        assert hasattr(owner, part) or part in getattr(owner, "__dataclass_fields__", {}), f"{name}: no {part}"
        owner = getattr(owner, part, None)


def nearest_module(name: str) -> tuple[ModuleType, list[str]]:
    """The innermost module of a dotted name, and what is left of the name within it."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        module = ".".join(["tradetalks", *parts[:count]])
        if has_module(module):
            return importlib.import_module(module), parts[count:]
    raise AssertionError(f"{name}: no room of that name")


def has_module(module: str) -> bool:
    """Whether there is a module of that name; what stands above it may be one without parts."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
