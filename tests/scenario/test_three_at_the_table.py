"""A file with three sides, from the command line to the page: that of the how-to, and what is refused or said in vain."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import tradetalks as tt
from tests.report.test_read_run import AGAIN
from tradetalks.cli.main import main
from tradetalks.errors import ScenarioError
from tradetalks.report.talks.charts import deal_charts, keeping_charts, odds_charts
from tradetalks.report.talks.tables import talks_tables
from tradetalks.report.talks.words import talks_sentences
from tradetalks.scenario.read import parse_scenario

DOCS = Path(__file__).resolve().parents[2] / "docs"
(FILE,) = re.findall(r"```yaml\n(.*?)```", (DOCS / "howto" / "three-sides.md").read_text(encoding="utf-8"), re.DOTALL)
SIDES = ["USA", "CHN", "EU"]


def read(text: str):
    return parse_scenario(text, "three.yaml", DOCS, {})


def changed(old: str, new: str) -> str:
    assert FILE.count(old) == 1
    return FILE.replace(old, new)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("three")
    (home / "three.yaml").write_text(FILE, encoding="utf-8")
    assert main(["run", str(home / "three.yaml"), "--out", str(home / "out")]) == 0
    return home / "out"


@pytest.fixture(scope="module")
def talks(folder):
    return tt.read_run(folder).talks


def test_the_file_is_read_without_a_word():
    scenario = read(FILE)
    assert scenario.talks_plan.sides == tuple(SIDES) and scenario.notes == ()
    assumed = scenario.talks_plan.assumptions
    assert assumed.mandate_years == (2.8, 4.0, 3.2) and assumed.rates == (0.05,) * 3
    np.testing.assert_array_equal(assumed.rivalry_by_pair, [[0, 0.1, 0], [0, 0, 0], [0, 0, 0]])
    without = read(changed("    mandate_years: [2.8, 4.0, 3.2]\n", ""))
    assert without.talks_plan.assumptions.mandate_years == (4.0, 4.0, 4.0)


def test_the_page_says_what_three_can_have(folder):
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Odds are computed for two sides; this table has three." in page
    assert "What each deal brings" in page and "Inside the shaded zone" not in page
    charts = {path.name for path in (folder / "charts").iterdir()}
    assert {"gains.svg", "enforcement.svg", "clock.svg"} <= charts
    assert not charts & {"bargaining.svg", "odds.svg", "rivalry.svg"}
    tables = {path.stem for path in (folder / "tables").iterdir()}
    assert {"deals", "kept", "issues", "threats", "linkage", "without_others"} <= tables
    assert "Without the others these two could sign" in page
    assert not tables & {"odds", "rounds", "strategies", "outlook", "shocks"}


def test_the_record_of_the_run_says_it_too(folder):
    facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert facts["talks"]["no_odds"] == "odds are computed for two sides; this table has three"
    assert facts["talks"]["sides"] == SIDES and "draws" not in facts["talks"]
    assert any("odds are computed for two sides" in str(note) for note in facts["notes"])
    with xr.open_dataset(folder / "results.nc", group="talks", engine="h5netcdf") as data:
        assert data.attrs["comment"] == facts["talks"]["no_odds"]
        assert list(data.pair.values) == ["USA and CHN", "USA and EU", "CHN and EU"]
        assert data["deal_of_two"].dims == ("pair", "side")
        assert list(data.side.values) == SIDES and "odds" not in data and "frontier" not in data
        assert data.sizes["deal"] == 4 and np.isfinite(data["deals"]).all() and (data["deals"] > -1e-6).all()


def test_a_run_read_back_says_the_same(folder, talks):
    sentences = talks_sentences(talks)
    assert sentences[0].startswith("In short: a deal suits all and is worth ")
    assert all(name in sentences[0] for name in ("United States", "China", "European Union"))
    assert [*deal_charts(talks), *odds_charts(talks), *keeping_charts(talks)] == ["gains", "clock", "enforcement"]
    assert not any(re.search(r"\b(nan|None|both)\b", said) for said in sentences)
    for table in talks_tables(talks):
        assert not any("nan" in cell for row in table.rows() for cell in row), table.name
    assert tt.read_run(folder).talks.summary() == talks.summary()


def test_it_is_drawn_again_without_solving(folder, tmp_path):
    """A new process, in which every solver raises."""
    done = subprocess.run([sys.executable, "-c", AGAIN, folder, tmp_path / "again"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    for name in ("report.html", "charts/gains.svg", "charts/enforcement.svg"):
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_numbers_of_three_hold_together(talks):
    bargain = talks.bargain
    zone, deals = bargain.zone, bargain.deals
    for name, found in deals.items():
        np.testing.assert_allclose(
            talks.negotiation.priced.payoffs(found.deal.x)[0], found.worth, atol=1e-6, err_msg=name
        )
        assert (found.deal.u <= zone.ideal + 1e-4).all() and (found.deal.u > -1e-4).all()
        assert ((found.rollback > -1e-9) & (found.rollback < 1 + 1e-9)).all()
    sums = {name: found.deal.u.sum() for name, found in deals.items()}
    assert max(sums, key=sums.get) == "largest sum" and sums["largest sum"] == pytest.approx(zone.surplus, abs=1e-3)
    # Equal above what the step would bring, or as much as a side must have.
    equal = deals["equal gains"].deal
    assert equal.gains.min() > 0
    # What is withheld from all: every side has a row.
    assert deals["Nash"].breaches["everything"].possible.tolist() == [True, True, True]
    assert bargain.relative_gains.impasse is None and 0 < bargain.relative_gains.common_threat <= 0.5 + 1e-9


def test_the_cut_of_tariffs_is_a_mean_over_partners(talks):
    names = [issue.name for issue in talks.plan.issues]
    for found in talks.bargain.deals.values():
        granted = dict(zip(names, found.deal.x, strict=True))
        both = (granted["US tariffs on China"] + granted["US tariffs on the EU"]) / 2
        np.testing.assert_allclose(found.rollback[:2], [both, granted["Chinese tariffs"]], atol=1e-12)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("sides: [USA, CHN, EU]", "sides: [USA, CHN, USA]", "expected two or more different regions"),
        (
            "by: CHN, to: EU, sectors: [BUS]",
            "by: CHN, to: JPN, sectors: [BUS]",
            "expected by and to: two of USA, CHN, EU",
        ),
        (
            "by: CHN, to: EU, sectors: [BUS]",
            "by: CHN, to: CHN, sectors: [BUS]",
            "expected by and to: two of USA, CHN, EU",
        ),
        ("[2.8, 4.0, 3.2]", "[2.8, 4.0]", "3 values expected"),
        ("[[0, 0.1, 0], 0, 0]", "[[0, 0.1], 0, 0]", "expected a number, or a row of 3 of these"),
        ("[[0, 0.1, 0], 0, 0]", "[[0.1, 0.1, 0], 0, 0]", "expected a number, or 3 of these in the order of the sides"),
        ("[2.8, 4.0, 3.2]", "[2.8, 4.0, 0.1]", "expected EU's mandate to reach 2026-07-01"),
    ],
)
def test_what_does_not_fit_is_refused(old, new, said):
    with pytest.raises(ScenarioError) as caught:
        read(changed(old, new))
    assert said in str(caught.value)


def test_what_hangs_on_odds_is_said_to_be_in_vain():
    text = (
        FILE
        + """    committed: 0.3
  threat: {kind: tariff_rise, announced: 2026-03-01}
  shocks:
    - {name: an incident, date: 2026-05-01, changes: {rivalry: [0.1, 0.1, 0]}, source: made up}
  strategies:
    - {name: a carrot, by: EU, grants: 0.5}
"""
    )
    (note,) = read(text).notes
    assert note.text == (
        "without effect: shocks, strategies, committed, threat; odds are computed for two sides; this table has three"
    )
    assert note.do == "leave them out, or put two sides at the table"
