"""``tradetalks data``: from an official table to a world, a check, a look, and what is said where it cannot be."""

import os
from pathlib import Path

import pytest

import tradetalks as tt
from tests.worlds import random_accounts, write_tables
from tradetalks.cli.main import BAD_INPUT, main

MAP = "regions: {US: [USA], China: [CHN], Rest: [rest]}\nsectors: {Farms: ['A*'], Factories: ['C*'], Mines: ['B*']}\n"
TARIFFS = """importer,exporter,sector,rate,unit
all,all,goods,5,percent
USA,CHN,C26,30,percent
USA,CHN,C10*,10,percent
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with a small official file, a map and tariffs."""
    tt.write_small("icio2023", tmp_path, regions=5, industries=18)
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    (tmp_path / "tariffs.csv").write_text(TARIFFS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


BUILD = ["data", "build", "icio", "--file", "2022_SML.csv", "--map", "map.yaml", "--tariffs", "tariffs.csv"]


@pytest.mark.slow
def test_from_a_table_to_a_run(here, capsys):
    assert main([*BUILD, "--out", "mine.nc"]) == 0
    said = capsys.readouterr().out
    assert "3 regions and 3 sectors, 2022, from OECD ICIO, 2023 layout" in said
    assert "What was moved" in said and "What averages hide" in said
    assert "moved: goods: divisions 1 to 33 of ISIC revision 4\n" in said and " 1 places" not in said
    (row,) = (line.split() for line in said.splitlines() if line.split()[:1] == ["goods"])
    assert row[1] != "0" and " ".join(row).endswith("1 divisions 1 to 33 of ISIC revision 4")
    assert said.endswith("mine.nc written; in a scenario beside it: baseline: {file: mine.nc}\n")
    Path("x.yaml").write_text(
        "name: x\ntitle: y\nbaseline: {file: mine.nc}\nacts:\n"
        "  - {id: a, by: US, on: China, sectors: [Factories], rate: 25%, from: 2026-01-01, source: made up}\n"
    )
    assert main(["check", "x.yaml"]) == 0
    assert main(["run", "x.yaml", "--brief"]) == 0
    assert sorted(os.listdir(here)) == ["2022_SML.csv", "map.yaml", "mine.nc", "tariffs.csv", "x.yaml"]


def test_check_and_show_what_was_built(here, capsys):
    main([*BUILD, "--out", "mine.nc"])
    capsys.readouterr()
    assert main(["data", "check", "mine.nc"]) == 0
    assert capsys.readouterr().out.startswith("mine.nc: no problems\n3 regions and 3 sectors, 2022, from OECD ICIO")
    assert main(["data", "show", "mine.nc"]) == 0
    said = capsys.readouterr().out
    for word in (
        "made of: 2022_SML.csv",
        "made of: map.yaml",
        "made of: tariffs.csv",
        "Largest flows",
        "Regions",
        "Sectors",
    ):
        assert word in said
    assert "named sets of elasticities apply, by the sectors of world2022" in said


def test_an_official_table_is_checked_and_shown(here, capsys):
    assert main(["data", "check", "2022_SML.csv"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("2022_SML.csv: no problems\nOECD ICIO, 2023 layout\n") and "What was moved" in said
    assert main(["data", "show", "2022_SML.csv"]) == 0
    assert "Largest flows" in capsys.readouterr().out


def test_a_folder_and_a_shipped_world(here, capsys):
    write_tables(random_accounts(3), here / "tables")
    assert main(["data", "check", "tables"]) == 0
    assert capsys.readouterr().out.startswith("tables: no problems\n")
    assert main(["data", "show", "world2022"]) == 0
    assert capsys.readouterr().out.startswith("15 regions and 28 sectors, 2022, balanced\n")


def test_doubts_are_listed(here, capsys):
    accounts = random_accounts(3)
    accounts["trade_elasticity"][:] = 0.5
    write_tables(accounts, here / "tables")
    assert main(["data", "check", "tables"]) == 0
    said = capsys.readouterr().out
    assert "1 doubt, on what is possible and unlikely:" in said and "is this the dispersion 1/theta" in said


def test_a_table_in_another_unit_is_doubted(here, capsys):
    lines = Path("2022_SML.csv").read_text().splitlines()
    for at, line in enumerate(lines[1:], 1):
        label, *cells = line.split(",")
        lines[at] = ",".join([label, *[repr(float(cell) / 1000) for cell in cells]])
    Path("2022_SML.csv").write_text("\n".join(lines) + "\n")
    for command in (["data", "check", "2022_SML.csv"], [*BUILD, "--out", "mine.nc"]):
        assert main(command) == 0
        said = " ".join(capsys.readouterr().out.split())
        assert "1 doubt, on what is possible and unlikely:" in said and "Its numbers times 1000 would give" in said


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["data", "check", "nowhere.nc"], "nowhere.nc cannot be read as a world"),
        (["data", "check", "nowhere.csv"], "nowhere.csv  there is no such file or folder"),
        (["data", "show", "map.yaml"], "map.yaml  the format of this file is not known"),
        ([*BUILD, "--out", "map.yaml"], "map.yaml is not a world of tradetalks and is left alone"),
        ([*BUILD, "--out", "nowhere/mine.nc"], "there is no folder nowhere"),
        ([*BUILD, "--out", "m.nc", "--elasticities", "LL2024"], "no elasticities 'LL2024'"),
        (["data", "build", "icioo", "--file", "2022_SML.csv", "--out", "m.nc"], "there is no format 'icioo'"),
        (["data", "fetch", "gtap", "--into", "d"], "gtap cannot be fetched: no program can fetch it"),
        (["data", "fetch", "icio"], "there is no official file 'icio'"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_nothing(here, capsys, command, said):
    before = sorted(os.listdir(here))
    assert main(command) == BAD_INPUT
    assert capsys.readouterr().err.startswith(said)
    assert sorted(os.listdir(here)) == before


def test_names_of_official_files_are_listed(here, capsys):
    assert main(["data", "fetch"]) == 0
    assert "icio2025-sml-2016-2022       OECD ICIO 2025 edition, small, 2016-2022" in capsys.readouterr().out


def test_an_interruption_leaves_nothing(here, monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("tradetalks.data.world_file.xr.Dataset.to_netcdf", interrupted)
    assert main([*BUILD, "--out", "mine.nc"]) == 130
    assert "interrupted" in capsys.readouterr().err
    assert sorted(os.listdir(here)) == ["2022_SML.csv", "map.yaml", "tariffs.csv"]


def test_rates_below_zero_are_accepted_by_name(here, capsys):
    Path("tariffs.csv").write_text(TARIFFS.replace("30,percent", "-30,percent"), encoding="utf-8")
    assert main([*BUILD, "--out", "mine.nc"]) == BAD_INPUT
    assert "if that is meant, accept negative_rates by name" in capsys.readouterr().err
    assert main([*BUILD, "--accept", "negative_rates", "--out", "mine.nc"]) == 0
    capsys.readouterr()
    assert main([*BUILD, "--accept", "nothing", "--out", "mine.nc"]) == BAD_INPUT
    assert "there is no doubt 'nothing' to accept" in capsys.readouterr().err
