"""Write docs/validation.md: published | ours | tolerance | table. Run from the repository with ../shared/validation beside it.

With ``--check`` nothing is written; the exit status says whether the page is what the code gives."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np
from docs.pages import write_or_check
from tests.conftest import VALIDATION
from tests.war import ossa as war_paper
from tests.worlds import nafta, ossa

import tradetalks as tt
from tradetalks.bargaining.max_min import Ascent
from tradetalks.data import record
from tradetalks.economy.calibrate import purge_deficits
from tradetalks.economy.horizon import elasticity_ratio
from tradetalks.economy.labels import TRADE, label
from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.games import Search, certify
from tradetalks.talks.multilateral.cooperative import cooperative_tariffs
from tradetalks.war import PoliticalWeights, nash

HEAD = """# Validation

Published numbers beside ours, written by `docs/build_validation.py` from the published models' own data (not shipped);
tests compare every row. What else the war was checked against is in [war](war.md), the oracles of the talks in
[talks](talks.md). Beside these, an independent slow twin agrees with the kernel to 1e-9 on random worlds with every
instrument switched on, and closed forms hold: autarky gains, a small tariff, Lerner symmetry, one-sector hat algebra, no
trade response, one-sector scale economies.

| what | published | ours | tolerance | table |
|---|---|---|---|---|
"""


def row(what: str, published, ours: float, tolerance: str, table: str, digits: int) -> str:
    shown = f"{published:.{digits}f}" if isinstance(published, float) else published
    return f"| {what} | {shown} | {ours:.{digits}f} | {tolerance} | {table} |"


def caliendo_parro(folder: Path):
    """Table 2 and the exact change beside it."""
    economy, arrays = nafta(folder)
    tariff = label(economy, arrays["tau_nij_cfl"], TRADE, name="tariff", units="1", long_name="NAFTA")
    cut = tt.solve(economy, tt.Policy(tariff=tariff))
    formula = tt.first_order_welfare(cut)
    expected = json.loads((folder / "caliendo_parro_2015" / "expected.json").read_text())["table_2"]
    names = {
        "welfare": formula["welfare_first_order"],
        "terms_of_trade": formula["terms_of_trade_first_order"],
        "volume_of_trade": formula["volume_of_trade_first_order"],
        "real_wage": cut.real_wage_change,
    }
    for region, values in expected.items():
        for name, published in values.items():
            what = f"NAFTA, {region}, {name.replace('_', ' ')}, percent"
            yield row(
                what, float(published), names[name].sel(region=region).item(), "printed digit", "CP (2015) Table 2", 2
            )
        exact = cut.real_income_change.sel(region=region).item()
        yield row(f"NAFTA, {region}, exact change of real income, percent", "not published", exact, "", "", 3)


def ossa_2014(folder: Path):
    """The purge and the single numbers."""
    purged, published = purge_deficits(ossa(folder, "trade_raw.csv")), ossa(folder, "trade.csv")
    scaled = published.flows_nij * purged.flows_nij.sum() / published.flows_nij.sum()
    gap = float(np.max(np.abs(purged.flows_nij / np.where(scaled > 0, scaled, 1) - 1)[scaled > 0]))
    yield f"| purge of imbalances, largest relative gap of a flow | 0 | {gap:.0e} | 2e-9 | Ossa (2014) data |"
    numbers = json.loads((folder / "ossa_2014" / "expected.json").read_text())["single_numbers"]
    values = {"US": numbers["usa_plus_10_points_on_all_imports_welfare_hat_usa"]}
    values |= numbers["same_experiment_for_the_others_own_welfare_hat"]
    for region, value in values.items():
        tariff = published.tariff
        others = [r for r in published.regions if r != region]
        tariff.loc[region, others] = (1 + tariff.loc[region, others]) * 1.1 - 1
        change = tt.solve(published, tt.Policy(tariff=tariff)).real_income_change.sel(region=region).item()
        yield row(
            f"{region} raises (1 + t) by ten percent, own Ŵ",
            float(value),
            1 + change / 100,
            "1e-6",
            "Ossa (2014) replication",
            6,
        )


def ossa_talks(folder: Path):
    """Cooperative tariffs with lobbying, 1386 instruments, from the reference itself and with equal gains, as he has it."""
    economy = war_paper.balanced(folder)
    goal = PoliticalWeights(war_paper.weights(folder, economy, lobbying=True))
    tariff = label(
        economy,
        war_paper.author_tariffs(folder, economy, "nash_pol"),
        TRADE,
        name="tariff",
        units="1",
        long_name="Nash",
    )
    published = war_paper.expected(folder)["tables"]["table5b"][-1]
    references = {"his Nash tariffs": tt.Policy(tariff=tariff), "factual tariffs": "factual", "free trade": "free"}
    for (name, reference), value in zip(references.items(), published, strict=False):
        deal = cooperative_tariffs(economy, objective=goal, reference=reference, starts=1, ascent=Ascent(equal=True))
        what = f"cooperative tariffs from {name}, every government gains, percent"
        yield row(what, f"{value:g}", deal.rho, "printed digit", "Ossa (2014) Table 5b", 2)


def at_its_conventions(scale, horizon):
    """World2017 as the independent computation has it: the elasticities that shipped then; scale economies act at once, and
    imbalances are purged at the horizon."""
    economy = tt.calibrate(tt.load_world(elasticities="LL2023_mining_as_minerals"), scale=scale, deficits="fixed")
    if horizon is not None:
        economy = economy.replace(theta_j=elasticity_ratio(horizon) * economy.theta_j)
    return purge_deficits(economy)


def world2017():
    """The war of September 2019 against an independent computation, with its conventions at a horizon."""
    targets = {
        (False, None): (-0.071, -0.176), (True, None): (-0.040, -0.932), (True, 0.0): (-0.015, -0.436),
        (True, 1.0): (-0.031, -0.493), (True, 4.0): (-0.042, -0.646), (True, 10.0): (-0.041, -0.839),
    }  # fmt: skip
    increase = record.load_tariff_increase()
    for (scale, horizon), published in targets.items():
        economy = at_its_conventions(scale, horizon)
        tariff = economy.tariff
        for by, on in (("USA", "CHN"), ("CHN", "USA")):
            tariff.loc[by, on, list(increase.sector.values)] += increase.loc[by, on].values
        change = tt.solve(economy, tt.Policy(tariff=tariff)).real_income_change
        label_ = f"{'with' if scale else 'without'} scale, {'long run' if horizon is None else f'{horizon:g} years'}"
        for region, value in zip(("USA", "CHN"), published, strict=True):
            ours = change.sel(region=region).item()
            yield row(
                f"September 2019, {region}, {label_}, percent",
                float(value),
                ours,
                "printed digit",
                "independent computation",
                3,
            )


WAR_HEAD = """
## Nash equilibria of Ossa (2014)

