"""Write a war into a folder, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import xarray as xr

from tradetalks.report.chapter import Chapter
from tradetalks.report.cite import entries
from tradetalks.report.page import render
from tradetalks.report.style import house_style
from tradetalks.report.write import check_folder, describe_scenario, whole_folder, write_chapters, write_mark
from tradetalks.scenario.run_war import WarRun

PAGE = "war.html"


def write_war(run: WarRun, chapter: Chapter, folder: Path) -> list[str]:
    """Write results.nc, tables, charts, war.html and run.json; returns the names of the files.

    Raises:
        TradeTalksError: the folder cannot be written or holds something else.
    """
    check_folder(folder)
    with whole_folder(folder) as draft, house_style():
        dataset(run).to_netcdf(draft / "results.nc", engine="h5netcdf")
        _, pictures = write_chapters([chapter], draft)
        tidy(run).to_csv(draft / "tables" / "real_income.csv", index=False)
        controls(run).to_csv(draft / "tables" / "war_controls.csv", index=False)
        facts = describe_war(run)
        page = render(
            "war.html.j2",
            pictures,
            title=title(run),
            scenario=run.scenario,
            chapters=[chapter],
            facts=facts,
            start="the tariffs of the baseline"
            if run.start == "baseline"
            else f"the tariffs of {run.scenario.dates[-1]}",
            search="\n".join(run.war.tried) or "interrupted",
            citations="\n\n".join(entries(facts)),
        )
        (draft / PAGE).write_text(page, encoding="utf-8")
        (draft / "scenario.yaml").write_text(run.scenario.text, encoding="utf-8")
        return write_mark(facts, draft)


def title(run: WarRun) -> str:
    """``The trade war of USA and CHN, fought to its end``."""
    *first, last = run.players
    names = f"{', '.join(first)} and {last}" if first else last
    return f"The trade war of {names}, fought to its end"


def dataset(run: WarRun) -> xr.Dataset:
    """Every labelled outcome, with the headline of the economy without scale economies beside it."""
    data = run.war.to_dataset()
    if run.without_scale is not None:
        flat = run.without_scale.to_dataset()[["payoff", "real_income_change", "real_income_change_busd", "tariff"]]
        data = xr.merge(
            [data, flat.rename({n: f"{n}_without_scale" for n in flat.data_vars})], combine_attrs="override"
        )
    return data.assign_attrs(title=title(run), scenario=run.scenario.name)


def tidy(run: WarRun) -> pd.DataFrame:
    """Real income, one row per region, in the columns that ``tradetalks compare`` reads."""
    world = run.world
    frame = pd.DataFrame(
        {
            "date": run.start if run.start == "baseline" else str(run.scenario.dates[-1]),
            "branch": "war",
            "region": list(run.economy.regions),
            "real_income_change_percent": world.real_income_change.values,
            "real_income_change_busd": world.real_income_change_busd.values,
        }
    )
    if run.without_scale is not None and run.without_scale.equilibrium is not None:
        frame["real_income_change_percent_without_scale"] = run.without_scale.equilibrium.real_income_change.values
    return frame


def controls(run: WarRun) -> pd.DataFrame:
    """Every rate that a player sets, with its bounds, fractions."""
    game = run.war.game
    return pd.DataFrame({"control": game.labels, "rate": run.war.x, "low": game.lower, "high": game.upper})


def describe_war(run: WarRun) -> dict:
    """What was solved, with which versions and data, and how sure it is."""
    war, certificate = run.war, run.war.certificate
    solved = [w for w in (war, run.without_scale) if w is not None]
    return describe_scenario(run.scenario) | {
        "war": {
            "players": list(run.players),
            "start": run.start,
            "certified": war.certified,
            "interrupted": war.interrupted,
            "largest_deviation_gain_percent": None if certificate is None else certificate.largest_gain,
            "certified_without_scale": None if run.without_scale is None else run.without_scale.certified,
            "tried": list(war.tried),
        },
        "largest_residual": max(w.equilibrium.residual for w in solved if w.equilibrium is not None),
        "seconds": {"nash": war.seconds}
        | ({} if run.without_scale is None else {"nash_without_scale": run.without_scale.seconds}),
    }


def _seconds(run: WarRun) -> dict[str, float]:
    """How long each search took."""
    searches = {"nash": run.war, "nash_without_scale": run.without_scale}
    return {name: war.seconds for name, war in searches.items() if war is not None}
