"""Random talks on a small world: what becomes of each scenario is one word.

``solved``: odds, deals, words and tables hold together. ``refused``: a message of ours. ``wrong``: solved, and a number or a word
says otherwise. ``crash``: anything else that was raised, a hang too. Only the first two may come.
"""

from __future__ import annotations

import dataclasses
import json
import math
import random
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import xarray as xr

from tests.limits import time_limit
from tests.worlds import random_accounts, write_tables
from tradetalks.errors import TradeTalksError
from tradetalks.inputs import Bound
from tradetalks.report.describe import describe_run
from tradetalks.report.talks.tables import talks_tables
from tradetalks.report.talks.words import talks_sentences
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.reading.talks_coherence import OF_NO_SECTOR
from tradetalks.scenario.run import ScenarioRun, run_scenario
from tradetalks.talks.assumptions import BOUNDS, BY_SIDE, CHOICES
from tradetalks.talks.issue_amount import AMOUNTS, KINDS

# Regions and sectors of the world: small, as every number of items, and of purchases among them, compiles code of its own.
REGIONS, SECTORS = 3, 2
# Seconds that one scenario may take, compiling included, on a slow machine.
LONGEST = 300.0
# Odds add up to one within this: they are sums of a few hundred doubles.
ROUNDING = 1e-6
# What an unbounded number is drawn up to, and how small one above zero gets.
LARGE, SMALL = 1e3, 1e-4
FIRST = date(2026, 1, 1)
NAN = re.compile(r"\b(nan|NaN|None)\b")
NOT_SOLVED = re.compile(r"not solved|no odds|several equilibria", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Fate:
    """What became of the talks of a seed."""

    seed: int
    word: str
    why: str = ""


def write_world(folder: Path) -> None:
    """The accounts that all random talks are on: scale economies, tariffs between all."""
    write_tables(random_accounts(4, n=REGIONS, j=SECTORS, scale=True), folder)


def fate_of(seed: int, folder: Path, *, items: tuple[int, ...], sides: int = 2) -> Fate:
    """Draw the scenario of ``seed``, solve its talks, and look at everything that is said of them.

    Args:
        seed: of the draw.
        folder: where ``world`` holds the accounts.
        items: numbers of items that may lie on the table.
        sides: how many sit there.
    """
    text = random_scenario(random.Random(seed), items, sides)
    try:
        with time_limit(LONGEST):
            run = run_scenario(parse_scenario(text, f"seed {seed}", folder, {}), parts={"cost", "talks"})
            wrong = faults(run)
    except TradeTalksError as refusal:
        return Fate(seed, "refused", str(refusal))
    except Exception as crash:
        return Fate(seed, "crash", f"{type(crash).__name__}: {crash}")
    if wrong:
        return Fate(seed, "wrong", "; ".join(wrong))
    return Fate(seed, "solved")


def faults(run: ScenarioRun) -> list[str]:
    """What is wrong with solved talks."""
    talks = run.talks
    assert talks is not None
    sentences = talks_sentences(talks)
    data = talks.to_dataset()
    found = []
    if talks.no_odds and ("odds" in data or data.attrs["comment"] not in " ".join(sentences).lower()):
        found.append("no odds, and no word about it")
    if not talks.no_odds:
        found += odds_faults(data, " ".join(sentences))
    found += [f"a sentence says: {said}" for said in sentences if NAN.search(said)]
    for table in talks_tables(talks):
        found += [f"table {table.name} says: {row}" for row in table.rows() if NAN.search(" ".join(row))]
    found += deal_faults(run)
    try:
        json.dumps(describe_run(run), allow_nan=False, default=str)
    except ValueError as error:
        found.append(f"run.json: {error}")
    run.to_datatree().to_netcdf(None, engine="h5netcdf")
    return found


def odds_faults(data: xr.Dataset, said: str) -> list[str]:
    """Odds of all outcomes are in [0, 1] and add up to 1, or all missing where the words say that they are."""
    found = []
    odds = data["odds"].transpose(..., "outcome").values.reshape(-1, data.sizes["outcome"])
    for row in odds:
        if np.isnan(row).all() and NOT_SOLVED.search(said):
            continue
        if not (np.isfinite(row).all() and (row >= 0).all() and (row <= 1).all() and abs(row.sum() - 1) < ROUNDING):
            found.append(f"odds are {row}")
    return found + band_faults(data)


def band_faults(data: xr.Dataset) -> list[str]:
    """Bands are in [0, 1] and in order, and where there are odds there is a band (or none of either)."""
    if "odds_band" not in data:
        return []
    band = data["odds_band"].transpose(..., "outcome", "quantile")
    missing = np.isnan(band.values).any(axis=-1) != np.isnan(data["odds"].transpose(..., "outcome").values)
    known = band.values[~np.isnan(band.values).any(axis=-1)]
    found = []
    if missing.any():
        found.append(f"odds without a band, or a band without odds: {band.values}")
    if not ((known >= 0).all() and (known <= 1).all() and (np.diff(known, axis=-1) >= 0).all()):
        found.append(f"bands are {known}")
    return found


def deal_faults(run: ScenarioRun) -> list[str]:
    """Every deal lies between what is offered or demanded and the red lines, and neither side would rather have none."""
    talks = run.talks
    assert talks is not None
    issues = talks.plan.issues
    least = np.array([max(issue.offer, issue.demand) for issue in issues])
    most = np.array([issue.red_line for issue in issues])
    found = []
    for name, solved in talks.bargain.deals.items():
        x, u = solved.deal.x, solved.deal.u
        if not ((x >= least - 1e-6).all() and (x <= most + 1e-6).all()):
            found.append(f"the {name} deal leaves its bounds: {x}")
        scale = max(1.0, float(np.abs(u).max()))
        if not (np.isfinite(u).all() and (u >= -1e-5 * scale).all()):
            found.append(f"the {name} deal is worth {u}")
    return found


def random_scenario(draw: random.Random, items: tuple[int, ...], count: int = 2) -> str:
    """The text of a scenario: tariffs, a threat, and talks of so many sides with everything that a section may hold."""
    sides = draw.sample([f"R{k}" for k in range(REGIONS)], count)
    a, b, *others = sides
    opening = FIRST + timedelta(days=draw.randint(0, 200))
    deadline = opening + timedelta(days=draw.choice([7, 30, 60, 90, 365]))
    lines = ["name: random", "title: Random talks", "baseline: {folder: ./world}", "acts:"]
    lines += [_act("first", a, b, draw.uniform(0.01, 0.5), FIRST)]
    if draw.random() < 0.7:
        lines += [_act("answer", b, a, draw.uniform(0.01, 0.5), FIRST)]
    for c in others:
        lines += [_act(f"{c} too", c, a, draw.uniform(0.01, 0.5), FIRST)]
    lines += ["branches:", "  threat:", "    title: t", "    acts:"]
    lines += [f"    {_act('threat', a, b, draw.uniform(0.01, 0.5), deadline)}"]
    if draw.random() < 0.7:
        lines += [f"    {_act('revenge', b, a, draw.uniform(0.01, 0.5), deadline)}"]
    lines += [
        "talks:",
        f"  sides: [{', '.join(sides)}]",
        f"  opening: {opening}",
        f"  deadline: {deadline}",
        "  escalation: threat",
    ]
    lines += ["  issues:", *(_issue(draw, k, sides) for k in range(draw.choice(items)))]
    stated = _assumptions(draw, sides)
    # Mandates that end before the deadline are refused: most talks should be solved.
    years = [draw.uniform((deadline - opening).days / 365 + 0.1, 8) for _ in sides]
    stated["mandate_years"] = f"[{', '.join(f'{year:.4f}' for year in years)}]"
    lines += [f"  assumptions: {_mapping(stated)}"]
    lines += _events(draw, sides, opening, deadline)
    return "\n".join(lines) + "\n"


def _act(name: str, by: str, on: str, rate: float, day: date) -> str:
    return f"  - {{id: {name}, by: {by}, on: {on}, rate: {rate:.4f}, from: {day}, source: drawn}}"


def _mapping(values: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in values.items()) + "}"


def _issue(draw: random.Random, k: int, sides: list[str]) -> str:
    """An item of any kind, by either side, of any amount that its kind allows, with or without positions."""
    kind = draw.choice(KINDS)
    by, to = draw.sample(sides, 2)
    amount = _number(draw, AMOUNTS[kind], large=2.0)
    given = {"name": f"item {k}", "kind": kind, "by": by, "to": to, "amount": f"{amount:.6g}", "source": "drawn"}
    if draw.random() < 0.3:
        sector = f"S{draw.randrange(SECTORS)}"
        # Sums of money have none, and a file that names one is refused.
        if kind not in OF_NO_SECTOR:
            given["sectors"] = sector
    if draw.random() < 0.3:
        given["cost"] = f"{draw.uniform(0, 0.5):.4g}"
    if kind != "tariff" and draw.random() < 0.3:
        given["low"] = f"{amount * draw.random():.6g}"
    if kind == "purchases" and draw.random() < 0.5:
        given["delivered"] = f"{draw.random():.3f}"
    if draw.random() < 0.3:
        first, second, third = sorted(draw.random() for _ in range(3))
        given |= {"offer": f"{first:.3f}", "demand": f"{second:.3f}", "red_line": f"{third:.3f}"}
    if draw.random() < 0.2:
        given["phase_in_years"] = f"{draw.uniform(0, 10):.2f}"
    return f"    - {_mapping(given)}"


def _assumptions(draw: random.Random, sides: list[str]) -> dict[str, str]:
    """Some of what may be assumed, each anywhere in its allowed range."""
    found = {}
    for name in draw.sample(sorted([*BOUNDS, *CHOICES]), draw.randint(0, 6)):
        if name in CHOICES:
            found[name] = draw.choice(CHOICES[name])
            continue
        values = [f"{_number(draw, BOUNDS[name]):.6g}" for _ in sides]
        found[name] = values[0]
        if name in BY_SIDE:
            found[name] = f"[{', '.join(values)}]"
    found.pop("threatener", None)
    if draw.random() < 0.5:
        found["threatener"] = draw.choice(sides)
    return found


def _number(draw: random.Random, bound: Bound, large: float = LARGE) -> float:
    """A number that a bound allows, in logs where it is positive; the ends themselves now and then."""
    low, high = bound.low, min(bound.high, large)
    if draw.random() < 0.1 and not bound.above:
        return low
    if draw.random() < 0.1 and not bound.below:
        return high
    value = math.exp(draw.uniform(math.log(max(low, SMALL)), math.log(high)))
    if bound.whole:
        return float(min(max(round(value), math.ceil(low)), math.floor(high)))
    return min(value, high)


def _events(draw: random.Random, sides: list[str], opening: date, deadline: date) -> list[str]:
    """Levels, shocks and strategies, each in some of the scenarios."""
    lines = []
    if draw.random() < 0.3:
        low, high = sorted(draw.random() for _ in range(2))
        lines += [
            "  levels:",
            f"    - {{name: officials, share: {low:.3f}}}",
            f"    - {{name: ministers, share: {high:.3f}}}",
        ]
    if draw.random() < 0.3:
        day = opening + timedelta(days=draw.randrange((deadline - opening).days))
        changes = _assumptions(draw, sides) or {"rivalry": "0.05"}
        changes.pop("mandate_years", None)
        lines += ["  shocks:", f"    - {{name: news, date: {day}, changes: {_mapping(changes)}, source: drawn}}"]
    if draw.random() < 0.3:
        carrot = f"    - {{name: carrot, by: {sides[0]}, grants: {draw.random():.3f}}}"
        lines += ["  strategies:", carrot, f"    - {{name: stick, by: {sides[1]}, branch: threat}}"]
    return lines
