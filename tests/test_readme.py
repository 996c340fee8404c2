"""The README's Python example runs, and its numbers are ours."""

import re
from pathlib import Path

import pytest

import tradetalks as tt
from tradetalks.data import record

README = Path(__file__).resolve().parents[1] / "README.md"


EXAMPLES = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)


@pytest.mark.parametrize(
    ("example", "expected"),
    list(zip(EXAMPLES, [("change from the baseline", "terms of trade"), ("rollback", "CHN bn USD/yr")], strict=True)),
    ids=["economy", "scenario"],
)
def test_example_runs(example, expected, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len([line for line in example.splitlines() if line.strip()]) <= 12
    exec(compile(example, str(README), "exec"), {})
    out = capsys.readouterr().out
    assert all(words in out for words in expected)


@pytest.mark.parametrize(
    ("elasticities", "china", "usa"),
    [(None, "0.398", "0.063"), ("LL2023_psi_zero", "0.175", "0.072"), ("LL2023", "0.939", "0.039")],
)
def test_headline_numbers(elasticities, china, usa):
    economy = tt.calibrate(tt.load_world(elasticities=elasticities))
    increase = record.load_tariff_increase()
    tariff = economy.tariff
    for by, on in (("USA", "CHN"), ("CHN", "USA")):
        tariff.loc[by, on, list(increase.sector.values)] += increase.loc[by, on].values
    change = tt.solve(economy, tt.Policy(tariff=tariff)).real_income_change
    assert f"{-change.sel(region='CHN').item():.3f}" == china
    assert f"{-change.sel(region='USA').item():.3f}" == usa
    assert china in README.read_text() and usa in README.read_text()
