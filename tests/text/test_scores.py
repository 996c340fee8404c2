"""Official texts with annotations made by hand: what is found, field by field, and what is invented."""

import importlib.util
import sys
import types
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.text.test_reading import check_support
from tradetalks.data.worlds import load_world
from tradetalks.text import read_source, read_text
from tradetalks.text.gold import as_gold

TEXTS = Path(__file__).resolve().parents[3] / "shared" / "validation" / "texts"
# What the issue asks for: least precision and least recall of fields.
TARGETS = {
    ("parties", "value"): (0.95, 0.9),
    ("dates", "value"): (0.95, 0.9),
    ("dates", "what"): (0.95, 0.9),
    ("acts", "rate"): (0.9, 0.8),
    ("acts", "by"): (0.9, 0.8),
    ("acts", "on"): (0.9, 0.8),
    ("acts", "status"): (0.9, 0.8),
    ("issues", "kind"): (0.85, 0.7),
    ("issues", "by"): (0.85, 0.7),
    ("issues", "to"): (0.85, 0.7),
    ("issues", "amount"): (0.85, 0.7),
}
# Of which a single one that is invented is too many.
NEVER_INVENTED = (
    *(
        ("acts", name)
        for name in ("rate", "rate_before", "change", "from", "until", "suspended_from", "suspended_until")
    ),
    *(("dates", "value"), ("issues", "amount")),
)

pytestmark = pytest.mark.skipif(not TEXTS.exists(), reason=f"annotated texts are not here ({TEXTS})")


def scorer() -> types.ModuleType:
    """The scorer that lies beside the annotations; it reads them through PyYAML's name."""
    reader = types.SimpleNamespace(safe_load=YAML(typ="safe").load)
    before = sys.modules.get("yaml")
    sys.modules["yaml"] = reader  # type: ignore[assignment]
    try:
        spec = importlib.util.spec_from_file_location("score", TEXTS / "score.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        del sys.modules["yaml"]
        if before is not None:
            sys.modules["yaml"] = before
    return module


@pytest.fixture(scope="module")
def table() -> dict[tuple[str, str], dict[str, int]]:
    return scored()


def scored() -> dict[tuple[str, str], dict[str, int]]:
    """Hits, misses, wrong and invented values by field, over all texts."""
    score, found = scorer(), {}
    regions = tuple(str(label) for label in load_world()["region"].values)
    for file in sorted((TEXTS / "gold").glob("*.yaml")):
        gold = YAML(typ="safe").load(file)
        source = read_source(TEXTS / "texts" / f"{file.stem}.txt")
        score.score(gold, as_gold(read_text(source), regions=regions), found)
    return found


@pytest.mark.parametrize("field", TARGETS)
def test_precision_and_recall(table, field):
    count = table[field]
    precision = count["hit"] / (count["hit"] + count["wrong"] + count["invented"])
    recall = count["hit"] / (count["hit"] + count["wrong"] + count["miss"])
    assert precision >= TARGETS[field][0] and recall >= TARGETS[field][1], count


@pytest.mark.parametrize("field", NEVER_INVENTED)
def test_nothing_is_invented(table, field):
    assert table[field]["invented"] == table[field]["wrong"] == 0


def test_all_fields_together(table):
    total = {
        name: sum(count[name] for count in table.values()) for name in ("hit", "miss", "wrong", "invented", "grounded")
    }
    assert total["hit"] / (total["hit"] + total["wrong"] + total["invented"]) >= 0.95
    assert total["hit"] / (total["hit"] + total["wrong"] + total["miss"]) >= 0.95
    assert total["grounded"] >= 0.9 * total["hit"]


@pytest.mark.parametrize("name", sorted(file.stem for file in (TEXTS / "texts").glob("*.txt")) or ["none"])
def test_values_rest_on_their_words(name):
    assert check_support((TEXTS / "texts" / f"{name}.txt").read_text(encoding="utf-8")) > 0


def test_the_page_of_scores_is_what_the_code_gives():
    from docs.build_text_scores import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page()
