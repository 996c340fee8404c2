"""What ``run.json`` says of a run: scenario, data, versions, assumptions, how well it was solved and how long it took."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
import shlex
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

import tradetalks
from tradetalks.data.elasticities import FOLDER as ELASTICITIES
from tradetalks.data.paths import FILES
from tradetalks.data.record import FOLDER
from tradetalks.scenario.economies import has_scale_economies
from tradetalks.scenario.model import Act, Scenario
from tradetalks.scenario.reading.library import find
from tradetalks.scenario.results.cost import CostRun
from tradetalks.scenario.results.drawn_costs import QUANTILES
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.results.war import WarRun
from tradetalks.scenario.run import ScenarioRun
from tradetalks.scenario.shipped_files import is_shipped, place_of_table

Facts = dict[str, Any]


def describe_run(run: ScenarioRun) -> Facts:
    """What was run, with which versions and data, on which assumptions, how well it was solved and how long it took.

    Args:
        run: solved; parts that were not asked for are absent from what is said.

    Returns:
        What ``run.json`` holds, but for the names of the files: plain values, residuals as relative errors, seconds.
    """
    facts = describe_scenario(run.scenario) | {"title": run.title, "largest_residual": run.residual}
    facts["notes"] = [dataclasses.asdict(note) | {"where": Path(note.where).name} for note in run.notes]
    facts["uses"] = sorted({*_uses(run.scenario), *_parts(run)})
    if run.cost.equilibria:
        facts["cost"] = _cost(run.cost)
    if run.war is not None:
        facts["war"] = _war(run.war)
    if run.talks is not None:
        facts["assumptions"] = dataclasses.asdict(run.talks.assumptions)
        facts["talks"] = _talks(run.talks)
    return facts | {"seconds": dict(run.seconds)}


def _parts(run: ScenarioRun) -> set[str]:
    """What of the theory of wars and of bargaining the run rests on, for what it should cite."""
    found = set()
    if run.war is not None:
        found.add("war")
    talks = run.talks
    if talks is not None:
        found |= {"talks", "relative gains", *(f"deal {name}" for name in talks.bargain.deals)}
        parts = {
            "compliance": not talks.bargain.closed,
            "rounds": talks.rounds is not None,
            "linkage": talks.bargain.linkage is not None,
        }
        if talks.course is not None:
            parts["deadline game"] = talks.course.odds.game.quoted
            parts["attrition"] = talks.course.attrition is not None
        found |= {name for name, used in parts.items() if used}
    return found


def _cost(run: CostRun) -> Facts:
    """How well each policy was solved."""
    facts: Facts = {
        "residuals": {str(m): e.residual for m, e in run.equilibria.items()},
        "walras": {str(m): e.walras for m, e in run.equilibria.items()},
        "evaluations": {str(m): e.evaluations for m, e in run.equilibria.items()},
    }
    if run.drawn is not None:
        design = run.drawn.design
        facts["band"] = {
            "draws": design.draws,
            "solved": design.solved,
            "quantiles": list(QUANTILES),
            "drawn": [dataclasses.asdict(one) for one in design.assumptions],
            "plan": json.loads(design.plan),
            "without_answer": design.refused,
        }
    return facts


def _war(run: WarRun) -> Facts:
    """Who fought from where, and how sure the end of the war is."""
    war = run.war
    searches = {"nash": war} | {f"nash_{name}_scale_effects": other for name, other in run.by_scale.items()}
    largest_gain = None
    if war.certificate is not None:
        largest_gain = war.certificate.largest_gain
    worlds = {name: search.equilibrium for name, search in searches.items()}
    return {
        "players": list(run.players),
        "start": run.start,
        "certified": war.certified,
        "interrupted": war.interrupted,
        "largest_deviation_gain_percent": largest_gain,
        "certified_by_scale": {name: other.certified for name, other in run.by_scale.items()},
        "residuals": {name: world.residual for name, world in worlds.items() if world is not None},
        "tried": list(war.tried),
        "seconds": {name: search.seconds for name, search in searches.items()},
    }


def _talks(run: TalksRun) -> Facts:
    """Between whom and when, and how well each part was solved: 0 is exact."""
    bargain = run.bargain
    zone = "open"
    if bargain.closed:
        zone = "closed"
    residuals: dict[str, float] = {}
    if bargain.frontier is not None:
        residuals["frontier_constraints"] = bargain.frontier.violation
        residuals["frontier_improved_by_other_starts_busd"] = float(np.max(bargain.frontier.shortfall))
    residuals |= {f"distance_to_frontier {name}": found.deal.frontier_gap for name, found in bargain.deals.items()}
    facts: Facts = {
        "sides": list(run.sides),
        "opening": str(run.opening),
        "deadline": str(run.deadline),
        "zone": zone,
        "residuals": residuals,
        "seconds": dict(run.seconds),
    }
    if run.course is None:
        return facts | {"no_odds": run.no_odds}
    game = run.course.odds.game
    residuals["deadline_game"] = game.residual
    draws = {
        "count": len(game.known),
        "one_equilibrium": int(game.known.sum()),
        "several": int((game.equilibria > 1).sum()),
    }
    return facts | {"draws": draws}


def describe_scenario(scenario: Scenario) -> Facts:
    """What can be said before anything is solved: scenario, settings, model, data with hashes, versions, how to run it again.

    Args:
        scenario: as it was read, with the settings laid over it.

    Returns:
        Plain values, those of :func:`describe_run` that do not depend on a solution.
    """
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
            "elasticities": str(scenario.accounts.attrs.get("elasticities", "the accounts' own")),
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
    kept = {k: given[k] for k in ("name", "title", "source", "folder", "file", "sha256") if given.get(k)}
    place = f"folder {given.get('folder', '')}"
    if "file" in given:
        place = f"file {given['file']}"
    own = {"title": f"accounts of the user's own, {place}", "source": "the user's own tables"}
    return own | kept


def _acts(scenario: Scenario) -> list[Act]:
    return [*scenario.acts, *(a for b in scenario.branches for a in b.acts)]


def _uses(scenario: Scenario) -> set[str]:
    """What of the model and of the data this scenario rests on, for what it should cite."""
    accounts, model = scenario.accounts, scenario.model
    facts = {
        "scale economies": has_scale_economies(scenario),
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
        name = accounts.get("folder", accounts.get("file", accounts["name"]))
        found.append({"what": "accounts", "name": str(name), "sha256": str(accounts["sha256"])})
    if accounts.get("elasticities"):
        file = ELASTICITIES / f"{accounts.get('elasticity_world', accounts['name'])}.csv"
        found.append({"what": "elasticities", "name": str(accounts["elasticities"]), "sha256": file_hash(file)})
    for name in sorted({a.profile for a in _acts(scenario) if a.profile}):
        file = FILES / "world2017" / f"{name}.csv"
        found.append({"what": "profile of tariff changes", "name": name, "sha256": file_hash(file)})
        record = FOLDER / "average_tariffs.csv"
        found.append({"what": "published averages", "name": record.stem, "sha256": file_hash(record)})
    for name in sorted({a.table for a in _acts(scenario) if a.table}):
        file = place_of_table(Path(scenario.path).parent, name)
        found.append({"what": "table of tariffs", "name": name, "sha256": file_hash(file)})
    return found


def _again(scenario: Scenario) -> Facts:
    """The command that makes this run again from ``scenario.yaml``, and what must lie beside that file."""
    # Settings that begin with dashes are options of `tradetalks war`; all others stand in the file.
    options = {key: str(value) for key, value in scenario.settings.items() if key.startswith("--")}
    command = ["tradetalks", "run", "scenario.yaml"]
    if options:
        command = ["tradetalks", "war", "scenario.yaml"]
    for key, value in scenario.settings.items():
        if key in options:
            command += [key, options[key]]
        else:
            command += ["--set", f"{key}={value}"]
    folder = Path(scenario.path).parent
    tables = sorted({act.table for act in _acts(scenario) if act.table})
    beside = [table for table in tables if not is_shipped(place_of_table(folder, table))]
    own = [scenario.accounts.attrs.get(place) for place in ("folder", "file")]
    beside = [*map(str, filter(None, own)), *beside]
    return {"command": shlex.join(command), "beside_scenario_yaml": beside}


def file_hash(path: Path) -> str:
    """SHA-256 of a file; empty where it is no longer there."""
    if not path.is_file():
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
