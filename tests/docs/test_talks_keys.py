"""The reference of keys is what the code reads, and docs/scenarios.md explains it with an example that uses it."""

import datetime
import importlib.util
import json
import re
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from tradetalks.inputs import json_schema
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.sections.file import ScenarioFile
from tradetalks.scenario.sections.talks import TalksPlan
from tradetalks.scenario.shipped_files import FILES
from tradetalks.talks.assumptions import SPREADS, Assumptions
from tradetalks.talks.issue_amount import KINDS

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "scenarios.md").read_text(encoding="utf-8")
KEYS = (DOCS / "scenario-keys.md").read_text(encoding="utf-8")
SCHEMA = json.loads((DOCS / "schema" / "scenario.schema.json").read_text(encoding="utf-8"))
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def plan() -> TalksPlan:
    return parse_scenario(EXAMPLE, "docs/scenarios.md", DOCS, {}).talks


def builder():
    spec = importlib.util.spec_from_file_location("build_scenario_keys", DOCS / "build_scenario_keys.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_and_the_schema_are_what_the_code_gives():
    assert builder().main(["--check"]) == 0


def test_a_stale_page_is_told_and_left_alone(tmp_path, capsys):
    build = builder()
    build.PAGE, build.SCHEMA = tmp_path / "page.md", tmp_path / "schema.json"
    build.PAGE.write_text("# Keys of scenario files\n\nold\n")
    assert build.main(["--check"]) == 1
    assert build.PAGE.read_text().endswith("old\n") and not build.SCHEMA.exists()
    said = capsys.readouterr().err
    assert said.count("is not what the code gives") == 2 and "\n-old\n" in said
    assert build.main([]) == 0 and build.main(["--check"]) == 0


def rows(section: str) -> dict[str, list[str]]:
    """The first table of a section of the reference: key to cells."""
    lines = KEYS[KEYS.index(f"## {section}\n") :].split("\n\n")[1].splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0].strip("`"): row[1:] for row in cells}


def test_every_key_has_a_meaning():
    for record in (SCHEMA, *SCHEMA["$defs"].values()):
        for key, field in record["properties"].items():
            assert field["description"], key


def test_every_quantity_has_a_unit():
    """A number with a range has a unit, "1" where it has none."""
    for record in (SCHEMA, *SCHEMA["$defs"].values()):
        for key, field in record["properties"].items():
            if field.get("type") in ("number", "integer"):
                assert field["unit"], key


def test_units_defaults_and_ranges():
    issues, assumed = rows("talks: issues"), rows("talks: assumptions, and the changes of a shock")
    assert "mfn" not in issues  # A most-favoured-nation rollback is for agendas of more than two sides; files have two.
    assert issues["red_line"] == [
        "share above which `by` signs nothing", "a number of at least 0 and at most 1, or a percentage", "a share", "`1`",
    ]  # fmt: skip
    assert issues["source"][-1] == "*required*"
    assert list(assumed) == list(Assumptions.__dataclass_fields__)
    assert assumed["mandate_years"][2:] == ["years", "`[1.8, 4]`"]
    assert {key for key, cells in assumed.items() if "; drawn around it" in cells[0]} == set(SPREADS)
    assert set(KINDS) == {k for k in KINDS if f"| `{k}` | " in KEYS}


def as_an_editor_sees_it(text: str) -> object:
    """YAML as a language server hands it to a validator: dates are text."""

    def plain(value):
        if isinstance(value, dict):
            return {str(key): plain(part) for key, part in value.items()}
        if isinstance(value, list):
            return [plain(part) for part in value]
        return value.isoformat() if isinstance(value, datetime.date) else value

    return plain(YAML(typ="safe", pure=True).load(text))


@pytest.mark.parametrize("text", [EXAMPLE, *(f.read_text(encoding="utf-8") for f in sorted(FILES.glob("*.yaml")))])
def test_the_schema_takes_what_the_reader_takes(text):
    jsonschema.Draft202012Validator(SCHEMA).validate(as_an_editor_sees_it(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("amount: 5,", "amount: five,"),
        ("kind: purchases", "kind: purchase"),
        ("rates: 0.05", "rates: 5"),
        ("deadline: 2026-02-01", "dedline: 2026-02-01"),
        ("start: baseline", "start: today"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(old, new):
    assert EXAMPLE.count(old) == 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(as_an_editor_sees_it(EXAMPLE.replace(old, new)))


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(json_schema(ScenarioFile))


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