Government welfare / welfare / median tariff, percent: as published, ours at his tariffs, and ours at a certified Nash
equilibrium. Last column: what the government could still gain at his tariffs by its best deviation, percent. His tariffs are one
round of simultaneous best responses, close to an equilibrium but not one; their certificate fails in all four tables.
"""
WAR_TABLES = {
    "4a": "Table 4a: by partner, no lobbying", "4b": "Table 4b: by partner, lobbying",
    "9a": "Table 9a: MFN, no lobbying", "9b": "Table 9b: MFN, lobbying",
}  # fmt: skip
WAR_COLUMNS = (
    "| region | published | ours at his tariffs | ours certified | gain by deviating from his |\n|---|---|---|---|---|"
)


def ossa_wars(folder: Path):
    """Tables 4 and 9, with the deviations that his tariffs leave."""
    economy = war_paper.balanced(folder)
    for name, title in WAR_TABLES.items():
        column, lobbying = war_paper.TABLES[name]
        weights = war_paper.weights(folder, economy, lobbying)
        words = {"objective": PoliticalWeights(weights), "instruments": "mfn" if "mfn" in column else "sector"}
        his = war_paper.author_tariffs(folder, economy, column)
        war = nash(economy, **words, starts=1)
        found = certify(war.game, choices_at(war.game, his), Search())[0]
        if not (war.certified and war.certificate.largest_gain < 1e-9) or found.holds:
            raise AssertionError(f"{title}: ours {war.certificate}, his {found}")
        published = war_paper.expected(folder)["tables"][f"table{name}"]
        tables = [war_paper.nash_table(economy, weights, t) for t in (his, war.equilibrium.tariff.values)]
        gains = [*(f"{c.deviation_gain:.0e}" for c in found.checks), f"{found.largest_gain:.0e} at most"]
        yield f"\n**{title}.** No deviation found from ours gains 1e-9 percent.\n\n{WAR_COLUMNS}"
        for region, *rows, gain in zip([*economy.regions, "mean"], published, *tables, gains, strict=True):
            cells = [
                f"{r[0]:.{d}f} / {r[1]:.{d}f} / {r[4]:.1f}" for r, d in zip(map(list, rows), (1, 2, 2), strict=True)
            ]
            yield f"| {region} | {' | '.join(cells)} | {gain} |"


def choices_at(game, tariff_nij):
    """The players' choices that give these tariffs (the mean over partners where one rate is for all)."""
    found = np.zeros(len(game.start))
    for player, part in zip(game.players, game.slices, strict=True):
        at, (sector, own, partner) = player.space.cells("tariff")
        choice = player.space.choice_l[at]
        total = np.bincount(choice, tariff_nij[own, partner, sector], player.space.size)
        found[part] = total / np.bincount(choice, minlength=player.space.size)
    return found


def build(folder: Path = VALIDATION) -> str:
    """The page as text."""
    rows = [*caliendo_parro(folder), *ossa_2014(folder), *ossa_talks(folder), *world2017()]
    return HEAD + "\n".join(rows) + "\n" + WAR_HEAD + "\n".join(ossa_wars(folder)) + "\n"


if __name__ == "__main__":
    keep_compiled_code()
    # The size of a rounding error differs from machine to machine.
    page = {ROOT / "docs" / "validation.md": build}
    sys.exit(write_or_check(page, kept=lambda line: "largest relative gap" not in line))
