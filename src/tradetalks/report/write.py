"""Write a run into a folder, all of it or nothing."""

from __future__ import annotations

import hashlib
import json
import platform
import shlex
import tempfile
import time
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import tradetalks
from tradetalks.data.record import FOLDER
from tradetalks.data.worlds import FILES
from tradetalks.errors import TradeTalksError
from tradetalks.report.chapter import Chapter
from tradetalks.report.contents import chapters
from tradetalks.report.cost.tables import real_income
from tradetalks.report.folder import whole_folder
from tradetalks.report.page import page, png, svg
from tradetalks.report.style import house_style
from tradetalks.scenario.model import Act, Scenario
from tradetalks.scenario.read import find
from tradetalks.scenario.run import ScenarioRun

MARK = "run.json"


def check_folder(folder: Path) -> None:
    """Raise unless ``folder`` can be made, or holds an earlier run that may be replaced."""
    if folder.exists() and not folder.is_dir():
        raise TradeTalksError(
            f"{folder} is a file\nexpected a folder to write the run into\ndo       choose another --out"
        )
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise TradeTalksError(
            f"{folder} holds files that are not a run\nexpected an empty or new folder, or an earlier run ({MARK})\n"
            "do       choose another --out; nothing was changed"
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder.parent).close()
    except OSError as error:
        raise TradeTalksError(
            f"{folder} cannot be written\n{error.strerror}: {folder.parent}\ndo       choose another --out"
        ) from None


def write_run(run: ScenarioRun, folder: Path) -> tuple[list[str], list[Chapter]]:
    """Write results.nc, tables, charts, report.html and run.json.

    Returns:
        The names of the files, in order of use, and the chapters.

    Raises:
        TradeTalksError: the folder cannot be written or holds something else.
    """
    check_folder(folder)
    clock = time.perf_counter()
    with whole_folder(folder) as draft, house_style():
        parts, pictures = write_chapters(chapters(run), draft)
        run.to_dataset().to_netcdf(draft / "results.nc", engine="h5netcdf")
        real_income(run).to_csv(draft / "tables" / "real_income.csv", index=False)
        facts = describe(run)
        (draft / "report.html").write_text(page(run, parts, pictures, facts), encoding="utf-8")
        (draft / "scenario.yaml").write_text(run.scenario.text, encoding="utf-8")
        facts["seconds"]["write"] = time.perf_counter() - clock
        return write_mark(facts, draft), parts


def write_chapters(parts: Iterable[Chapter], draft: Path) -> tuple[list[Chapter], dict[str, str]]:
    """Tables as csv, charts as SVG and PNG, each chapter as it comes; returns them and the SVG texts by name."""
    (draft / "tables").mkdir()
    (draft / "charts").mkdir()
    written, pictures = [], {}
    for chapter in parts:
        for table in chapter.tables:
            file = draft / "tables" / f"{table.file or table.name}.csv"
            if not file.exists():
                table.csv.to_csv(file, index=False)
        for name, figure in chapter.charts.items():
            pictures[name] = svg(figure)
            (draft / "charts" / f"{name}.svg").write_text(pictures[name], encoding="utf-8")
            (draft / "charts" / f"{name}.png").write_bytes(png(figure))
        written.append(chapter)
    return written, pictures


def write_mark(facts: dict, draft: Path) -> list[str]:
    """``run.json`` with the facts and the names of all files, which are returned."""
    names = [*sorted(str(p.relative_to(draft)) for p in draft.rglob("*") if p.is_file()), MARK]
    (draft / MARK).write_text(json.dumps(facts | {"files": names}, indent=2, default=str), encoding="utf-8")
    return names


def describe(run: ScenarioRun) -> dict:
    """What was run, with which versions and data, how well it was solved and how long it took."""
    return describe_scenario(run.scenario) | {
        "largest_residual": run.residual,
        "residuals": {str(m): e.residual for m, e in run.equilibria.items()},
        "walras": {str(m): e.walras for m, e in run.equilibria.items()},
        "evaluations": {str(m): e.evaluations for m, e in run.equilibria.items()},
        "seconds": dict(run.seconds),
    }


