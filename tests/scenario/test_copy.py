"""A copy that stands on its own says what the original says."""

import dataclasses
import re

import pytest

from tradetalks.cli.main import main
from tradetalks.report.describe import describe_scenario
from tradetalks.scenario.export import renamed, self_contained, write_copy
from tradetalks.scenario.read import parse_scenario, read_scenario
from tradetalks.scenario.reading.library import find, needs_own_tables, shipped_scenarios
from tradetalks.scenario.shipped_files import FILES

PARENT_OF_USERS = """# Mine.
name: mine
title: A step more
extends: geneva-2025
cut: 2025-03-10
model:
  scale_elasticity: {ELE: 0.1}
# Own acts.
acts:
  - {id: own, by: USA, on: CHN, rate: 5%, from: 2025-06-01, source: made up}
"""


def same(one, other) -> bool:
    fields = [f.name for f in dataclasses.fields(one)]
    differ = {"name", "path", "folder", "text", "extends", "accounts"}
    return all(repr(getattr(one, f)) == repr(getattr(other, f)) for f in fields if f not in differ)


@pytest.mark.parametrize("name", [n for n in shipped_scenarios() if n != "nafta-1993"])
def test_shipped_scenarios(tmp_path, name):
    file = write_copy(name, tmp_path / "mine.yaml")
    copied, original = read_scenario(file), read_scenario(name)
    assert "\nextends:" not in file.read_text() and copied.name == "mine" and copied.extends == ""
    assert same(copied, original)
    assert original.accounts.identical(copied.accounts)


def test_inherited_acts_can_be_changed(tmp_path):
    file = write_copy("beijing-2019", tmp_path / "mine.yaml")
    text = file.read_text()
    assert text.count("share: 0.034540390") == 1
    file.write_text(text.replace("share: 0.034540390", "share: 0.5"))
    act = next(a for a in read_scenario(file).acts if a.id == "usa-2018-03-23")
    before = next(a for a in read_scenario("beijing-2019").acts if a.id == act.id)
    assert act.cells[0][3] / before.cells[0][3] == pytest.approx(0.5 / 0.034540390)


def test_own_acts_in_flow_style_a_model_of_both_and_a_cut(tmp_path):
    file = tmp_path / "child.yaml"
    file.write_text(PARENT_OF_USERS)
    copied = write_copy(file, tmp_path / "whole.yaml")
    assert same(read_scenario(copied), read_scenario(file))
    assert read_scenario(copied).model.scale_elasticity == {"ELE": 0.1}
    assert read_scenario(copied).acts[-1].id == "own"
    assert copied.read_text().startswith("# Mine.\nname: whole\n")


def test_arrays_of_ones_own_are_named_not_copied():
    text = self_contained(find("nafta-1993"))
    assert text == (FILES / "nafta-1993.yaml").read_text()
    assert "name: x\n" in renamed(text, "x")


def test_what_needs_own_tables_is_said_before_it_is_run(capsys):
    assert [name for name in shipped_scenarios() if needs_own_tables(name)] == ["nafta-1993"]
    assert main(["list"]) == 0
    (line,) = (line for line in capsys.readouterr().out.splitlines() if "nafta-1993 " in line)
    assert line.endswith("(needs your own tables: tradetalks copy nafta-1993)")


def test_a_flow_list_of_acts(tmp_path):
    file = tmp_path / "child.yaml"
    flow = PARENT_OF_USERS.replace("acts:\n  - {", "acts: [{").replace("made up}", "made up}]")
    file.write_text(flow)
    copied = write_copy(file, tmp_path / "whole.yaml")
    assert same(read_scenario(copied), parse_scenario(flow, "f", tmp_path, {}))


@pytest.mark.parametrize("name", ["us-china-2025", "eu-us-2025", "usmca-2026"])
def test_the_text_of_a_shipped_scenario_runs_anywhere(tmp_path, name):
    """So does what the page hands out, and what stands in the folder of a run: no table lies beside them."""
    file = tmp_path / "scenario.yaml"
    file.write_text(find(name).read_text())
    alone, original = read_scenario(file), read_scenario(name)
    said = [note.text for note in alone.notes if "lies beside this file" in note.text]
    assert said and not [note for note in original.notes if "lies beside this file" in note.text]
    assert same(dataclasses.replace(alone, notes=()), dataclasses.replace(original, notes=()))
    facts = describe_scenario(alone)
    assert facts["again"]["beside_scenario_yaml"] == []
    assert facts["read"] == describe_scenario(original)["read"] and all(one["sha256"] for one in facts["read"])


def test_a_table_of_ones_own_comes_before_the_shipped_one_of_its_name(tmp_path):
    file = write_copy("eu-us-2025", tmp_path / "mine.yaml")
    table = tmp_path / "tariffs-2025" / "letter-of-july.csv"
    table.write_text(re.sub(r",[\d.]+%$", ",50%", table.read_text(), flags=re.MULTILINE))
    changed = read_scenario(file)
    acts = (*changed.acts, *(act for branch in changed.branches for act in branch.acts))
    rates = {cell[3] for act in acts if act.table.endswith("letter-of-july.csv") for cell in act.cells}
    assert rates == {0.5} and "lies beside" not in " ".join(note.text for note in changed.notes)
    table.unlink()
    assert same(
        dataclasses.replace(read_scenario(file), notes=()), dataclasses.replace(read_scenario("eu-us-2025"), notes=())
    )
