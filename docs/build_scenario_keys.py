"""Write what can be written in a scenario file, from the records that read it: docs/scenario-keys.md for people, and
docs/schema/scenario.schema.json for editors. With ``--check`` nothing is written; the exit status says whether both are up to
date."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.pages import write_or_check

from tradetalks.inputs import json_schema
from tradetalks.scenario.sections.file import ScenarioFile
from tradetalks.talks.assumptions import SPREADS
from tradetalks.talks.issue_amount import AMOUNTS, GRANTS

DOCS = Path(__file__).resolve().parent
PAGE, SCHEMA = DOCS / "scenario-keys.md", DOCS / "schema" / "scenario.schema.json"
# Where each record stands in a file, in the order of the page.
SECTIONS = {
    "": "The file",
    "ModelOptions": "model",
    "Limits": "limits",
    "ActEntry": "acts",
    "AnswerEntry": "acts: an answer",
    "Answers": "acts: answers",
    "BranchEntry": "branches",
    "ObjectiveEntry": "objectives",
    "_Politics": "objectives: politics",
    "_Rivalry": "objectives: rivalry",
    "_Strategic": "objectives: strategic",
    "_Employment": "objectives: employment",
    "_Balance": "objectives: balance",
    "InstrumentSpec": "instruments",
    "ExportTaxSpec": "instruments: export_taxes",
    "SubsidySpec": "instruments: subsidies",
    "WarPlan": "war",
    "_Group": "war: coalitions, unions",
    "LadderStep": "war: ladder",
    "TalksPlan": "talks",
    "Threat": "talks: threat",
    "Issue": "talks: issues",
    "Level": "talks: levels",
    "Assumptions": "talks: assumptions, and the changes of a shock",
    "Shock": "talks: shocks",
    "StrategyPlan": "talks: strategies",
    "StudyPlan": "study",
    "Parameter": "study: parameters",
    "ActChoice": "study: acts",
    "Distribution": "study: distributions",
    "NormalSpec": "study: normal",
    "LognormalSpec": "study: lognormal",
    "BetaSpec": "study: beta",
    "DiscreteSpec": "study: discrete",
}
ENDS = {"minimum": "of at least", "exclusiveMinimum": "above", "maximum": "at most", "exclusiveMaximum": "below"}
HEAD = """# Keys of scenario files

Every key, from the code that reads them: `docs/build_scenario_keys.py` writes this page, and a test holds it to the code. What
the sections mean, with an example, is in [scenario files](scenarios.md). A key without a default and not marked *required* may be
left out. A number with a unit is written without it; where a percentage is allowed, it carries its sign (`25%`).

An editor with a YAML language server checks and completes keys while you type, after a first line

```yaml
# yaml-language-server: $schema=PATH/docs/schema/scenario.schema.json
```
"""
KINDS_HEAD = """
The unit of `amount`, `low` and `high` is that of the kind:

| kind | what is granted | amount |
|---|---|---|"""


def page() -> str:
    """The reference of keys."""
    schema = json_schema(ScenarioFile)
    records = {"": schema, **schema["$defs"]}
    missing = sorted(set(records) ^ set(SECTIONS))
    if missing:
        raise AssertionError(f"records without a place on the page, or places without a record: {', '.join(missing)}")
    parts = [HEAD]
    for name, title in SECTIONS.items():
        parts.append("\n".join(_section(title, records[name])))
        if name == "Issue":
            parts.append("\n".join(_kinds()))
    return "\n".join(parts)


def _section(title: str, record: dict[str, Any]) -> Iterator[str]:
    spreads = SPREADS if "mandate_years" in record["properties"] else {}
    yield f"## {title}\n"
    yield "| key | what it is | type, range | unit | default |"
    yield "|---|---|---|---|---|"
    for key, field in record["properties"].items():
        meaning = field["description"]
        if key in spreads:
            meaning += f"; drawn {spreads[key].words}"
        default = "*required*" if key in record.get("required", []) else _shown(field.get("default"))
        unit = "" if _unit(field) == "1" else _unit(field)
        yield f"| `{key}` | {meaning} | {_kind(field)} | {unit} | {default} |"
    yield ""


def _kinds() -> Iterator[str]:
    yield KINDS_HEAD.lstrip("\n")
    for kind, grants in GRANTS.items():
        words = AMOUNTS[kind].words.removeprefix("a number ")
        yield f"| `{kind}` | {grants} | {words} |"
    yield ""


def _kind(field: dict[str, Any]) -> str:
    """What may be written, in words: choices, a number with its range, a list of these."""
    if "anyOf" in field:
        return ", or ".join(dict.fromkeys(_kind(part) for part in field["anyOf"]))
    if "enum" in field:
        return ", ".join(f"`{word}`" for word in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    if "$ref" in field:
        name = SECTIONS[field["$ref"].rpartition("/")[2]]
        return f"[{name}](#{_anchor(name)})"
    if field["type"] in ("number", "integer"):
        return _number(field)
    if field["type"] == "array" and "minItems" in field:
        return field.get("names", "a list of these, one a side")
    if field["type"] == "array":
        return f"a list of: {_kind(field['items'])}"
    if field["type"] == "object":
        inner = field.get("additionalProperties")
        return f"a mapping to: {_kind(inner)}" if inner else f"`{{{field['required'][0]}: PATH}}`"
    return _text(field)


def _text(field: dict[str, Any]) -> str:
    if field["type"] == "boolean":
        return "`true`, `false`"
    if field.get("format") == "date":
        return "a date"
    if "%" in field.get("pattern", ""):
        return "a percentage"
    return field.get("names", "text")


def _number(field: dict[str, Any]) -> str:
    ends = [f"{word} {field[key]:g}" for key, word in ENDS.items() if key in field]
    noun = "a whole number" if field["type"] == "integer" else "a number"
    return " ".join([noun, " and ".join(ends)]).strip()


def _unit(field: dict[str, Any]) -> str:
    """The unit of a number, or of the numbers that a mapping or a list holds."""
    if "unit" in field:
        return str(field["unit"])
    inner = field.get("additionalProperties")
    return _unit(inner) if isinstance(inner, dict) else ""


def _shown(value: object) -> str:
    """A default as a file would write it; one number for all sides where they are the same."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list) and len(set(value)) == 1:
        value = value[0]
    if isinstance(value, list):
        return f"`[{', '.join(f'{v:g}' for v in value)}]`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _anchor(title: str) -> str:
    """The anchor that the site gives to a heading."""
    kept = "".join(c for c in title.lower() if c.isalnum() or c in " -_")
    return "-".join(kept.split())


def schema_text() -> str:
    """The JSON schema, as text."""
    schema = {"title": "A tradetalks scenario", **json_schema(ScenarioFile)}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write both files, or check them."""
    return write_or_check({PAGE: page, SCHEMA: schema_text}, arguments)


if __name__ == "__main__":
    sys.exit(main())
