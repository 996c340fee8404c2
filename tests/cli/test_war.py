"""``tradetalks war`` as a user meets it."""

import dataclasses
import json
import re

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import tradetalks as tt
from tradetalks.cli.main import main
from tradetalks.games.certificate import Certificate
from tradetalks.report.cost.charts import COST_CAPTIONS
from tradetalks.report.war.chapter import WAR_CAPTIONS
from tradetalks.report.war.tables import war_cost_table, war_sectors_table, war_tables, war_tariffs_table
from tradetalks.report.war.words import war_sentences
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.run_war import as_asked, solve_war

TOY = """name: small
title: One war
baseline: toy
players: [HOME, ABROAD]
acts:
  - {id: a, by: HOME, on: ABROAD, rate: 10%, from: 2020-01-01, source: made up}
instruments: {HOME: {high: 5%}}
"""


@pytest.fixture(scope="module")
def war():
    """The United States and China with one tariff each, with and without scale economies."""
    return solve_war(as_asked(read_scenario("us-china-trade-war"), instruments="uniform"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A toy war on disk."""
    place = tmp_path_factory.mktemp("war")
    (place / "toy.yaml").write_text(TOY)
    assert main(["war", str(place / "toy.yaml"), "--out", str(place / "out"), "--png"]) == 0
    return place


def test_without_scale_economies_as_published(capsys):
    """Sector tariffs near ten percent; the United States about even, China loses about 0.05 percent."""
    assert main(["war", "us-china-trade-war", "--set", "model.scale=false"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert (
        "• In the war: the United States +0.002 percent of real income (+0.4 billion dollars a year); China -0.05 percent"
        in out
    )
    assert "imposed by September 2019: mean 24.9, median 26.4, trade-weighted 26.8 percent" in out
    assert out.startswith("The trade war of the United States and China, fought to its end Where does it end")
    assert "NOT CERTIFIED" not in out and "How sure: searching again from 4 starting points each" in out
    assert "Without scale economies" not in out


def test_every_country_is_in_the_cost(war):
    frame = war_cost_table(war).frame.set_index("country")
    assert list(frame.index[:2]) == ["USA", "CHN"] and set(frame.index) == set(war.economy.regions)
    assert list(frame.role) == ["player"] * 2 + ["bystander"] * 5
    change = war.war.equilibrium.real_income_change.sel(region=list(frame.index)).values
    np.testing.assert_allclose(frame["real income %"], change)
    assert list(war.by_scale) == ["low", "high"]
    csv = war_cost_table(war).csv.set_index("region")
    for name, other in war.by_scale.items():
        there = other.equilibrium.real_income_change.sel(region=list(frame.index)).values
        np.testing.assert_allclose(csv[f"real_income_change_percent_{name}_scale_effects"], there)
        assert abs(change - there).max() > 0.01
    # A range is from the least to the greatest of what was solved, wherever the file's own lies.
    columns = [name for name in csv if name.startswith("real_income_change_percent")]
    for country, told in frame["range %"].items():
        low, high = (float(end) for end in told.split(" to "))
        assert [low, high] == pytest.approx(
            [csv.loc[country, columns].min(), csv.loc[country, columns].max()], abs=6e-4
        )


def test_nash_tariffs_stand_beside_those_imposed(war):
    """A uniform Nash tariff has three equal averages; the record of 2019 has its own."""
    frame = war_tariffs_table(war).frame.set_index(["player", "tariffs"])
    for k, player in enumerate(("USA", "CHN")):
        np.testing.assert_allclose(frame.loc[(player, "Nash")].astype(float), 100 * war.war.x[k])
        np.testing.assert_allclose(
            frame.loc[(player, "Nash, low scale effects")].astype(float), 100 * war.by_scale["low"].x[k]
        )
    imposed = frame.loc[("USA", "imposed by September 2019")].astype(float)
    baseline = war.scenario.accounts["tariff"].sel(importer="USA", exporter="CHN", sector=list(war.economy.goods))
    assert imposed["mean"] - 100 * float(baseline.mean()) == pytest.approx(22.3179, abs=1e-3)
    assert list(war_sectors_table(war).frame.sector) == list(war.economy.goods)


def test_imposed_is_what_is_in_force_for_anybody_else():
    run = solve_war(as_asked(read_scenario("us-china-trade-war"), ["EU", "USA"], "uniform"))
    assert run.imposed[0] == "in force on 14 February 2020"
    others = run.imposed[1][run.economy.regions.index("EU")]
    np.testing.assert_allclose(others, run.economy.tariff_nij[run.economy.regions.index("EU")])


def test_the_folder_is_complete(folder):
    out = folder / "out"
    names = {str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()}
    facts = json.loads((out / "run.json").read_text())
    assert sorted(facts["files"]) == sorted(names)
    charts = {f"charts/war_{kind}.{end}" for kind in ("reactions", "cost", "tariffs") for end in ("svg", "png")}
    assert (
        charts | {"report.html", "results.nc", "scenario.yaml", "tables/war_cost.csv", "tables/war_instruments.csv"}
        <= names
    )
    assert facts["war"]["certified"] is True and facts["largest_residual"] < 1e-9
    rates = pd.read_csv(out / "tables" / "war_instruments.csv")
    assert list(rates.high) == [0.05, 10.0] and rates.rate[0] == pytest.approx(0.05)
    with xr.open_dataset(out / "results.nc", group="war", engine="h5netcdf") as data:
        assert data["payoff"].dims == ("player",) and data.attrs["certified"] == 1


def test_the_page_is_self_contained(folder):
    page = (folder / "out" / "report.html").read_text()
    # Every picture twice: for wide and for narrow pages.
    assert page.count("<svg") == 2 * 3 and "The trade war of HOME and ABROAD, fought to its end" in page
    assert not re.search(r"src=|<link|<script|@import", page)
    assert "Held by a bound, 1 of 2 rates: tariff of HOME on ABROAD in GOOD at its upper bound 0.05." in page
    assert set(WAR_CAPTIONS).isdisjoint(COST_CAPTIONS)


def test_other_commands_read_the_folder(folder, capsys):
    assert main(["cite", str(folder / "out")]) == 0
    assert main(["compare", str(folder / "out"), str(folder / "out")]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "The war: 0 of" in out and "same scenario, settings, model and data" in out


def test_a_run_with_a_war_section_has_a_war_chapter(folder):
    (folder / "run.yaml").write_text(TOY + "war: {start: now}\n")
    assert main(["run", str(folder / "run.yaml"), "--out", str(folder / "run"), "--quiet"]) == 0
    page = (folder / "run" / "report.html").read_text()
    assert "Where does it end if nobody stops it?" in page and "What the players make of it" in page
    assert (folder / "run" / "charts" / "war_gains.svg").is_file()
    assert (folder / "run" / "tables" / "war_certificate.csv").is_file()


def interrupting(after: int):
    """A progress callback at which a user presses Ctrl-C."""
    calls = []

    def tell(text: str) -> None:
        calls.append(text)
        if len(calls) > after:
            raise KeyboardInterrupt

    return tell


def test_interrupted_the_best_point_is_not_certified(folder, monkeypatch, capsys):
    monkeypatch.setattr("tradetalks.cli.war._teller", lambda status: interrupting(1))
    assert main(["war", str(folder / "toy.yaml"), "--out", str(folder / "stopped")]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert out.split("• ")[1].strip() == (
        "NOT CERTIFIED: the search was interrupted; these are the numbers of the best point so far, which need not be an "
        "equilibrium."
    )
    assert "How sure" not in out and "The certificate" not in out
    facts = json.loads((folder / "stopped" / "run.json").read_text())
    assert facts["war"]["interrupted"] is True and facts["war"]["certified"] is False
    assert not (folder / "stopped" / "charts" / "war_reactions.svg").exists()


def test_interrupted_later_what_is_solved_stays(monkeypatch):
    """An interruption of the search at high scale effects keeps those before it."""
    import tradetalks.scenario.run_war as home

    solve = home.war_of

    def stop_at_high(*args, scale_share=None, **kwargs):
        if scale_share == 1:
            raise KeyboardInterrupt
        return solve(*args, scale_share=scale_share, **kwargs)

    monkeypatch.setattr(home, "war_of", stop_at_high)
    run = solve_war(as_asked(read_scenario("us-china-trade-war"), instruments="uniform"))
    assert run.war.certified and list(run.by_scale) == ["low"]
    assert any(said.startswith("Without scale economies: USA ") for said in war_sentences(run))
    found = war_cost_table(run).csv
    assert "real_income_change_percent_low_scale_effects" in found
    assert "real_income_change_percent_high_scale_effects" not in found


def test_a_run_whose_war_is_interrupted_does_not_wait_for_its_talks(monkeypatch):
    """Neither where the search of the file's own war is struck, nor where one beside it is."""
    import tradetalks.scenario.run as home
    import tradetalks.scenario.run_war as wars

    solve = wars.war_of

    def stop_at_high(*args, scale_share=None, **kwargs):
        if scale_share == 1:
            raise KeyboardInterrupt
        return solve(*args, scale_share=scale_share, **kwargs)

    monkeypatch.setattr(wars, "war_of", stop_at_high)
    scenario = as_asked(read_scenario("us-china-trade-war"), instruments="uniform")
    alone = tt.run_scenario(scenario, parts={"war"})
    assert alone.war is not None and alone.war.interrupted and alone.war.unsolved == {"high": "interrupted"}
    monkeypatch.setattr(home, "solve_cost", lambda *args: None)
    monkeypatch.setattr(home, "solve_talks", lambda *args: None)
    talking = dataclasses.replace(scenario, talks=read_scenario("beijing-2019").talks)
    with pytest.raises(KeyboardInterrupt):
        tt.run_scenario(talking, parts={"war", "talks"})


def test_a_certificate_that_fails_is_said_first(war):
    checks = war.war.certificate.checks
    bad = Certificate((dataclasses.replace(checks[0], deviation_gain=0.5), *checks[1:]))
    text = war_sentences(dataclasses.replace(war, war=dataclasses.replace(war.war, certificate=bad)))
    assert text[0] == (
        "NOT CERTIFIED: a player could still gain by deviating; these are the numbers of the best point so far, which need "
        "not be an equilibrium."
    )
    assert any("gains 5.0e-01 percent of real income (USA), where 0.0001 is allowed" in s for s in text)


def test_no_bounds_no_table(war):
    assert "war_bounds" not in [table.name for table in war_tables(war)]
    assert "None of the 2 rates is held by a bound." in war_sentences(war)


def told(capsys, *arguments) -> str:
    assert main(["war", *arguments]) == 2
    return capsys.readouterr().err


def test_bad_input(folder, capsys, tmp_path):
    toy = str(folder / "toy.yaml")
    assert told(capsys, toy, "--players", "HOME,MARS") == (
        "there is no player 'MARS' in this economy\nchoose from HOME, ABROAD\n"
    )
    assert told(capsys, toy, "--players", ",") == (
        "a game needs players\nexpected regions among HOME, ABROAD\ngot      none\ndo       name at least one\n"
    )
    assert told(capsys, toy, "--instruments", "quota") == (
        "the instrument: unknown kind of instrument\nexpected one of sector, partner, mfn, uniform\ngot      tie = 'quota'\n"
        "do       choose from sector, partner, mfn, uniform\n"
    )
    (tmp_path / "mine.txt").write_text("mine")
    assert told(capsys, toy, "--out", str(tmp_path)) == (
        f"{tmp_path} holds files that are not a run\nexpected an empty or new folder, or an earlier run (run.json)\n"
        "do       choose another --out; nothing was changed\n"
    )
