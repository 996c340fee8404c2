"""The docs say what the code has."""

import dataclasses
import importlib.util
import re
from pathlib import Path

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.implicit import Outcomes
from tradetalks.economy.kernel.problem import Baseline, Instruments
from tradetalks.economy.kernel.state import State
from tradetalks.economy.products.economy import ProductEconomy
from tradetalks.economy.products.equations import ProductShares, ProductWeights
from tradetalks.scenario.read import parse_scenario

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_notation_has_a_row_for_every_array():
    rows = set(re.findall(r"`(\w+)`", (DOCS / "notation.md").read_text()))
    fields = {f.name for cls in (Baseline, Instruments, Economy) for f in dataclasses.fields(cls)}
    fields |= set(State._fields) | set(Outcomes._fields)
    assert fields - rows == set()
    assert {r for r in rows if not r.startswith("_")} - fields == set()


def test_model_numbers_every_equation_of_the_kernel():
    numbered = re.findall(r"^- \*\*(E\d+)\*\*", (DOCS / "model.md").read_text(), re.MULTILINE)
    assert numbered == [f"E{k}" for k in range(1, 19)]


def test_the_page_of_products_has_its_equations_and_a_row_for_every_array():
    text = (DOCS / "product_tier.md").read_text()
    assert re.findall(r"^- \*\*(E\d+)\*\*", text, re.MULTILINE) == [f"E{k}" for k in range(19, 24)]
    (table,) = re.findall(r"^\| symbol \|.*?\n\n", text, re.DOTALL | re.MULTILINE)
    fields = {f.name for cls in (ProductShares, ProductEconomy) for f in dataclasses.fields(cls)}
    assert set(re.findall(r"`(\w+)`", table)) == fields | set(ProductWeights._fields)


def test_the_example_scenario_reads():
    (example,) = re.findall(r"```yaml\n(.*?)```", (DOCS / "scenarios.md").read_text(), re.DOTALL)
    scenario = parse_scenario(example, "docs/scenarios.md", DOCS, {})
    assert scenario.name == "my-scenario"
    assert [b.name for b in scenario.branches] == ["answer"]
    assert [i.name for i in scenario.talks.issues] == ["Cars", "Farm goods"]


def test_history_page_is_what_the_code_gives():
    """Predicted beside observed trade for every set of elasticities, published costs beside ours, as committed."""
    spec = importlib.util.spec_from_file_location("build_history", DOCS / "build_history.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.build() == (DOCS / "history.md").read_text()


def test_validation_page_is_what_the_code_gives(validation):
    """Every published number beside ours, as committed (the size of a rounding gap aside)."""
    spec = importlib.util.spec_from_file_location("build_validation", DOCS / "build_validation.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (DOCS / "validation.md").read_text().splitlines()
    built = module.build(validation).splitlines()
    assert [line for line in built if "largest relative gap" not in line] == [
        line for line in written if "largest relative gap" not in line
    ]
