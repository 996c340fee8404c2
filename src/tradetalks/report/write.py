"""Write a run into a folder, all of it or nothing."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import tradetalks
from tradetalks.errors import TradeTalksError
from tradetalks.report.chapters import Chapter, chapters
from tradetalks.report.page import page, svg
from tradetalks.report.style import house_style
from tradetalks.scenario.model import Scenario
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


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A hidden folder beside ``folder`` that takes its place when the block ends well, and vanishes otherwise."""
    folder = folder.resolve()
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    draft.chmod(0o755)
    try:
        yield draft
        if folder.exists():
            old = draft.with_name(draft.name + ".old")
            folder.rename(old)
            draft.rename(folder)
            shutil.rmtree(old)
        else:
            draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


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
        tidy(run).to_csv(draft / "tables" / "real_income.csv", index=False)
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
            table.frame.to_csv(draft / "tables" / f"{table.name}.csv", index=False)
        for name, figure in chapter.charts.items():
            pictures[name] = svg(figure)
            (draft / "charts" / f"{name}.svg").write_text(pictures[name], encoding="utf-8")
            figure.savefig(draft / "charts" / f"{name}.png")
        written.append(chapter)
    return written, pictures


def write_mark(facts: dict, draft: Path) -> list[str]:
    """``run.json`` with the facts and the names of all files, which are returned."""
    names = [*sorted(str(p.relative_to(draft)) for p in draft.rglob("*") if p.is_file()), MARK]
    (draft / MARK).write_text(json.dumps(facts | {"files": names}, indent=2, default=str), encoding="utf-8")
    return names


def tidy(run: ScenarioRun):
    """Real income as one row per policy and region, for spreadsheets."""
    import pandas as pd

    rows = [
        {
            "date": m.date,
            "branch": m.branch or "",
            "region": region,
            "real_income_change_percent": e.real_income_change.values[n],
            "real_income_change_busd": e.real_income_change_busd.values[n],
            "real_income_change_percent_without_scale": run.flat[m].real_income_change.values[n],
        }
        for m, e in run.equilibria.items()
        for n, region in enumerate(run.economy.regions)
    ]
    return pd.DataFrame(rows)


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
    """Scenario, model, data and versions."""
    accounts, model = scenario.accounts.attrs, scenario.model
    return {
        "scenario": {"name": scenario.name, "path": Path(scenario.path).name, "sha256": _hash(scenario.text)},
        "model": {"scale": model.scale, "deficits": model.deficits, "horizon_years": model.horizon_years},
        "baseline": {key: str(accounts.get(key, "")) for key in ("name", "title", "source", "sha256")},
        "sources": sorted({a.source for a in scenario.acts}),
        "profile_used": "profile:" in scenario.text or "extends:" in scenario.text,
        "versions": {
            "tradetalks": tradetalks.__version__,
            "python": platform.python_version(),
            **{name: version(name) for name in ("jax", "numpy", "xarray")},
        },
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