def describe_scenario(scenario: Scenario) -> dict:
    """Scenario, settings, model, data, what was read with its hash, versions, and how to run it again."""
    model = scenario.model
    return {
        "scenario": {
            "name": scenario.name,
            "path": Path(scenario.path).name,
            "sha256": _hash(scenario.text),
            "extends": scenario.extends,
        },
        "settings": dict(scenario.settings),
        "model": {
            "scale": model.scale,
            "deficits": model.deficits,
            "horizon_years": model.horizon_years,
            "trade_elasticity": dict(model.trade_elasticity),
            "scale_elasticity": dict(model.scale_elasticity),
        },
        "baseline": _baseline(scenario),
        "sources": sorted({a.source for a in _acts(scenario)}),
        "uses": sorted(_uses(scenario)),
        "read": _read(scenario),
        "again": _again(scenario),
        "versions": {
            "tradetalks": tradetalks.__version__,
            "python": platform.python_version(),
            **{name: version(name) for name in ("jax", "jaxlib", "numpy", "xarray")},
        },
    }


def _baseline(scenario: Scenario) -> dict[str, str]:
    """Name, title, source and hash; accounts of a user's own say that they are."""
    given = {str(k): str(v) for k, v in scenario.accounts.attrs.items()}
    kept = {k: given[k] for k in ("name", "title", "source", "folder", "sha256") if given.get(k)}
    own = {"title": f"accounts of the user's own, folder {given.get('folder', '')}", "source": "the user's own tables"}
    return own | kept


def _acts(scenario: Scenario) -> list[Act]:
    return [*scenario.acts, *(a for b in scenario.branches for a in b.acts)]


def _uses(scenario: Scenario) -> set[str]:
    """What of the model and of the data this scenario rests on, for what it should cite."""
    accounts, model = scenario.accounts, scenario.model
    psi = dict(accounts["scale_elasticity"].to_series()) | dict(model.scale_elasticity)
    facts = {
        "scale economies": model.scale and any(v > 0 for v in psi.values()),
        "input-output links": bool((accounts["intermediate_use"] > 0).any()),
        "horizon": model.horizon_years is not None,
        "record of the war": any(a.profile or "piie.com" in a.source for a in _acts(scenario)),
    }
    return {name for name, used in facts.items() if used}


def _read(scenario: Scenario) -> list[dict[str, str]]:
    """Every file the run rests on beside the scenario itself, with its SHA-256."""
    found = []
    if scenario.extends:
        found.append(
            {"what": "scenario it extends", "name": scenario.extends, "sha256": file_hash(find(scenario.extends))}
        )
    accounts = scenario.accounts.attrs
    if accounts.get("sha256"):
        name = accounts.get("folder", accounts["name"])
        found.append({"what": "accounts", "name": str(name), "sha256": str(accounts["sha256"])})
    for name in sorted({a.profile for a in _acts(scenario) if a.profile}):
        file = FILES / "world2017" / f"{name}.csv"
        found.append({"what": "profile of tariff changes", "name": name, "sha256": file_hash(file)})
        record = FOLDER / "average_tariffs.csv"
        found.append({"what": "published averages", "name": record.stem, "sha256": file_hash(record)})
    for name in sorted({a.table for a in _acts(scenario) if a.table}):
        file = Path(scenario.path).parent / name
        found.append({"what": "table of tariffs", "name": name, "sha256": file_hash(file)})
    return found


def _again(scenario: Scenario) -> dict[str, object]:
    """The command that makes this run again from ``scenario.yaml``, and what must lie beside that file."""
    settings = "".join(f" --set {shlex.quote(f'{key}={value}')}" for key, value in scenario.settings.items())
    beside = sorted({a.table for a in _acts(scenario) if a.table})
    folder = scenario.accounts.attrs.get("folder")
    return {
        "command": f"tradetalks run scenario.yaml{settings}",
        "beside_scenario_yaml": [*([str(folder)] if folder else []), *beside],
    }


def file_hash(path: Path) -> str:
    """SHA-256 of a file; empty where it is no longer there."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
