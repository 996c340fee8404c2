"""Write docs/text-scores.md: what is found in five official texts, against annotations made by hand (needs ../shared; seconds).

With ``--check`` nothing is written; the exit status says whether the page is what the code gives."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.pages import write_or_check
from tests.text.test_scores import TEXTS, scored

PAGE = Path(__file__).resolve().parent / "text-scores.md"
NAMES = {
    "parties": "parties",
    "levels": "negotiators",
    "dates": "dates",
    "acts": "measures",
    "issues": "items",
    "threats": "threats",
    "claims": "claims",
}

TEXT = """# What is found in texts

Five texts of the United States government (executive orders on Canada, on reciprocal tariffs and on Japan; the joint
statement of Geneva, the fact sheet of November 2025) were annotated by hand, value by value, with the words that each
rests on. `tradetalks draft --as gold` writes what the rules find in the same layout. Records are paired one to one;
then every field counts on its own: a *hit* has the same value, an *invented* one has a value where the annotation has
none. Precision is hits over all values given, recall hits over all values annotated; *grounded* is the share of hits
whose sentence is the annotation's.

The rules were written with these five texts at hand. On others they do worse: [from a text to a draft](texts.md) has the
scores on texts that they were not written with.

| record | field | annotated | precision | recall | grounded | invented |
|---|---|---|---|---|---|---|
{rows}
| **all** | | {all} |
"""


def page() -> str:
    """The page."""
    table = scored()
    rows = []
    for (record, field), count in table.items():
        annotated = count["hit"] + count["miss"] + count["wrong"]
        if annotated or count["invented"]:
            rows.append(f"| {NAMES[record]} | {field} | {_cells(count)} |")
    total = {name: sum(count[name] for count in table.values()) for name in next(iter(table.values()))}
    return TEXT.format(rows="\n".join(rows), all=_cells(total))


def _cells(count: dict[str, int]) -> str:
    annotated = count["hit"] + count["miss"] + count["wrong"]
    given = count["hit"] + count["wrong"] + count["invented"]
    shares = [_share(count["hit"], given), _share(count["hit"], annotated), _share(count["grounded"], count["hit"])]
    return " | ".join([str(annotated), *shares, str(count["invented"])])


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else ""


if __name__ == "__main__":
    if not TEXTS.exists():
        sys.exit(f"annotated texts are not here ({TEXTS})")
    sys.exit(write_or_check({PAGE: page}))
